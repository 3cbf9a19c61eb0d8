"""Substitution: who stands in for whom where one force is short and another has people left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import pandas as pd

from geo.force import FORCES

COLUMNS = ("wanted", "stand_in", "people")

_Pairs = list[tuple[str, str]]


def _most(lack: Mapping[str, int], spare: Mapping[str, int], pairs: _Pairs) -> int:
    """Return how many of those who lack can be stood in for at all.

    Maximum flow equals minimum cut: for any set of wanted forces, no more than the others lack together
    with what their stand-ins have left; the smallest of these bounds is reached (Ford & Fulkerson 1956).
    """
    wanted = sorted({w for w, _ in pairs})
    bounds = []
    for size in range(len(wanted) + 1):
        for kept in combinations(wanted, size):
            helpers = {g for w, g in pairs if w in kept}
            others = sum(lack[w] for w in wanted if w not in kept)
            bounds.append(others + sum(spare[g] for g in helpers))
    return min(bounds)


def cover(
    need: Mapping[str, int], strength: Mapping[str, int], substitutes: Iterable[tuple[str, str]]
) -> pd.DataFrame:
    """Say who stands in for whom, so that as few people as possible are missing.

    A force covers its own need first; only what it has left stands in for others. Nobody can cover more of
    the shortfall than this does. Where several answers are equally good, the first pair gets as much as it
    can, then the second and so on: pairs in the order of `FORCES`, by the wanted force, then its stand-in.

    Parameters
    ----------
    need, strength : force -> people; a force left out has none.
    substitutes : (wanted, stand-in) pairs that are allowed, no others are used.

    Returns
    -------
    DataFrame
        wanted, stand_in, people [people], one row for every pair that is used, in the order of the pairs.
    """
    lack: dict[str, int] = {f: max(int(need.get(f, 0)) - int(strength.get(f, 0)), 0) for f in FORCES}
    spare: dict[str, int] = {f: max(int(strength.get(f, 0)) - int(need.get(f, 0)), 0) for f in FORCES}
    allowed = set(substitutes)
    pairs: _Pairs = [(w, g) for w in FORCES for g in FORCES if (w, g) in allowed]
    rows = []
    while pairs:
        (wanted, helper), *later = pairs
        best, most_here = _most(lack, spare, pairs), min(lack[wanted], spare[helper])
        after = _most(
            {**lack, wanted: lack[wanted] - most_here}, {**spare, helper: spare[helper] - most_here}, later
        )
        # What all pairs reach together is concave in what the first takes, and beyond its best it falls by
        # one for each person more: so this many too many.
        people = most_here - (best - most_here - after)
        lack[wanted] -= people
        spare[helper] -= people
        if people:
            rows.append((wanted, helper, people))
        pairs = later
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"people": int})
