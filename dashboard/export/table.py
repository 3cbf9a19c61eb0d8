"""Table: what a workbook, a CSV and a slide print alike, as columns of plain values."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from dashboard.export.cells import printable
from dashboard.export.redaction import Secret

Value = str | int | float | bool | dt.date | None
Kind = Literal["words", "long", "whole", "minutes", "metres", "kilometres", "share", "number"]
"""How a column is written; `long` words are wrapped. A ``share`` is 0..1."""
UNITS = {"metres": "m", "minutes": "min", "kilometres": "km"}


@dataclass(frozen=True)
class Column:
    """One column: what stands above it, how it is written, how wide it is, and what it gives away.

    Parameters
    ----------
    width : in digits of the printed font.
    tells : what a reader learns from it; a copy that hides this has no such column.
    """

    name: str
    kind: Kind = "words"
    width: float = 14
    tells: Secret | None = None

    @property
    def head(self) -> str:
        """What stands above it in a file: its name with the unit, where it has one."""
        unit = UNITS.get(self.kind, "")
        return f"{self.name} ({unit})" if unit else self.name


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length under a title.

    Attributes
    ----------
    key : names the table in files; the same in every language.
    title : one line; `name` the short one for a tab.
    cells : one sequence of values for each column.
    note : how to read it, in a line.
    tells : what the whole table gives away.
    """

    key: str
    name: str
    title: str
    columns: tuple[Column, ...]
    cells: tuple[Sequence[Value], ...]
    note: str = ""
    tells: Secret | None = None

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.cells[0]) if self.cells else 0

    def rows(self) -> Iterable[tuple[Value, ...]]:
        """Return the rows, one after the other."""
        return zip(*self.cells, strict=True)

    def without(self, hidden: frozenset[str]) -> Table | None:
        """Return the table as a copy may show it; None where it may not be shown at all."""
        if self.tells in hidden:
            return None
        kept = [i for i, column in enumerate(self.columns) if column.tells not in hidden]
        return replace(
            self, columns=tuple(self.columns[i] for i in kept), cells=tuple(self.cells[i] for i in kept)
        )


def value(it: object) -> Value:
    """Return a value of a frame as a plain one: nothing for what is not known, words on one line."""
    if isinstance(it, str):
        return printable(it)
    if it is None or it is pd.NaT or it is pd.NA:
        return None
    if isinstance(it, bool | dt.date):
        return it
    number = it.item() if hasattr(it, "item") else it
    if isinstance(number, bool | int):
        return number
    if isinstance(number, float):
        return number if math.isfinite(number) else None
    return printable(str(number))


def column(values: Iterable[object]) -> list[Value]:
    """Return values of a frame as plain ones."""
    held = values.tolist() if hasattr(values, "tolist") else list(values)
    known: dict[object, Value] = {}
    made = []
    for it in held:
        if type(it) is str:
            if it not in known:
                known[it] = value(it)
            made.append(known[it])
        else:
            made.append(value(it))
    return made


def whole(values: Iterable[object]) -> list[Value]:
    """Return counts as whole numbers; nothing for what is not known."""
    return [int(it) if isinstance(it, int | float) else it for it in column(values)]


def of(
    key: str,
    names: tuple[str, str],
    held: Iterable[tuple[Column, Iterable[object]]],
    *,
    note: str = "",
    tells: Secret | None = None,
) -> Table:
    """Return a table of (column, values) pairs; `names` are the one for a tab and the title."""
    pairs = list(held)
    counted = {"whole": whole}
    cells = tuple(counted.get(it.kind, column)(values) for it, values in pairs)
    return Table(key, *names, tuple(it for it, _values in pairs), cells, note, tells)
