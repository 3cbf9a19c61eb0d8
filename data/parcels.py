"""Parcels: invented villages of a regency, as the cells of points that keep their distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from outline import to_degrees, to_metres

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROUNDS = 3
"""Rounds in which every point moves to the middle of its cell (Lloyd 1982, doi:10.1109/TIT.1982.1056489)."""
_DRAWN = 4
DECIMALS = 6


def outline_of(words: str) -> shapely.Polygon:
    """Return the polygon [m, UTM 49S] of "lon lat lon lat ...", holes after a ``|``; slivers fall away."""
    rings = [to_metres(np.array(ring.split(), float).reshape(-1, 2)) for ring in words.split("|")]
    whole = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
    return max(shapely.get_parts(whole), key=shapely.area)


def inside(shape: shapely.Polygon, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return (count, 2) points drawn evenly inside a shape, in its own units."""
    shapely.prepare(shape)
    west, south, east, north = shape.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        drawn = rng.uniform((west, south), (east, north), size=(_DRAWN * count + 8, 2))
        found = np.vstack([found, drawn[shapely.contains_xy(shape, drawn)]])
    return found[:count]


def cells(shape: shapely.Polygon, points: np.ndarray) -> np.ndarray:
    """Return the part of a shape nearest to each of (n, 2) points, in their order."""
    if len(points) == 1:
        return np.array([shape])
    whole = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shape.envelope, ordered=True)
    return np.array([_polygonal(it) for it in shapely.intersection(shapely.get_parts(whole), shape)])


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """Return what of a shape has an area: a cut along a border may leave a stroke beside it."""
    parts = [it for it in shapely.get_parts(shape) if it.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def parcels(shape: shapely.Polygon, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return (count,) cells [m] that fill a shape [m], and their (count, 2) points, each in its cell."""
    points = inside(shape, count, rng)
    for _ in range(_ROUNDS):
        points = shapely.get_coordinates(shapely.point_on_surface(cells(shape, points)))
    made = cells(shape, points)
    return made, shapely.get_coordinates(shapely.point_on_surface(made))


def grouped(points: np.ndarray, count: int) -> np.ndarray:
    """Return for each of (n, 2) points its group 0..count-1: the nearest of points far from each other."""
    middle = points.mean(axis=0)
    chosen = [int(np.hypot(*(points - middle).T).argmin())]
    distance = np.hypot(*(points - points[chosen[0]]).T)
    group = np.zeros(len(points), int)
    for label in range(1, min(count, len(points))):
        chosen.append(int(distance.argmax()))
        there = np.hypot(*(points - points[chosen[-1]]).T)
        group[there < distance] = label
        distance = np.minimum(distance, there)
    return group


def on_grid(shapes: Iterable[shapely.Geometry]) -> np.ndarray:
    """Return shapes [m] in degrees to `DECIMALS`, valid."""
    degrees = [shapely.transform(it, to_degrees) for it in shapes]
    return shapely.set_precision(np.array(degrees), 10.0**-DECIMALS)
