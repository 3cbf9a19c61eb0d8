"""Crow: the nearest units as the crow flies, by minutes, exactly.

A k-d tree on chords through the earth proposes candidates. A chord is never longer than the geodesic, so an
answer is proved once the k-th minutes lie below what the next unproposed unit could reach at best. Where
turnouts differ too much for that, `geo.travel.cells` names all candidates there are, of which
compiled code (`geo.travel.picking`) picks the best where it is installed and there are many.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from scipy.spatial import cKDTree

from geo.travel import cells, threads
from geo.travel.geodesic import TICK_MIN, distance_m, earth_xyz, least_m, most_m, told_min

MORE = 2
"""Units that the tree proposes beyond those that are asked for."""
BLOCK = 200_000
"""Pairs of unit and station that a thread measures at a time."""
SAMPLE = 200
"""Stations that show whether the tree is worth asking."""
MANY = 60_000_000
"""Pairs of unit and station for which it pays to load compiled code, where numba is installed."""
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
        return least_m(chord) * self.min_per_m - TICK_MIN

    def most_min(self, chord: np.ndarray) -> np.ndarray:
        """Return the minutes that a chord [m] takes at most; infinite where the earth is too round to say."""
        return most_m(chord) * self.min_per_m + TICK_MIN

    def nearest(self, stations: np.ndarray) -> Found:
        """Return the k nearest units of stations with coordinates (n, 2), n > 0; ties by position."""
        shape = (len(stations), self.k)
        found = np.empty(shape, int), np.empty(shape), np.empty(shape)
        xyz, asking = earth_xyz(stations), np.arange(len(stations))
        some = asking[:: max(1, len(asking) // SAMPLE)]
        if np.ptp(self.turnout_min) == 0 or self._by_tree(found, stations, xyz, some).mean() <= TOO_MANY:
            asking = asking[self._by_tree(found, stations, xyz, asking)]
        if len(asking) * len(self.units) >= MANY and find_spec("numba") is not None:
            asking = asking[self._picked(found, stations, xyz, asking)]
        if len(asking):
            self._by_cells(found, stations, xyz, asking)
        return found

    @cached_property
    def _sought(self) -> cells.Units:
        return cells.Units(self.xyz, self.turnout_min, self.k, self.least_min, self.most_min)

    def _by_cells(self, found: Found, stations: np.ndarray, xyz: np.ndarray, asking: np.ndarray) -> None:
        """Write the best of all candidates that the cells of some stations (positions) have."""
        places = xyz[asking]

        def measure(region: cells.Region) -> None:
            for members, label in cells.candidates(self._sought, places, region):
                chord = np.sqrt(((self.xyz[label] - places[members, None]) ** 2).sum(axis=2))
                self._measured(found, stations, asking[members], label, chord)

        threads.each(measure, cells.regions(self._sought, places))

    def _picked(self, found: Found, stations: np.ndarray, xyz: np.ndarray, asking: np.ndarray) -> np.ndarray:
        """Write the best that compiled code picks for some stations; return which (n,) are not proved."""
        pick = import_module("geo.travel.picking").pick
        width = min(self.k + MORE, len(self.units))
        places, open_ = xyz[asking], np.zeros(len(asking), bool)

        def measure(region: cells.Region) -> None:
            members = region.members
            label, chord = np.zeros((*members.shape, width), int), np.full((*members.shape, width), np.inf)
            near_by = places[members], region.among
            open_[members] = pick(
                (self.xyz, self.turnout_min), near_by, self.min_per_m, self.k, (label, chord)
            )
            flat = label.reshape(-1, width), chord.reshape(-1, width)
            self._measured(found, stations, asking[members.ravel()], *flat)

        threads.each(measure, cells.regions(self._sought, places))
        return open_

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
        told = label, metres, told_min(start + metres * self.min_per_m)
        mixed = np.flatnonzero(_disordered(label, told[2]))
        order = np.lexsort((label[mixed], told[2][mixed]), axis=1)[:, : self.k]
        for whole, part in zip(found, told, strict=True):
            whole[rows] = part[:, : self.k]
            whole[rows[mixed]] = np.take_along_axis(part[mixed], order, axis=1)


def _disordered(label: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Return which rows are not ordered by minutes, then label."""
    later, same = minutes[:, 1:] < minutes[:, :-1], minutes[:, 1:] == minutes[:, :-1]
    return np.asarray((later | (same & (label[:, 1:] < label[:, :-1]))).any(axis=1))
