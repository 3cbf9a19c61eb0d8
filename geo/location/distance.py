"""Distance: the least minutes in sum (p-median) and the least longest minutes (p-centre)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from geo.location.choice import HALF, Choice, Program, Stop, by_id, greedy, solve
from geo.location.covering import fewest, maximal_covering
from geo.location.pairs import Minutes

TOLD = 6
"""Sums of minutes are compared to this many decimals."""


@dataclass(frozen=True, eq=False)
class _Saving:
    """What each pair saves [weighted min] against what stands already; the first aim is to reach at all."""

    minutes: Minutes

    @cached_property
    def saved(self) -> np.ndarray:
        """Weighted minutes that each pair saves; of a point that nothing reaches yet, against `beyond`."""
        it = self.minutes
        from_min = np.where(np.isfinite(it.held_min), it.held_min, self.beyond_min)
        return np.asarray(it.weights[it.point] * (from_min[it.point] - it.rows.data))

    @cached_property
    def beyond_min(self) -> float:
        """Minutes that stand for out of reach: as long as the longest way there is."""
        return float(self.minutes.rows.data.max(initial=0))

    def nearest_min(self, sites: np.ndarray) -> np.ndarray:
        """Return the minutes of the nearest open site of each point, infinite where none reaches it."""
        it = self.minutes
        best = it.held_min.copy()
        is_open = np.isin(it.rows.indices, sites)
        np.minimum.at(best, it.point[is_open], it.rows.data[is_open])
        return best

    def worth(self, sites: np.ndarray) -> np.ndarray:
        """Return weight reached and minus weighted minutes, with each other site; see `choice.Worth`."""
        it, n_sites = self.minutes, self.minutes.rows.shape[1]
        best, point, site = self.nearest_min(sites), it.point, it.rows.indices
        unreached, weights = np.isinf(best), it.weights
        known = np.where(unreached, 0, best)
        gained = np.bincount(site, weights[point] * unreached[point], minlength=n_sites)
        change = np.where(unreached[point], -it.rows.data, np.clip(known[point] - it.rows.data, 0, None))
        less = np.bincount(site, weights[point] * change, minlength=n_sites)
        reached = np.append(gained, 0) + weights[~unreached].sum()
        return np.column_stack([reached, np.round(np.append(less, 0) - (weights * known).sum(), TOLD)])


def p_median(
    minutes: Minutes,
    count: int,
    *,
    fixed: Sequence[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Choice:
    """Choose at most `count` sites: the most weight reached at all, then the least weighted minutes in sum.

    p-median, Hakimi 1964, doi:10.1287/opre.12.3.450, as ReVelle & Swain 1970 set it down: x_ij <= y_j, of
    each point at most one x_ij, sum y_j <= count; here x_ij only where site j is nearer than what stands
    already, and the sum of what is saved is largest. Value and bound are weighted minutes over all points
    that are reached; `covered` is their weight.

    Parameters
    ----------
    minutes : who reaches whom in how long.
    count : how many sites may be opened.
    fixed : sites that stand open already and do not count.
    time_limit_s : after so long [s], for each of the two aims, the best that was found is returned.
    stop : see `choice.solve`.
    """
    merged = minutes.opened(fixed).merged()
    saving = _Saving(merged)
    within_reach = merged.within(np.inf)
    reach = maximal_covering(within_reach, count, time_limit_s=time_limit_s, stop=stop)
    options = [greedy(saving.worth, count), reach.sites]
    best = max(options, key=lambda it: tuple(saving.worth(it)[-1]))
    sites = np.unique(merged.rows.indices)
    answer = solve(_median(saving, sites, count, reach.value), time_limit_s=time_limit_s, stop=stop)
    found = answer.opened(sites)
    if found is not None and tuple(saving.worth(found)[-1]) >= tuple(saving.worth(best)[-1]):
        best = found
    chosen = by_id(best, saving.worth)
    nearest = saving.nearest_min(chosen)
    reached = np.isfinite(nearest)
    value = float((merged.weights[reached] * nearest[reached]).sum())
    from_min = np.where(np.isfinite(merged.held_min), merged.held_min, saving.beyond_min)[reached]
    bound = float((merged.weights[reached] * from_min).sum() + answer.bound)
    covered = float(merged.weights[reached].sum())
    done = answer.proven and reach.proven
    return Choice(chosen, value, value if done else min(bound, value), proven=done, covered=covered)


def _median(saving: _Saving, sites: np.ndarray, count: int, reached: float) -> Program:
    """Return the program over sites and pairs."""
    it = saving.minutes
    n_pairs, n_sites = it.rows.nnz, len(sites)
    pair = np.arange(n_pairs)
    one = np.ones(n_pairs)
    of_point = sparse.csr_array((one, (it.point, pair)), shape=(it.rows.shape[0], n_pairs))
    of_site = sparse.csr_array((one, (pair, np.searchsorted(sites, it.rows.indices))), (n_pairs, n_sites))
    fresh = np.where(np.isinf(it.held_min), it.weights, 0)
    held = it.weights[np.isfinite(it.held_min)].sum()
    ones = sparse.csr_array(np.ones((1, n_sites)))
    blocks = [
        [None, of_point],
        [-of_site, sparse.eye_array(n_pairs, format="csr")],
        [ones, None],
        [None, sparse.csr_array(-fresh[it.point][None, :].astype(float))],
    ]
    high = np.concatenate(
        [np.ones(it.rows.shape[0]), np.zeros(n_pairs), [count, min(0, HALF - (reached - held))]]
    )
    rows = sparse.block_array(blocks, format="csr")
    cost = np.append(np.zeros(n_sites), -saving.saved)
    return Program(cost, rows, np.full(len(high), -np.inf), high, n_sites)


def p_centre(
    minutes: Minutes,
    count: int,
    *,
    fixed: Sequence[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Choice:
    """Choose at most `count` sites so that the longest minutes to any point are least.

    p-centre, Hakimi 1964: binary search over the distinct minutes, each held against `fewest` (Minieka 1970,
    doi:10.1137/1012016). Points that no site reaches are left out; where `count` sites cannot reach all
    others, value and bound are infinite and the choice is the most weight reached. Of several choices that
    do, those with the fewest sites, then by id. `covered` is the weight reached.

    Parameters
    ----------
    minutes : who reaches whom in how long.
    count : how many sites may be opened.
    fixed : sites that stand open already and do not count.
    time_limit_s : after so long [s], for each question, it counts as not possible and `proven` is lost.
    stop : see `choice.solve`.
    """
    minutes = minutes.opened(fixed)
    least = minutes.held_min.copy()
    np.minimum.at(least, minutes.point, minutes.rows.data)
    radii = np.unique(np.concatenate([minutes.rows.data, minutes.held_min]))
    radii = radii[np.isfinite(radii) & (radii >= least[np.isfinite(least)].max(initial=0))]
    low, high, refuted = 0, len(radii), 0
    best = np.empty(0, dtype=np.int64)
    while low < high:
        middle = (low + high) // 2
        found = fewest(minutes.within(radii[middle]), time_limit_s=time_limit_s, stop=stop)
        if len(found.sites) <= count:
            best, high = found.sites, middle
        else:
            low = middle + 1
            refuted = low if found.bound > count else refuted
    if high == len(radii) and len(radii):
        best = maximal_covering(minutes.within(radii[-1]), count, time_limit_s=time_limit_s, stop=stop).sites
    reach = np.append(radii, np.inf if len(radii) else 0.0)
    covered = float(minutes.weights[minutes.opened(best.tolist()).held_min < np.inf].sum())
    return Choice(best, float(reach[high]), float(reach[refuted]), proven=refuted == high, covered=covered)
