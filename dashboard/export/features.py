"""Features: an evaluation as layers for other programs, each with the columns that a copy may hold.

Columns are English and carry their unit; labels beside ids are in the language of the run. Coordinates are
degrees east and north (EPSG:4326).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dashboard.export.cells import printable
from dashboard.export.redaction import Secret

Shape = Literal["Point", "LineString", "MultiPolygon"]

TELLS: dict[str, Secret] = {
    "class_id": "classes",
    "class_label": "classes",
    "score": "classes",
    "unit_id": "unit_names",
    "unit_name": "unit_names",
    "reason": "reasons",
}
"""What a reader learns from a column, in whichever layer it stands."""
PEOPLE_TELL = ("need_", "people_", "missing_")
"""So begin columns that tell the class of a station, because a pattern may give each class its own people."""
MEASURED = frozenset(
    {
        *("score", "covered_share", "threshold_min", "turnout_min", "travel_min", "over_min", "person_min"),
        *("distance_m", "driven_km", "area_km2"),
    }
)
"""Columns that are measured, and therefore never whole numbers."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: a frame in EPSG:4326, one row for each feature.

    Attributes
    ----------
    key : names the layer in files; the same in every language.
    title : in the language of the run.
    shape : of every geometry that is there; what has no position has none.
    frame : bool, Int64, float and words (object, None where unknown), and the geometry.
    label : the column that names a feature.
    look : the column by which features look different; empty where all look alike.
    """

    key: str
    title: str
    shape: Shape
    frame: gpd.GeoDataFrame
    label: str
    look: str = ""

    @property
    def columns(self) -> list[str]:
        """The columns beside the geometry."""
        return [name for name in self.frame.columns if name != self.frame.geometry.name]

    @property
    def rows(self) -> list[dict[str, object]]:
        """Values by column, plain and None where unknown, one dict for each feature."""
        plain = {name: _plain(self.frame[name]) for name in self.columns}
        return [dict(zip(plain, it, strict=True)) for it in zip(*plain.values(), strict=True)]

    def without(self, hidden: frozenset[str]) -> Layer:
        """Return the layer as a copy may show it."""
        kept = [name for name in self.columns if secret(name) not in hidden]
        frame = self.frame[[*kept, self.frame.geometry.name]]
        instead = next((name for name in kept if name.endswith("_label")), kept[0])
        label, look = self.label if self.label in kept else instead, self.look if self.look in kept else ""
        return replace(self, frame=frame, label=label, look=look)


def secret(column: str) -> Secret | None:
    """Return what a column gives away."""
    return "classes" if column.startswith(PEOPLE_TELL) else TELLS.get(column)


def _plain(values: pd.Series) -> list[object]:
    return [None if pd.isna(it) else it for it in values.astype(object).tolist()]


def held(values: pd.Series) -> pd.Series:
    """Return a column as files can hold it: words on one line, counts as whole numbers, None for unknown."""
    if values.dtype == bool:
        return values
    if pd.api.types.is_numeric_dtype(values):
        return values.astype(float) if values.name in MEASURED else values.astype(float).astype("Int64")
    words = {it: printable(str(it)) or None for it in values.dropna().unique()}
    return pd.Series([words.get(it) for it in values], index=values.index, dtype=object)


def spelled(value: object) -> str:
    """Return a value as XML formats hold it: yes and no as 1 and 0, numbers with all their digits."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def layer(
    named: tuple[str, str, Shape],
    columns: dict[str, pd.Series],
    shapes: Sequence[object],
    *,
    label: str,
    look: str = "",
) -> Layer:
    """Return a layer of columns on one index and their geometries in the same order.

    Parameters
    ----------
    named : key, title, shape.
    """
    kept = {name: held(pd.Series(it, name=name)).reset_index(drop=True) for name, it in columns.items()}
    geometry = gpd.GeoSeries(np.asarray(shapes, dtype=object), crs=4326)
    frame = gpd.GeoDataFrame(kept, geometry=geometry.to_numpy(), crs=4326)
    return Layer(*named, frame, label, look)


def areas(shapes: gpd.GeoSeries) -> np.ndarray:
    """Return polygons as multipolygons, so that a layer holds one kind; empty ones as None."""
    return np.array(
        [
            None
            if it is None or it.is_empty
            else shapely.MultiPolygon([it] if it.geom_type == "Polygon" else it.geoms)
            for it in shapes
        ],
        dtype=object,
    )


def strokes(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the straight line between two places in each row, (n, 2) degrees; None without both ends."""
    there = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
    made = np.full(len(starts), None, dtype=object)
    made[there] = shapely.linestrings(np.stack([starts[there], ends[there]], axis=1))
    return made
