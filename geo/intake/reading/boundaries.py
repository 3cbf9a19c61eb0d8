"""Boundaries written as lists of [lat, lng], the way cahyadsn/wilayah_boundaries publishes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from geo.intake.reading.shapes import Wkb, encode

FIELD = "path"
MOST_LAT = 90.0
RING, POLYGON, MULTIPOLYGON = 2, 3, 4


def _depth(path: object) -> int:
    depth = 0
    while isinstance(path, list) and path and depth <= MULTIPOLYGON:
        path, depth = path[0], depth + 1
    return depth


def _turned(path: list[Any], depth: int) -> list[Any]:
    """Return the positions as [lng, lat]: a first number beyond 90 is no latitude, so those stand right."""
    if depth > 1:
        return [_turned(part, depth - 1) for part in path]
    first, second = float(path[0]), float(path[1])
    return [first, second] if abs(first) > MOST_LAT else [second, first]


def shape(path: object) -> Wkb:
    """Return a boundary as WKB, from a list or its JSON; None where it is none."""
    try:
        parsed = json.loads(path) if isinstance(path, str) else path
        depth = _depth(parsed)
        turned = _turned(parsed, depth) if isinstance(parsed, list) else []
    except (ValueError, TypeError, IndexError):
        return None
    if depth == RING:
        return encode({"type": "Polygon", "coordinates": [turned]})
    if depth == POLYGON:
        return encode({"type": "Polygon", "coordinates": turned})
    return encode({"type": "MultiPolygon", "coordinates": turned}) if depth == MULTIPOLYGON else None


def split(row: Mapping[str, object]) -> tuple[dict[str, object], Wkb, bool]:
    """Return the fields of a row, its boundary, and whether it held one; a broken one stays a field."""
    path = row.get(FIELD)
    found = shape(path) if path else None
    kept = {key: value for key, value in row.items() if key != FIELD or (path and found is None)}
    return kept, found, bool(path)
