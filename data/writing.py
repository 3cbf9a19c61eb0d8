"""Files of an operation: TOML, GeoJSON and CSV, the same bytes for the same content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
import tomli_w
from cells import DECIMALS
from indicator_values import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from operations import Built

_PROPERTIES = (
    "village_id", "name", "district", "regency", "electing", "selection", "registered_voters",
    "geometry_quality", *INDICATORS,
)  # fmt: skip


def write_text(path: Path, text: str) -> None:
    """Write a text file as UTF-8 with line feeds, on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _feature(shape: shapely.Geometry, properties: dict[str, Any]) -> str:
    """Return one GeoJSON feature (RFC 7946) on one line."""
    on_grid = shapely.transform(shapely.orient_polygons(shape), lambda degrees: np.round(degrees, DECIMALS))
    geometry = json.loads(shapely.to_geojson(on_grid))
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _write_layer(path: Path, features: Iterable[str]) -> None:
    """Write features to a GeoJSON file, one per line."""
    head = '{"type":"FeatureCollection","features":[\n'
    write_text(path, head + ",\n".join(features) + "\n]}\n")


def write_operation(folder: Path, built: Built) -> None:
    """Write the files of an operation into a folder.

    Parameters
    ----------
    folder : where; made when it is not there.
    built : the operation.
    """
    write_text(folder / "operation.toml", tomli_w.dumps(built.meta))
    villages = (
        _feature(village["polygon"], {name: village[name] for name in _PROPERTIES})
        for _, village in built.villages.iterrows()
    )
    _write_layer(folder / "villages.geojson", villages)
    _write_layer(
        folder / "ground.geojson", (_feature(shape, {"name": name}) for name, shape in built.ground.items())
    )
    built.roads.save(folder / "roads.npz")
    for name, frame in (("stations", built.stations), ("units", built.units)):
        table = frame.copy()
        for axis in ("lon", "lat"):
            table[axis] = [f"{value:.{DECIMALS}f}" for value in table[axis]]
        write_text(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    for name, register in (("readiness", built.readiness), ("preparations", built.preparations)):
        write_text(folder / f"{name}.csv", register.to_csv(index=False, lineterminator="\n"))
