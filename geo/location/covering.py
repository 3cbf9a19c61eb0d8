"""Covering: most points within a limit by p sites, by the fewest sites, and by two sites each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from geo.location.choice import HALF, ROUNDING, Choice, Program, Stop, by_id, greedy, solve
from geo.location.pairs import Cover, alike

TWICE = 2


@dataclass(frozen=True, eq=False)
class _Merged:
    """What is still to be covered: points of equal rows as one; `again` weighs their second cover."""

    rows: sparse.csr_array
    weights: np.ndarray
    again: np.ndarray
    held: np.ndarray

    @classmethod
    def of(cls, cover: Cover, again: np.ndarray) -> _Merged:
        reach = np.diff(cover.rows.indptr) > 0
        open_to = reach & (((cover.held == 0) & (cover.weights > 0)) | ((cover.held < TWICE) & (again > 0)))
        rows, held = cover.rows[open_to], cover.held[open_to]
        group = alike(rows, marks=held)
        first = np.unique(group, return_index=True)[1]
        weights, twice = (
            np.bincount(group, part[open_to], minlength=len(first)).astype(np.int64)
            for part in (cover.weights, again)
        )
        return cls(rows[first], weights, twice, held[first])

    @cached_property
    def by_site(self) -> sparse.csr_array:
        """The rows turned round: sites x points."""
        return self.rows.T.tocsr()

    def worth(self, sites: np.ndarray) -> np.ndarray:
        """Return weight covered and weight covered twice, with each other site; see `choice.Worth`."""
        count = self.held.copy()
        for site in sites:
            count[self.by_site.indices[self.by_site.indptr[site] : self.by_site.indptr[site + 1]]] += 1
        aims = []
        for wanted, weights in ((1, self.weights), (TWICE, self.again)):
            gain = self.by_site @ (weights * (count == wanted - 1)).astype(float)
            gain[sites] = 0
            aims.append(np.append(gain, 0) + (weights * (count >= wanted)).sum())
        return np.column_stack(aims)

    def undominated(self) -> np.ndarray:
        """Return the sites that cover something which no one other site covers whole, ties by position."""
        size = np.diff(self.by_site.indptr)
        shared = (self.by_site @ self.rows).tocoo()
        a, b = shared.coords
        inside = (shared.data == size[a]) & ((size[b] > size[a]) | ((size[b] == size[a]) & (b < a)))
        kept = size > 0
        kept[a[inside]] = False
        return np.flatnonzero(kept)


def _at_most(
    rows: list[list[sparse.csr_array | None]], high: np.ndarray, *, cost: np.ndarray, n_whole: int
) -> Program:
    """Return the program that minimises a cost so that no row exceeds what is beside it."""
    together = sparse.block_array(rows, format="csr") if len(high) else sparse.csr_array((0, len(cost)))
    return Program(cost, together, np.full(len(high), -np.inf), high, n_whole)


def _row(values: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array(values[None, :].astype(float))


def maximal_covering(
    cover: Cover,
    count: int,
    *,
    fixed: Sequence[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Choice:
    """Choose at most `count` sites so that the weight of the covered points is largest.

    MCLP, Church & ReVelle 1974, doi:10.1007/BF01942293: max sum w_i y_i, y_i <= sum of x_j over the sites j
    that cover i, sum x_j <= count. Value and bound are the weight covered, with what is held.

    Parameters
    ----------
    cover : who covers whom.
    count : how many sites may be opened.
    fixed : sites that stand open already and do not count.
    time_limit_s : after so long [s] the best that was found is returned.
    stop : see `choice.solve`.
    """
    cover = cover.opened(fixed)
    merged = _Merged.of(cover, np.zeros_like(cover.weights))
    sites, n_points = merged.undominated(), len(merged.weights)
    base, everything = float(cover.weights[cover.held > 0].sum()), float(merged.weights.sum())
    best = greedy(merged.worth, count)
    bound = merged.worth(best)[-1, 0]
    if count and bound < everything:
        rows = [
            [-merged.rows[:, sites], sparse.eye_array(n_points, format="csr")],
            [_row(np.ones(len(sites))), _row(np.zeros(n_points))],
        ]
        cost = np.append(np.zeros(len(sites)), -merged.weights.astype(float))
        program = _at_most(rows, np.append(np.zeros(n_points), count), cost=cost, n_whole=len(sites))
        answer = solve(program, time_limit_s=time_limit_s, stop=stop)
        found = answer.opened(sites)
        if found is not None and merged.worth(found)[-1, 0] >= bound:
            best = found
        bound = min(np.floor(-answer.bound + ROUNDING), everything)
    chosen = by_id(best, merged.worth)
    value = float(base + merged.worth(chosen)[-1, 0])
    bound = max(float(base + bound), value)
    return Choice(chosen, value, bound, proven=bound == value, covered=value)


def fewest(
    cover: Cover, *, fixed: Sequence[int] = (), time_limit_s: float | None = None, stop: Stop | None = None
) -> Choice:
    """Choose the fewest sites that cover every point which any site covers, whatever it weighs.

    LSCP, Toregas, Swain, ReVelle & Bergman 1971, doi:10.1287/opre.19.6.1363: min sum x_j, at least one open
    site for each point. Value and bound are numbers of sites beside those that stand open already.

    Parameters
    ----------
    cover : who covers whom.
    fixed : sites that stand open already and do not count.
    time_limit_s : after so long [s] the best that was found is returned.
    stop : see `choice.solve`.
    """
    cover = cover.opened(fixed)
    even = Cover(cover.rows, np.ones_like(cover.weights), cover.held)
    merged = _Merged.of(even, np.zeros_like(cover.weights))
    sites = merged.undominated()
    best, bound = greedy(merged.worth, len(sites)), float(len(sites) > 0)
    if len(best) > bound:
        rows = -merged.rows[:, sites]
        program = _at_most([[rows]], -np.ones(rows.shape[0]), cost=np.ones(len(sites)), n_whole=len(sites))
        answer = solve(program, time_limit_s=time_limit_s, stop=stop)
        found = answer.opened(sites)
        if found is not None and len(found) <= len(best):
            best = found
        bound = max(float(np.ceil(answer.bound - ROUNDING)), bound)
    chosen = by_id(best, merged.worth)
    bound = min(bound, float(len(chosen)))
    reached = (cover.held > 0) | (np.diff(cover.rows.indptr) > 0)
    covered = float(cover.weights[reached].sum())
    return Choice(chosen, float(len(chosen)), bound, proven=bound == len(chosen), covered=covered)


def backup_covering(
    cover: Cover,
    count: int,
    *,
    again: np.ndarray,
    fixed: Sequence[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Choice:
    """Choose at most `count` sites: the most weight covered, and then the most of `again` covered twice.

    After the backup coverage problem of Hogan & ReVelle 1986, doi:10.1287/mnsc.32.11.1434, with the first
    cover before the second: max sum v_i u_i, y_i + u_i <= open sites that cover i (held ones too),
    u_i <= y_i, and sum w_i y_i what `maximal_covering` finds. Value and bound are the weight covered twice,
    with what is held twice already; `covered` is the weight covered at least once.

    Parameters
    ----------
    cover : who covers whom.
    count : how many sites may be opened.
    again : what a second cover of each point counts, whole numbers, (n_points,).
    fixed : sites that stand open already and do not count.
    time_limit_s : after so long [s], for each of the two aims, the best that was found is returned.
    stop : see `choice.solve`.
    """
    cover, again = cover.opened(fixed), np.asarray(again, dtype=np.int64)
    once = maximal_covering(cover, count, time_limit_s=time_limit_s, stop=stop)
    merged = _Merged.of(cover, again)
    sites = np.flatnonzero(np.diff(merged.by_site.indptr))
    base = cover.weights[cover.held > 0].sum()
    program = _backup(merged, sites, count=count, at_least=once.value - base)
    answer = solve(program, time_limit_s=time_limit_s, stop=stop)
    options = [once.sites, greedy(merged.worth, count)]
    found = answer.opened(sites)
    options += [] if found is None else [found]
    chosen = by_id(max(options, key=lambda it: tuple(merged.worth(it)[-1])), merged.worth)
    counted = cover.counted(chosen)
    value, covered = float(again[counted >= TWICE].sum()), float(cover.weights[counted > 0].sum())
    held = float(again[cover.held >= TWICE].sum())
    bound = max(held + min(np.floor(-answer.bound + ROUNDING), float(merged.again.sum())), value)
    return Choice(chosen, value, bound, proven=once.proven and bound == value, covered=covered)


def _backup(merged: _Merged, sites: np.ndarray, *, count: int, at_least: float) -> Program:
    """Return the program over sites, second covers and first covers, in this order."""
    n_points = len(merged.held)
    fresh, twice = np.flatnonzero(merged.held == 0), np.flatnonzero(merged.again)
    each = sparse.eye_array(n_points, format="csr")
    first, second = each[:, fresh], each[:, twice]
    both = np.flatnonzero((merged.held == 0) & (merged.again > 0))
    blocks: list[list[sparse.csr_array | None]] = [
        [-merged.rows[:, sites], second, first],
        [None, second[both], -first[both]],
        [_row(np.ones(len(sites))), None, _row(np.zeros(len(fresh)))],
        [None, None, _row(-merged.weights[fresh])],
    ]
    high = np.concatenate([np.zeros(n_points + len(both)), [count, HALF - at_least]])
    cost = np.concatenate([np.zeros(len(sites)), -merged.again[twice], np.zeros(len(fresh))])
    return _at_most(blocks, high, cost=cost, n_whole=len(sites) + len(twice))
