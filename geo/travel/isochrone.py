"""Isochrone: what is reached within some minutes, as nested polygons round the reached parts of the roads."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import contourpy
import numpy as np
import shapely
from pyproj import CRS, Transformer
from scipy.ndimage import maximum_filter

from geo.travel.arrivals import Depart
from geo.travel.edges import NODE
from geo.travel.engines import engine
from geo.travel.graph import RoadGraph
from geo.travel.snap import Snapper

CELL_M = 100.0
"""Width of a cell of the grid [m]: a reached point takes its cell and the eight around it."""
LEVEL = 0.4
"""Where between an empty and a taken cell the border runs, from the empty one; below one half, so that two
cells that touch at a corner always hang together."""
HOLE_M2 = 16 * CELL_M**2
"""Smaller holes are filled: a block of houses between reached streets is no place out of reach."""


class Field(NamedTuple):
    """Points along every road, at most half a cell apart: road, share of it, column and row of the cell."""

    road: np.ndarray
    share: np.ndarray
    cell: np.ndarray


def field(graph: RoadGraph, snapper: Snapper, crs: CRS) -> Field:
    """Return the points along the roads of a graph on the grid of a metric CRS."""
    number = np.arange(snapper.first_segment[-1], dtype=np.int32)
    road, start, end = snapper.segments(number)
    to_metres = Transformer.from_crs(4326, crs, always_xy=True)
    a, b = np.column_stack(to_metres.transform(*start.T)), np.column_stack(to_metres.transform(*end.T))
    long = np.linalg.norm(b - a, axis=1)
    whole = np.bincount(road, long, minlength=len(graph.road_ends))
    before = np.cumsum(long) - long
    before -= before[snapper.first_segment[:-1][road]]
    pieces = np.maximum(np.ceil(long / (CELL_M / 2)), 1).astype(int)
    pieces += number == snapper.first_segment[road + 1] - 1
    row = np.repeat(np.arange(len(number)), pieces)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    steps = np.maximum(np.ceil(long / (CELL_M / 2)), 1)[row]
    at = nth / steps
    place = a[row] + (b - a)[row] * at[:, None]
    metres = before[row] + at * long[row]
    share = np.clip(metres / np.where(whole > 0, whole, 1)[road[row]], 0, 1)
    return Field(road[row], share, np.floor(place / CELL_M).astype(np.int32))


def arrival(graph: RoadGraph, points: Field, units: Depart, *, limit_min: float) -> np.ndarray:
    """Return minutes from one unit to each point of a field; infinite where it does not get in time."""
    if not len(graph.head):
        return np.full(len(points.road), np.inf)
    everywhere = np.arange(graph.n_nodes, dtype=NODE)
    at_node = engine().table(graph.network, units.seeds(graph), everywhere, limit_min=limit_min)[0]
    long = np.where(graph.road_edges >= 0, graph.edge_min[graph.road_edges], np.inf).T
    since = at_node[graph.road_ends.T]
    near = np.flatnonzero(np.isfinite(since).any(axis=0)[points.road])
    road, share = points.road[near], points.share[near]
    with np.errstate(invalid="ignore"):
        over = [since[0][road] + share * long[0][road], since[1][road] + (1 - share) * long[1][road]]
    found = np.full(len(points.road), np.inf)
    found[near] = np.fmin(np.fmin(over[0], over[1]), np.inf)
    own = np.flatnonzero(points.road == units.snap.road[0])
    ahead = points.share[own] - units.snap.share[0]
    there = np.where(ahead > 0, long[0, points.road[own]], long[1, points.road[own]])
    with np.errstate(invalid="ignore"):
        direct = units.minutes[0] + np.where(ahead == 0, 0, np.abs(ahead) * there)
    found[own] = np.minimum(found[own], direct)
    return found


def outline(cells: np.ndarray) -> shapely.Geometry:
    """Return the polygons round cells (n, 2), each with the eight around it; more cells, no less area."""
    if not len(cells):
        return shapely.Polygon()
    low = cells.min(axis=0) - 2
    taken = np.zeros(cells.max(axis=0) - low + 3, np.uint8)
    taken[tuple((cells - low).T)] = 1
    taken = maximum_filter(taken, size=3)
    x, y = ((np.arange(taken.shape[axis]) + low[axis] + 0.5) * CELL_M for axis in (0, 1))
    lines = contourpy.contour_generator(x, y, taken.T.astype(float), fill_type="OuterOffset")
    shapes = []
    for points, offset in zip(*lines.filled(LEVEL, 2.0), strict=True):
        rings = [points[a:b] for a, b in pairwise(offset)]
        holes = [ring for ring in rings[1:] if shapely.Polygon(ring).area >= HOLE_M2]
        shapes.append(shapely.Polygon(rings[0], holes))
    return shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes)


def polygons(points: Field, minutes: np.ndarray, thresholds_min: list[float]) -> list[shapely.Geometry]:
    """Return the polygon of each threshold [min]; that of a longer one contains that of a shorter one."""
    return [outline(points.cell[minutes <= threshold]) for threshold in thresholds_min]
