"""Overview: the map under the index of an atlas, with the number of every page where it lies."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dashboard import palette
from dashboard.export import frame as frames
from dashboard.export import labels, layers
from dashboard.export.ink import Pen
from dashboard.export.labels import Wish
from dashboard.export.options import Area
from dashboard.export.paper import Box, Layout
from dashboard.export.part import part_of
from dashboard.export.plate import Plate
from dashboard.export.terrain import Terrain
from dashboard.text import _, number

LEAST, TITLE, HEADING, SIZE = 48.0, 7.0, 7.4, 7.4
"""Least height of the map and height of its title [mm of A4]; sizes of type."""


def room(page: Layout, *, below: float) -> Box | None:
    """Return where the map may stand under a height [mm]; None where it would be too small to read."""
    k = page.k
    box = Box(16 * k, 18 * k, page.width - 26 * k, below - (18 + TITLE) * k)
    return box if box.height >= LEAST * k else None


def draw(pen: Pen, page: Layout, box: Box, *, terrain: Terrain, parts: Iterable[tuple[Area, int]]) -> None:
    """Draw the whole operation into a box, and on it the number of the page of every part."""
    pen.write((box.x, box.top + 2.2 * pen.k), _("Pages on the map"), size=HEADING, bold=True)
    whole = part_of(terrain, Area())
    frame = frames.fitted(box, whole.bounds)
    plate = Plate.on(pen.page.figure, page, pen, terrain=terrain, part=whole, frame=frame, hidden=frozenset())
    under = layers.ground(plate), layers.electing(plate), layers.district_borders(plate)
    wishes = [wish for it in under for wish in it.wishes]
    wishes += [_wish(terrain, area, n) for area, n in parts]
    none = np.empty((0, 4))
    names, _missed = labels.placed(wishes, pen, frame, hard=none, soft=none)
    labels.draw(pen, names)
    pen.box(box, edge=palette.INK, weight=1.0, zorder=9)


def _wish(terrain: Terrain, area: Area, n: int) -> Wish:
    part = part_of(terrain, area)
    if area.kind in {"unit", "sector"}:
        at = terrain.units().loc[part.units].mean()
        place = float(at["x"]), float(at["y"])
    else:
        middle = terrain.villages.loc[part.villages].union_all().representative_point()
        place = middle.x, middle.y
    return Wish((number(n),), place, 60, size=SIZE, bold=True, led=True)
