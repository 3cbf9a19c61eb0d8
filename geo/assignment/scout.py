"""Scout: the prices of a tenth of the task tell which units are worth looking at for the whole of it.

Where the nearest units are full, those that are cheapest at their prices are better first candidates, and the
proof seldom has to add any. It only saves time: what is missed here, the proof finds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.assignment import network, prices
from geo.assignment.arcs import DONE, GRID, Reach, allowed, asked, merged
from geo.assignment.demand import Pool

LEAST = 20_000
"""Pools of fewer demands are not worth it."""
SHARE = 10
"""One in so many demands is asked, in the order of their ids."""
FURTHER = 5
"""Candidates that each demand gets by price."""


def _sampled(reach: Reach, pool: Pool, capacity: np.ndarray) -> np.ndarray:
    """Return the prices of a pool's units (u,) at which a sample of its demands shares a sample of people."""
    people = np.zeros(len(reach.demand.people), np.int64)
    rows = pool.demand[::SHARE]
    people[rows] = reach.demand.people[rows]
    shared = np.zeros(len(capacity), np.int64)
    shared[pool.unit] = np.diff(np.cumsum(capacity[pool.unit]) // SHARE, prepend=0)
    net = network.untagged(people, np.ones(len(people), np.int64), shared)
    ways = reach.arcs.cost[people[reach.arcs.demand] > 0]
    found = network.solve(reach, net, 2 * int(ways.max(initial=0)), must=False)
    if found is None:
        return np.zeros(len(capacity), np.int64)
    told = prices.of(found.uses, net.sink + 1, network.links(net, found.load))
    return np.zeros(len(capacity), np.int64) if told is None else told[: len(capacity)]


def scouted(reach: Reach, capacity: np.ndarray) -> Reach:
    """Return `reach` with the arcs that are cheapest at sampled prices."""
    task, demand, parts = reach.task, reach.demand, [reach.arcs]
    for pool, bound in zip(reach.pools, reach.bound, strict=True):
        if len(pool.demand) < LEAST or (bound >= DONE).all():
            continue
        price = _sampled(reach, pool, capacity)
        weight = demand.weight[pool.demand]
        for heavy in np.unique(weight):
            part = Pool(pool.demand[weight == heavy], pool.unit)
            extra = price[pool.unit] / (heavy * GRID)
            start = task.turnout_min[pool.unit] + extra
            unit, metres, minutes = asked(task, part, demand, k=FURTHER, turnout_min=start)
            own = prices.unpriced(pool, unit, minutes, extra)
            parts.append(allowed(task, demand, part.demand, (unit, metres, own)))
    return reach if len(parts) == 1 else replace(reach, arcs=merged(*parts))
