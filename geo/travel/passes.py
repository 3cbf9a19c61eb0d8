"""SciPy engine: the k nearest by k single Dijkstra passes, without a (units x nodes) matrix.

Pass i finds the i-th unit of every node. Along an edge whose ends already share the same set of earlier units
the i-th unit of the tail is carried on; any other edge hands over the tail's best earlier unit that the head
lacks, and that is a finished start value. So each pass is one Dijkstra over a part of the edges.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from geo.travel.engines import Network, Seeds

CELLS = 8_000_000
"""How many minutes a table keeps in memory before it drops the nodes that nobody asked for."""
NONE = np.int32(-1)


def _with_roots(network: Network, seeds: Seeds, roots: np.ndarray, *, n_roots: int) -> csr_matrix:
    """Return the network with one more node for each root, from which its seeds are reached."""
    order = np.lexsort((seeds.minutes, seeds.node, roots))
    counts = np.bincount(roots, minlength=n_roots)
    size = network.n_nodes + n_roots
    indptr = np.concatenate([network.indptr, network.indptr[-1] + np.cumsum(counts)])
    return csr_matrix(
        (
            np.concatenate([network.minutes, seeds.minutes[order]]),
            np.concatenate([network.head, seeds.node[order]]).astype(np.int32),
            indptr.astype(np.int32),
        ),
        shape=(size, size),
    )


def _best_of_each_node(seeds: Seeds) -> Seeds:
    order = np.lexsort((seeds.metres, seeds.label, seeds.minutes, seeds.node))
    node = seeds.node[order]
    first = np.ones(len(node), bool)
    first[1:] = node[1:] != node[:-1]
    return seeds.at(order[first])


def _part(network: Network, kept: np.ndarray) -> Network:
    indptr = np.append(0, np.cumsum(kept))[network.indptr].astype(np.int32)
    return Network(indptr, network.head[kept], network.minutes[kept], network.metres[kept])


def spread(network: Network, seeds: Seeds) -> tuple[np.ndarray, np.ndarray]:
    """Return minutes and the node before each node; a seed stands before itself, -1 before the unreached."""
    n = network.n_nodes
    graph = _with_roots(network, seeds, np.zeros(len(seeds.node), int), n_roots=1)
    minutes, before = dijkstra(graph, indices=n, return_predecessors=True)
    before = np.where(before[:n] == n, np.arange(n, dtype=np.int32), before[:n])
    return minutes[:n], np.maximum(before, NONE)


def _along_the_tree(
    network: Network, seeds: Seeds, before: np.ndarray, tight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return label and metres of each node from the seed its tree grew from; `tight` are usable edges."""
    n = network.n_nodes
    label, start, step = np.full(n, NONE, np.int32), np.zeros(n), np.zeros(n)
    label[seeds.node], start[seeds.node] = seeds.label, seeds.metres
    root = np.where(before < 0, np.arange(n, dtype=np.int32), before)
    tail = np.repeat(root, 0) if not len(tight) else network.tail[tight]
    used = root[network.head[tight]] == tail
    last_first = tight[used][::-1]
    step[network.head[last_first]] = network.metres[last_first]
    while not np.array_equal(further := root[root], root):
        step += step[root]
        root = further
    lost = before < 0
    return np.where(lost, NONE, label[root]), np.where(lost, np.inf, step + start[root])


def _one_pass(network: Network, seeds: Seeds) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return label, minutes and metres of the best seed of each node, ties to the lowest label."""
    seeds = _best_of_each_node(seeds)
    minutes, before = spread(network, seeds)
    with np.errstate(invalid="ignore"):
        arrival = np.repeat(minutes, np.diff(network.indptr)) + network.minutes
    tight = np.flatnonzero(np.isfinite(arrival) & (arrival == minutes[network.head]))
    label, metres = _along_the_tree(network, seeds, before, tight)
    on_time = seeds.minutes == minutes[seeds.node]
    late = on_time & (seeds.label < label[seeds.node])
    carried = np.repeat(label, np.diff(network.indptr))[tight]
    if late.any() or (carried < label[network.head[tight]]).any():
        free = _part(network, np.isin(np.arange(len(network.head)), tight, assume_unique=True))
        free = free._replace(minutes=np.zeros(len(free.head)))
        starts = seeds.at(np.flatnonzero(on_time))
        _, before = spread(free, starts._replace(minutes=starts.label.astype(float)))
        label, metres = _along_the_tree(free, starts, before, np.arange(len(free.head)))
    return label, minutes, metres


def _handed_over(
    network: Network, edges: np.ndarray, known: tuple[np.ndarray, np.ndarray, np.ndarray], tail: np.ndarray
) -> Seeds:
    """Return the best earlier unit of each edge's tail that its head lacks, as it arrives at the head."""
    labels, minutes, metres = known
    source, target = tail[edges], network.head[edges]
    label = np.full(len(edges), NONE, np.int32)
    arrival, way = np.full(len(edges), np.inf), np.full(len(edges), np.inf)
    there = labels[target]
    for rank in range(labels.shape[1] - 1, -1, -1):
        offered = labels[source, rank]
        fresh = (offered >= 0) & ~(there == offered[:, None]).any(axis=1)
        label = np.where(fresh, offered, label)
        arrival = np.where(fresh, minutes[source, rank] + network.minutes[edges], arrival)
        way = np.where(fresh, metres[source, rank] + network.metres[edges], way)
    found = label >= 0
    return Seeds(target[found], label[found], arrival[found], way[found], 0)


def nearest(network: Network, seeds: Seeds, *, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the k nearest distinct units of each node; see `Engine.nearest`."""
    n = network.n_nodes
    labels, minutes = np.full((n, k), NONE, np.int32), np.full((n, k), np.inf)
    metres = np.full((n, k), np.inf, np.float32)
    if not n or not len(seeds.node):
        return labels, minutes, metres
    labels[:, 0], minutes[:, 0], metres[:, 0] = _one_pass(network, seeds)
    tail = network.tail
    for rank in range(1, k):
        sets = np.sort(labels[:, :rank], axis=1)
        carries = (sets[tail] == sets[network.head]).all(axis=1)
        known = labels[:, :rank], minutes[:, :rank], metres[:, :rank]
        handed = _handed_over(network, np.flatnonzero(~carries), known, tail)
        waiting = seeds.at(~(labels[seeds.node, :rank] == seeds.label[:, None]).any(axis=1))
        columns = [np.concatenate(pair) for pair in zip(handed[:4], waiting[:4], strict=True)]
        if not len(columns[0]):
            break
        start = Seeds(columns[0], columns[1], columns[2], columns[3], seeds.units)
        labels[:, rank], minutes[:, rank], metres[:, rank] = _one_pass(_part(network, carries), start)
    return labels, minutes, metres


def table(network: Network, seeds: Seeds, targets: np.ndarray, *, limit_min: float = np.inf) -> np.ndarray:
    """Return minutes of each unit to each target; see `Engine.table`."""
    found = np.full((seeds.units, len(targets)), np.inf)
    if not seeds.units or not len(targets):
        return found
    graph = _with_roots(network, seeds, seeds.label, n_roots=seeds.units)
    step = max(1, CELLS // graph.shape[0])
    for start in range(0, seeds.units, step):
        rows = np.arange(start, min(start + step, seeds.units))
        reached = dijkstra(graph, indices=network.n_nodes + rows, limit=limit_min)
        found[rows] = reached[:, targets]
    return found
