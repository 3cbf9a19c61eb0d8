"""Reached: pairs of unit and station that are within some minutes, as three arrays that belong together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

Reached = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Position of the unit, position of the station and minutes [min] of every pair, each (n_pairs,)."""


def joined(parts: Iterable[Reached]) -> Reached:
    """Return the pairs of all parts, in the order of the parts; empty arrays where there are none."""
    nobody = np.empty(0, int), np.empty(0, int), np.empty(0)
    columns = list(zip(nobody, *parts, strict=True))
    return np.concatenate(columns[0]), np.concatenate(columns[1]), np.concatenate(columns[2])


def ordered(pairs: Reached) -> Reached:
    """Return pairs by unit, then by station."""
    order = np.lexsort((pairs[1], pairs[0]))
    return pairs[0][order], pairs[1][order], pairs[2][order]


def of_table(minutes: np.ndarray, *, limit_min: float) -> Reached:
    """Return the pairs of a table (n_units, n_stations) within the limit; infinity is never within."""
    unit, station = np.nonzero((minutes <= limit_min) & np.isfinite(minutes))
    return unit, station, minutes[unit, station]
