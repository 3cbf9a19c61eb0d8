"""Cells: candidates for the nearest units where turnouts differ too much for a tree of places to tell.

Stations that lie together share their candidates: whoever could be among the first k for any of them. That is
the pruning of branch and bound (Land & Doig 1960, doi:10.2307/1910129) with the triangle inequality as bound, for
nearest neighbours with additive weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

SIZE = 32
"""Stations of a cell."""
BLOCK = 4_000_000
"""Pairs looked at at a time at most, so that memory stays bounded."""
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
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield, for some stations at a time, every unit that may be among the k nearest by minutes.

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
    step = max(1, BLOCK // len(units))
    for start in range(0, len(members), step):
        part = slice(start, start + step)
        chord = cdist(centre[part], units)
        far = turnout_min + most(chord + radius[part, None])
        bar = np.partition(far, k - 1, axis=1)[:, k - 1]
        near = turnout_min + least(np.maximum(chord - radius[part, None], 0))
        yield from _shared(near, bar, members[part], units=units, stations=stations, k=k)


def _shared(
    near: np.ndarray, bar: np.ndarray, members: np.ndarray, *, units: np.ndarray, stations: np.ndarray, k: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield what `candidates` does for cells (c,) whose candidates are `near` (c, u) up to a bar (c,).

    Cells with about as many candidates come together; a shorter list is filled up with the units after it.
    """
    many = np.maximum((near <= bar[:, None]).sum(axis=1), k)
    order = np.argsort(many, kind="stable")
    at = 0
    while at < len(order):
        wide = int(many[order[at]])
        wide = min(wide + wide // 4, len(units))
        end = min(int(np.searchsorted(many[order], wide, side="right")), at + max(1, BLOCK // (wide * SIZE)))
        cells = order[at:end]
        label = np.argpartition(near[cells], wide - 1, axis=1)[:, :wide]
        rows = members[cells].ravel()
        labels = np.repeat(np.sort(label, axis=1), SIZE, axis=0)
        away = np.sqrt(((units[labels] - stations[rows, None]) ** 2).sum(axis=2))
        yield rows, labels, away
        at = end
