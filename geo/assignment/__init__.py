"""Assignment: which units are nearest to each station, and which people guard it."""

from geo.assignment.baselines import Baseline, Order, greedy
from geo.assignment.control import Stop, go_on
from geo.assignment.guarding import Guarding
from geo.assignment.nearest import COLUMNS, arrivals, nearest, responding, routes, turnout
from geo.assignment.posting import TIME_LIMIT_S, Posting, assign
from geo.assignment.relaxations import relaxations
from geo.assignment.task import WEIGHT

__all__ = [
    "COLUMNS",
    "TIME_LIMIT_S",
    "WEIGHT",
    "Baseline",
    "Guarding",
    "Order",
    "Posting",
    "Stop",
    "arrivals",
    "assign",
    "go_on",
    "greedy",
    "nearest",
    "relaxations",
    "responding",
    "routes",
    "turnout",
]
