"""Asides: rows of a table that are no village, station or unit: empty, totals, headings, repeated headers."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from geo.intake import vocabulary
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.text import clean, plain, uniques

_HEADING = re.compile(
    r"\s*(?P<level>kec(?:amatan|\.)?|desa|kel(?:urahan|\.)?|ds\.?|desa/kelurahan)\s*[:.]?\s+(?P<name>\D{2,60})",
    re.IGNORECASE,
)
_LEVELS = {"kec": "district", "des": "village", "kel": "village", "ds": "village"}
REPEATED_SHARE = 0.6
"""A row that repeats so many of the header's names is the header of the next printed page."""
NARROW = 3
"""In a table of fewer columns a row with one filled cell is no heading: it may be all there is to say."""


def _grid(table: Table) -> np.ndarray:
    """Return the visible text of all cells (n, c); None where a cell shows nothing."""
    if not len(table.cells.columns):
        return np.empty((len(table.cells), 0), dtype=object)
    return np.column_stack([clean(table.cells[name]).to_numpy(object) for name in table.names])


def _matching(grid: np.ndarray, test: frozenset[str]) -> np.ndarray:
    """Return whether each cell's plain text is among some texts (n, c)."""
    found = np.zeros(grid.shape, dtype=bool)
    for j in range(grid.shape[1]):
        codes, texts = uniques(pd.Series(grid[:, j], dtype=object))
        hits = np.array([plain(str(text)) in test for text in texts] + [False], dtype=bool)
        found[:, j] = hits[codes]
    return found


def _joined(grid: np.ndarray, at: np.ndarray) -> list[str]:
    return [" | ".join(str(cell) for cell in grid[i] if cell is not None) for i in at]


def _repeated(table: Table, grid: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Return whether each row is the header again, as at the top of every printed page (n,)."""
    if not table.header:
        return np.zeros(len(grid), dtype=bool)
    top = table.sheet.cells[np.isin(table.sheet.rows, table.header)].to_numpy(object)
    words = {plain(str(cell)) for cell in top.ravel() if isinstance(cell, str)}
    named = frozenset(word for word in words | {plain(name) for name in table.names} if not word.isdigit())
    again = _matching(grid, named - {""}).sum(axis=1) / np.maximum(filled, 1) >= REPEATED_SHARE
    numbering = [plain(str(cell)) if isinstance(cell, str) else "" for cell in top[-1]]
    if not any(word.isdigit() for word in numbering):
        return again & (filled > 0)
    same = [_matching(grid[:, [j]], frozenset({word}))[:, 0] for j, word in enumerate(numbering) if word]
    return (again | np.logical_and.reduce(same)) & (filled > 0)


def _totals(grid: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return whether the first filled cell of each row says that it adds up (n,)."""
    told = grid[np.arange(len(grid)), first] if grid.shape[1] else np.empty(0, dtype=object)
    codes, texts = uniques(pd.Series(told, dtype=object))
    words = vocabulary.totals()
    starts = tuple(f"{word} " for word in words)
    hits = [plain(str(text)) in words or f"{plain(str(text))} ".startswith(starts) for text in texts]
    return np.array([*hits, False], dtype=bool)[codes]


def _headings(grid: np.ndarray, at: np.ndarray, first: np.ndarray) -> list[tuple[int, str, str]]:
    """Return (position, level, name) of rows that head those beneath them: "KECAMATAN GRATI"."""
    found = []
    for i in at:
        if told := _HEADING.fullmatch(str(grid[i, first[i]])):
            level = next(it for start, it in _LEVELS.items() if told["level"].lower().startswith(start))
            found.append((int(i), level, told["name"].strip()))
    return found


def _carried(found: list[tuple[int, str, str]], n: int) -> dict[str, np.ndarray]:
    """Return by level the name that heads each row (n,), None above the first heading."""
    names: dict[str, np.ndarray] = {}
    for level in ("district", "village"):
        here = [(i, name) for i, of, name in found if of == level]
        if here:
            column = np.full(n, None, dtype=object)
            for i, name in here:
                column[i:] = name
            if level == "village":
                for i, of, _ in found:
                    if of == "district":
                        after = [k for k, _ in here if k > i]
                        column[i : (min(after) if after else n)] = None
            names[level] = column
    return names


def settle(table: Table, ledger: Ledger) -> dict[str, np.ndarray]:
    """Set aside the rows that are none of their own, and return what headings say of the rows beneath them.

    Returns
    -------
    dict
        "district" and "village", where there are headings: the name by row (n,), None where none is above.
    """
    grid = _grid(table)
    there = pd.notna(grid) if grid.size else np.zeros(grid.shape, dtype=bool)
    filled = there.sum(axis=1)
    shaped = np.zeros(len(grid), dtype=bool) if table.shapes is None else pd.notna(table.shapes)
    first = there.argmax(axis=1) if grid.shape[1] else np.zeros(len(grid), dtype=int)
    empty = np.flatnonzero((filled == 0) & ~shaped)
    ledger.set_aside(empty[ledger.add(empty, "", "empty_row", status="repaired")])
    if table.sheet.is_layer:
        return {}
    for rule, found in (
        ("repeated_header", _repeated(table, grid, filled)),
        ("totals_row", _totals(grid, first)),
    ):
        at = np.flatnonzero(found & ~ledger.aside & (filled > 0))
        gone = ledger.add(at, "", rule, status="repaired", before=_joined(grid, at), confidence=0.97)
        ledger.set_aside(at[gone])
    return _alone(table, ledger, grid, there)


def _alone(table: Table, ledger: Ledger, grid: np.ndarray, there: np.ndarray) -> dict[str, np.ndarray]:
    """Settle rows in which one cell is filled: headings, and notes such as those of who signs."""
    filled, first = (
        there.sum(axis=1),
        there.argmax(axis=1) if grid.shape[1] else np.zeros(len(grid), dtype=int),
    )
    single = np.flatnonzero((filled == 1) & ~ledger.aside)
    if len(table.names) < NARROW or not len(single):
        return {}
    headings = _headings(grid, single, first)
    heads = np.array([i for i, _, _ in headings], dtype=np.int64)
    fields = np.array([level for _, level, _ in headings], dtype=object)
    for level in ("district", "village"):
        at = heads[fields == level]
        gone = ledger.add(
            at, level, "heading_row", status="repaired", before=_joined(grid, at), confidence=0.95
        )
        ledger.set_aside(at[gone])
    whole = np.flatnonzero((filled > 1) & ~ledger.aside)
    last = whole[-1] if len(whole) else -1
    notes = np.setdiff1d(single, heads)
    after, between = notes[notes > last], notes[notes < last]
    gone = ledger.add(after, "", "note_row", status="repaired", before=_joined(grid, after), confidence=0.8)
    ledger.set_aside(after[gone])
    gone = ledger.add(
        between,
        "",
        "lonely_cell",
        status="questioned",
        before=_joined(grid, between),
        confidence=0.5,
        needed=True,
    )
    ledger.set_aside(between[gone])
    return _carried([it for it in headings if ledger.aside[it[0]]], len(grid))
