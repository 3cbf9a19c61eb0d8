"""Assignment: which units are nearest to each station, and which people guard it."""

from geo.assignment.nearest import COLUMNS, arrivals, nearest, responding, routes, turnout
from geo.assignment.posting import Posting, assign

__all__ = ["COLUMNS", "Posting", "arrivals", "assign", "nearest", "responding", "routes", "turnout"]
