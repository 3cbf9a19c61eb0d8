"""Picking, compiled (extra ``fast``): the best candidates of each station out of those that its cell has.

It only proposes: what it picks is measured and ordered as always, so answers do not depend on it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from geo.travel.geodesic import BULGE, BULGE_LIMIT_M, HOLLOW, ROUNDING_M, SLACK, TICK_MIN

Units = tuple[np.ndarray, np.ndarray]
"""Places (n, 3) [m] and turnouts (n,) [min]."""
Picked = tuple[np.ndarray, np.ndarray]
"""Labels and chords [m]."""


@njit(cache=True, nogil=True, inline="always")
def _least(chord: float, min_per_m: float) -> float:
    """Return the minutes of `geo.travel.geodesic.least_m`, less what they may be rounded by."""
    hollow = HOLLOW * (chord / BULGE_LIMIT_M) ** 2
    return (chord * (1 + hollow - SLACK) - ROUNDING_M) * min_per_m - TICK_MIN


@njit(cache=True, nogil=True, inline="always")
def _most(chord: float, min_per_m: float) -> float:
    """Return the minutes of `geo.travel.geodesic.most_m`, and what they may be rounded by."""
    if chord >= BULGE_LIMIT_M:
        return np.inf
    bulge = BULGE * (chord / BULGE_LIMIT_M) ** 2
    return (chord * (1 + bulge + SLACK) + ROUNDING_M) * min_per_m + TICK_MIN


@njit(cache=True, nogil=True)
def _put(least: np.ndarray, label: np.ndarray, far: np.ndarray, new: tuple[float, int, float]) -> None:
    """Put a unit (least minutes, label, chord) among those picked, in that order; the last one falls out."""
    at = least.size - 1
    while at > 0 and least[at - 1] > new[0]:
        least[at], label[at], far[at] = least[at - 1], label[at - 1], far[at - 1]
        at -= 1
    least[at], label[at], far[at] = new


@njit(cache=True, nogil=True, inline="always")
def _chord(one: np.ndarray, other: np.ndarray) -> float:
    return math.sqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2)


@njit(cache=True, nogil=True)
def _able(units: Units, places: np.ndarray, among: np.ndarray, min_per_m: float, k: int) -> np.ndarray:
    """Return the units that may be among the k nearest of any station of one cell (m, 3)."""
    centre = np.zeros(3)
    for member in range(places.shape[0]):
        centre += places[member] / places.shape[0]
    radius = 0.0
    for member in range(places.shape[0]):
        radius = max(radius, _chord(places[member], centre))
    near, bar = np.empty(among.size), np.full(k, np.inf)
    for i in range(among.size):
        chord, start = _chord(units[0][among[i]], centre), units[1][among[i]]
        near[i] = start + _least(max(chord - radius, 0.0), min_per_m)
        far = start + _most(chord + radius, min_per_m)
        if far < bar[-1]:
            at = k - 1
            while at > 0 and bar[at - 1] > far:
                bar[at] = bar[at - 1]
                at -= 1
            bar[at] = far
    return np.asarray(among[near <= bar[-1]])


@njit(cache=True, nogil=True)
def pick(
    units: Units, cells: tuple[np.ndarray, np.ndarray], min_per_m: float, k: int, picked: Picked
) -> np.ndarray:
    """Write the best units of every station of some cells; return of which stations others may be as good.

    Parameters
    ----------
    units : (n, 3) metres; turnout of each [min].
    cells : places of their stations (c, m, 3), units that they look among (a,).
    min_per_m : minutes for one metre as the crow flies.
    k : how many are asked for.
    picked : what is written, units and chords [m] of each station by their least minutes, (c, m, p) each; as
        given, 0 and infinite, where there is nobody.

    Returns
    -------
    array
        (c, m): True where a unit that is not written may be among the first k.
    """
    places, among = cells
    label, far = picked
    open_ = np.zeros(places.shape[:2], np.bool_)
    for cell in range(places.shape[0]):
        able = _able(units, places[cell], among, min_per_m, k)
        for member in range(places.shape[1]):
            mine, chords = label[cell, member], far[cell, member]
            least = np.full(mine.size, np.inf)
            for unit in able:
                chord = _chord(units[0][unit], places[cell, member])
                at_least = units[1][unit] + _least(chord, min_per_m)
                if at_least < least[-1]:
                    _put(least, mine, chords, (at_least, unit, chord))
            most = -np.inf
            for i in range(k):
                most = max(most, units[1][mine[i]] + _most(chords[i], min_per_m))
            open_[cell, member] = able.size > mine.size and least[-1] <= most
    return open_
