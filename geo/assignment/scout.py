"""Scout: the prices of a tenth of the task tell which units are worth looking at for the whole of it.

Where the nearest units are full, those that are cheapest at their prices are better first candidates, and the
proof seldom has to add any. The sample itself looks at those once, as the nearest alone make prices that are
five times as wrong. It only saves time: what is missed here, the proof finds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.assignment import network, prices
from geo.assignment.arcs import Reach
from geo.assignment.demand import Pool
from geo.assignment.network import Network

LEAST = 20_000
"""Networks of fewer demands are not worth it."""
EVERY = 10
"""One in so many demands is asked, in the order of their ids."""


def _sample(net: Network, every: int) -> Network:
    live = np.flatnonzero(net.people > 0)
    people = np.zeros(len(net.people), np.int64)
    people[live[::every]] = net.people[live[::every]]
    tagged, tags = net.tag >= 0, len(net.quota)
    whole, part = (np.bincount(net.tag[tagged], it[tagged], tags) for it in (net.people, people))
    return replace(
        net,
        people=people,
        capacity=np.diff(np.cumsum(net.capacity) // every, prepend=0),
        quota=np.rint(net.quota * part / np.maximum(whole, 1)).astype(np.int64),
    )


def _narrow(reach: Reach, rows: np.ndarray) -> Reach:
    """Return what is known of some demands (d,) alone."""
    kept = [np.flatnonzero(rows[pool.demand]) for pool in reach.pools]
    return Reach(
        task=reach.task,
        demand=reach.demand,
        arcs=reach.arcs.at(np.flatnonzero(rows[reach.arcs.demand])),
        pools=tuple(Pool(it.demand[at], it.unit) for it, at in zip(reach.pools, kept, strict=True)),
        bound=tuple(it[at] for it, at in zip(reach.bound, kept, strict=True)),
        snapshots=(None,) * len(reach.pools),
    )


def sampled(reach: Reach, net: Network, dear: int, *, must: bool) -> np.ndarray | None:
    """Return the prices of all nodes at which a sample of the demands shares a sample of the people.

    None where the network is too small for that to be worth it, or somebody finds no way.
    """
    if np.count_nonzero(net.people) < LEAST:
        return None
    pays = min(dear, 2 * int(reach.arcs.cost.max(initial=0))) if must else dear
    few = _sample(net, EVERY)
    asking = few.people > 0
    part = _narrow(reach, asking)
    found = network.solve(part, few, pays, must=False)
    if found is None:
        return None
    part = prices.explored(part, found.price[: len(net.capacity)], asking)
    found = network.solve(part, few, pays, must=False)
    return None if found is None else found.price
