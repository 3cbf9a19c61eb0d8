"""Doors: how a unit leaves from its place on a road, and over which junctions a station on one is met."""

from __future__ import annotations

import numpy as np

from geo.travel.edges import on_grid
from geo.travel.engines import Seeds
from geo.travel.graph import RoadGraph
from geo.travel.snap import Snap


def _costs(graph: RoadGraph, snap: Snap, *, leaving: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return end nodes (2, n), minutes and metres between snap and both ends; infinite if not allowed.

    Leaving to the first end takes the edge back, arriving from there takes the edge there.
    """
    if not len(graph.head):
        nowhere = np.full((2, len(snap.road)), np.inf)
        return np.zeros(nowhere.shape, int), nowhere, nowhere
    road = np.maximum(snap.road, 0)
    ends = graph.road_ends[road].T
    edges = graph.road_edges[road].T[:: -1 if leaving else 1]
    part = np.stack([snap.share, 1 - snap.share])
    usable = edges >= 0
    minutes = np.where(usable, on_grid(part * graph.edge_min[edges]), np.where(part == 0, 0.0, np.inf))
    long = np.where(usable, graph.edge_m[edges], 0.0)
    minutes[:, snap.road < 0] = np.inf
    return ends, minutes, part * long


def entries(graph: RoadGraph, units: Snap, *, minutes: np.ndarray, metres: np.ndarray) -> Seeds:
    """Return where units come onto the nodes: up to two ends each, in the directions that their road allows.

    Parameters
    ----------
    minutes, metres : (n,) until each unit is on its road.
    """
    ends, driven, way = _costs(graph, units, leaving=True)
    side, unit = np.nonzero(np.isfinite(driven))
    return Seeds(
        ends[side, unit],
        unit.astype(np.int32),
        on_grid(minutes[unit]) + driven[side, unit],
        metres[unit] + way[side, unit],
        len(units.road),
    )


def exits(graph: RoadGraph, stations: Snap) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the end nodes (2, n) over which each station is met, minutes from there, and metres."""
    return _costs(graph, stations, leaving=False)
