"""Choice: what each demand likes best and second best at some prices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geo.assignment.prices import Uses

NEVER = np.iinfo(np.int64).max


class Choice(NamedTuple):
    """What each demand (d,) of some uses likes.

    Attributes
    ----------
    starts : its first row of the uses; `many` rows follow one another.
    best, second : rows of the uses, the first of equals; the same where there is but one.
    least : what it pays for the best.
    margin : by how much the second is dearer, next to `NEVER` where there is none.
    """

    starts: np.ndarray
    many: np.ndarray
    best: np.ndarray
    second: np.ndarray
    least: np.ndarray
    margin: np.ndarray


def choice(uses: Uses, price: np.ndarray) -> Choice:
    """Return what each demand likes at the prices of all nodes."""
    paid = uses.cost + price[uses.node]
    starts = np.flatnonzero(np.append(True, uses.demand[1:] != uses.demand[:-1]))
    many = np.diff(np.append(starts, len(paid)))
    whose = np.repeat(np.arange(len(starts)), many)

    def cheapest() -> tuple[np.ndarray, np.ndarray]:
        least, row = np.minimum.reduceat(paid, starts), np.empty(len(starts), np.int64)
        equal = np.flatnonzero(paid == least[whose])[::-1]
        row[whose[equal]] = equal
        return row, least

    best, least = cheapest()
    paid[best] = NEVER
    second, more = cheapest()
    return Choice(starts, many, best, second, least, more - least)
