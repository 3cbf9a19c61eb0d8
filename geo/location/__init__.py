"""Location models: where to open sites, exactly, on plain arrays; sites and points are positions.

All of them share three promises. *Exact*: HiGHS (`scipy.optimize.milp`) with a relative gap of nought, on
points of equal rows merged and dominated sites left out; `Choice.proven` says whether it came to its end.
*Never worse than greedy*: a run that is cut short answers with the better of the two. *By id*: sites stand in
order of their ids, and of choices of equal worth the answer is one that no exchange of a site for one that
stands before it leaves as good; no site is opened that adds nothing.
"""

from geo.location.choice import Choice
from geo.location.covering import backup_covering, fewest, maximal_covering
from geo.location.distance import p_centre, p_median
from geo.location.pairs import Cover, Minutes

__all__ = [
    "Choice",
    "Cover",
    "Minutes",
    "backup_covering",
    "fewest",
    "maximal_covering",
    "p_centre",
    "p_median",
]
