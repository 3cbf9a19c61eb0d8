"""Asides: rows of a table that are no village, station or unit: empty, totals, headings, repeated headers."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from geo.intake import vocabulary
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.text import plain, seen

_HEADING = re.compile(
    r"\s*(?P<level>kec(?:amatan|\.)?|desa|kel(?:urahan|\.)?|ds\.?|desa/kelurahan)\s*[:.]?\s+(?P<name>\D{2,60})",
    re.IGNORECASE,
)
_LEVELS = {"kec": "district", "des": "village", "kel": "village", "ds": "village"}
REPEATED_SHARE = 0.6
"""A row that repeats so many of the header's names is the header of the next printed page."""
NARROW = 3
"""In a table of fewer columns a row with one filled cell is no heading: it may be all there is to say."""


def _matching(grid: np.ndarray, words: set[str]) -> np.ndarray:
    """Return whether each cell is one of some texts, in small or capital letters (n, c)."""
    spelt = {
        it for word in words for it in (word, word.upper(), word.lower(), word.title(), word.capitalize())
    }
    found = [pd.Series(grid[:, j], dtype=object).isin(spelt).to_numpy() for j in range(grid.shape[1])]
    return np.column_stack(found) if found else np.zeros(grid.shape, dtype=bool)


def _joined(grid: np.ndarray, at: np.ndarray) -> list[str]:
    return [" | ".join(str(cell) for cell in grid[i] if cell is not None) for i in at]


def _repeated(table: Table, names: list[str], grid: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Return whether each row is the header again, as at the top of every printed page (n,)."""
    if not table.header:
        return np.zeros(len(grid), dtype=bool)
    top = table.sheet.cells[np.isin(table.sheet.rows, table.header)].to_numpy(object)
    words = {seen(cell) for cell in top.ravel() if isinstance(cell, str)} | set(table.names)
    named = {word for word in words if word and not plain(word).isdigit()}
    again: np.ndarray = _matching(grid, named).sum(axis=1) / np.maximum(filled, 1) >= REPEATED_SHARE
    last = dict(zip(table.names, top[-1], strict=True))
    numbering = [seen(last[name]) if isinstance(last[name], str) else "" for name in names]
    if not any(plain(word).isdigit() for word in numbering):
        found: np.ndarray = again & (filled > 0)
        return found
    same: list[np.ndarray] = [
        _matching(grid[:, [j]], {word})[:, 0] for j, word in enumerate(numbering) if word
    ]
    both: np.ndarray = again | np.all(same, axis=0)
    return both & (filled > 0)


def _totals(grid: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return whether the first filled cell of each row says that it adds up (n,)."""
    if not grid.shape[1]:
        return np.zeros(len(grid), dtype=bool)
    starts = tuple(f"{word} " for word in vocabulary.totals())
    initials = {word[0] for word in starts}
    told = grid[np.arange(len(grid)), first]
    likely = [
        cell is not None and not cell[0].isdigit() and cell.lstrip("*-:( ")[:1].lower() in initials
        for cell in told
    ]
    return np.array(
        [may and f"{plain(cell)} ".startswith(starts) for may, cell in zip(likely, told, strict=True)],
        dtype=bool,
    )


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


def settle(table: Table, seen_cells: pd.DataFrame, ledger: Ledger) -> dict[str, np.ndarray]:
    """Set aside the rows that are none of their own, and return what headings say of the rows beneath them.

    Parameters
    ----------
    table : the sheet with its columns named.
    seen_cells : what one sees of its cells, without the columns that must never be stored (n, c).
    ledger : where findings go.

    Returns
    -------
    dict
        "district" and "village", where there are headings: the name by row (n,), None where none is above.
    """
    grid = seen_cells.to_numpy(object)
    there = seen_cells.notna().to_numpy()
    filled = there.sum(axis=1)
    shaped = np.zeros(len(grid), dtype=bool) if table.shapes is None else pd.notna(table.shapes)
    first = there.argmax(axis=1) if grid.shape[1] else np.zeros(len(grid), dtype=int)
    empty = np.flatnonzero((filled == 0) & ~shaped)
    ledger.set_aside(empty[ledger.add(empty, "", "empty_row", status="repaired")])
    if table.sheet.is_layer:
        return {}
    for rule, found in (
        ("repeated_header", _repeated(table, [str(name) for name in seen_cells.columns], grid, filled)),
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
