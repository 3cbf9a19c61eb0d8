"""Files: the tables and map layers of an operation's folder, read and written without loss.

A file is replaced at once: whoever reads it meanwhile, or after a power cut, finds the old one or the new.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geo import crs, folder
from geo.errors import Fault, InputError

NUMBERS = ("number", "registered_voters", "personnel", "turnout_min", "planned", "present")
"""Columns that a table holds as numbers; every other column is text, also where it looks like a number."""


def _unreadable(path: Path, error: Exception, *, kind: str) -> InputError:
    return InputError(
        Fault(
            "{file} cannot be read as a {kind} ({why})",
            "Save it again as {form}",
            {
                "file": path.name,
                "kind": kind,
                "why": error,
                "form": "CSV with commas, in UTF-8" if kind == "table" else "GeoJSON",
            },
        )
    )


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV table as text.

    Only an empty cell is missing: a place called "NA" or "null" keeps its name.

    Raises
    ------
    InputError
        The file is no table.
    """
    try:
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise _unreadable(path, error, kind="table") from error


def read_points(path: Path) -> gpd.GeoDataFrame:
    """Read a CSV table (`read_table`) with lon and lat [degrees]; a row without both has no point.

    Raises
    ------
    InputError
        The file is no table, lacks lon or lat, or holds a coordinate that is not a number.
    """
    table = read_table(path)
    missing = [column for column in ("lon", "lat") if column not in table]
    if missing:
        raise InputError(
            Fault(
                "{file} has no column {column}",
                "Add the column and load it again",
                {"file": path.name, "column": " / ".join(missing)},
            )
        )
    lonlat = table[["lon", "lat"]].apply(pd.to_numeric, errors="coerce")
    broken = table[lonlat.isna().any(axis=1) & table[["lon", "lat"]].notna().any(axis=1)]
    if len(broken):
        raise InputError(
            Fault(
                "{file}: a coordinate is not a number",
                "Write degrees with a decimal point",
                {"file": path.name},
                broken.iloc[:, 0].astype(str).tolist(),
            )
        )
    points = gpd.GeoSeries(gpd.points_from_xy(lonlat["lon"], lonlat["lat"]), crs=crs.GEOGRAPHIC)
    return gpd.GeoDataFrame(
        table.drop(columns=["lon", "lat"]), geometry=points.where(lonlat.notna().all(axis=1))
    )


def read_shapes(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoJSON layer; a date in it stays the text that it is there.

    Raises
    ------
    InputError
        The file is no map layer, or holds no shape at all.
    """
    try:
        layer = pyogrio.read_dataframe(path.read_bytes(), DATE_AS_STRING="YES")
    except pyogrio.errors.DataSourceError as error:
        raise _unreadable(path, error, kind="map layer") from error
    if not isinstance(layer, gpd.GeoDataFrame):
        raise InputError(
            Fault("{file} holds no shapes", "Save it again with its geometry", {"file": path.name})
        )
    return layer


def write_points(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a table with lon and lat that `read_points` reads back to the same values (RFC 4180)."""
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    write_table(table.assign(lon=frame.geometry.x, lat=frame.geometry.y), path)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table that `read_table` reads back to the same values (RFC 4180)."""
    with folder.replaced(path) as part:
        table.to_csv(part, index=False, lineterminator="\r\n")


def write_shapes(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a GeoJSON layer that `read_shapes` reads back to the same coordinates, to the last bit.

    A date is written as text.
    """
    dates = frame.select_dtypes(["datetime", "datetimetz"])
    told = frame.assign(
        **{column: dates[column].astype(str).where(dates[column].notna()) for column in dates}
    )
    write_text(told.to_json(na="null", drop_id=True, ensure_ascii=False, default=str), path)


def write_text(words: str, path: Path) -> None:
    """Write words in UTF-8, line breaks as they are."""
    with folder.replaced(path) as part:
        part.write_text(words, encoding="utf-8", newline="\n")


def as_text(table: pd.DataFrame) -> bytes:
    """Return a table as the bytes that stand for its content, in whatever order its columns came."""
    return table[sorted(table.columns)].to_csv(index=False, lineterminator="\n").encode()
