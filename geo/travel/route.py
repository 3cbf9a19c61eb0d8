"""Route: one fastest way through a road graph, with its minutes and metres."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from geo.travel.graph import RoadGraph


@dataclass(frozen=True, eq=False)
class Route:
    """A way along edges; `minutes` is infinite and everything else empty where there is none.

    Parameters
    ----------
    nodes : node numbers from start to end.
    edges : edge numbers between them.
    minutes : travel time [min].
    metres : length [m].
    lonlat : (p, 2) degrees of the line, bends included.
    """

    nodes: np.ndarray
    edges: np.ndarray
    minutes: float
    metres: float
    lonlat: np.ndarray

    def __bool__(self) -> bool:
        """Whether there is a way at all."""
        return len(self.lonlat) > 0


NOWHERE = Route(np.empty(0, np.int32), np.empty(0, np.int32), np.inf, np.inf, np.empty((0, 2)))


def edges_along(graph: RoadGraph, nodes: np.ndarray) -> np.ndarray:
    """Return the fastest edge between each two nodes that follow each other; the first of equals."""
    found = []
    for a, b in pairwise(nodes):
        out = np.arange(graph.indptr[a], graph.indptr[a + 1])
        out = out[graph.head[out] == b]
        found.append(out[np.argmin(graph.edge_min[out])])
    return np.array(found, np.int32)


def road_line(graph: RoadGraph, road: int) -> np.ndarray:
    """Return the degrees of a road from its first end to its second, (p, 2)."""
    a, b = graph.road_ends[road]
    bends = graph.bends[graph.bend_ptr[road] : graph.bend_ptr[road + 1]]
    return np.vstack([(graph.x[a], graph.y[a]), bends, (graph.x[b], graph.y[b])])


def line(graph: RoadGraph, nodes: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the degrees along edges, from the first node to the last, (p, 2)."""
    parts = [np.column_stack([graph.x[nodes[:1]], graph.y[nodes[:1]]])]
    for edge in edges:
        road, back = divmod(int(graph.road_of_edge[edge]), 2)
        parts.append(road_line(graph, road)[:: -1 if back else 1][1:])
    return np.vstack(parts)


def fastest(graph: RoadGraph, a: int, b: int) -> Route:
    """Return a fastest way from node to node; the same each time, also among equals."""
    n = graph.n_nodes
    links = csr_matrix((graph.edge_min, graph.head, graph.indptr), shape=(n, n))
    minutes, before = dijkstra(links, indices=a, return_predecessors=True)
    if not np.isfinite(minutes[b]):
        return NOWHERE
    nodes = [b]
    while nodes[-1] != a:
        nodes.append(int(before[nodes[-1]]))
    along = np.array(nodes[::-1], np.int32)
    edges = edges_along(graph, along)
    return Route(
        along,
        edges,
        float(minutes[b]),
        float(graph.edge_m[edges].sum(dtype=float)),
        line(graph, along, edges),
    )
