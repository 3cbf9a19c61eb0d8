"""Settling: prices at which units are asked for about as many people as they have, from those of a sample.

Everybody chooses at some prices; those of whoever is asked for too many rise, the others fall. How many
people a difference of two prices moves is told by those whose second choice is not much dearer than the
first: Newton's method for semi-discrete transport (Kitagawa, Merigot & Thibert 2019, doi:10.4171/JEMS/889),
with steps that are bounded and only kept if the dual value rises. It only saves time: a flow proves what is
right.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix, diags
from scipy.sparse.linalg import spsolve

from geo.assignment.choice import Choice, choice
from geo.assignment.network import Network
from geo.assignment.prices import Uses

ROUNDS = 10
"""Times that everybody chooses anew."""
NEARLY, LEAST_NEARLY = 0.3, 0.01
"""Share of the demands whose margins tell what prices move: at first, and where steps have been too long."""
STEP = 3
"""A price moves by so many of the largest such margin at most."""
SHORTER = 4
"""So many times shorter is the step after one that went too far."""
ALONE = 0.01
"""People whom the price of a node moves by itself, in a margin, so that none is without any."""


class _State(NamedTuple):
    """Prices, what everybody chooses at them, whom nodes are asked for beyond their room, the dual value."""

    price: np.ndarray
    choice: Choice
    excess: np.ndarray
    value: float


class _Rooms(NamedTuple):
    """What all nodes but the sink hold: units at most, tags at least. `side` is the sign of their prices."""

    people: np.ndarray
    side: np.ndarray
    known: np.ndarray


def _rooms(uses: Uses, net: Network) -> _Rooms:
    tagged = net.tag >= 0
    asked = np.bincount(net.tag[tagged], net.people[tagged], len(net.quota)).astype(np.int64)
    people = np.append(net.capacity, np.maximum(asked - net.quota, 0))
    side = np.where(np.arange(net.sink) < len(net.capacity), 1, -1)
    return _Rooms(people, side, np.bincount(uses.node, minlength=net.sink + 1)[:-1] > 0)


def _state(uses: Uses, people: np.ndarray, rooms: _Rooms, price: np.ndarray) -> _State:
    told = choice(uses, price)
    load = np.bincount(uses.node[told.best], people, len(price))[:-1]
    value = float(told.least.astype(float) @ people - rooms.people.astype(float) @ price[:-1])
    return _State(price, told, load - rooms.people, value)


def _margin(told: Choice, share: float) -> float:
    """Return the margin that a share of those with any second choice do not exceed, at least 1."""
    return max(1.0, float(np.quantile(told.margin[told.best != told.second], share)))


def _moved(
    uses: Uses, people: np.ndarray, rooms: _Rooms, at: _State, *, nearly: float, most: float
) -> np.ndarray:
    """Return prices after one step of Newton's method."""
    margin = _margin(at.choice, nearly)
    near = np.flatnonzero(at.choice.margin < margin)
    one, other = uses.node[at.choice.best[near]], uses.node[at.choice.second[near]]
    ends = np.append(one, other), np.append(other, one)
    nodes = len(at.price)
    moves = coo_matrix((np.tile(people[near] / (2 * margin), 2), ends), shape=(nodes, nodes)).tocsr()
    rates = diags(np.asarray(moves.sum(axis=1)).ravel() + ALONE / margin) - moves
    active = rooms.known & ((at.excess * rooms.side > 0) | (at.price[:-1] != 0))
    rows = np.flatnonzero(active)
    step = np.clip(spsolve(rates.tocsr()[rows][:, rows].tocsc(), at.excess[rows]), -most, most)
    price = at.price.copy()
    price[rows] += np.rint(step).astype(np.int64)
    price[:-1] = np.where(price[:-1] * rooms.side > 0, price[:-1], 0)
    return price


def settled(uses: Uses, net: Network, price: np.ndarray) -> np.ndarray:
    """Return better prices of all nodes; the last one, the sink's, is 0.

    Parameters
    ----------
    uses : what each demand may take, by demand.
    price : of all nodes, nearly right.
    """
    rooms = _rooms(uses, net)
    first = np.append(True, uses.demand[1:] != uses.demand[:-1])
    people = net.people[uses.demand[first]]
    start = price - price[-1]
    start[:-1] = np.where(start[:-1] * rooms.side > 0, start[:-1], 0)
    best, nearly = _state(uses, people, rooms, start), NEARLY
    if (best.choice.best == best.choice.second).all():
        return best.price
    most = STEP * _margin(best.choice, nearly)
    for _ in range(ROUNDS):
        new = _state(uses, people, rooms, _moved(uses, people, rooms, best, nearly=nearly, most=most))
        if new.value > best.value:
            best = new
        else:
            nearly, most = max(nearly / 2, LEAST_NEARLY), most / SHORTER
    return best.price
