"""Core: a flow from prices that are nearly right, solved for those demands that may change their minds.

At good prices most demands have one choice that is better than all others by far. They keep it, the others
are solved anew, and whoever would then rather have another choice is freed, until nobody is: the core concept
of Balas & Zemel 1980, doi:10.1287/opre.28.5.1130, with reduced costs to choose and to extend the core.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.assignment import network, settling
from geo.assignment.arcs import Reach
from geo.assignment.choice import Choice, choice
from geo.assignment.network import Network, Solved
from geo.assignment.prices import Uses

WORTH = 0.4
"""Share of the demands that must keep their choice for a core to be worth it."""
ROUNDS = 12
"""A core that still grows after so many is given up for the whole."""
FILLED = 0.95
"""Share of its people that a unit keeps for who is sure of it, where more are."""
SMALL, SMALLEST = 0.05, 0.02
"""Share of the demands that are free at prices that are settled, and at those that proved nearly right."""
ANEW, SMALLER = 8, 0.75
"""A core starts anew with so many times the share that would rather change, if that is so much smaller."""
PATIENT = 2
"""Times the dearest arc that going without costs in a core of which nobody may."""


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


def _sure(net: Network, uses: Uses, choice: Choice, share: float) -> np.ndarray:
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


def _grown(
    uses: Uses, net: Network, dear: int, *, price: np.ndarray, share: float
) -> tuple[Uses, np.ndarray] | None:
    """Return the uses with their flow, and all prices, once nobody outside would rather change."""
    liked = choice(uses, price)
    who = uses.demand[liked.best]
    kept = _sure(net, uses, liked, share)
    if kept.mean() < WORTH:
        return None
    for _ in range(ROUNDS):
        flow = np.zeros(len(uses.demand), np.int64)
        flow[liked.best[kept]] = net.people[who[kept]]
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
        leaving = kept & (paid[liked.best] > np.minimum.reduceat(paid, liked.starts))
        if not leaving.any():
            flow[rows] = found[0].flow
            return uses._replace(flow=flow), told
        share = max(ANEW * leaving.mean(), SMALLEST)
        if share < SMALLER * (1 - kept.mean()):
            liked = choice(uses, told)
            kept = _sure(net, uses, liked, share)
        kept = kept & ~leaving
    return None


def solve(
    reach: Reach, net: Network, dear: int, *, price: np.ndarray, must: bool, share: float, rough: bool = False
) -> Solved | None:
    """Return the cheapest flow on the known arcs, if a core suffices; None if not.

    The least prices of a core keep only the rules of those who are in it. Where nobody outside would rather
    change at them, they keep all rules, so they prove the whole and are its least ones, too. Where nobody may
    go without, a core may at a price, so that it tells who else has to be in it; in the end nobody does.

    Parameters
    ----------
    price : of all nodes, nearly right.
    share : of the demands that are free at first (0..1): those whose second choice is nearest to the first.
    rough : the prices are those of a sample, to be settled first.
    """
    pays = min(dear, PATIENT * (int(reach.arcs.cost.max(initial=0)) + 1)) if must else dear
    uses, used = network.options(reach, net, pays, must=False)
    if not len(uses.demand):
        return None
    if rough:
        price = settling.settled(uses, net, price)
    found = _grown(uses, net, pays, price=price, share=share)
    if found is None:
        return None
    told = found[0]
    if must:
        posted = told.node < len(net.capacity)
        if told.flow[~posted].any():
            return None
        told = Uses(*(column[posted] for column in told))
    return Solved(told, used, found[1])
