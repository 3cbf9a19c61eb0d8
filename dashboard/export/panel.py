"""Panel: the figures, the ranked list, the inset and the signatures beside or under a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.collections import PathCollection

from dashboard import palette
from dashboard.export import fonts
from dashboard.export.frame import Frame
from dashboard.export.ink import MUTED, RULE, SEA, Pen, bare
from dashboard.export.paper import Box
from dashboard.export.terrain import Terrain
from dashboard.text import _, number

HEADING, BODY, FIGURE, UNDER = 6.8, 5.8, 10.0, 5.0
ROW, HEAD = 3.6, 4.6
ACROSS, LEAST_ROWS, SMALLEST, GAP = 3, 2, 0.84, 2.2
CARD, UNDER_STEP = 11.4, 2.2
INSET, SIGNATURE = 25.0, 19.0


@dataclass(frozen=True)
class Figure:
    """A number in large type and what it counts."""

    value: str
    label: str


@dataclass(frozen=True)
class Ranking:
    """A list: the first column is words, the others are right-aligned. The worst rows come first."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _labels(pen: Pen, width: float, shown: Sequence[Figure]) -> list[list[str]]:
    return [fonts.wrapped(it.label, width=width, size=UNDER * pen.k, lines=3) for it in shown]


def figures(pen: Pen, box: Box, shown: Sequence[Figure]) -> float:
    """Draw figures side by side from the top of a box; return the height that they take [mm]."""
    across = 2 if len(shown) == 2 * 2 else ACROSS
    k, wide = pen.k, box.width / across
    longest = max((pen.width(it.value, size=1, bold=True) for it in shown), default=0)
    size = float(np.clip((wide - 3.4 * k) / max(longest, 0.1), 5.2, FIGURE))
    labels = _labels(pen, wide - 2.8 * k, shown)
    high = (CARD + UNDER_STEP * max((len(it) - 2 for it in labels), default=0)) * k
    for i, (it, lines) in enumerate(zip(shown, labels, strict=True)):
        x, y = box.x + (i % across) * wide, box.top - (i // across) * high
        pen.line([(x, y - 0.6 * k), (x, y - high + 1.6 * k)], colour=palette.POLICE, weight=1.6)
        pen.write((x + 1.6 * k, y - 4.1 * k), it.value, size=size, bold=True, width=wide - 2.4 * k)
        for row, words in enumerate(lines):
            at = (x + 1.6 * k, y - (6.8 + UNDER_STEP * row) * k)
            pen.write(at, words, size=UNDER, colour=MUTED)
    return -(-len(shown) // across) * high


def ranking(pen: Pen, box: Box, table: Ranking) -> int:
    """Draw as many rows as the box holds and say how many more there are; return how many are drawn."""
    k = pen.k
    room = int((box.height - (HEAD + ROW) * k) / (ROW * k))
    if room < LEAST_ROWS:
        return 0
    pen.write((box.x, box.top - 3.0 * k), table.title, size=HEADING, bold=True, width=box.width)
    if not table.rows:
        pen.write((box.x, box.top - (HEAD + 2.4) * k), _("none"), size=BODY, colour=MUTED)
        return 0
    count = len(table.rows) if len(table.rows) <= room else room - 1
    rows = table.rows[:count]
    pen = _fitting(pen, box, (table.columns, *rows))
    edges = _edges(pen, box, columns=table.columns, rows=rows)
    y = box.top - (HEAD + 2.4) * k
    _row(pen, table.columns, edges, y=y, colour=MUTED)
    pen.line([(box.x, y - 1.0 * k), (box.right, y - 1.0 * k)], weight=0.6)
    for row in rows:
        y -= ROW * k
        _row(pen, row, edges, y=y, colour=palette.INK)
        pen.line([(box.x, y - 1.1 * k), (box.right, y - 1.1 * k)], colour=RULE, weight=0.25)
    if count < len(table.rows):
        words = _("and {n} more").format(n=number(len(table.rows) - count))
        pen.write((box.x, y - ROW * k), words, size=BODY, colour=MUTED)
    return count


def _fitting(pen: Pen, box: Box, rows: Sequence[Sequence[str]]) -> Pen:
    """Return a pen that writes small enough for whole words in every column, but not too small to read."""
    widest = [max(pen.width(row[i], size=BODY) for row in rows) for i in range(len(rows[0]))]
    share = (box.width - GAP * pen.k * (len(widest) - 1)) / max(sum(widest), 0.1)
    return replace(pen, k=pen.k * float(np.clip(share, SMALLEST, 1)))


def _edges(
    pen: Pen, box: Box, *, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[tuple[float, float]]:
    """Return the edges of every column, its own first: words begin at the left, numbers end at the right.

    Numbers are as wide as they are, the first column is what is left.
    """
    gap = GAP * pen.k
    widest = [max(pen.width(row[i], size=BODY) for row in (columns, *rows)) for i in range(len(columns))]
    room = box.width - gap * (len(columns) - 1)
    wide = _shared(widest, room)
    edges, right = [], box.right
    for i in range(len(wide) - 1, 0, -1):
        ends = (right - wide[i], right)
        edges.append(ends if _words(rows, i) else ends[::-1])
        right -= wide[i] + gap
    return [(box.x, right), *reversed(edges)]


def _words(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Return whether a column holds words, which begin under each other."""
    return any(letter.isalpha() for row in rows for letter in row[column])


def _shared(widest: Sequence[float], room: float) -> list[float]:
    """Return column widths [mm] that fit the room: narrow ones keep theirs, wide ones share the rest."""
    cap = max(widest)
    while sum(min(it, cap) for it in widest) > room and cap > 1:
        cap *= 0.96
    return [min(it, cap) for it in widest]


def _row(
    pen: Pen, cells: Sequence[str], edges: Sequence[tuple[float, float]], *, y: float, colour: str
) -> None:
    for cell, (own, other) in zip(cells, edges, strict=True):
        align = "left baseline" if own < other else "right baseline"
        pen.write((own, y), cell, size=BODY, colour=colour, align=align, width=abs(other - own) + 0.1)


def has_inset(terrain: Terrain, frame: Frame) -> bool:
    """Return whether an inset would show more than the map."""
    x0, y0, x1, y1 = _around(terrain)
    return (x1 - x0) * (y1 - y0) > 1.3 * np.prod(np.diff(np.array(frame.bounds).reshape(2, 2), axis=0))


def _around(terrain: Terrain) -> tuple[float, float, float, float]:
    shapes = [terrain.villages.total_bounds]
    if terrain.ground is not None:
        shapes.append(terrain.ground.total_bounds)
    bounds = np.array(shapes)
    return (*map(float, bounds[:, :2].min(axis=0)), *map(float, bounds[:, 2:].max(axis=0)))


def inset(pen: Pen, box: Box, *, terrain: Terrain, frame: Frame) -> None:
    """Draw where the map lies: the land around, the operation, and the map's frame."""
    k = pen.k
    room = Box(box.x, box.y, box.width, box.height - (0 if _is_wide(box) else 4.6 * k))
    x0, y0, x1, y1 = _around(terrain)
    scale = max((x1 - x0) / room.width, (y1 - y0) / room.height)
    wide, high = (x1 - x0) / scale, (y1 - y0) / scale
    place = Box(room.x, room.top - high, wide, high)
    beside = place.right + 3 * k if _is_wide(box) else box.x
    pen.write((beside, box.top - 2.4 * k), _("Location"), size=HEADING, bold=True)
    if _is_wide(box):
        _facts(pen, Box(beside, room.y, box.right - beside, high - 4.6 * k), terrain)
    else:
        _facts(pen, Box(box.x, room.y, box.width, place.y - room.y - 1.5 * k), terrain)
    axes = bare(pen.page.figure, _share(pen, place), pen.colour(SEA))
    axes.set_xlim(x0, x1)
    axes.set_ylim(y0, y1)
    pen.box(place, edge=palette.INK, weight=0.6, zorder=6)
    plain = {"edgecolors": pen.colour("#b9bdbf"), "lw": 0.3 * k}
    for paths, fill in ((terrain.ground_paths, palette.GROUND), (terrain.village_paths, palette.POLICE)):
        shapes = [path for path in paths if len(path.vertices)]
        axes.add_collection(PathCollection(shapes, facecolors=pen.colour(fill), **plain), autolim=False)
    corners = np.array(frame.bounds).reshape(2, 2)
    low, high_corner = np.clip(corners, (x0, y0), (x1, y1))
    at = (place.x + (low[0] - x0) / scale, place.y + (low[1] - y0) / scale)
    size = (high_corner - low) / scale
    pen.box(Box(*at, *size), edge="#b3261e", weight=1.2, zorder=7)


def _is_wide(box: Box) -> bool:
    return box.width > 2 * box.height


def _facts(pen: Pen, box: Box, terrain: Terrain) -> None:
    """Write beside the inset what the operation is."""
    villages = terrain.evaluation.operation.villages
    rows = (
        *sorted(set(villages["regency"])),
        _("{n} districts").format(n=number(villages["district"].nunique())),
        _("{n} villages, {m} electing").format(
            n=number(len(villages)), m=number(int(villages["electing"].sum()))
        ),
        _("{n} km²").format(n=number(float(terrain.villages.area.sum()) / 1e6)),
    )
    for i, row in enumerate(rows):
        y = box.top - (2.4 + 3.3 * i) * pen.k
        if y > box.y:
            pen.write((box.x, y), row, size=BODY, colour=MUTED, width=box.width)


def _share(pen: Pen, box: Box) -> tuple[float, float, float, float]:
    wide, high = pen.page.get_xlim()[1], pen.page.get_ylim()[1]
    return box.x / wide, box.y / high, box.width / wide, box.height / high


def signatures(pen: Pen, box: Box) -> None:
    """Draw room for two signatures: who made the sheet and who approves it, by role and never by name."""
    k, wide = pen.k, box.width / 2
    roles = ((_("Prepared by"), _("HEAD OF OPERATIONS")), (_("Approved by"), _("CHIEF OF POLICE")))
    pen.line([(box.x, box.top), (box.right, box.top)], colour=RULE, weight=0.5)
    longest = max(pen.width(role, size=1, bold=True) for _what, role in roles)
    fits = min(BODY, (wide - k) / longest)
    for i, (what, role) in enumerate(roles):
        x = box.x + (i + 0.5) * wide
        pen.write((x, box.top - 3.6 * k), what, size=BODY, align="center baseline", width=wide)
        pen.write((x, box.top - 6.6 * k), role, size=fits, bold=True, align="center baseline")
        ends = [(x - wide * 0.44, box.y + 5.0 * k), (x + wide * 0.44, box.y + 5.0 * k)]
        pen.line(ends, weight=0.6)
        words = _("Rank / service number")
        pen.write(
            (x, box.y + 2.0 * k), words, size=4.8, colour=MUTED, align="center baseline", width=wide - k
        )
