"""Rows to edit: a frame as a table on the page, and what was typed there as edits."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.contract import IDS
from geo.editing import Added, Changed, Edit, Moved, Removed, Value
from geo.operation import Operation
from geo.schema import Kind

POINT = ("lon", "lat")
FIRST: dict[Kind, tuple[str, ...]] = {
    "villages": ("name", "district", "electing", "registered_voters", "regency"),
    "stations": ("village_id", "number", "place", "registered_voters", "location_quality"),
    "units": ("name", "kind", "force", "personnel", "sector", "turnout_min", "village_id"),
}
"""Columns in the order of the table; those of the user's own follow them, the point and the code are last."""


def columns(operation: Operation, kind: Kind) -> list[str]:
    """Return the columns of a table that are shown."""
    frame = getattr(operation, kind)
    own = [it for it in frame.columns if it not in {*FIRST[kind], IDS[kind], frame.geometry.name}]
    plain = [it for it in own if not pd.api.types.is_datetime64_any_dtype(frame[it])]
    return [*FIRST[kind], *plain, *(() if kind == "villages" else POINT), IDS[kind]]


def table(operation: Operation, kind: Kind, *, search: str = "", first: str = "") -> pd.DataFrame:
    """Return the rows that hold the words that are searched for, the row `first` at the top."""
    frame = getattr(operation, kind)
    shown = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if kind != "villages":
        shown = shown.assign(lon=frame.geometry.x, lat=frame.geometry.y)
    shown = shown[columns(operation, kind)]
    for name in shown.columns:
        if not pd.api.types.is_numeric_dtype(shown[name]):
            shown[name] = shown[name].astype(object).where(shown[name].notna(), None)
    words = search.casefold().split()
    if words:
        rows = shown
        if kind != "villages":
            village = shown["village_id"].map(operation.villages["name"].to_dict())
            rows = shown.assign(**{"of village": village})
        told = rows.drop(columns=list(POINT), errors="ignore").itertuples(index=False)
        lines = [" ".join(str(it) for it in row if it is not None).casefold() for row in told]
        shown = shown[[all(word in line for word in words) for line in lines]]
    if first in shown.index:
        shown = shown.loc[[first, *shown.index.drop(first)]]
    return shown.reset_index(drop=True)


@dataclass
class Typed:
    """A table as it began and the rows that were added to it since, by their number there."""

    kind: Kind
    start: pd.DataFrame
    added: dict[int, str] = field(default_factory=dict)

    def edits(self, edited: pd.DataFrame, now: Operation) -> Iterator[Edit]:
        """Give the edits that make `now` hold what stands in the edited table."""
        held = table(now, self.kind).set_index(IDS[self.kind])
        began = {**dict(enumerate(self.start[IDS[self.kind]])), **self.added}
        for label, row_id in began.items():
            if label not in edited.index and row_id in held.index:
                yield Removed(self.kind, row_id)
        there = {int(it): began[int(it)] for it in edited.index if began.get(int(it)) in held.index}
        now_held, typed = held.reindex(there.values()), edited.loc[list(there), held.columns]
        other = _differs(typed, now_held)
        for label, row_id in [it for it, differs in zip(there.items(), other, strict=True) if differs]:
            yield from self._other(row_id, edited.loc[label], held.loc[row_id])
        for label in edited.index:
            if int(label) >= len(self.start) and int(label) not in there:
                yield self._new(int(label), edited.loc[label], now)

    def _other(self, row_id: str, row: pd.Series, held: pd.Series) -> Iterator[Edit]:
        cells = tuple(
            (str(name), _plain(row[name]))
            for name in held.index
            if name not in POINT and _plain(row[name]) != _plain(held[name])
        )
        if cells:
            yield Changed(self.kind, row_id, cells)
        if "lon" in held and [_plain(row[it]) for it in POINT] != [_plain(held[it]) for it in POINT]:
            yield Moved(self.kind, row_id, _spot(row))

    def _new(self, label: int, row: pd.Series, now: Operation) -> Added:
        key = IDS[self.kind]
        cells = {str(name): _plain(row[name]) for name in row.index if name not in (*POINT, key)}
        others = {it for number, it in self.added.items() if number != label}
        row_id = fresh_id(now, self.kind, cells, taken=others)
        self.added[label] = row_id
        kept = tuple((name, value) for name, value in cells.items() if value is not None)
        return Added(self.kind, row_id, kept, at=_spot(row))


def _differs(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Return which rows of two tables of the same columns differ in any cell; nothing equals nothing."""
    plain = [it.to_numpy(object) for it in (one, other)]
    left, right = (np.where(pd.isna(it), None, it) for it in plain)
    return (left != right).any(axis=1)


def fresh_id(now: Operation, kind: Kind, cells: dict[str, Any], *, taken: Collection[str] = ()) -> str:
    """Return an id that no row has: of a station its village and number, of others their name.

    Parameters
    ----------
    taken : further ids that it must not be.
    """
    taken = {*getattr(now, kind).index, *taken}
    if kind == "stations":
        stem = f"{cells.get('village_id') or 'tps'}-{float(cells.get('number') or 0):02.0f}"
    else:
        plain = re.sub(r"[^a-z0-9]+", "-", str(cells.get("name") or "").lower()).strip("-")
        stem = plain or IDS[kind].removesuffix("_id")
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(it for it in (stem, *numbered) if it not in taken)


def _plain(value: object) -> Value:
    """Return a cell as an edit holds it: nothing for what is empty, Python's own kinds for the others."""
    if value is None or value is pd.NA or value is pd.NaT or value == "":
        return None
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool | float | int):
        return None if math.isnan(value) else value
    return str(value)


def _spot(row: pd.Series) -> tuple[float, float] | None:
    """Return the point of a row; one that is told by half is none."""
    lon, lat = (_plain(row[it]) if it in row else None for it in POINT)
    return None if lon is None or lat is None else (float(lon), float(lat))
