"""Header: which rows of a table name its columns, and what they name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.intake import vocabulary
from geo.intake.sheet import Sheet
from geo.intake.text import clean, plain

SEARCHED_ROWS = 60
"""Titles, letterheads and notes above a header are shorter than this."""
FEWEST_NAMES = 2
_NUMBERED = re.compile(r"\(?\d{1,2}\)?(?:\s*=\s*[\d+() ]+)?")
_NUMBER = re.compile(r"[-+]?\d[\d.,\s]*%?")


@dataclass(frozen=True, eq=False)
class Table:
    """A sheet whose columns have names.

    Attributes
    ----------
    names : of the columns, each once; a column without a name is "column 3".
    cells : text of every row below the header (n, c), columns as in `names`.
    rows : number of each of these rows in the file (n,).
    header : numbers of the rows that name the columns; none for a layer or where no header was found.
    titles : numbers of the rows above it.
    shapes : WKB by row (n,), as the sheet has them.
    """

    sheet: Sheet
    names: tuple[str, ...]
    cells: pd.DataFrame
    rows: np.ndarray
    header: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    shapes: np.ndarray | None = None


def _texts(row: pd.Series | np.ndarray) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


def _knows(cell: str) -> bool:
    told = plain(cell)
    return bool(told) and (told in vocabulary.every_name() or vocabulary.is_forbidden(cell))


def _hits(row: list[str]) -> int:
    return sum(_knows(cell) for cell in row)


def _is_data(row: list[str]) -> bool:
    """Return whether a row holds numbers other than the numbering of columns."""
    filled = [cell for cell in row if cell.strip()]
    return any(_NUMBER.fullmatch(cell.strip()) for cell in filled) and not _is_numbering(row)


def _is_numbering(row: list[str]) -> bool:
    """Return whether a row only numbers the columns: (1) (2) (3) or 1 2 3, as official tables do."""
    filled = [cell.strip() for cell in row if cell.strip()]
    told = [int(re.sub(r"\D", "", cell.split("=")[0])) for cell in filled if _NUMBERED.fullmatch(cell)]
    return (
        len(filled) > FEWEST_NAMES
        and len(told) == len(filled)
        and told == list(range(told[0], told[0] + len(told)))
    )


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Return the names of a header of two rows: a group's name stands before those beneath it."""
    names, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above if above.strip() else group
        if not below.strip():
            names.append(above)
            group = ""
        else:
            names.append(
                f"{group} {below}".strip() if group.strip() and plain(group) != plain(below) else below
            )
    return names


def _settled(names: list[str]) -> tuple[str, ...]:
    """Return the names, each once and none empty."""
    found: list[str] = []
    for i, name in enumerate(names, start=1):
        told = " ".join(name.split()) or f"column {i}"
        same, k = told, 1
        while same in found:
            k += 1
            same = f"{told} ({k})"
        found.append(same)
    return tuple(found)


def _best(grid: list[list[str]]) -> int | None:
    """Return the row that knows most names of columns, the first of equals; else the one words stand in."""
    scores = [0 if _is_data(row) else _hits(row) for row in grid]
    if not scores:
        return None
    best = scores.index(max(scores))
    if scores[best] >= FEWEST_NAMES or (scores[best] and len(grid[best]) == 1):
        return best
    return next((i for i, row in enumerate(grid[:-1]) if _heads(row, grid[i + 1])), None)


def _heads(row: list[str], below: list[str]) -> bool:
    """Return whether a row of words alone stands over numbers, whatever the words."""
    filled = [cell for cell in row if cell.strip()]
    words = len(filled) >= FEWEST_NAMES and not any(re.search(r"\d", cell) for cell in filled)
    over = [
        bool(above.strip()) and _NUMBER.fullmatch(cell.strip())
        for above, cell in zip(row, below, strict=True)
    ]
    return words and any(over) and _is_data(below)


def _span(grid: list[list[str]], best: int) -> tuple[int, int, list[str]]:
    """Return (first row, last row, names) of the header around its best row."""
    names, first, last = grid[best], best, best
    below = grid[best + 1] if best + 1 < len(grid) else []
    above = grid[best - 1] if best > 0 else []
    holes = any(not cell.strip() for cell in names)
    if below and holes and not _is_data(below) and not _is_numbering(below) and _continues(names, below):
        names, last = _joined(names, below), best + 1
    elif above and not _is_data(above) and _hits(above) >= (1 if holes else FEWEST_NAMES):
        names, first = _joined(above, names), best - 1
    if last + 1 < len(grid) and _is_numbering(grid[last + 1]):
        last += 1
    return first, last, names


def _continues(upper: list[str], lower: list[str]) -> bool:
    """Return whether a row fills in the names that a group above it left open."""
    under = [bool(below.strip()) and not above.strip() for above, below in zip(upper, lower, strict=True)]
    return any(under) and not any(_NUMBER.fullmatch(cell.strip()) for cell in lower if cell.strip())


def _of_layer(sheet: Sheet) -> Table:
    names = _settled([str(name) for name in sheet.cells.columns])
    return Table(sheet, names, sheet.cells.set_axis(list(names), axis=1), sheet.rows, shapes=sheet.shapes)


def find(sheet: Sheet) -> Table:
    """Return the sheet with named columns.

    The header is the row among the first sixty that knows most names of columns and holds no number; the row
    below or above belongs to it where one groups the other ("Koordinat" over "Lintang" and "Bujur"), and so
    does a row that only numbers the columns. A table in which no such row is found keeps all its rows.
    """
    if sheet.is_layer or any(isinstance(name, str) for name in sheet.cells.columns):
        return _of_layer(sheet)
    top = sheet.cells.iloc[:SEARCHED_ROWS].apply(clean)
    grid = [_texts(row) for row in top.to_numpy(object)]
    best = _best(grid)
    if best is None:
        names, first, below = _settled([""] * sheet.cells.shape[1]), 0, 0
    else:
        first, last, told = _span(grid, best)
        names, below = _settled(told), last + 1
    return Table(
        sheet,
        names,
        sheet.cells.iloc[below:].set_axis(list(names), axis=1).reset_index(drop=True),
        sheet.rows[below:],
        tuple(int(row) for row in sheet.rows[first:below]),
        tuple(int(row) for row in sheet.rows[:first]),
    )
