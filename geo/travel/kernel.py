"""Numba engine: one search with buckets for all units at once (extra ``fast``).

Labels wait in buckets of equal width by their minutes (Dial 1969, doi:10.1145/363269.363610). Within a bucket
they are taken in any order and corrected when a better one arrives (Meyer & Sanders 2003,
doi:10.1016/S0196-6774(03)00076-2), so minutes stay exact whatever the width.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from geo.travel.engines import Network, Seeds

BUCKETS = 1 << 20
"""No more buckets than this, 4 MB of them; a power of two."""
FINENESS = 64.0
"""Buckets for one edge of mean length."""
FREE, USED, WAITING, TOUCHED = range(4)
"""What the state of a search holds: first free entry of the pool, entries used, waiting, nodes touched."""
Best = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Labels, minutes and metres of each node, (n_nodes, k)."""
Starts = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Node, label, minutes and metres of each seed."""
Edges = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Index by tail, head, minutes and metres."""


@njit(cache=True, inline="always")
def _offer(
    labels: np.ndarray,
    minutes: np.ndarray,
    metres: np.ndarray,
    node: int,
    label: int,
    arrival: float,
    way: float,
) -> bool:
    """Put a label among the best of a node, ordered by minutes and label; return whether it belongs there."""
    last = labels.shape[1] - 1
    worst = minutes[node, last]
    if arrival > worst or (arrival == worst and label >= labels[node, last]):
        return False
    at = last
    for rank in range(last + 1):
        if labels[node, rank] == label:
            if minutes[node, rank] <= arrival:
                return False
            at = rank
            break
    while at > 0:
        ahead = minutes[node, at - 1]
        if ahead < arrival or (ahead == arrival and labels[node, at - 1] < label):
            break
        minutes[node, at] = ahead
        metres[node, at] = metres[node, at - 1]
        labels[node, at] = labels[node, at - 1]
        at -= 1
    minutes[node, at] = arrival
    metres[node, at] = way
    labels[node, at] = label
    return True


@njit(cache=True, inline="always")
def _put(pool: np.ndarray, first: np.ndarray, state: np.ndarray, bucket: int, node: int, label: int) -> None:
    """Let a label wait in a bucket; the pool must have room."""
    slot = state[FREE]
    if slot >= 0:
        state[FREE] = pool[slot, 2]
    else:
        slot = state[USED]
        state[USED] += 1
    pool[slot, 0] = node
    pool[slot, 1] = label
    pool[slot, 2] = first[bucket]
    first[bucket] = slot
    state[WAITING] += 1


