"""Scout: the prices of a tenth of the task tell which units are worth looking at for the whole of it.

Where the nearest units are full, those that are cheapest at their prices are better first candidates, and the
proof seldom has to add any. It only saves time: what is missed here, the proof finds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.assignment import network, prices
from geo.assignment.arcs import MANY, Reach
from geo.assignment.network import Network

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


def scouted(reach: Reach, net: Network, dear: int, *, must: bool) -> tuple[Reach, np.ndarray | None]:
    """Return `reach` with the arcs that are cheapest at the prices of a sample, and those prices of all nodes.

    Nothing new, and None, where the network is too small for that to be worth it, or somebody finds no way.
    """
    if np.count_nonzero(net.people) < MANY:
        return reach, None
    small, units = _sample(net, EVERY), len(net.capacity)
    near = prices.explored(reach, np.zeros(units, np.int64), small.people > 0)
    pays = min(dear, 2 * int(near.arcs.cost.max(initial=0))) if must else dear
    found = network.solve(near, small, pays, must=False)
    if found is None:
        return reach, None
    return prices.explored(near, found.price[:units], net.people > 0), found.price
