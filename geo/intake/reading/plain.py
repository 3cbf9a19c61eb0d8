"""Plain text of a cell: what stood in the file, without loss and without a library's decoration."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pyarrow as pa

from geo.intake.reading.limits import MOST_CELL_CHARS
from geo.intake.reading.refused import RefusedError

EXACT = 1e15
"""Up to here a float that is a whole number is written as one; beyond, its digits are not all its own."""
WRITTEN_OUT = (1e-12, 1e22)


def _number(value: float) -> str | None:
    if math.isnan(value):
        return None
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    shown = repr(value)
    if "e" in shown and WRITTEN_OUT[0] <= abs(value) < WRITTEN_OUT[1]:
        return format(Decimal(shown), "f")
    return shown


def _span(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


_WRITERS: dict[type, Callable[[Any], str | None]] = {
    type(None): lambda _: None,
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _number,
    dt.datetime: lambda value: str(value.isoformat(sep=" ")),
    dt.date: lambda value: str(value.isoformat()),
    dt.time: lambda value: str(value.isoformat()),
    dt.timedelta: _span,
    bytes: lambda value: str(value.hex()),
    dict: _json,
    list: _json,
}


def text(value: object) -> str | None:
    """Return a value as text: 1.0 is "1", a date is ISO 8601, what is empty is None."""
    if type(value) is str:
        return value or None
    return _WRITERS.get(type(value), str)(value) or None


def column(cells: Iterable[str | None]) -> pa.Array:
    """Return a column of texts; half a surrogate pair, which is no character, is written as its code.

    Raises
    ------
    RefusedError
        One cell is longer than any real one.
    """
    kept = [cell or None for cell in cells]
    try:
        made = pa.array(kept, pa.string())
    except UnicodeEncodeError:
        made = pa.array(
            [cell and cell.encode("utf-8", "backslashreplace").decode() for cell in kept], pa.string()
        )
    if made.nbytes > MOST_CELL_CHARS and max(map(len, filter(None, kept)), default=0) > MOST_CELL_CHARS:
        raise RefusedError("cell_too_long", most=MOST_CELL_CHARS)
    return made
