"""Prices: what one more person of each unit would save, and the proof that no unknown arc would save more."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from geo.assignment.arcs import DONE, GRID, Arcs, Reach, Snapshot, allowed, asked, bounds, extended, merged
from geo.assignment.demand import Pool

AT_FIRST = 2
"""Units that are asked for by price: most often the one that is taken, and one that costs more."""
CANDIDATES = 5
"""Units that are asked for by prices that are only nearly right."""
DECIMALS = 9
"""Minutes are told to so many decimals."""


class Uses(NamedTuple):
    """What every demand may take and takes: demand, node (a unit or a way to go without), cost, flow.

    Ordered by demand.
    """

    demand: np.ndarray
    node: np.ndarray
    cost: np.ndarray
    flow: np.ndarray


def _steps(uses: Uses, nodes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the cheapest way to move one person from node to node: from, to, cost."""
    counts = np.bincount(uses.demand)
    starts = np.cumsum(counts) - counts
    taken = np.flatnonzero(uses.flow > 0)
    many = counts[uses.demand[taken]]
    source = np.repeat(taken, many)
    offset = np.arange(len(source)) - np.repeat(np.cumsum(many) - many, many)
    target = starts[uses.demand[source]] + offset
    moved = uses.node[source] != uses.node[target]
    source, target = source[moved], target[moved]
    key = uses.node[source].astype(np.int64) * nodes + uses.node[target]
    order = np.argsort(key, kind="stable")
    key, cost = key[order], (uses.cost[target] - uses.cost[source])[order]
    begin = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    least = np.minimum.reduceat(cost, begin) if len(begin) else cost
    return key[begin] // nodes, key[begin] % nodes, least


def of(uses: Uses, nodes: int, links: tuple[np.ndarray, np.ndarray]) -> np.ndarray | None:
    """Return the least prices (nodes,) at which an optimal flow leaves nobody a cheaper choice.

    A price rises to what a person moved here saves elsewhere, ``p[b] >= p[a] - cost(a -> b)``, from 0 until
    nothing rises any more (Bellman-Ford on the residual graph of the units, whole numbers, so exact). None
    where they would rise for ever: then the flow is not the cheapest.

    Parameters
    ----------
    nodes : units, then ways to go without.
    links : further moves (from, to) that cost nothing.
    """
    source, target, cost = _steps(uses, nodes)
    source, target = np.append(source, links[0]), np.append(target, links[1])
    cost = np.append(cost, np.zeros(len(links[0]), np.int64))
    order = np.argsort(target, kind="stable")
    source, target, cost = source[order], target[order], cost[order]
    heads, begin = np.unique(target, return_index=True)
    price = np.zeros(nodes, np.int64)
    for _ in range(nodes + 1 if len(heads) else 0):
        offered = np.maximum.reduceat(price[source] - cost, begin)
        if (offered <= price[heads]).all():
            return price
        price[heads] = np.maximum(price[heads], offered)
    return None if len(heads) else price


def worth(uses: Uses, price: np.ndarray, *, demands: int) -> np.ndarray:
    """Return what each demand pays at these prices; an unknown arc helps only if it costs less."""
    least = np.full(demands, DONE)
    np.minimum.at(least, uses.demand, uses.cost + price[uses.node])
    return least


def unpriced(pool: Pool, unit: np.ndarray, minutes: np.ndarray, extra: np.ndarray) -> np.ndarray:
    """Return minutes without what prices added to them, rounded as engines tell them."""
    own: np.ndarray = np.round(minutes - np.append(extra, 0.0)[np.searchsorted(pool.unit, unit)], DECIMALS)
    return own


