"""Marks: the shapes of stations and units, the same as on the screen, and how crowded ones make room."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count

import numpy as np
from matplotlib.path import Path

from dashboard import palette

SCREEN_PX = 0.42
"""Points of A4 for a pixel of the screen."""
MONO_FORCES = {
    "polri": "#111111",
    "brimob": "#6a6a6a",
    "tni": "#ffffff",
    "linmas": "#b5b5b5",
    "satpol_pp": "#d9d9d9",
}
"""Fills of the forces where there are no colours; each is told from the next by its lightness."""


def _closed(corners: list[tuple[float, float]]) -> Path:
    return Path([*corners, corners[0]], closed=True)


def _star() -> Path:
    spikes = [(0.62 if i % 2 else 1.45, math.pi / 2 + i * math.pi / 5) for i in range(10)]
    return _closed([(d * math.cos(a), d * math.sin(a)) for d, a in spikes])


SHAPES: dict[str, Path] = {
    "circle": Path.unit_circle(),
    "square": _closed([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
    "diamond": _closed([(0, 1.35), (1.35, 0), (0, -1.35), (-1.35, 0)]),
    "triangle": _closed([(0, 1.25), (1.15, -0.8), (-1.15, -0.8)]),
    "shield": _closed([(-1, 1), (1, 1), (1, -0.3), (0, -1.3), (-1, -0.3)]),
    "star": _star(),
}
"""Outlines around the origin for a radius of one, as the screen draws them."""


@dataclass(frozen=True)
class Mark:
    """How a point looks.

    Parameters
    ----------
    size : radius [points of A4].
    mono_fill, mono_edge : instead of `fill` and `edge` where there are no colours; empty for their greys.
    """

    shape: str
    size: float
    fill: str
    edge: str = palette.INK
    weight: float = 0.5
    mono_fill: str = ""
    mono_edge: str = ""

    def fill_on(self, *, mono: bool) -> str:
        """Return the fill on a page."""
        return self.mono_fill if mono and self.mono_fill else self.fill

    def edge_on(self, *, mono: bool) -> str:
        """Return the edge on a page."""
        return self.mono_edge if mono and self.mono_edge else self.edge


COVERED = Mark("circle", 1.9, palette.COVERED_MARK["fill"], palette.PAPER, 0.4)
GAP = Mark("diamond", 2.7, palette.ALERT, "#111111", 0.9, mono_fill=palette.PAPER)
PLAIN = Mark("circle", 1.9, palette.COVERED_MARK["fill"], palette.PAPER, 0.4)


def of_class(class_id: str) -> Mark:
    """Return the mark of a station by its risk class: shape, size and fill, all three."""
    rank = list(palette.CLASS_SHAPES).index(class_id)
    fill = palette.CLASS_LOOKS[class_id]["fill"]
    return Mark(palette.CLASS_SHAPES[class_id], 1.7 + 0.3 * rank, fill, palette.INK, 0.6)


def of_unit(kind: str, force: str, *, times: float = 1) -> Mark:
    """Return the mark of a unit: shape by kind, colour by force."""
    shape, size = palette.UNIT_SHAPES[kind]
    return Mark(
        shape,
        size * SCREEN_PX * times,
        palette.FORCE_COLOURS[force],
        palette.PAPER,
        0.6,
        mono_fill=MONO_FORCES[force],
        mono_edge="#000000",
    )


def spread(xy: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Move marks that lie on top of each other to the nearest free place around their point.

    Parameters
    ----------
    xy : (n, 2) positions [mm], the most important first; those stay where they are.
    radii : (n,) radius of each mark [mm].

    Returns
    -------
    ndarray
        (n, 2) positions [mm], no two nearer than the sum of their radii.
    """
    placed = np.array(xy, dtype=float)
    for i in range(1, len(placed)):
        apart = (radii[:i] + radii[i]) * 0.98
        for ring in count():
            angles = np.arange(max(1, 8 * ring)) * (2 * math.pi / max(1, 8 * ring))
            spots = xy[i] + ring * radii[i] * 0.8 * np.column_stack([np.cos(angles), np.sin(angles)])
            free = (np.hypot(*(spots[:, None] - placed[None, :i]).T) >= apart[:, None]).all(axis=0)
            if free.any():
                placed[i] = spots[int(np.argmax(free))]
                break
    return placed
