"""Sketch: the frames of an operation while edits are made, not checked yet."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo import contract, crs, registers
from geo.editing.edits import Cells, Spot, Value
from geo.errors import Fault, InputError
from geo.meta import Meta
from geo.operation import Operation
from geo.schema import Kind

EAST_DEG, NORTH_DEG = 180, 90
CORNERS = 3
"""A border has so many corners at least."""


@dataclass
class Sketch:
    """Frames, registers and meta under the hands of `apply`; the operation they come from stays as it is."""

    frames: dict[Kind, gpd.GeoDataFrame]
    tables: dict[str, pd.DataFrame]
    meta: Meta

    @classmethod
    def of(cls, operation: Operation) -> Sketch:
        """Begin with an operation as it is."""
        frames: dict[Kind, gpd.GeoDataFrame] = {
            "villages": operation.villages,
            "stations": operation.stations,
            "units": operation.units,
        }
        tables = {"readiness": operation.readiness, "preparations": operation.preparations}
        return cls(frames, {kind: it for kind, it in tables.items() if it is not None}, operation.meta)

    def row(self, kind: Kind, row_id: str) -> int:
        """Return the position of a row; raises `InputError` where there is none."""
        frame = self.frames[kind]
        if row_id not in frame.index:
            fault = Fault(
                "{kind} hold no row {row}", "Choose a row that is there", _at(kind, row_id), [row_id]
            )
            raise InputError(fault)
        return int(frame.index.get_loc(row_id))

    def put(self, kind: Kind, row_id: str, cells: Cells) -> None:
        """Write cells of a row."""
        position, frame = self.row(kind, row_id), self.frames[kind]
        written = {}
        for column, value in cells:
            fits = self._fitting(kind, row_id, (column, value))
            old = frame[column].tolist()
            written[column] = _column([*old[:position], fits, *old[position + 1 :]], frame[column])
        self.frames[kind] = frame.assign(**written)

    def add(self, kind: Kind, row_id: str, cells: Cells) -> None:
        """Add a row without a shape."""
        frame = self.frames[kind]
        if not row_id.strip():
            raise InputError(Fault("{kind}: a row without an id", "Give it one", {"kind": kind}))
        if row_id in frame.index:
            raise InputError(
                Fault(
                    "{kind} hold a row {row} already",
                    "Give the new row its own id",
                    _at(kind, row_id),
                    [row_id],
                )
            )
        given: dict[Any, Any] = {
            column: self._fitting(kind, row_id, (column, value)) for column, value in cells
        }
        given[contract.IDS[kind]] = row_id
        index = [*frame.index, row_id]
        columns = {
            name: _column([*frame[name].tolist(), given.get(name)], frame[name], index)
            for name in frame.columns
            if name != frame.geometry.name
        }
        shapes = gpd.GeoSeries([*frame.geometry, None], index=index, crs=frame.crs)
        self.frames[kind] = gpd.GeoDataFrame(columns, index=index, geometry=shapes)[list(frame.columns)]

    def shape(self, kind: Kind, row_id: str, shape: shapely.Geometry | None) -> None:
        """Give a row another shape."""
        position, frame = self.row(kind, row_id), self.frames[kind]
        shapes = [*frame.geometry]
        shapes[position] = shape
        self.frames[kind] = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=crs.GEOGRAPHIC))

    def take(self, kind: Kind, row_id: str) -> None:
        """Take a row away, and what registers and class overrides say of it."""
        self.row(kind, row_id)
        if kind == "villages":
            self._empty(row_id)
        key = contract.IDS[kind]
        self.frames[kind] = self.frames[kind].drop(index=row_id)
        if kind != "stations":
            self.tables = {
                name: table[table[key] != row_id] if key in table else table
                for name, table in self.tables.items()
            }
        if kind != "units":
            kept = tuple(it for it in self.meta.class_override if getattr(it, key) != row_id)
            self.meta = self.meta.model_copy(update={"class_override": kept})

    def _empty(self, village_id: str) -> None:
        """Raise `InputError` where stations or units are still in a village."""
        held = [
            row
            for kind in ("stations", "units")
            for row in self.frames[kind].index[self.frames[kind]["village_id"].eq(village_id)]
        ]
        if held:
            raise InputError(
                Fault(
                    "The village {row} still holds stations or units",
                    "Give these another village or remove them first",
                    {"row": village_id, "kind": "villages"},
                    held,
                )
            )

    def _fitting(self, kind: Kind, row_id: str, cell: tuple[str, Value]) -> Value:
        """Return a value as its column holds it; raises `InputError` where it cannot be written there."""
        column, value = cell
        frame, at = self.frames[kind], {**_at(kind, row_id), "column": column}
        if column == contract.IDS[kind]:
            raise InputError(
                Fault(
                    "{kind}: the id of {row} cannot be changed",
                    "Remove the row and add it under the other id",
                    at,
                    [row_id],
                )
            )
        if column not in frame or column == frame.geometry.name:
            raise InputError(
                Fault(
                    "{kind}: {row} has no cell {column}",
                    "Only columns that are there are edited",
                    at,
                    [row_id],
                )
            )
        if isinstance(value, str) and re.search(registers.PHONE, value):
            raise InputError(
                Fault(
                    "{kind}: these rows hold what looks like a telephone number",
                    "Remove it: numbers of persons are not stored",
                    at,
                    [row_id],
                )
            )
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        kept = frame[column]
        if pd.api.types.is_bool_dtype(kept):
            return value
        if pd.api.types.is_numeric_dtype(kept) and kept.notna().any():
            return _number(value, at)
        return value if kept.empty or not kept.notna().any() else str(value)


def _at(kind: Kind, row_id: str) -> dict[str, object]:
    return {"kind": kind, "row": row_id}


def _number(value: Value, at: dict[str, object]) -> float:
    """Return a value as a number; raises `InputError` where it is none."""
    try:
        found = float(value or 0)
    except ValueError:
        found = math.nan
    if math.isfinite(found):
        return found
    raise InputError(
        Fault(
            "{kind}: {column} is not a number, found {found}",
            "Write digits only, with a decimal point where one is needed",
            {**at, "found": value},
            [str(at["row"])],
        )
    )


def _column(values: list[Any], kept: pd.Series, index: list[str] | None = None) -> pd.Series:
    """Return values as a column of the kind it had, where they can be one."""
    whole = pd.api.types.is_integer_dtype(kept) and all(it is not None and it == it // 1 for it in values)
    made = pd.Series(values, index=kept.index if index is None else index, dtype=object).infer_objects()
    if pd.api.types.is_float_dtype(kept) and not pd.api.types.is_float_dtype(made):
        return pd.to_numeric(made, errors="coerce").astype(float)
    return made.astype("int64") if whole else made


def point(kind: Kind, row_id: str, at: Spot | None) -> shapely.Point | None:
    """Return a point; raises `InputError` where there is no such place on the globe."""
    if at is None:
        return None
    lon, lat = at
    if not (abs(lon) <= EAST_DEG and abs(lat) <= NORTH_DEG):
        raise InputError(
            Fault(
                "{kind}: coordinates outside the globe",
                "Check for metres or swapped columns",
                _at(kind, row_id),
                [row_id],
            )
        )
    return shapely.Point(lon, lat)


def border(row_id: str, ring: tuple[Spot, ...]) -> shapely.Polygon:
    """Return the area within a ring; raises `InputError` where it is none."""
    for at in ring:
        point("villages", row_id, at)
    if len(set(ring)) < CORNERS:
        raise InputError(
            Fault(
                "The border of {row} has too few corners",
                "Set three corners or more",
                {"row": row_id},
                [row_id],
            )
        )
    return walked(row_id, shapely.Polygon(ring))


def walked(row_id: str, shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape whose border does not cross itself; raises `InputError` where it does."""
    if shape.is_valid:
        return shape
    raise InputError(
        Fault(
            "The border of {row} crosses itself",
            "Set the corners in the order in which you would walk along it",
            {"row": row_id},
            [row_id],
        )
    )
