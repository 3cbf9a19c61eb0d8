"""Posting: the way of one unit to its stations along roads."""

from __future__ import annotations

import numpy as np

from geo.travel.arrivals import Depart
from geo.travel.doors import exits
from geo.travel.edges import chord_m
from geo.travel.graph import RoadGraph
from geo.travel.passes import spread
from geo.travel.route import edges_along, line, road_line
from geo.travel.snap import Snap
from geo.travel.way import NOWHERE, Way


def along(graph: RoadGraph, road: int, low: float, high: float) -> np.ndarray:
    """Return degrees of a road between two shares of it, in the direction low to high, (p, 2)."""
    points = road_line(graph, road)
    long = np.append(0, np.cumsum(chord_m(points[:-1], points[1:])))
    share = long / (long[-1] or 1)
    first, last = min(low, high), max(low, high)
    between = points[(share > first) & (share < last)]
    ends = np.column_stack([np.interp([first, last], share, points[:, axis]) for axis in (0, 1)])
    part = np.vstack([ends[:1], between, ends[1:]])
    return part if low <= high else part[::-1]


def _direct(graph: RoadGraph, unit: Snap, station: Snap) -> tuple[float, float]:
    """Return minutes and metres on one road without leaving it; infinite where that is not possible."""
    if unit.road[0] != station.road[0]:
        return np.inf, np.inf
    ahead = station.share[0] - unit.share[0]
    edge = graph.road_edges[unit.road[0], 0 if ahead > 0 else 1]
    if ahead == 0:
        return 0.0, 0.0
    if edge < 0:
        return np.inf, np.inf
    return float(abs(ahead) * graph.edge_min[edge]), float(abs(ahead) * graph.edge_m[edge])


def _traced(before: np.ndarray, end: int) -> np.ndarray:
    """Return the nodes of the way that ends at a node."""
    nodes = [end]
    while before[nodes[-1]] != nodes[-1]:
        nodes.append(int(before[nodes[-1]]))
    return np.array(nodes[::-1])


def postings(graph: RoadGraph, unit: Depart, stations: Snap) -> list[Way]:
    """Return the fastest way of one unit to each station; without the walk to the door."""
    seeds = unit.seeds(graph)
    if not len(seeds.node):
        return [NOWHERE] * len(stations.road)
    minutes, before = spread(graph.network, seeds)
    ends, driven, way = exits(graph, stations)
    home, left = int(unit.snap.road[0]), float(unit.snap.share[0])
    found = []
    for i in range(len(stations.road)):
        station = stations.at(np.array([i]))
        road, share = int(station.road[0]), float(station.share[0])
        over = minutes[ends[:, i]] + driven[:, i]
        side = int(over.argmin())
        direct_min, direct_m = _direct(graph, unit.snap, station)
        direct_min, direct_m = direct_min + unit.minutes[0], direct_m + unit.metres[0]
        if road < 0 or np.isinf(min(direct_min, over[side])):
            found.append(NOWHERE)
            continue
        if direct_min <= over[side]:
            found.append(Way(direct_min, direct_m, along(graph, home, left, share), roads=np.array([home])))
            continue
        nodes = _traced(before, int(ends[side, i]))
        edges = edges_along(graph, nodes)
        start = seeds.metres[seeds.node == nodes[0]][0]
        parts = [
            along(graph, home, left, 0.0 if nodes[0] == graph.road_ends[home, 0] else 1.0),
            line(graph, nodes, edges),
            along(graph, road, float(side), share),
        ]
        metres = float(start + graph.edge_m[edges].sum(dtype=float) + way[side, i])
        taken = np.concatenate([[home], graph.road_of_edge[edges] >> 1, [road]])
        found.append(Way(float(over[side]), metres, np.vstack(parts), roads=taken))
    return found
