"""Coast: land out of shore lines, which run with the land on their left and the sea on their right."""

from __future__ import annotations

import numpy as np
import shapely

Bounds = tuple[float, float, float, float]
"""West, south, east, north [degrees]."""
KM_PER_DEGREE = 111.32
BESIDE = 1e-3
"""How far beside a shore's segment its two sides are looked at, in lengths of the segment."""


def around(bounds: Bounds, *, margin_km: float) -> Bounds:
    """Return bounds with a margin on every side."""
    west, south, east, north = bounds
    high = margin_km / KM_PER_DEGREE
    wide = high / float(np.cos(np.radians((south + north) / 2)))
    return west - wide, south - high, east + wide, north + high


def _sides(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return points just left and just right of every segment, and the segments' lengths [degrees]."""
    at, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    start, step = at[:-1][same], np.diff(at, axis=0)[same]
    length = np.hypot(*step.T)
    middle, across = start + step / 2, np.column_stack([-step[:, 1], step[:, 0]]) * BESIDE
    return shapely.points(middle + across), shapely.points(middle - across), length


def land(shores: np.ndarray, bounds: Bounds) -> shapely.Geometry:
    """Return the land within bounds; all of it where no shore crosses or lies in them.

    A face between shores and the frame is land where more of its shore has it on the left than on the right,
    so that one wrong or missing piece of shore does not flood the country.

    Parameters
    ----------
    shores : lines as OpenStreetMap draws them [degrees].
    """
    frame = shapely.box(*bounds)
    inside = shapely.get_parts(shapely.intersection(shores, frame))
    lines = shapely.get_type_id(inside) == shapely.GeometryType.LINESTRING
    inside = inside[lines & ~shapely.is_empty(inside)]
    if not len(inside):
        return frame
    drawn = shapely.union_all([*inside, frame.exterior])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(drawn)))
    left, right, length = _sides(inside)
    tree = shapely.STRtree(faces)
    votes = np.zeros(len(faces))
    for points, weight in ((left, length), (right, -length)):
        point, face = tree.query(points, predicate="within")
        np.add.at(votes, face, weight[point])
    return shapely.union_all(faces[votes > 0])
