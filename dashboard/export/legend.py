"""Legend: what is drawn, and how often; nothing that is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from dashboard import palette
from dashboard.export import fonts
from dashboard.export.ink import MUTED, Pen
from dashboard.export.marks import Mark
from dashboard.export.paper import Box
from dashboard.text import _, number

TITLE, BODY = 6.8, 6.0
PITCH, HEAD, AFTER = 3.85, 4.3, 1.7
"""Heights [mm of A4] of a line, of a title, and of the gap after a group."""
SAMPLE = 8.0
"""Width of a sample [mm of A4]."""
SIZES = (1, 0.92, 0.85, 0.78, 0.72)


@dataclass(frozen=True)
class Fill:
    """How an area looks."""

    colour: str
    edge: str = "#8a8378"
    hatch: str = ""
    ink: str = palette.INK


@dataclass(frozen=True)
class Stroke:
    """How a line looks; `dash` is a matplotlib line style."""

    colour: str
    weight: float
    dash: str | tuple[float, tuple[float, ...]] = "-"


@dataclass(frozen=True)
class Entry:
    """One line of a legend: a sample, what it is, and how many are drawn; None where that is no number."""

    label: str
    sample: Fill | Stroke | tuple[Mark, ...] | None
    count: int | None = None


@dataclass(frozen=True)
class Group:
    """Entries under one title."""

    title: str
    entries: tuple[Entry, ...]


def merged(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return the groups with those of one title made one, without those that have nothing to show."""
    found: dict[str, list[Entry]] = {}
    for group in groups:
        found.setdefault(group.title, []).extend(it for it in group.entries if it.count != 0)
    return tuple(Group(title, tuple(entries)) for title, entries in found.items() if entries)


def _words(entry: Entry) -> tuple[str, str]:
    return entry.label, "" if entry.count is None else number(entry.count)


def _rows(pen: Pen, entry: Entry, width: float) -> list[str]:
    """Return an entry's label on one or two lines."""
    label, count = _words(entry)
    taken = pen.width(count, size=BODY, bold=True) + 1.6 * pen.k if count else 0
    taken += SAMPLE * pen.k if entry.sample is not None else 0
    return fonts.wrapped(label, width=width - taken, size=BODY * pen.k, lines=3)


def _titles(pen: Pen, group: Group, width: float) -> list[str]:
    """Return a group's title on as many lines as it needs, up to three."""
    return fonts.wrapped(group.title, width=width, size=TITLE * pen.k, lines=3, bold=True)


def _height(pen: Pen, group: Group, width: float) -> float:
    lines = sum(1 + 0.72 * (len(_rows(pen, entry, width)) - 1) for entry in group.entries)
    more = 0.76 * HEAD * (len(_titles(pen, group, width)) - 1)
    return (HEAD + more + lines * PITCH + AFTER) * pen.k


def _columns(pen: Pen, groups: tuple[Group, ...], *, width: float, count: int) -> list[list[Group]]:
    """Return the groups in so many columns, in their order, so that the longest column is the shortest."""
    heights = [_height(pen, group, width) for group in groups]

    def longest(places: tuple[int, ...]) -> float:
        return max(
            sum(h for h, i in zip(heights, places, strict=True) if i == column) for column in range(count)
        )

    best = min(product(range(count), repeat=len(groups)), key=longest)
    return [[it for it, i in zip(groups, best, strict=True) if i == column] for column in range(count)]


def _tall(pen: Pen, columns: list[list[Group]], width: float) -> float:
    return max(sum(_height(pen, it, width) for it in column) for column in columns)


def _arranged(pen: Pen, groups: tuple[Group, ...], box: Box) -> tuple[Pen, list[list[Group]], float]:
    """Return pen, columns and height of the largest legend that fits, in one column or two."""
    pens = [replace(pen, k=pen.k * size) for size in SIZES]
    best = _shortest(pens[0], groups, box)
    for small in pens:
        best = _shortest(small, groups, box)
        if best[2] <= box.height and not _cut(best[0], best[1], box):
            break
    return best


def _across(pen: Pen, columns: list[list[Group]], box: Box) -> float:
    return (box.width - 3 * pen.k * (len(columns) - 1)) / len(columns)


def _cut(pen: Pen, columns: list[list[Group]], box: Box) -> bool:
    """Return whether a word finds no room on a line of its own."""
    width = _across(pen, columns, box)
    rows = (_rows(pen, entry, width) for column in columns for group in column for entry in group.entries)
    return any(row.endswith("…") for lines in rows for row in lines)


def _shortest(pen: Pen, groups: tuple[Group, ...], box: Box) -> tuple[Pen, list[list[Group]], float]:
    """Return the arrangement in one column or two that is less tall."""
    found = []
    for count in (1, 2):
        width = (box.width - 3 * pen.k * (count - 1)) / count
        columns = _columns(pen, groups, width=width, count=count)
        found.append((pen, columns, _tall(pen, columns, width)))
    return min(found, key=lambda it: it[2])


def draw(pen: Pen, box: Box, groups: tuple[Group, ...]) -> float:
    """Draw a legend from the top of a box; return the height that it takes [mm]."""
    if not groups:
        return 0.0
    small, columns, tall = _arranged(pen, groups, box)
    width = _across(small, columns, box)
    for i, column in enumerate(columns):
        x, y = box.x + i * (width + 3 * small.k), box.top
        for group in column:
            titles = _titles(small, group, width)
            for row, words in enumerate(titles):
                small.write((x, y - (3.0 + 0.76 * HEAD * row) * small.k), words, size=TITLE, bold=True)
            y -= (1 + 0.76 * (len(titles) - 1)) * HEAD * small.k
            for entry in group.entries:
                y = _entry(small, entry, at=(x, y), width=width)
            y -= AFTER * small.k
    return tall


def _entry(pen: Pen, entry: Entry, *, at: tuple[float, float], width: float) -> float:
    """Draw one line; return where the next one begins."""
    x, y = at
    k, rows = pen.k, _rows(pen, entry, width)
    _sample(pen, entry.sample, Box(x, y - 3.2 * k, 6.4 * k, 2.6 * k))
    indent = SAMPLE * k if entry.sample is not None else 0
    colour = palette.INK if entry.sample is not None else MUTED
    for i, row in enumerate(rows):
        pen.write((x + indent, y - (2.65 + 0.72 * PITCH * i) * k), row, size=BODY, colour=colour)
    if entry.count is not None:
        words = _words(entry)[1]
        pen.write((x + width, y - 2.65 * k), words, size=BODY, bold=True, align="right baseline")
    return y - (1 + 0.72 * (len(rows) - 1)) * PITCH * k


def _sample(pen: Pen, sample: Fill | Stroke | tuple[Mark, ...] | None, box: Box) -> None:
    middle = box.y + box.height / 2
    if isinstance(sample, Fill):
        hatch = sample.hatch if pen.mono else ""
        pen.box(box, fill=sample.colour, edge=sample.edge, weight=0.5, hatch=hatch)
    elif isinstance(sample, Stroke):
        ends = [(box.x, middle), (box.right, middle)]
        pen.line(ends, colour=sample.colour, weight=sample.weight, linestyle=sample.dash)
    elif sample is not None:
        step = box.width / len(sample)
        for i, mark in enumerate(sample):
            pen.mark(mark, np.array([[box.x + (i + 0.5) * step, middle]]))


def omitted(count: int) -> Group:
    """Return the group that says how many names found no place."""
    return Group(_("Not on the map"), (Entry(_("names without room"), None, count),))
