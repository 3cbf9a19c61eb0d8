"""Closures: which roads of a graph a scenario closes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from geo.changes import Closure
from geo.travel.graph import RoadGraph
from geo.travel.route import road_line
from geo.travel.snap import Snapper

CLICK_M = 100.0
"""A point farther than this from every road [m] closes none."""
BESIDE_M = 8.0
"""A line closes the roads that come so close to it [m]: it may be drawn across a road, or along it."""
M_PER_DEGREE = 111_195.0


def boxes(graph: RoadGraph) -> np.ndarray:
    """Return west, south, east and north of every road [degrees], (r, 4)."""
    place = np.column_stack([graph.x, graph.y])
    first, second = place[graph.road_ends[:, 0]], place[graph.road_ends[:, 1]]
    box = np.hstack([np.minimum(first, second), np.maximum(first, second)])
    bent = np.flatnonzero(np.diff(graph.bend_ptr) > 0)
    if len(bent):
        starts = graph.bend_ptr[:-1][bent]
        box[bent, :2] = np.minimum(box[bent, :2], np.minimum.reduceat(graph.bends, starts))
        box[bent, 2:] = np.maximum(box[bent, 2:], np.maximum.reduceat(graph.bends, starts))
    return box


def _touched(graph: RoadGraph, box: np.ndarray, shape: shapely.Geometry, *, within_m: float) -> np.ndarray:
    """Return the roads that come within some metres of a shape [degrees]."""
    west, south, east, north = shape.bounds
    flat = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    room = within_m / M_PER_DEGREE
    wide = room / max(float(flat[0]), 0.01)
    near = (box[:, 0] <= east + wide) & (box[:, 2] >= west - wide)
    near &= (box[:, 1] <= north + room) & (box[:, 3] >= south - room)
    roads = np.flatnonzero(near)
    lines = [shapely.LineString(road_line(graph, int(road)) * flat) for road in roads]
    area = shapely.transform(shape, lambda points: points * flat).buffer(room)
    shapely.prepare(area)
    return roads[shapely.intersects(area, lines)] if lines else roads


def closed_roads(graph: RoadGraph, snapper: Snapper, closures: Iterable[Closure]) -> np.ndarray:
    """Return a mask of the roads that are closed, (r,); whole streets, from junction to junction.

    Parameters
    ----------
    snapper : of the same graph; it finds the road under a point.
    """
    closed = np.zeros(len(graph.road_ends), bool)
    box = None
    for closure in closures:
        if closure.type == "Point":
            road = snapper.snap(np.array(closure.coordinates[:1])).within(CLICK_M).road
            closed[road[road >= 0]] = True
            continue
        box = boxes(graph) if box is None else box
        area = closure.type == "Polygon"
        shape = shapely.Polygon(closure.coordinates) if area else shapely.LineString(closure.coordinates)
        shape = shapely.make_valid(shape)
        closed[_touched(graph, box, shape, within_m=0 if area else BESIDE_M)] = True
    return closed