def _deeper(
    reach: Reach, pool: Pool, price: np.ndarray, worth_: np.ndarray, *, k: int
) -> tuple[Arcs, np.ndarray]:
    """Return the cheapest arcs of a pool's demands, and what any other one costs at these prices at least.

    Without a time limit the engine itself looks for them: with the units' prices added to their turnouts
    it returns whoever is cheapest of all. With one it is asked for the nearest until they are too far.
    """
    task, demand = reach.task, reach.demand
    weight = demand.weight[pool.demand]
    found_arcs, least = [], np.zeros(len(pool.demand), np.int64)
    floor = price[pool.unit].min()
    priced = task.scenario.posting_limit_min is None
    for heavy in np.unique(weight):
        left = np.flatnonzero(weight == heavy)
        extra = (price[pool.unit] - floor) / (heavy * GRID) if priced else np.zeros(len(pool.unit))
        start, depth = task.turnout_min[pool.unit] + extra, k
        while len(left):
            part = Pool(pool.demand[left], pool.unit)
            unit, metres, minutes = asked(task, part, demand, k=depth, turnout_min=start)
            told = bounds(task, weight[left], (unit, metres, minutes), units=len(pool.unit))
            own = unpriced(pool, unit, minutes, extra)
            found_arcs.append(allowed(task, demand, part.demand, (unit, metres, own)))
            least[left] = np.where(told == DONE, DONE, told - heavy + floor)
            left = left[least[left] < worth_[part.demand]]
            depth *= 2
    return merged(*found_arcs), least


def widened(reach: Reach, price: np.ndarray, worth_: np.ndarray) -> Reach:
    """Return `reach` with every arc that would save something at these prices; itself if there is none.

    A demand's arcs are proved enough where the cheapest arc beyond them costs at least what it pays: its
    bound and the least price of its pool together, or what was found at other prices, less what any of these
    has fallen. Only where neither is enough does anybody look further.
    """
    parts, snapshots, saving = [reach.arcs], [], False
    for pool, bound, before in zip(reach.pools, reach.bound, reach.snapshots, strict=True):
        own = price[pool.unit]
        least = np.where(bound < DONE, bound + own.min(), DONE)
        if before is not None:
            least = np.maximum(least, before.least - max(int((before.price - own).max()), 0))
        open_ = np.flatnonzero(least < worth_[pool.demand])
        if len(open_):
            part = Pool(pool.demand[open_], pool.unit)
            arcs, least[open_] = _deeper(reach, part, price, worth_, k=AT_FIRST)
            parts.append(arcs)
            saving |= bool((arcs.cost + price[arcs.unit] < worth_[arcs.demand]).any())
        snapshots.append(Snapshot(own, least))
    if not saving:
        return reach
    return replace(reach, arcs=extended(*parts), snapshots=tuple(snapshots))


def explored(reach: Reach, price: np.ndarray, rows: np.ndarray) -> Reach:
    """Return `reach` with the arcs of some demands (d,) that are the cheapest at prices of the units (u,)."""
    parts, snapshots, nothing = [reach.arcs], [], np.zeros(len(rows), np.int64)
    for pool, bound, before in zip(reach.pools, reach.bound, reach.snapshots, strict=True):
        own, open_ = price[pool.unit], np.flatnonzero(rows[pool.demand] & (bound < DONE))
        least = np.where(bound < DONE, bound + own.min(), DONE)
        if len(open_):
            part = Pool(pool.demand[open_], pool.unit)
            arcs, found = _deeper(reach, part, price, nothing, k=CANDIDATES)
            parts.append(arcs)
            least[open_] = np.maximum(least[open_], found)
        snapshots.append(Snapshot(own, least) if len(open_) else before)
    return replace(reach, arcs=extended(*parts), snapshots=tuple(snapshots))


def completed(reach: Reach, rows: np.ndarray) -> Reach:
    """Return `reach` with every arc of some demands (d,)."""
    parts, kept = [reach.arcs], []
    for pool, bound in zip(reach.pools, reach.bound, strict=True):
        open_ = np.flatnonzero(rows[pool.demand] & (bound < DONE))
        new = bound.copy()
        if len(open_):
            part = Pool(pool.demand[open_], pool.unit)
            found = asked(reach.task, part, reach.demand, k=len(pool.unit))
            parts.append(allowed(reach.task, reach.demand, part.demand, found))
            new[open_] = DONE
        kept.append(new)
    return reach if len(parts) == 1 else replace(reach, arcs=extended(*parts), bound=tuple(kept))
