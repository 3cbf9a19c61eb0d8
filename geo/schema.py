"""The frames of an operation: columns, types, units, meaning; `check` reports every fault at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geo import shapes
from geo.errors import Fault, InputError
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

IDS = {"villages": "village_id", "stations": "station_id", "units": "unit_id"}


def _text(*, required: bool = True, choices: tuple[str, ...] = ()) -> pa.Column:
    checks = [pa.Check.isin(choices)] if choices else []
    if required:
        checks.append(pa.Check.str_length(min_value=1))
    return pa.Column(str, checks, nullable=not required, coerce=True)


def _whole(low: int, high: int, *, nullable: bool = False) -> pa.Column:
    return pa.Column(
        float,
        [pa.Check.in_range(low, high), pa.Check(lambda s: s % 1 == 0, name="whole")],
        nullable=nullable,
        coerce=True,
    )


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "villages": pa.DataFrameSchema(
        {
            "village_id": _text(),
            "name": _text(),
            "district": _text(),
            "regency": _text(),
            "electing": pa.Column(None, pa.Check.isin([True, False])),
            "registered_voters": _whole(0, 10_000_000, nullable=True),
        },
        unique=["village_id"],
    ),
    "stations": pa.DataFrameSchema(
        {
            "station_id": _text(),
            "village_id": _text(),
            "number": _whole(0, 100_000),
            "registered_voters": _whole(0, MAX_STATION_VOTERS, nullable=True),
            "place": pa.Column(str, nullable=True, coerce=True),
            "location_quality": _text(choices=LOCATION_QUALITIES),
        },
        unique=["station_id"],
    ),
    "units": pa.DataFrameSchema(
        {
            "unit_id": _text(),
            "name": _text(),
            "kind": _text(choices=UNIT_KINDS),
            "force": _text(choices=FORCES),
            "personnel": _whole(0, 1_000_000),
            "sector": pa.Column(str, nullable=True, coerce=True),
            "turnout_min": pa.Column(float, pa.Check.in_range(0, 240), nullable=True, coerce=True),
            "village_id": pa.Column(str, nullable=True, coerce=True),
        },
        unique=["unit_id"],
    ),
}
"""Columns each frame must have; villages may carry more, one per risk indicator. Voters and personnel are
whole numbers, `turnout_min` is in minutes, points are degrees (EPSG:4326)."""


def _ids(kind: str, frame: pd.DataFrame) -> pd.Series:
    """Return what to call each row: its id, or "row 7" where it has none."""
    rows = pd.Series([f"row {i + 1}" for i in range(len(frame))], index=frame.index, dtype=str)
    given = frame.get(IDS[kind], rows)
    return given.astype(str).where(given.notna() & given.astype(str).ne(""), rows)


def _as_numbers(kind: str, frame: gpd.GeoDataFrame, columns: Collection[str]) -> dict[str, Fault]:
    """Turn the columns into numbers, in place; return a fault for each column that holds something else."""
    faults = {}
    for column in columns:
        if column not in frame:
            continue
        number = pd.to_numeric(frame[column], errors="coerce").astype(float)
        wrong = number.isna() & frame[column].notna()
        if wrong.any():
            faults[column] = Fault(
                "{kind}: {column} is not a number, found {found}",
                "Write digits only, with a decimal point where one is needed",
                {"kind": kind, "column": column, "found": frame.loc[wrong, column].iloc[0]},
                _ids(kind, frame)[wrong].tolist(),
            )
        frame[column] = number
    return faults


def _faults(kind: str, frame: pd.DataFrame, error: SchemaErrors, *, told: Collection[str]) -> list[Fault]:
    key = IDS[kind]
    names = _ids(kind, frame)
    faults = []
    for (column, check), cases in error.failure_cases.groupby(["column", "check"], sort=True, dropna=False):
        if column in told:
            continue
        ids = [names.iloc[i] for i in sorted({int(i) for i in cases["index"].dropna()})]
        if check == "column_in_dataframe":
            missing = " / ".join(cases["failure_case"])
            faults.append(
                Fault(
                    "{kind} has no column {column}",
                    "Add the column and load it again",
                    {"kind": kind, "column": missing},
                )
            )
        elif "unique" in str(check):
            faults.append(
                Fault(
                    "{kind}: {column} occurs more than once",
                    "Give every row its own {column}",
                    {"kind": kind, "column": key},
                    ids,
                )
            )
        else:
            faults.append(
                Fault(
                    "{kind}: {column} breaks the rule {rule}, found {found}",
                    "Correct these rows",
                    {"kind": kind, "column": column, "rule": check, "found": cases["failure_case"].iloc[0]},
                    ids,
                )
            )
    return faults


def _forbidden(kind: str, frame: gpd.GeoDataFrame) -> list[Fault]:
    named = [str(c) for c in frame.columns if FORBIDDEN_WORDS & set(re.split(r"[\W_]+", str(c).lower()))]
    if not named:
        return []
    return [
        Fault(
            "{kind} holds columns that must not be stored",
            "Remove them: votes, beliefs and persons have no place in a security plan",
            {"kind": kind},
            named,
        )
    ]


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
    schema = SCHEMAS[kind]
    counted = [name for name, column in schema.columns.items() if str(column.dtype) == "float64"]
    broken = _as_numbers(kind, frame, [*counted, *numeric])
    faults = [
        *_forbidden(kind, frame),
        *broken.values(),
        *shapes.faults(kind, frame.geometry, _ids(kind, frame)),
    ]
    try:
        checked = schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        raise InputError(*faults, *_faults(kind, frame, error, told=broken)) from error
    if faults:
        raise InputError(*faults)
    if kind == "villages":
        checked = checked.astype({"electing": bool})
    key = IDS[kind]
    return gpd.GeoDataFrame(checked).set_index(key, drop=False).rename_axis(None).sort_index()


def xy(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return an (n, 2) array of degrees east and north; NaN where a row has no point."""
    points = frame.geometry
    shaped = points.geom_type.isin(["Polygon", "MultiPolygon"])
    if shaped.any():
        points = points.where(~shaped, points.representative_point())
    return np.column_stack([points.x.to_numpy(float), points.y.to_numpy(float)])
