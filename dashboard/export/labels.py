"""Labels: names on a map, placed one after the other by their weight so that none lies on another.

A greedy search over places around each point or inside each area, as cartographers order them (Imhof 1975,
The American Cartographer 2/2). Of the free places the one that costs least is taken, see `clearance`. A name
that finds no free place is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from dashboard import palette
from dashboard.export import fonts
from dashboard.export.clearance import FIRST_GAP, Clearance
from dashboard.export.frame import Frame
from dashboard.export.ink import Pen
from dashboard.export.paper import Box

AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.75, 0.75), (0.75, -0.75), (-0.75, 0.75), (-0.75, -0.75))
"""Directions in which a name is tried around its point, the best first."""
BETWEEN = ((1, 0.4), (1, -0.4), (-1, 0.4), (-1, -0.4), (0.4, 1), (-0.4, 1), (0.4, -1), (-0.4, -1))
"""More directions, for places away from the mark."""
RINGS = (1.6, 3.4, 5.6, 8.2, 11.5)
"""How much farther from the mark than side by side a name is tried [mm of A4]."""
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
    room : more points [m] of an area on which its name may lie.
    spare : a name beside the matter, such as a neighbour's: nobody is told where it finds no place.
    """

    lines: tuple[str, ...]
    at: tuple[float, float]
    weight: float
    size: float = 5.6
    bold: bool = False
    colour: str = palette.INK
    gap: float | None = None
    led: bool = False
    room: tuple[tuple[float, float], ...] = ()
    spare: bool = False


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


def _spots(wish: Wish, at: np.ndarray, size: tuple[float, float], *, frame: Frame, k: float) -> np.ndarray:
    """Return lower left corners to try, (n, 2) mm, the best first."""
    wide, high = size
    if wish.gap is None:
        shifts = np.array(WITHIN) * (wide / 2, high / len(wish.lines))
        inside = frame.on_paper(np.array(wish.room).reshape(-1, 2))
        return np.concatenate([at + shifts, inside]) - (wide / 2, high / 2)
    around = (*AROUND, *BETWEEN)
    turns = np.concatenate([AROUND, np.tile(around, (len(RINGS), 1))])
    farther = np.concatenate([np.zeros(len(AROUND)), np.repeat(RINGS, len(around))])
    reach = (wish.gap + FIRST_GAP + farther * k)[:, None]
    side = np.sign(turns)
    side[:, 1] *= side[:, 0] == 0
    return at + turns * reach - (1 - side) / 2 * (wide, high)


def _near(corner: np.ndarray, size: tuple[float, float], at: np.ndarray) -> bool:
    """Return whether the name of an area lies on its point, or hardly off it."""
    return bool(((at >= corner - NEAR) & (at <= corner + size + NEAR)).all())


def _no_lines() -> np.ndarray:
    return np.empty((0, 2))


def placed(
    wishes: Iterable[Wish],
    pen: Pen,
    frame: Frame,
    *,
    hard: np.ndarray,
    soft: np.ndarray,
    lines: np.ndarray | None = None,
) -> tuple[list[Placed], list[Wish]]:
    """Find a place for every name.

    Parameters
    ----------
    hard : (n, 4) rectangles [mm] on which no name may lie: marks of units, scale bar, north arrow.
    soft : (n, 4) rectangles [mm] on which a name lies only where there is no better place.
    lines : (n, 2) points [mm] about a millimetre apart along lines that names should not cross.

    Returns
    -------
    list of Placed, list of Wish
        What found a place, and what did not though it should have.
    """
    done: list[Placed] = []
    missed: list[Wish] = []
    ground = Clearance(np.asarray(hard, float).reshape(-1, 4), soft, _no_lines() if lines is None else lines)
    edge = frame.box.inside(0.6 * pen.k)
    for wish in sorted(wishes, key=lambda it: (-it.weight, it.lines, it.at)):
        at = frame.on_paper(np.array([wish.at]))[0]
        wide, high = _size(pen, wish)
        spots = _spots(wish, at, (wide, high), frame=frame, k=pen.k)
        boxes = np.column_stack([spots - AIR * pen.k, spots + np.array([wide, high]) + AIR * pen.k])
        inside = (boxes[:, :2] >= (edge.x, edge.y)).all(axis=1)
        inside &= (boxes[:, 2:] <= (edge.right, edge.top)).all(axis=1)
        costs = np.where(inside, ground.costs(boxes, at, marked=wish.gap is not None, led=wish.led), np.inf)
        best = int(np.argmin(costs))
        if np.isinf(costs[best]):
            missed += [] if wish.spare else [wish]
            continue
        away = best >= len(AROUND) if wish.gap is not None else not _near(spots[best], (wide, high), at)
        home = (float(at[0]), float(at[1])) if wish.led and away else None
        done.append(Placed(wish, Box(*map(float, spots[best]), wide, high), home))
        ground.take(boxes[best], None if home is None else _leader(boxes[best], at))
    return done, missed


def _leader(box: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return points along the line from a name to its mark, a millimetre apart."""
    end = np.clip(at, box[:2], box[2:])
    count = max(2, int(np.hypot(*(at - end))) + 1)
    return at + (end - at) * np.linspace(0, 1, count)[:, None]


def draw(pen: Pen, names: Iterable[Placed]) -> None:
    """Write the names where they were placed, on a white outline."""
    for name in names:
        wish, box = name.wish, name.box
        step = pen.mm(wish.size) * LEADING
        if name.home is not None:
            nearest = np.clip(name.home, (box.x, box.y), (box.right, box.top))
            pen.line([name.home, nearest], colour=wish.colour, weight=0.6, zorder=3)
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
