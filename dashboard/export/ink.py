"""Ink: writing and drawing on a page in millimetres, in colours or in greys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform, TransformedBbox

from dashboard import palette
from dashboard.export import fonts
from dashboard.export.marks import SHAPES, Mark
from dashboard.export.paper import MM_PER_POINT, Box, Layout

Points = Sequence[tuple[float, float]] | np.ndarray
"""Positions on the page [mm]."""
MUTED = "#4d5963"
RULE = "#9aa3aa"
STAMP = "#a3161f"
SEA = "#dce7ee"
GREYS = {
    STAMP: "#111111",
    SEA: "#ffffff",
    palette.LAND: "#ffffff",
    palette.GROUND: "#ebebeb",
    palette.CLASS_LOOKS["low"]["fill"]: "#d6d6d6",
    **dict.fromkeys(palette.FORCE_COLOURS.values(), "#111111"),
}
"""Where the grey of equal luminance would be lost: land and sea are white, stamps and names black."""
HALO = 2.0
"""Width of the outline under letters on a map [points of A4]."""
DARK = 0.04045
"""sRGB value up to which light is linear (IEC 61966-2-1)."""
HATCHES = {"dots": "....", "lines": "/////", "cross": "xxxxx"}


def grey(colour: str) -> str:
    """Return the grey of the same relative luminance (WCAG 2.2), or the one set for a colour in `GREYS`."""
    if colour in GREYS:
        return GREYS[colour]
    red, green, blue = (c / 12.92 if c <= DARK else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    value = 12.92 * light if light <= DARK / 12.92 else 1.055 * light ** (1 / 2.4) - 0.055
    return to_hex((value, value, value))


def bare(figure: Figure, place: tuple[float, float, float, float], fill: str) -> Axes:
    """Add axes without ticks and edges to a figure, below its page."""
    axes = figure.add_axes(place, zorder=1, facecolor=fill)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    return axes


@dataclass(frozen=True)
class Pen:
    """Draws on one page. Positions and widths are millimetres of paper, sizes of type points of A4."""

    page: Axes
    k: float
    mono: bool = False

    @classmethod
    def on(cls, figure: Figure, layout: Layout, *, mono: bool) -> Pen:
        """Return a pen for a figure of the layout's size."""
        page = figure.add_axes((0, 0, 1, 1), zorder=10)
        page.set_axis_off()
        page.set_xlim(0, layout.width)
        page.set_ylim(0, layout.height)
        page.patch.set_visible(False)
        return cls(page, layout.k, mono)

    def colour(self, colour: str) -> str:
        """Return a colour as this page can show it."""
        return grey(colour) if self.mono and colour != "none" else colour

    def mm(self, points: float) -> float:
        """Return how many millimetres of paper a length in points of A4 takes."""
        return points * self.k * MM_PER_POINT

    def width(self, words: str, *, size: float, bold: bool = False) -> float:
        """Return how wide words stand on this page [mm]."""
        return fonts.width_mm(words, size=size * self.k, bold=bold)

    def write(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float,
        bold: bool = False,
        colour: str = palette.INK,
        align: str = "left baseline",
        rotation: float = 0,
        width: float | None = None,
        halo: str = "",
        z: float = 5,
    ) -> Text:
        """Write one line; cut with an ellipsis where it is wider than `width` [mm].

        Parameters
        ----------
        halo : colour of an outline under the letters; the letters stay text that a reader can copy.
        """
        words = fonts.plain(words)
        if width is not None:
            words = fonts.fitted(words, width=width, size=size * self.k, bold=bold)
        across, along = align.split()
        style = {
            "fontproperties": fonts.face(bold=bold),
            "fontsize": size * self.k,
            "color": self.colour(colour),
            "ha": across,
            "va": along,
            "rotation": rotation,
            "rotation_mode": "anchor",
            "parse_math": False,
        }
        if halo:
            under = self.page.text(*at, words, zorder=z, **style)
            under.set_path_effects(
                [Stroke(linewidth=HALO * self.k, foreground=self.colour(halo), joinstyle="round")]
            )
        return self.page.text(*at, words, zorder=z + 0.1, **style)

    def line(
        self,
        points: Points,
        *,
        colour: str = palette.INK,
        weight: float = 0.6,
        clip: Box | None = None,
        **style: object,
    ) -> None:
        """Draw a line through points, cut at the edges of `clip`; its weight is in points of A4."""
        xs, ys = np.asarray(points, float).T
        style = {"solid_capstyle": "butt", "zorder": 4, **style}
        drawn = Line2D(xs, ys, color=self.colour(colour), lw=weight * self.k, **style)
        self.page.add_artist(drawn)
        if clip is not None:
            edges = Bbox.from_extents(clip.x, clip.y, clip.right, clip.top)
            drawn.set_clip_box(TransformedBbox(edges, self.page.transData))

    def box(
        self,
        box: Box,
        *,
        fill: str = "none",
        edge: str = "none",
        weight: float = 0.6,
        hatch: str = "",
        **style: object,
    ) -> None:
        """Draw a rectangle."""
        corner, size = (box.x, box.y), (box.width, box.height)
        looks = {
            "lw": weight * self.k,
            "ec": self.colour(edge),
            "fc": self.colour(fill),
            "zorder": 3,
            **style,
        }
        self.page.add_artist(Rectangle(corner, *size, **looks))
        if hatch:
            looks = {**looks, "lw": 0, "fc": "none", "ec": self.colour(style.get("ink", palette.INK))}
            self.page.add_artist(Rectangle(corner, *size, hatch=HATCHES[hatch], **looks))

    def shape(self, corners: Points, *, fill: str, edge: str = "none", **style: object) -> None:
        """Draw a polygon."""
        looks = {"lw": 0.5 * self.k, "zorder": 4, **style}
        self.page.add_artist(
            Polygon(corners, closed=True, fc=self.colour(fill), ec=self.colour(edge), **looks)
        )

    def mark(self, mark: Mark, xy: np.ndarray, *, axes: Axes | None = None, z: float = 6) -> None:
        """Draw one mark at every point of (n, 2), in millimetres or in the units of `axes`."""
        there = self.page if axes is None else axes
        drawn = PathCollection(
            (SHAPES[mark.shape],),
            sizes=((mark.size * self.k) ** 2,),
            offsets=xy,
            offset_transform=there.transData,
            facecolors=self.colour(mark.fill_on(mono=self.mono)),
            edgecolors=self.colour(mark.edge_on(mono=self.mono)),
            linewidths=mark.weight * self.k,
            zorder=z,
        )
        drawn.set_transform(IdentityTransform())
        there.add_collection(drawn, autolim=False)
        drawn.set_clip_on(axes is not None)
