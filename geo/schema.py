"""The frames of an operation: columns, types, units, meaning; `check` holds them to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import geopandas as gpd
import numpy as np
import pandera.pandas as pa

from geo import crs, shapes
from geo.contract import IDS, hold, row_names, text, whole
from geo.force import FORCES

Kind = Literal["villages", "stations", "units"]

UNIT_KINDS = ("polres", "polsek", "post", "standby", "patrol", "koramil")
LOCATION_QUALITIES = ("surveyed", "village point", "simulated")
MAX_STATION_VOTERS = 100_000

FORBIDDEN_WORDS = frozenset(
    {
        "vote",
        "votes",
        "suara",
        "religion",
        "agama",
        "ethnic",
        "ethnicity",
        "suku",
        "phone",
        "telepon",
        "hp",
        "nik",
    }
)
"""Words in a column's name that this software refuses to hold (votes, beliefs, persons)."""

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "villages": pa.DataFrameSchema(
        {
            "village_id": text(),
            "name": text(),
            "district": text(),
            "regency": text(),
            "electing": pa.Column(None, pa.Check.isin([True, False])),
            "registered_voters": whole(0, 10_000_000, nullable=True),
        },
        unique=["village_id"],
    ),
    "stations": pa.DataFrameSchema(
        {
            "station_id": text(),
            "village_id": text(),
            "number": whole(0, 100_000),
            "registered_voters": whole(0, MAX_STATION_VOTERS, nullable=True),
            "place": pa.Column(str, nullable=True, coerce=True),
            "location_quality": text(choices=LOCATION_QUALITIES),
        },
        unique=["station_id"],
    ),
    "units": pa.DataFrameSchema(
        {
            "unit_id": text(),
            "name": text(),
            "kind": text(choices=UNIT_KINDS),
            "force": text(choices=FORCES),
            "personnel": whole(0, 1_000_000),
            "sector": pa.Column(str, nullable=True, coerce=True),
            "turnout_min": pa.Column(float, pa.Check.in_range(0, 240), nullable=True, coerce=True),
            "village_id": pa.Column(str, nullable=True, coerce=True),
        },
        unique=["unit_id"],
    ),
}
"""Columns each frame must have; villages may carry more, one per risk indicator. Voters and personnel are
whole numbers, `turnout_min` is in minutes, points are degrees (EPSG:4326)."""


def check(frame: gpd.GeoDataFrame, kind: Kind, *, numeric: Collection[str] = ()) -> gpd.GeoDataFrame:
    """Return the frame with checked and coerced columns, indexed and sorted by its id.

    Parameters
    ----------
    frame : EPSG:4326, one row per village, station or unit. A station or unit may lack its point: it is
        kept, and later listed as not reachable.
    kind : which contract to hold it against.
    numeric : further columns that must hold numbers where the frame has them.

    Raises
    ------
    InputError
        Lists every fault: missing columns, wrong values, repeated ids, impossible shapes, and columns that
        must never be stored.
    """
    frame = frame.reset_index(drop=True)
    frame = frame if frame.geometry.name == "geometry" else frame.rename_geometry("geometry")
    frame = frame.set_geometry(frame.geometry.where(~frame.geometry.is_empty).force_2d())
    odd = shapes.faults(kind, frame.geometry, row_names(kind, frame))
    checked = hold(frame, kind, SCHEMAS[kind], forbidden=FORBIDDEN_WORDS, numeric=numeric, faults=odd)
    if kind == "villages":
        checked = checked.astype({"electing": bool})
    key = IDS[kind]
    return gpd.GeoDataFrame(checked).set_index(key, drop=False).rename_axis(None).sort_index()


def empty(kind: Kind) -> gpd.GeoDataFrame:
    """Return a frame of a kind without rows."""
    columns = list(SCHEMAS[kind].columns)
    return gpd.GeoDataFrame({name: [] for name in columns}, geometry=gpd.GeoSeries([], crs=crs.GEOGRAPHIC))


def xy(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return an (n, 2) array of degrees east and north; NaN where a row has no point."""
    points = frame.geometry
    shaped = points.geom_type.isin(["Polygon", "MultiPolygon"])
    if shaped.any():
        points = points.where(~shaped, points.representative_point())
    return np.column_stack([points.x.to_numpy(float), points.y.to_numpy(float)])
