"""Cells: candidates for the nearest units where turnouts differ too much for a tree of places to tell.

Stations that lie together share their candidates: whoever could be among the first k for any of them. That is
the pruning of Fukunaga & Narendra 1975, doi:10.1109/T-C.1975.224297, by the triangle inequality, for nearest
neighbours with additive weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

SIZE = 32
"""Stations of a cell."""
TOGETHER = 512
"""Cells that look among the same units, those that one of them may need."""
BLOCK = 4_000_000
"""Pairs looked at at a time at most, so that memory stays bounded."""
Candidates = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Stations (n,), units (n, m) and chords [m] (n, m)."""
Minutes = Callable[[np.ndarray], np.ndarray]
"""Minutes that a chord [m] takes."""


def _members(stations: np.ndarray) -> np.ndarray:
    """Return the stations (positions) of each cell, (cells, SIZE); those that lie together share a cell.

    The last cell is filled up with its last station.
    """
    order = cKDTree(stations, leafsize=SIZE).indices
    short = -len(order) % SIZE
    return np.append(order, np.repeat(order[-1:], short)).reshape(-1, SIZE)


def candidates(
    units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, k: int, least: Minutes, most: Minutes
) -> list[Iterator[Candidates]]:
    """Return iterators that yield, for some stations at a time, all units that may be among the k nearest.

    They share no station, so they may run side by side.

    Parameters
    ----------
    units, stations : (n, 3) metres.
    turnout_min : of each unit [min].
    k : at most the number of units.
    least, most : bounds of the minutes that a chord takes; they rise with it.

    Yields
    ------
    rows : positions of stations, (n,).
    labels : positions of units, (n, m), m >= k; some may be too far.
    chord : their chords [m], (n, m).
    """
    members = _members(stations)
    places = stations[members]
    centre = places.mean(axis=1)
    radius = np.linalg.norm(places - centre[:, None], axis=2).max(axis=1)

    def reached(at: np.ndarray, within: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the earliest minutes of units anywhere within a radius, and the bar that k of them keep."""
        chord, start = cdist(at, units[among]), turnout_min[among]
        far = start + most(chord + within[:, None])
        near = start + least(np.maximum(chord - within[:, None], 0))
        return near, np.partition(far, k - 1, axis=1)[:, k - 1]

    def of_block(first: int) -> Iterator[Candidates]:
        near_by = slice(first, first + TOGETHER)
        middle = centre[near_by].mean(axis=0, keepdims=True)
        wide = (np.linalg.norm(centre[near_by] - middle, axis=1) + radius[near_by]).max()
        near, bar = reached(middle, np.array([wide]), np.arange(len(units)))
        among = np.flatnonzero(near[0] <= bar[0])
        step = max(1, BLOCK // len(among))
        for start in range(first, min(first + TOGETHER, len(members)), step):
            part = slice(start, min(start + step, first + TOGETHER))
            near, bar = reached(centre[part], radius[part], among)
            for rows, label in _shared(near, bar, members[part], k=k):
                labels = among[label]
                away = np.sqrt(((units[labels] - stations[rows, None]) ** 2).sum(axis=2))
                yield rows, labels, away

    return [of_block(first) for first in range(0, len(members), TOGETHER)]


def _shared(
    near: np.ndarray, bar: np.ndarray, members: np.ndarray, *, k: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield stations (n,) and columns of `near` (n, m) for cells whose candidates lie below a bar (c,).

    Cells with about as many candidates come together; a shorter list is filled up with those after it.
    """
    many = np.maximum((near <= bar[:, None]).sum(axis=1), k)
    order = np.argsort(many, kind="stable")
    at = 0
    while at < len(order):
        wide = int(many[order[at]])
        wide = min(wide + wide // 4 + 1, near.shape[1])
        end = min(int(np.searchsorted(many[order], wide, side="right")), at + max(1, BLOCK // (wide * SIZE)))
        cells = order[at:end]
        label = np.sort(np.argpartition(near[cells], wide - 1, axis=1)[:, :wide], axis=1)
        yield members[cells].ravel(), np.repeat(label, SIZE, axis=0)
        at = end
