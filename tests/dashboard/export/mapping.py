"""Reading GIS files back by GDAL and by the XML reader of Python, and holding them against what was written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from dashboard import text
from dashboard.export import about, gislayers
from dashboard.export.features import Layer
from dashboard.export.options import SheetOptions

EXACT, CENTIMETRE = 0.0, 1.01e-7
"""Degrees by which a format may move a point."""


def options(**given) -> SheetOptions:
    return SheetOptions(**{"language": "en", **given})


def written(evaluation, **given) -> tuple[dict[str, Layer], dict[str, str]]:
    """Return the layers of an evaluation by key, and what a file says of itself."""
    chosen = options(**given)
    with text.speaking(chosen.language):
        made = gislayers.layers(evaluation, chosen)
        return {it.key: it for it in made}, about.facts(evaluation, chosen)


def read(path: Path | str, layer: str | None = None) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(path, layer=layer)


def unpacked(data: bytes, folder: Path) -> Path:
    file = folder / "all.zip"
    file.write_bytes(data)
    with zipfile.ZipFile(file) as opened:
        opened.extractall(folder / "all")
    return folder / "all"


def plain(value: object) -> object:
    """Return a value in the only way in which all formats know it."""
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return float(value)
    return float(value) if isinstance(value, int | float | np.number) else str(value)


def same_values(layer: Layer, found: pd.DataFrame, *, names: dict[str, str] | None = None) -> bool:
    """Whether every value of every row was read back; words that are not known may be missing columns."""
    for column in layer.columns:
        name = (names or {}).get(column, column)
        ours = [plain(row[column]) for row in layer.rows]
        theirs = [plain(it) for it in found[name]] if name in found else [None] * len(found)
        close = [
            abs(a - b) <= 1e-9 * max(abs(a), 1) if isinstance(a, float) and isinstance(b, float) else a == b
            for a, b in zip(ours, theirs, strict=True)
        ]
        if not all(close):
            raise AssertionError((layer.key, column, ours[close.index(False)], theirs[close.index(False)]))
    return True


def same_shapes(layer: Layer, found: gpd.GeoDataFrame, *, within: float) -> bool:
    """Whether every point of every geometry was read back to so many degrees, whatever ring comes first."""
    for ours, theirs in zip(layer.frame.geometry, found.geometry, strict=True):
        if ours is None or theirs is None or ours.is_empty:
            assert ours is theirs or theirs is None or theirs.is_empty
        else:
            a, b = (np.sort(shapely.get_coordinates(it.normalize()), axis=0) for it in (ours, theirs))
            assert a.shape == b.shape
            assert np.abs(a - b).max() <= within
    return True
