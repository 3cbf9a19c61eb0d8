"""Way: how one unit comes to one station, as a line with minutes and metres."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

STRAIGHT = "straight line"
ROAD = "road"
SERVICE = "routing service"
UNDRAWN = "routing service, drawn straight"
"""What the quality of a figure says: as the crow flies, along the road graph, or as a routing service says;
of a line also that the service told its minutes but not its course."""


@dataclass(frozen=True, eq=False)
class Way:
    """One way; minutes and metres are infinite and the line is empty where there is none.

    Parameters
    ----------
    minutes : from the call to the arrival [min].
    metres : length [m].
    lonlat : (p, 2) degrees.
    quality : `ROAD`, `STRAIGHT`, `SERVICE` or `UNDRAWN`.
    roads : numbers of the roads of the graph that it takes, in its order; none where it follows no graph.
    """

    minutes: float
    metres: float
    lonlat: np.ndarray
    quality: str = ROAD
    roads: np.ndarray = field(default_factory=lambda: np.empty(0, int))

    def __bool__(self) -> bool:
        """Whether there is a way at all."""
        return len(self.lonlat) > 0


NOWHERE = Way(np.inf, np.inf, np.empty((0, 2)))
