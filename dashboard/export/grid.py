"""Grid: a table laid out in a room, as large as it fits, by a font that is wider than office fonts."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import text
from dashboard.export import fonts
from dashboard.export.table import Column, Table, Value
from dashboard.text import _, number, percent

SIZES = (18.0, 16.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
"""Sizes of type [pt], the largest that fits is taken; one that must leave rows out takes `CROWDED`."""
CROWDED, ORDINARY = 11.0, 14.0
"""Sizes of type [pt]: of a table that must leave rows out, and the largest beside a map."""
TENTHS = frozenset({"minutes", "kilometres"})
PAD, SLACK, LEADING = 1.6, 0.8, 0.62
"""Room at both sides of a cell [mm], what programs may differ [mm], and height of a row for a point [mm]."""


def written(value: Value, column: Column) -> str:
    """Return a value as a slide shows it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return percent(value) if column.kind == "share" else number(value, int(column.kind in TENTHS))
    return text.date(value)


@dataclass(frozen=True)
class Grid:
    """A table as it will stand: words of the heads and rows, widths of the columns [mm], size [pt]."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    size: float
    left_out: int
    leading: float = LEADING

    @property
    def row_height(self) -> float:
        """Height of a row [mm]."""
        return self.size * self.leading

    @property
    def height(self) -> float:
        """Height of the table [mm]."""
        return self.row_height * (len(self.rows) + 1)


def _needed(lines: list[tuple[str, ...]], size: float) -> list[float]:
    """Return how wide each column must be [mm]."""
    held = [
        max(fonts.width_mm(words, size=size, bold=i == 0) for i, words in enumerate(column))
        for column in zip(*lines, strict=True)
    ]
    return [it + 2 * PAD + SLACK for it in held]


def _widths(needed: list[float], *, width: float, loose: list[int]) -> list[float]:
    """Return the widths of columns that share a width [mm]; where short the widest `loose` ones give."""
    spare = width - sum(needed)
    if spare >= 0:
        return [it + spare / len(needed) for it in needed]
    room = spare + sum(needed[i] for i in loose)
    cap = max(room / len(loose), 2 * PAD)
    for taken in range(len(loose)):
        small = sorted(needed[i] for i in loose)[:taken]
        level = (room - sum(small)) / (len(loose) - taken)
        if all(it <= level for it in small):
            cap = max(cap, level)
    return [min(it, cap) if i in loose else it for i, it in enumerate(needed)]


def _size(lines: list[tuple[str, ...]], *, width: float, height: float, most: float) -> float:
    """Return the largest size [pt] in which all lines fit, else one in which at least no word is cut."""
    wide = [size for size in SIZES if size <= most and sum(_needed(lines, size)) <= width]
    whole = [size for size in wide if size * LEADING * len(lines) <= height]
    return whole[0] if whole else min(wide[0] if wide else SIZES[-1], CROWDED)


def laid(it: Table, *, width: float, height: float, most: float = ORDINARY) -> Grid:
    """Lay a table out in a room [mm]: as large as it fits; what has no room at all is counted.

    Numbers are never cut; words are where even the smallest type leaves them too little room. `most` is the
    largest size [pt] that is taken.
    """
    heads = tuple(column.name for column in it.columns)
    rows = [tuple(map(written, row, it.columns)) for row in it.rows()]
    right = tuple(column.kind not in {"words", "long"} for column in it.columns)
    size = _size([heads, *rows], width=width, height=height, most=most)
    room = max(int(height / (size * LEADING)) - 1, 1)
    kept = rows[:room]
    needed = _needed([heads, *kept], size)
    loose = [i for i, number_ in enumerate(right) if not number_] or [0]
    widths = _widths(needed, width=width, loose=loose)
    fitted = tuple(
        tuple(
            fonts.fitted(cell, width=w - 2 * PAD - SLACK / 2, size=size)
            for cell, w in zip(row, widths, strict=True)
        )
        for row in kept
    )
    named = tuple(
        fonts.fitted(cell, width=w - 2 * PAD - SLACK / 2, size=size, bold=True)
        for cell, w in zip(heads, widths, strict=True)
    )
    return Grid(named, fitted, right, tuple(widths), size, len(rows) - len(kept))


def more(left_out: int) -> str:
    """Say how many rows had no room."""
    return _("and {n} more in the workbook").format(n=number(left_out)) if left_out else ""
