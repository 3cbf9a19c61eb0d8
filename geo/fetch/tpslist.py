"""Tpslist: the polling stations of the general election of 2024, out of the list of kawalpemilu/kp24.

The list is JSON: ``id2name`` names every area by its code, ``tps`` says of each village ``[n]``, stations 1
to n, or ``[n, k, m]``, stations 1 to n and k to m, the latter special ones from 901 on. It has neither points
nor voters.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from geo.errors import Fault
from geo.fetch import trouble

COLUMNS = ("station_id", "village_id", "number", "village", "district", "regency")
VILLAGE_DIGITS = 10
LARGEST_NUMBER = 999
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""No area is called so, but a spreadsheet would compute it."""
_PLAIN, _WITH_SPECIAL = 1, 3


def convert(path: Path, digits: str) -> tuple[str, dict[str, int]]:
    """Return the stations of an area as CSV, with counts.

    Parameters
    ----------
    path : the list.
    digits : first digits of the area's code: 4 for a regency, 6 for a district.

    Raises
    ------
    FetchError
        It is no such list, or has no village of the area.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        names, stations = found["id2name"], found["tps"]
        villages = sorted(it for it in stations if len(it) == VILLAGE_DIGITS and it.startswith(digits))
        rows = [row for village in villages for row in _rows(village, stations[village], names)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = Fault(
            "{file} cannot be read as a list of polling stations ({why})",
            "See the page of the source; its form may have changed",
            {"file": path.name, "why": str(error)[:120]},
        )
        raise trouble.spoilt(fault) from error
    if not villages:
        fault = Fault(
            "None of {count} villages in {file} has a code that begins with {code}",
            "Check the code",
            {"count": len(stations), "file": path.name, "code": digits},
        )
        raise trouble.refused(fault)
    written = io.StringIO(newline="")
    csv.writer(written).writerows([COLUMNS, *rows])
    return written.getvalue(), {"read": len(stations), "villages": len(villages), "kept": len(rows)}


def _rows(village: str, said: list[int], names: dict[str, Any]) -> list[tuple[object, ...]]:
    """Return the rows of one village."""
    dotted = ".".join((village[:2], village[2:4], village[4:6], village[6:]))
    area = [str(names[it]) for it in (village, village[:6], village[:4])]
    if any(it.startswith(_FORMULAS) for it in area):
        raise ValueError(village)
    return [(f"{dotted}-{number:03d}", dotted, number, *area) for number in _numbers(said)]


def _numbers(said: list[int]) -> list[int]:
    """Return the numbers that `[n]` or `[n, k, m]` stand for."""
    first, last = (said[1], said[2]) if len(said) == _WITH_SPECIAL else (1, 0)
    sound = len(said) in {_PLAIN, _WITH_SPECIAL} and all(type(it) is int for it in said)
    if not sound or not 0 <= said[0] <= LARGEST_NUMBER or not 0 <= last <= LARGEST_NUMBER:
        raise ValueError(said)
    return [*range(1, said[0] + 1), *range(first, last + 1)]
