"""Scout: the prices of a tenth of the task tell which units are worth looking at for the whole of it.

Where the nearest units are full, those that are cheapest at their prices are better first candidates, and the
proof seldom has to add any. It only saves time: what is missed here, the proof finds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.assignment import network
from geo.assignment.arcs import Reach
from geo.assignment.network import Network

LEAST = 20_000
"""Networks of fewer demands are not worth it."""
SHARE = 10
"""One in so many demands is asked, in the order of their ids."""


def sampled(reach: Reach, net: Network, dear: int, *, must: bool) -> np.ndarray | None:
    """Return the prices of all nodes at which a sample of the demands shares a sample of the people.

    None where the network is too small for that to be worth it, or somebody finds no way.
    """
    live = np.flatnonzero(net.people > 0)
    if len(live) < LEAST:
        return None
    people = np.zeros(len(net.people), np.int64)
    people[live[::SHARE]] = net.people[live[::SHARE]]
    capacity = np.diff(np.cumsum(net.capacity) // SHARE, prepend=0)
    tagged, tags = net.tag >= 0, len(net.quota)
    whole, part = (np.bincount(net.tag[tagged], it[tagged], tags) for it in (net.people, people))
    quota = np.rint(net.quota * part / np.maximum(whole, 1)).astype(np.int64)
    small = replace(net, people=people, capacity=capacity, quota=quota)
    ways = reach.arcs.cost[people[reach.arcs.demand] > 0]
    pays = 2 * int(ways.max(initial=0)) if must else dear
    found = network.solve(reach, small, pays, must=False)
    return None if found is None else found.price