@njit(cache=True)
def _with_room(pool: np.ndarray, used: int, wanted: int) -> np.ndarray:
    """Return a pool that takes `wanted` more entries."""
    if used + wanted <= pool.shape[0]:
        return pool
    larger = np.empty((used + used // 2 + 2 * wanted + 64, 3), np.int32)
    larger[:used] = pool[:used]
    return larger


@njit(cache=True)
def _plant(
    seeds: Starts,
    best: Best,
    limit: float,
    per_min: float,
    store: tuple[np.ndarray, np.ndarray],
    touched: np.ndarray,
    state: np.ndarray,
) -> int:
    """Let every seed wait; return the earliest bucket."""
    labels, minutes, metres = best
    first, pool = store
    earliest = 2**62
    for i in range(seeds[0].size):
        node, arrival = seeds[0][i], seeds[2][i]
        untouched = labels[node, 0] < 0
        if arrival > limit or not _offer(labels, minutes, metres, node, seeds[1][i], arrival, seeds[3][i]):
            continue
        bucket = int(arrival * per_min)
        earliest = min(earliest, bucket)
        _put(pool, first, state, bucket & (first.size - 1), node, seeds[1][i])
        if untouched:
            touched[state[TOUCHED]] = node
            state[TOUCHED] += 1
    return earliest


@njit(cache=True)
def _take(
    pool: np.ndarray, first: np.ndarray, state: np.ndarray, best: Best, current: int, per_min: float
) -> tuple[int, int, int]:
    """Take a label out of the first bucket that is not empty; return that bucket, the node and the rank.

    The rank is -1 where the label has been displaced or has been dealt with at a better time.
    """
    mask = first.size - 1
    while first[current & mask] < 0:
        current += 1
    entry = first[current & mask]
    node, label = pool[entry, 0], pool[entry, 1]
    first[current & mask] = pool[entry, 2]
    pool[entry, 2] = state[FREE]
    state[FREE] = entry
    state[WAITING] -= 1
    labels, minutes = best[0], best[1]
    for rank in range(labels.shape[1]):
        if labels[node, rank] == label:
            stale = int(minutes[node, rank] * per_min) < current
            return current, node, -1 if stale else rank
    return current, node, -1


@njit(cache=True)
def _search(
    edges: Edges,
    seeds: Starts,
    best: Best,
    limit: float,
    per_min: float,
    first: np.ndarray,
    pool: np.ndarray,
    touched: np.ndarray,
) -> int:
    """Spread seeds until nothing improves; return how many nodes were touched.

    `first` holds the head of each bucket's list in `pool` (node, label, next); it is empty before and after.
    """
    indptr, head, edge_min, edge_m = edges
    labels, minutes, metres = best
    mask = first.size - 1
    state = np.array([-1, 0, 0, 0])
    pool = _with_room(pool, 0, seeds[0].size)
    current = _plant(seeds, best, limit, per_min, (first, pool), touched, state)
    while state[WAITING] > 0:
        current, node, rank = _take(pool, first, state, best, current, per_min)
        if rank < 0:
            continue
        label, since, way = labels[node, rank], minutes[node, rank], metres[node, rank]
        pool = _with_room(pool, state[USED], indptr[node + 1] - indptr[node])
        for edge in range(indptr[node], indptr[node + 1]):
            target, arrival = head[edge], since + edge_min[edge]
            if arrival > limit:
                continue
            untouched = labels[target, 0] < 0
            if not _offer(labels, minutes, metres, target, label, arrival, way + edge_m[edge]):
                continue
            _put(pool, first, state, int(arrival * per_min) & mask, target, label)
            if untouched:
                touched[state[TOUCHED]] = target
                state[TOUCHED] += 1
    return int(state[TOUCHED])


@njit(cache=True)
def _table(
    edges: Edges,
    seeds: Starts,
    start: np.ndarray,
    targets: np.ndarray,
    limit: float,
    per_min: float,
    first: np.ndarray,
    found: np.ndarray,
) -> None:
    """Search for each unit by itself; `start` says where its seeds begin. Scratch is cleaned, not remade."""
    n = edges[0].size - 1
    labels, minutes = np.full((n, 1), -1, np.int32), np.full((n, 1), np.inf)
    metres = np.empty((n, 1), np.float32)
    touched = np.empty(n, np.int32)
    pool = np.empty((n // 4 + 1024, 3), np.int32)
    for unit in range(start.size - 1):
        own = slice(start[unit], start[unit + 1])
        part = (seeds[0][own], seeds[1][own], seeds[2][own], seeds[3][own])
        count = _search(edges, part, (labels, minutes, metres), limit, per_min, first, pool, touched)
        for column in range(targets.size):
            found[unit, column] = minutes[targets[column], 0]
        for i in range(count):
            labels[touched[i], 0] = -1
            minutes[touched[i], 0] = np.inf


def _buckets(network: Network, seeds: Seeds) -> tuple[float, np.ndarray]:
    """Return buckets per minute and the empty buckets, enough of them for the longest edge and wait."""
    longest = max(float(np.max(network.minutes, initial=0)), float(np.ptp(seeds.minutes)))
    mean = float(np.mean(network.minutes)) if len(network.minutes) else 0.0
    width = max(mean / FINENESS, longest / (BUCKETS - 4), 1e-9)
    return 1 / width, np.full(1 << int(longest / width + 3).bit_length(), -1, np.int32)


def _typed(network: Network, seeds: Seeds) -> tuple[Edges, Starts]:
    """Return edges and seeds in the one set of types that the search is compiled for."""
    edges = network.indptr, network.head, network.minutes, network.metres.astype(np.float32, copy=False)
    node, label = seeds.node.astype(np.int32, copy=False), seeds.label.astype(np.int32, copy=False)
    return edges, (node, label, seeds.minutes, seeds.metres.astype(np.float32, copy=False))


def nearest(network: Network, seeds: Seeds, *, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the k nearest distinct units of each node; see `Engine.nearest`."""
    n = network.n_nodes
    labels, minutes = np.full((n, k), -1, np.int32), np.full((n, k), np.inf)
    metres = np.full((n, k), np.inf, np.float32)
    if n and len(seeds.node):
        edges, start = _typed(network, seeds)
        per_min, first = _buckets(network, seeds)
        pool = np.empty((n // 4 + 1024, 3), np.int32)
        touched = np.empty(n, np.int32)
        _search(edges, start, (labels, minutes, metres), np.inf, per_min, first, pool, touched)
    return labels, minutes, metres


def table(network: Network, seeds: Seeds, targets: np.ndarray, *, limit_min: float = np.inf) -> np.ndarray:
    """Return minutes of each unit to each target; see `Engine.table`."""
    found = np.full((seeds.units, len(targets)), np.inf)
    if network.n_nodes and len(seeds.node) and len(targets):
        per_min, first = _buckets(network, seeds)
        order = np.argsort(seeds.label, kind="stable")
        edges, ordered = _typed(network, seeds.at(order))
        start = np.searchsorted(ordered[1], np.arange(seeds.units + 1))
        there = np.asarray(targets, np.int64)
        _table(edges, ordered, start, there, float(limit_min), per_min, first, found)
    return found
