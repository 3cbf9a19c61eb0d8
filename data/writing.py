"""Files of an operation: TOML, GeoJSON and CSV, the same bytes for the same content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import shapely
import tomli_w
from cells import DECIMALS
from indicator_values import INDICATORS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from operations import Built

_PROPERTIES = (
    "village_id", "name", "district", "regency", "electing", "selection", "registered_voters",
    "geometry_quality", *INDICATORS,
)  # fmt: skip


def write_text(path: Path, text: str) -> None:
    """Write a text file as UTF-8 with line feeds, on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _feature(village: pd.Series) -> str:
    """Return one GeoJSON feature (RFC 7946) on one line."""
    ring = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in shapely.get_coordinates(village["polygon"])]
    feature = {
        "type": "Feature",
        "properties": {name: village[name] for name in _PROPERTIES},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def write_operation(folder: Path, built: Built) -> None:
    """Write the four files of an operation into a folder.

    Parameters
    ----------
    folder : where; made when it is not there.
    built : the operation.
    """
    write_text(folder / "operation.toml", tomli_w.dumps(built.meta))
    features = ",\n".join(_feature(village) for _, village in built.villages.iterrows())
    head = '{"type":"FeatureCollection","features":[\n'
    write_text(folder / "villages.geojson", f"{head}{features}\n]}}\n")
    for name, frame in (("stations", built.stations), ("units", built.units)):
        table = frame.copy()
        for axis in ("lon", "lat"):
            table[axis] = [f"{value:.{DECIMALS}f}" for value in table[axis]]
        write_text(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
