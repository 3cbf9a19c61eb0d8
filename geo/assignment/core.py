"""Core: a flow from prices that are nearly right, solved for those demands that may change their minds.

At good prices most demands have one choice that is better than all others by far. They keep it, the others
are solved anew, and whoever would then rather have another choice is freed, until nobody is: the core concept
of Balas & Zemel 1980, doi:10.1287/opre.28.5.1130, with reduced costs to choose and to extend the core.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from geo.assignment import network
from geo.assignment.arcs import Reach
from geo.assignment.network import Network, Solved
from geo.assignment.prices import Uses

WORTH = 0.4
"""Share of the demands that must keep their choice for a core to be worth it."""
ROUNDS = 8
"""A core that still grows after so many is given up for the whole."""
FEW, SMALL = 0.01, 0.05
"""Once only so few would rather change, prices are good enough for a core of this share."""
FILLED = 0.85
"""Share of its people that a unit keeps for who is sure of it, where more are."""


class _Choice(NamedTuple):
    """What each demand likes best: its row of `uses`, the first of equals; by how much it is better."""

    starts: np.ndarray
    best: np.ndarray
    margin: np.ndarray


def _choice(uses: Uses, price: np.ndarray) -> _Choice:
    paid = uses.cost + price[uses.node]
    starts = np.flatnonzero(np.append(True, uses.demand[1:] != uses.demand[:-1]))
    many = np.diff(np.append(starts, len(paid)))
    least = np.minimum.reduceat(paid, starts)
    equal = np.flatnonzero(paid == np.repeat(least, many))
    best = np.zeros(len(starts), np.int64)
    best[np.repeat(np.arange(len(starts)), many)[equal[::-1]]] = equal[::-1]
    paid[best] = np.iinfo(np.int64).max
    return _Choice(starts, best, np.minimum.reduceat(paid, starts) - least)


def _fitting(node: np.ndarray, people: np.ndarray, margin: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return who keeps a node (n,): all where they fit in, else those with the largest margins."""
    crowded = np.bincount(node, people, len(room)) > room
    order = np.lexsort((-margin, node))
    after = np.cumsum(people[order])
    first = np.append(True, node[order][1:] != node[order][:-1])[: len(order)]
    before = np.maximum.accumulate(np.where(first, after - people[order], 0))
    fits = np.empty(len(node), bool)
    fits[order] = after - before <= FILLED * room[node[order]]
    return np.asarray(fits | ~crowded[node])


def _sure(net: Network, uses: Uses, choice: _Choice, share: float) -> np.ndarray:
    """Return which demands keep their choice at first; the others can still be served or go without."""
    units, node = len(net.capacity), uses.node[choice.best]
    who = uses.demand[choice.best]
    people, tag = net.people[who], net.tag[who]
    sure = np.flatnonzero(choice.margin > np.quantile(choice.margin, share))
    room = np.append(net.capacity, np.full(len(net.quota) + 1, net.people.sum()))
    kept = np.zeros(len(who), bool)
    kept[sure] = _fitting(node[sure], people[sure], choice.margin[sure], room)
    served = kept & (tag >= 0) & (node < units)
    overdrawn = np.bincount(tag[served], people[served], len(net.quota)) > net.quota
    return np.asarray(kept & ~np.append(overdrawn, False)[tag])


def _part(net: Network, free: np.ndarray, held: np.ndarray) -> tuple[Network, np.ndarray]:
    """Return the network of the demands that are free, with what others hold at the nodes (n,) taken off.

    Beside it the load of the nodes that the others are, of tags what goes beyond what must go without.
    """
    units, tagged = len(net.capacity), np.flatnonzero(net.tag >= 0)
    asked, mine = (
        np.bincount(net.tag[tagged], it[tagged], len(net.quota)) for it in (net.people, net.people * free)
    )
    must = np.maximum(asked - net.quota, 0) - held[units : net.sink]
    quota = (mine - np.maximum(must, 0)).astype(np.int64)
    part = replace(
        net, people=np.where(free, net.people, 0), capacity=net.capacity - held[:units], quota=quota
    )
    return part, np.append(held[:units], np.maximum(-must, 0)).astype(np.int64)


def solve(
    reach: Reach, net: Network, dear: int, *, price: np.ndarray, must: bool, share: float
) -> Solved | None:
    """Return the cheapest flow on the known arcs, if a core suffices; None if not.

    The least prices of a core keep only the rules of those who are in it. Where nobody outside would rather
    change at them, they keep all rules, so they prove the whole and are its least ones, too.

    Parameters
    ----------
    price : of all nodes, nearly right.
    share : of the demands that are free at first (0..1): those whose second choice is nearest to the first.
    """
    uses, used = network.options(reach, net, dear, must=must)
    if not len(uses.demand):
        return None
    choice = _choice(uses, price)
    who = uses.demand[choice.best]
    kept = _sure(net, uses, choice, share)
    if kept.mean() < WORTH:
        return None
    for _ in range(ROUNDS):
        flow = np.zeros(len(uses.demand), np.int64)
        flow[choice.best[kept]] = net.people[who[kept]]
        held = np.bincount(uses.node, flow, len(price)).astype(np.int64)
        free = np.zeros(len(net.people), bool)
        free[who[~kept]] = True
        rows = np.flatnonzero(free[uses.demand])
        part, beside = _part(net, free, held)
        found = network.run(Uses(*(column[rows] for column in uses)), part, dear, beside=beside)
        if found is None:
            return None
        told = found[1]
        paid = uses.cost + told[uses.node]
        leaving = kept & (paid[choice.best] > np.minimum.reduceat(paid, choice.starts))
        if not leaving.any():
            flow[rows] = found[0].flow
            return Solved(uses._replace(flow=flow), used, told)
        kept &= ~leaving
        if leaving.mean() < FEW and share > SMALL:
            share, price, choice = SMALL, told, _choice(uses, told)
            kept = _sure(net, uses, choice, share)
    return None
