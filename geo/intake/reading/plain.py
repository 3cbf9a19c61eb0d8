"""Plain text of a cell: what stood in the file, without loss and without a library's decoration."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable
from decimal import Decimal

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


def text(value: object) -> str | None:
    """Return a value as text: 1.0 is "1", a date is ISO 8601, what is empty is None."""
    if isinstance(value, str):
        return value or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return _span(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex() or None
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value) or None


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
    if sum(map(len, filter(None, kept))) > MOST_CELL_CHARS and max(map(len, filter(None, kept))) > MOST_CELL_CHARS:
        raise RefusedError("cell_too_long", most=MOST_CELL_CHARS)
    return made
