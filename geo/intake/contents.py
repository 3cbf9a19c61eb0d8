"""Contents: what the cells of a column look like, whatever the column is called."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from geo.intake import vocabulary
from geo.intake.angles import angle
from geo.intake.codes import village_code
from geo.intake.numbering import station_number
from geo.intake.numerals import count, decimal
from geo.intake.points import NORTHING_FROM, point
from geo.intake.text import clean, plain

INDONESIA = (94.5, -11.5, 141.5, 6.5)
"""West, south, east and north of all of Indonesia, its waters among them [degrees]."""
SAMPLE = 80
STATION_NUMBERS = ((0, 99), (901, 999))
CROWD = (20, 20_000)
"""Voters of a station or a village, as far as a number tells."""
FEWEST_ROWS = 3
EASTINGS = (100_000.0, 900_000.0)
NORTHINGS = (8_700_000.0, 10_700_000.0)
"""UTM of the south over Indonesia, false northing of 10,000 km included [m]."""
_WKT = re.compile(r"\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POLYGON|LINESTRING)\s*(?:Z|M|ZM)?\s*\(", re.IGNORECASE)
_NIK = re.compile(r"'?\d{16}")
_PHONE = re.compile(r"'?(?:\+?62|0)[\s-]?8\d{1,2}[\s.-]?\d{3,4}[\s.-]?\d{3,5}")
_TPS = re.compile(r"\s*t\s*p\s*s\b.*\d", re.IGNORECASE)


def sample(column: pd.Series) -> list[str]:
    """Return up to 80 cells that show something, spread evenly over the column."""
    told = column[column.notna()]
    step = max(1, len(told) // (4 * SAMPLE))
    return [str(cell) for cell in clean(told.iloc[::step]).dropna().iloc[:SAMPLE]]


def share(cells: list[str], test: Callable[[str], bool]) -> float:
    """Return the share of cells that pass a test, 0 where there are none."""
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def is_person(cell: str) -> bool:
    """Return whether a cell is the number of an identity card or of a telephone."""
    return _NIK.fullmatch(cell) is not None or _PHONE.fullmatch(cell) is not None


def _within(low: float, high: float) -> Callable[[str], bool]:
    def test(cell: str) -> bool:
        found = angle(cell)
        return (
            found is not None and low <= found.degrees <= high and re.search(r"\D", cell.strip()) is not None
        )

    return test


def _metres(low: float, high: float) -> Callable[[str], bool]:
    def test(cell: str) -> bool:
        value = decimal(cell)
        return value is not None and low <= value <= high

    return test


def _is_code(cell: str) -> bool:
    return village_code(cell).rule == ""


def _is_position(cell: str) -> bool:
    found = point(cell)
    return found is not None and (
        found.rule != "" or abs(found.x) > NORTHING_FROM or abs(found.y) <= NORTHING_FROM * 11
    )


def _in(table: str) -> Callable[[str], bool]:
    return lambda cell: plain(cell) in vocabulary.words(table)


def _is_small(cell: str) -> bool:
    found = station_number(cell)
    return found.number is not None and any(low <= found.number <= high for low, high in STATION_NUMBERS)


def _is_crowd(cell: str) -> bool:
    found = count(cell)
    return found.number is not None and CROWD[0] <= found.number <= CROWD[1]


def guesses(cells: list[str]) -> dict[str, float]:
    """Return the fields that a column's cells look like, each with a confidence, the likeliest first."""
    west, south, east, _ = INDONESIA
    told = {
        "shape": share(cells, lambda cell: _WKT.match(cell) is not None),
        "position": share(cells, _is_position),
        "village_id": share(cells, _is_code),
        "lon": max(share(cells, _within(west, east)), 0.9 * share(cells, _metres(*EASTINGS))),
        "lat": max(share(cells, _within(south, -0.2)), 0.9 * share(cells, _metres(*NORTHINGS))),
        "force": share(cells, _in("forces")),
        "kind": 0.9 * share(cells, _in("unit_kinds")),
        "number": max(share(cells, lambda cell: _TPS.match(cell) is not None), 0.5 * share(cells, _is_small)),
        "registered_voters": 0.6 * share(cells, _is_crowd),
    }
    if told["position"] > 0:
        told["position"] *= share(cells, lambda cell: angle(cell) is None)
    found = sorted(told.items(), key=lambda pair: -pair[1])
    return {field: round(0.9 * value, 3) for field, value in found if value > 0}


def is_serial(cells: list[str]) -> bool:
    """Return whether a column counts its rows: 1, 2, 3 and on."""
    numbers = np.array(
        [float(cell.strip(". ")) if cell.strip(". ").isdecimal() else np.nan for cell in cells[:50]]
    )
    return len(numbers) >= FEWEST_ROWS and bool(np.all(np.diff(numbers) == 1))
