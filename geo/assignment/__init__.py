"""Assignment: which units are nearest to each station, and which people guard it."""

from geo.assignment.control import Stop, go_on
from geo.assignment.nearest import COLUMNS, arrivals, nearest, responding, routes, turnout
from geo.assignment.posting import TIME_LIMIT_S, Posting, assign

__all__ = [
    "COLUMNS",
    "TIME_LIMIT_S",
    "Posting",
    "Stop",
    "arrivals",
    "assign",
    "go_on",
    "nearest",
    "responding",
    "routes",
    "turnout",
]
