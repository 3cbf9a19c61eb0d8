"""Difference: what two states of an operation differ in, cell by cell."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.contract import IDS
from geo.meta import Meta
from geo.operation import Operation
from geo.schema import Kind

COLUMNS = ["kind", "id", "change", "field", "before", "after"]
KINDS: tuple[Kind, ...] = ("villages", "stations", "units")
SHAPE = "geometry"
"""Field under which a point or border stands; its values are shapes."""
ROW = "row"
"""Field under which a row of a register, or a class override, stands as a whole; its values are words."""
Row = tuple[str, str, str, str, Any, Any]


def difference(before: Operation, after: Operation) -> pd.DataFrame:
    """Return what changed.

    Returns
    -------
    DataFrame
        One row per cell: kind (operation, villages, stations, units, readiness, preparations), id, change
        (changed, added, removed), field, before and after; None where there is no value. Of a row that was
        added or removed, every cell that holds something.
    """
    rows = [*_of_meta(before.meta, after.meta)]
    for kind in KINDS:
        rows += _of_frames(kind, getattr(before, kind), getattr(after, kind))
    for name in ("readiness", "preparations"):
        rows += _of_tables(name, getattr(before, name), getattr(after, name))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _of_meta(before: Meta, after: Meta) -> Iterator[Row]:
    was, now = (it.model_dump(mode="json", exclude={"class_override"}) for it in (before, after))
    for field in was:
        if was[field] != now[field]:
            yield "operation", after.id, "changed", field, was[field], now[field]
    held, holds = (
        Counter((it.village_id, it.model_dump_json()) for it in meta.class_override)
        for meta in (before, after)
    )
    for village_id, words in sorted((held - holds).elements()):
        yield "operation", village_id, "removed", "class_override", words, None
    for village_id, words in sorted((holds - held).elements()):
        yield "operation", village_id, "added", "class_override", None, words


def _of_frames(kind: Kind, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Iterator[Row]:
    columns = [it for it in dict.fromkeys([*before.columns, *after.columns]) if it != before.geometry.name]
    for row_id in before.index.difference(after.index):
        yield from _whole(kind, before.loc[row_id], "removed")
    shared = before.index.intersection(after.index)
    was, now = before.loc[shared], after.loc[shared]
    for column in columns:
        old, new = (_values(it, column) for it in (was, now))
        for i in np.flatnonzero(~_same(old, new)):
            yield kind, str(shared[i]), "changed", column, _plain(old[i]), _plain(new[i])
    moved = was.geometry.to_wkb() != now.geometry.to_wkb()
    apart = moved & ~(was.geometry.isna() & now.geometry.isna())
    for row_id in shared[apart.to_numpy()]:
        yield kind, str(row_id), "changed", SHAPE, was.geometry[row_id], now.geometry[row_id]
    for row_id in after.index.difference(before.index):
        yield from _whole(kind, after.loc[row_id], "added")


def _values(frame: pd.DataFrame, column: str) -> list[Any]:
    return frame[column].tolist() if column in frame else [None] * len(frame)


def _same(old: list[Any], new: list[Any]) -> np.ndarray:
    """Return which values are equal; nothing equals nothing."""
    return np.array([_plain(a) == _plain(b) for a, b in zip(old, new, strict=True)], dtype=bool)


def _plain(value: object) -> object:
    missing = any(value is it for it in (None, pd.NaT, pd.NA)) or (
        isinstance(value, float) and math.isnan(value)
    )
    return None if missing else value


def _whole(kind: Kind, row: pd.Series, change: str) -> Iterator[Row]:
    """Give every cell of a row that holds something."""
    shape = row[SHAPE]
    cells = {str(field): _plain(row[field]) for field in row.index if field != SHAPE}
    for field, value in {**cells, SHAPE: _plain(shape)}.items():
        if value is not None:
            pair = (value, None) if change == "removed" else (None, value)
            yield kind, str(row[IDS[kind]]), change, field, *pair


def _of_tables(name: str, before: pd.DataFrame | None, after: pd.DataFrame | None) -> Iterator[Row]:
    held, holds = (Counter(_rows(name, table)) for table in (before, after))
    for row_id, words in sorted((held - holds).elements()):
        yield name, row_id, "removed", ROW, words, None
    for row_id, words in sorted((holds - held).elements()):
        yield name, row_id, "added", ROW, None, words


def _rows(name: str, table: pd.DataFrame | None) -> Iterator[tuple[str, str]]:
    """Give id and words of every row of a register."""
    if table is None:
        return
    key = IDS[name]
    for row in table.to_dict("records"):
        told = [it for column, it in row.items() if column != key and _plain(it) is not None]
        yield (
            str(row[key]),
            " · ".join(f"{it:%Y-%m-%d}" if isinstance(it, pd.Timestamp) else f"{it}" for it in told),
        )
