"""Crow: the nearest units as the crow flies, by minutes, exactly.

A k-d tree on chords through the earth proposes candidates. A chord is never longer than the geodesic, so an
answer is proved once the k-th minutes lie below what the next unproposed unit could reach at best. Where
turnouts differ too much for that, `geo.travel.cells` names all candidates there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from geo.travel import cells, threads
from geo.travel.geodesic import (
    BULGE,
    BULGE_LIMIT_M,
    ROUNDING_M,
    SLACK,
    TICK_MIN,
    distance_m,
    earth_xyz,
    told_min,
)

MORE = 2
"""Units that the tree proposes beyond those that are asked for."""
BLOCK = 200_000
"""Pairs of unit and station that a thread measures at a time."""
SAMPLE = 200
"""Stations that show whether the tree is worth asking."""
TOO_MANY = 0.3
"""Share of the sample without a proof at which it is not."""
Found = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Labels, metres and minutes of each station's nearest units, (n, k) each."""


@dataclass(frozen=True, eq=False)
class Search:
    """Units to be found.

    Parameters
    ----------
    units : degrees east and north, (n_units, 2), at least one.
    turnout_min : of each unit [min].
    min_per_m : minutes for one metre as the crow flies [min/m].
    k : how many are asked for, at most all.
    """

    units: np.ndarray
    turnout_min: np.ndarray
    min_per_m: float
    k: int

    @cached_property
    def xyz(self) -> np.ndarray:
        """Places of the units on the ellipsoid [m], (n_units, 3)."""
        return earth_xyz(self.units)

    @cached_property
    def tree(self) -> cKDTree:
        """The same as a tree."""
        return cKDTree(self.xyz)

    def least_min(self, chord: np.ndarray) -> np.ndarray:
        """Return the minutes that a chord [m] takes at least, by what a geodesic may be rounded."""
        return np.asarray((chord * (1 - SLACK) - ROUNDING_M) * self.min_per_m - TICK_MIN)

    def most_min(self, chord: np.ndarray) -> np.ndarray:
        """Return the minutes that a chord [m] takes at most; infinite where the earth is too round to say."""
        arc = np.where(chord < BULGE_LIMIT_M, chord * (1 + BULGE) + ROUNDING_M, np.inf)
        return np.asarray(arc * self.min_per_m + TICK_MIN)

    def nearest(self, stations: np.ndarray) -> Found:
        """Return the k nearest units of stations with coordinates (n, 2), n > 0; ties by position."""
        shape = (len(stations), self.k)
        found = np.empty(shape, int), np.empty(shape), np.empty(shape)
        xyz, asking = earth_xyz(stations), np.arange(len(stations))
        some = asking[:: max(1, len(asking) // SAMPLE)]
        if np.ptp(self.turnout_min) == 0 or self._by_tree(found, stations, xyz, some).mean() <= TOO_MANY:
            asking = asking[self._by_tree(found, stations, xyz, asking)]
        if len(asking):
            told = cells.candidates(
                self.xyz,
                xyz[asking],
                turnout_min=self.turnout_min,
                k=self.k,
                least=self.least_min,
                most=self.most_min,
            )

            def measure(several: Iterator[cells.Candidates]) -> None:
                for rows, label, chord in several:
                    self._measured(found, stations, asking[rows], label, chord)

            threads.each(measure, told)
        return found

    def _by_tree(self, found: Found, stations: np.ndarray, xyz: np.ndarray, asking: np.ndarray) -> np.ndarray:
        """Write what the tree proposes for some stations (positions); return which are not proved."""
        proposed = min(self.k + MORE, len(self.units))
        open_ = np.zeros(len(asking), bool)
        tree, step = self.tree, max(1, BLOCK // proposed)

        def ask(start: int) -> None:
            rows = asking[start : start + step]
            chord, label = tree.query(xyz[rows], k=np.arange(1, proposed + 1))
            self._measured(found, stations, rows, label, chord)
            at_best = self.turnout_min.min() + self.least_min(chord[:, -1])
            open_[start : start + step] = found[2][rows, -1] >= at_best

        threads.each(ask, range(0, len(asking), step))
        return open_ & (proposed < len(self.units))

    def _measured(
        self, found: Found, stations: np.ndarray, rows: np.ndarray, label: np.ndarray, chord: np.ndarray
    ) -> None:
        """Write the best among the units proposed for each row; a chord may rule one out unmeasured."""
        start = self.turnout_min[label]
        bar = np.partition(start + self.most_min(chord), self.k - 1, axis=1)[:, self.k - 1]
        row, column = np.nonzero(start + self.least_min(chord) <= bar[:, None])
        metres = np.full(label.shape, np.inf)
        metres[row, column] = distance_m(stations[rows[row]], self.units[label[row, column]])
        minutes = told_min(start + metres * self.min_per_m)
        order = np.lexsort((label, minutes), axis=1)[:, : self.k]
        for whole, part in zip(found, (label, metres, minutes), strict=True):
            whole[rows] = np.take_along_axis(part, order, axis=1)
