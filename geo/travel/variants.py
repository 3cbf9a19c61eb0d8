"""Variants of a road graph: roads closed, another pace. Nodes and roads keep their numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.travel.edges import ROAD, on_grid
from geo.travel.graph import RoadGraph


def without(graph: RoadGraph, closed: np.ndarray) -> RoadGraph:
    """Return the graph with the roads of a mask (r,) closed; nodes, roads and core stay as they are."""
    shut = np.zeros(len(graph.head) + 1, bool)
    shut[graph.road_edges[closed]] = True
    kept = ~shut[:-1]
    rank = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1).astype(ROAD)
    return replace(
        graph,
        indptr=np.append(0, np.cumsum(kept))[graph.indptr].astype(np.int32),
        head=graph.head[kept],
        edge_min=graph.edge_min[kept],
        edge_m=graph.edge_m[kept],
        road_edges=rank[graph.road_edges],
    )


def paced(graph: RoadGraph, times: np.ndarray) -> tuple[RoadGraph, np.ndarray]:
    """Return the graph with the minutes of each road multiplied by the factor of its class, (n_classes,).

    Also returns a mask of the roads (r,) that are closed because their factor is infinite.
    """
    of_road = times[graph.road_class] if len(graph.road_class) else np.empty(0)
    shut = np.isinf(of_road)
    open_graph = without(graph, shut) if shut.any() else graph
    factor = of_road[open_graph.road_of_edge >> 1]
    return replace(open_graph, edge_min=on_grid(open_graph.edge_min * factor)), shut
