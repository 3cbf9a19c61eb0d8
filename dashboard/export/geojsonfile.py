"""GeoJSON by RFC 7946: degrees to a centimetre, rings turning as it asks, one file for each layer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.export import archive
from dashboard.export.about import headline
from dashboard.export.features import Layer

DECIMALS = 7
"""Of degrees: a centimetre."""


def _rounded(shape: BaseGeometry | None) -> object:
    """Return a geometry as nested lists of rounded degrees; None where there is none."""
    if shape is None:
        return None
    turned = shapely.orient_polygons(shape) if shape.geom_type == "MultiPolygon" else shape
    exact = shapely.transform(turned, lambda xy: np.round(xy, DECIMALS))
    return json.loads(shapely.to_geojson(exact))


def collection(layer: Layer, told: dict[str, str]) -> dict[str, Any]:
    """Return a layer as a FeatureCollection; `about` and `title` are members that readers may skip."""
    return {
        "type": "FeatureCollection",
        "name": layer.key,
        "title": layer.title,
        "about": {**told, "headline": headline(told)},
        "features": [
            {"type": "Feature", "geometry": _rounded(shape), "properties": row}
            for shape, row in zip(layer.frame.geometry, layer.rows, strict=True)
        ],
    }


def render(layer: Layer, told: dict[str, str]) -> bytes:
    """Return one layer as GeoJSON."""
    made = collection(layer, told)
    return json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def zipped(layers: Sequence[Layer], told: dict[str, str]) -> bytes:
    """Return every layer as a GeoJSON of its own in one ZIP."""
    return archive.zipped({f"{it.key}.geojson": render(it, told) for it in layers})
