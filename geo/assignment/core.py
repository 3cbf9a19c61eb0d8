"""Core: a flow solved again after few arcs came in, for those demands that may change their minds.

At good prices most demands have one choice that is better than all others by far. They keep it, the others
are solved anew. Prices of the whole then prove that nobody should have moved; where they do not, more are
freed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.assignment import network, prices
from geo.assignment.arcs import Reach
from geo.assignment.network import Network, Solved
from geo.assignment.prices import Uses

ROUNDS = 200
"""Prices that rise longer than this are taken to rise for ever."""
SHARES = (0.15, 0.4)
"""Shares of the demands that are solved anew, one after the other, before all are."""


def _margins(uses: Uses, price: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the demands there are, the use that is best for each at these prices, and by how much it is."""
    paid = uses.cost + price[uses.node]
    starts = np.flatnonzero(np.append(True, uses.demand[1:] != uses.demand[:-1]))
    many = np.diff(np.append(starts, len(paid)))
    least = np.minimum.reduceat(paid, starts)
    equal = np.flatnonzero(paid == np.repeat(least, many))
    best = np.zeros(len(starts), np.int64)
    best[np.repeat(np.arange(len(starts)), many)[equal[::-1]]] = equal[::-1]
    rest = paid.copy()
    rest[best] = np.iinfo(np.int64).max
    return uses.demand[starts], best, np.minimum.reduceat(rest, starts) - least


def _part(net: Network, free: np.ndarray, held: np.ndarray) -> Network:
    """Return the network of the demands that are free, with what the others hold at the nodes taken off."""
    units, tags = len(net.capacity), len(net.quota)
    tagged = net.tag >= 0
    asked = [np.bincount(net.tag[it], net.people[it], tags) for it in (tagged, tagged & free)]
    left = np.maximum(asked[0] - net.quota, 0) - held[units : net.sink]
    quota = (asked[1] - np.maximum(left, 0)).astype(np.int64)
    people = np.where(free, net.people, 0)
    return replace(net, people=people, capacity=net.capacity - held[:units], quota=quota)


def again(
    reach: Reach, net: Network, dear: int, *, price: np.ndarray, must: bool
) -> tuple[Solved, np.ndarray] | None:
    """Return the cheapest flow on the known arcs and its prices, if a core suffices; None if not.

    Parameters
    ----------
    price : of all nodes, of a flow on nearly these arcs.
    """
    uses, used = network.options(reach, net, dear, must=must)
    if not len(uses.demand):
        return None
    units, tagged = len(net.capacity), net.tag >= 0
    asked = np.bincount(net.tag[tagged], net.people[tagged], len(net.quota))
    least = np.maximum(asked - net.quota, 0).astype(np.int64)
    who, best, margin = _margins(uses, price)
    for share in SHARES:
        kept = margin > np.quantile(margin, share)
        held = np.bincount(uses.node[best[kept]], net.people[who[kept]], len(price)).astype(np.int64)
        full = np.append(held[:units] > net.capacity, np.zeros(len(price) - units, bool))
        kept &= ~full[uses.node[best]]
        flow = np.zeros(len(uses.demand), np.int64)
        flow[best[kept]] = net.people[who[kept]]
        held = np.bincount(uses.node[best[kept]], net.people[who[kept]], len(price)).astype(np.int64)
        free = np.zeros(len(net.people), bool)
        free[who[~kept]] = True
        rows = np.flatnonzero(free[uses.demand])
        part = _part(net, free, held)
        found = network.run(Uses(*(column[rows] for column in uses)), part)
        if found is None:
            continue
        flow[rows] = found[0]
        load = np.bincount(uses.node, flow, len(price)).astype(np.int64)[: net.sink]
        load[units:] = np.maximum(load[units:] - least, 0)
        whole = Solved(uses._replace(flow=flow), used, load)
        told = prices.of(whole.uses, len(price), network.links(net, load), rounds=ROUNDS)
        if told is not None:
            return whole, told
    return None
