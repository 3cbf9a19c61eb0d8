"""Shapes: WKB made of coordinates, and the check that a geometry library will be able to read it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geo.intake.reading.limits import MOST_VERTICES
from geo.intake.reading.refused import RefusedError

KINDS = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}
PARTS = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}
FLAT = 2
WITH_HEIGHT = 1000
MOST_NESTED = 8
Wkb = bytes | None


def _array(positions: Sequence[Any]) -> np.ndarray:
    """Return positions as (n, 2) or, where each has a height, (n, 3)."""
    try:
        made = np.array(positions, dtype=float)
    except ValueError:
        made = np.array([it[:2] for it in positions], dtype=float)
    if made.ndim != FLAT or made.shape[1] < FLAT or not np.isfinite(made[:, :FLAT]).all():
        raise ValueError
    return made[:, :3] if made.shape[1] > FLAT and np.isfinite(made[:, FLAT]).all() else made[:, :FLAT]


def _head(kind: str, width: int) -> bytes:
    return struct.pack("<BI", 1, KINDS[kind] + (WITH_HEIGHT if width > FLAT else 0))


def _simple(kind: str, coordinates: Sequence[Any]) -> bytes:
    if kind == "Polygon":
        rings = [_array(ring) for ring in coordinates]
        width = min(ring.shape[1] for ring in rings)
        bodies = [struct.pack("<I", len(ring)) + ring[:, :width].astype("<f8").tobytes() for ring in rings]
        return _head(kind, width) + struct.pack("<I", len(rings)) + b"".join(bodies)
    points = _array([coordinates] if kind == "Point" else coordinates)
    count = b"" if kind == "Point" else struct.pack("<I", len(points))
    return _head(kind, points.shape[1]) + count + points.astype("<f8").tobytes()


def _encoded(geometry: dict[str, Any], nested: int) -> bytes:
    kind = geometry["type"]
    if kind in PARTS:
        parts = [_simple(PARTS[kind], part) for part in geometry["coordinates"]]
    elif kind == "GeometryCollection" and nested < MOST_NESTED:
        parts = [_encoded(part, nested + 1) for part in geometry["geometries"]]
    elif kind in {"Point", "LineString", "Polygon"}:
        return _simple(kind, geometry["coordinates"])
    else:
        raise ValueError
    if not parts:
        raise ValueError
    width = 3 if all(struct.unpack_from("<I", part, 1)[0] >= WITH_HEIGHT for part in parts) else 2
    return _head(kind, width) + struct.pack("<I", len(parts)) + b"".join(parts)


def encode(geometry: object) -> Wkb:
    """Return a GeoJSON geometry as WKB; None for one that is missing, empty, broken or not finite.

    Rings are written as they stand, also where they do not close.
    """
    if not isinstance(geometry, dict):
        return None
    try:
        return _encoded(geometry, 0)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return None


def usable(shapes: Sequence[Wkb]) -> list[Wkb]:
    """Return the shapes with None for each that GEOS cannot read or that is not finite.

    A ring that does not close is no reason: who repairs shapes will say so.

    Raises
    ------
    RefusedError
        There are more vertices than any operation needs.
    """
    made = shapely.from_wkb(np.array(shapes, dtype=object), on_invalid="fix")
    counts = shapely.get_num_coordinates(made)
    if int(counts.sum()) > MOST_VERTICES:
        raise RefusedError("too_many_vertices", most=MOST_VERTICES)
    finite = np.ones(len(made), dtype=bool)
    xy, owner = shapely.get_coordinates(made, return_index=True)
    finite[owner[~np.isfinite(xy).all(axis=1)]] = False
    kept = finite & (counts > 0)
    return [shape if keep else None for shape, keep in zip(shapes, kept, strict=True)]
