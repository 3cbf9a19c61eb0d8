"""Cells: candidates for the nearest units where turnouts differ too much for a tree of places to tell.

Stations that lie together share their candidates: whoever could be among the first k for any of them. That is
the pruning of Fukunaga & Narendra 1975, doi:10.1109/T-C.1975.224297, by the triangle inequality, for nearest
neighbours with additive weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

SIZE = 32
"""Stations of a cell."""
TOGETHER = 512
"""Cells at most that look among the same units; about as many as there are regions."""
BLOCK = 4_000_000
"""Pairs looked at at a time at most, so that memory stays bounded."""
Minutes = Callable[[np.ndarray], np.ndarray]
"""Minutes that a chord [m] takes."""


class Units(NamedTuple):
    """Who is looked for.

    Attributes
    ----------
    places : (n, 3) metres.
    turnout_min : of each [min], (n,).
    k : how many are asked for, at most all.
    least, most : bounds of the minutes that a chord takes; they rise with it.
    """

    places: np.ndarray
    turnout_min: np.ndarray
    k: int
    least: Minutes
    most: Minutes

    def reached(self, at: np.ndarray, within: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the earliest minutes of units anywhere within a radius, and the bar that k of them keep."""
        chord, start = cdist(at, self.places[among]), self.turnout_min[among]
        far = start + self.most(chord + within[:, None])
        near = start + self.least(np.maximum(chord - within[:, None], 0))
        return near, np.partition(far, self.k - 1, axis=1)[:, self.k - 1]


class Region(NamedTuple):
    """Cells that look among the same units.

    Attributes
    ----------
    members : stations of each cell (positions), (c, SIZE); the last cell may name one several times.
    among : units (positions): everybody who may be among the k nearest of any of them.
    """

    members: np.ndarray
    among: np.ndarray


def _members(stations: np.ndarray) -> np.ndarray:
    """Return the stations (positions) of each cell, (cells, SIZE); those that lie together share a cell.

    The last cell is filled up with its last station.
    """
    order = cKDTree(stations, leafsize=SIZE).indices
    short = -len(order) % SIZE
    return np.append(order, np.repeat(order[-1:], short)).reshape(-1, SIZE)


def _spheres(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return centre (c, 3) and radius (c,) of spheres that hold the places of each cell (c, m, 3)."""
    centre = places.mean(axis=1)
    return centre, np.linalg.norm(places - centre[:, None], axis=2).max(axis=1)


def regions(units: Units, stations: np.ndarray) -> list[Region]:
    """Return the cells of all stations (n, 3), those that lie together in one region."""
    members = _members(stations)
    centre, radius = _spheres(stations[members])
    found, together = [], min(TOGETHER, math.isqrt(len(members)) + 1)
    for first in range(0, len(members), together):
        near_by = slice(first, first + together)
        middle = centre[near_by].mean(axis=0, keepdims=True)
        wide = (np.linalg.norm(centre[near_by] - middle, axis=1) + radius[near_by]).max()
        near, bar = units.reached(middle, np.array([wide]), np.arange(len(units.places)))
        found.append(Region(members[near_by], np.flatnonzero(near[0] <= bar[0])))
    return found


def candidates(units: Units, stations: np.ndarray, region: Region) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield, for some stations (n,) at a time, all units (n, m) that may be among the k nearest.

    There are at least k; some may be too far. Cells with about as many candidates come together; a shorter
    list is filled up with those after it.
    """
    step = max(1, BLOCK // len(region.among))
    for start in range(0, len(region.members), step):
        members = region.members[start : start + step]
        near, bar = units.reached(*_spheres(stations[members]), region.among)
        many = np.maximum((near <= bar[:, None]).sum(axis=1), units.k)
        order = np.argsort(many, kind="stable")
        at = 0
        while at < len(order):
            wide = int(many[order[at]])
            wide = min(wide + wide // 4 + 1, near.shape[1])
            most = at + max(1, BLOCK // (wide * SIZE))
            end = min(int(np.searchsorted(many[order], wide, side="right")), most)
            cells = order[at:end]
            label = np.sort(np.argpartition(near[cells], wide - 1, axis=1)[:, :wide], axis=1)
            yield members[cells].ravel(), np.repeat(region.among[label], SIZE, axis=0)
            at = end
