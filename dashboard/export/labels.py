"""Labels: names on a map, placed one after the other by their weight so that none lies on another.

A greedy search over a few places around each point, as cartographers order them (Imhof 1975, The American
Cartographer 2/2); a name that finds no free place is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from dashboard import palette
from dashboard.export import fonts
from dashboard.export.frame import Frame
from dashboard.export.ink import Pen
from dashboard.export.paper import Box

AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.75, 0.75), (0.75, -0.75), (-0.75, 0.75), (-0.75, -0.75))
"""Directions in which a name is tried around its point, the best first."""
FAR = (1.0, 2.4, 4.2, 6.5)
"""How far from the mark, in times of the first gap."""
WITHIN = tuple(
    sorted(
        product((0, 0.5, -0.5, 1, -1), (0, 1, -1, 2, -2, 3, -3, 4, -4)),
        key=lambda it: 9 * it[0] ** 2 + it[1] ** 2,
    )
)
"""Shifts in which a name of an area is tried, across in half its widths and up in its heights."""
LEADING, AIR, NEAR = 1.16, 0.25, 2.5
LONGEST = 46.0
"""Longest label [mm of A4]; what is longer is cut."""


@dataclass(frozen=True)
class Wish:
    """A name that wants a place.

    Parameters
    ----------
    lines : words, one or two lines.
    at : its point [m].
    weight : heavier ones are placed first; ties by their words.
    gap : radius of the mark it belongs to [mm]; None for the name of an area, which may lie on its point.
    led : draw a line to its point where it stands away from it.
    """

    lines: tuple[str, ...]
    at: tuple[float, float]
    weight: float
    size: float = 5.6
    bold: bool = False
    colour: str = palette.INK
    gap: float | None = None
    led: bool = False


@dataclass(frozen=True)
class Placed:
    """A wish and its rectangle on the page [mm]; where it lies away, a line leads to `home` [mm]."""

    wish: Wish
    box: Box
    home: tuple[float, float] | None = None


def _size(pen: Pen, wish: Wish) -> tuple[float, float]:
    wide = max(pen.width(line, size=wish.size, bold=wish.bold) for line in wish.lines)
    high = pen.mm(wish.size) * (0.78 + LEADING * (len(wish.lines) - 1))
    return min(wide, LONGEST * pen.k), high


def _spots(wish: Wish, at: np.ndarray, size: tuple[float, float]) -> np.ndarray:
    """Return lower left corners to try, (n, 2) mm, the best first."""
    wide, high = size
    if wish.gap is None:
        shifts = np.array(WITHIN) * (wide / 2, high / len(wish.lines))
        return at - (wide / 2, high / 2) + shifts
    turns = np.tile(np.array(AROUND), (len(FAR), 1))
    reach = np.repeat(np.array(FAR) * wish.gap + 0.5, len(AROUND))[:, None]
    side = np.sign(turns)
    side[:, 1] *= side[:, 0] == 0
    return at + turns * reach - (1 - side) / 2 * (wide, high)


def _near(corner: np.ndarray, size: tuple[float, float], at: np.ndarray) -> bool:
    """Return whether the name of an area lies on its point, or hardly off it."""
    return bool(((at >= corner - NEAR) & (at <= corner + size + NEAR)).all())


def _overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how many of the others each box meets, (n,)."""
    if not len(others):
        return np.zeros(len(boxes), dtype=int)
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return (low < high).all(axis=2).sum(axis=1)


def placed(
    wishes: Iterable[Wish], pen: Pen, frame: Frame, *, hard: np.ndarray, soft: np.ndarray
) -> tuple[list[Placed], list[Wish]]:
    """Find a place for every name.

    Parameters
    ----------
    hard : (n, 4) rectangles [mm] on which no name may lie: marks of units, scale bar, north arrow.
    soft : (n, 4) rectangles [mm] on which a name lies only where there is no better place.

    Returns
    -------
    list of Placed, list of Wish
        What found a place, and what did not.
    """
    done: list[Placed] = []
    missed: list[Wish] = []
    taken = np.asarray(hard, float).reshape(-1, 4)
    edge = frame.box.inside(0.6 * pen.k)
    for wish in sorted(wishes, key=lambda it: (-it.weight, it.lines, it.at)):
        at = frame.on_paper(np.array([wish.at]))[0]
        wide, high = _size(pen, wish)
        spots = _spots(wish, at, (wide, high))
        boxes = np.column_stack([spots - AIR * pen.k, spots + np.array([wide, high]) + AIR * pen.k])
        fits = (boxes[:, :2] >= (edge.x, edge.y)).all(axis=1) & (boxes[:, 2:] <= (edge.right, edge.top)).all(
            axis=1
        )
        free = fits & (_overlap(boxes, taken) == 0)
        if not free.any():
            missed.append(wish)
            continue
        best = int(np.argmin(np.where(free, _overlap(boxes, soft), np.iinfo(int).max)))
        away = best >= len(AROUND) if wish.gap is not None else not _near(spots[best], (wide, high), at)
        home = (float(at[0]), float(at[1])) if wish.led and away else None
        done.append(Placed(wish, Box(*map(float, spots[best]), wide, high), home))
        taken = np.vstack([taken, boxes[best]])
    return done, missed


def draw(pen: Pen, names: Iterable[Placed]) -> None:
    """Write the names where they were placed, on a white outline."""
    for name in names:
        wish, box = name.wish, name.box
        step = pen.mm(wish.size) * LEADING
        if name.home is not None:
            nearest = np.clip(name.home, (box.x, box.y), (box.right, box.top))
            pen.line([name.home, nearest], colour=wish.colour, weight=0.5, zorder=3)
        for i, line in enumerate(wish.lines):
            words = fonts.fitted(line, width=box.width * 1.01, size=wish.size * pen.k, bold=wish.bold)
            at = (box.x + box.width / 2, box.y + step * (len(wish.lines) - 1 - i) + 0.02 * pen.mm(wish.size))
            pen.write(
                at,
                words,
                size=wish.size,
                bold=wish.bold,
                colour=wish.colour,
                align="center baseline",
                halo=palette.PAPER,
                z=8,
            )
