"""Paper: sizes, and where on a page the map, the panel and the small print stand, in millimetres.

The A sizes are similar, so one layout serves them all: it is made for a sheet whose short side is that of A4
and enlarged by `Layout.k`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.export.options import SheetOptions

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
SIZES_MM = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "A2": (420.0, 594.0), "16:9": (190.5, 338.667)}
"""Short and long side."""
SHORT_MM, SLIDE_SHORT_MM = 210.0, 172.0
"""Short side of the sheet that the layout is made for; on a slide everything is larger."""
LEFT, RIGHT, HEAD, FOOT, GAP, PANEL = 16.0, 10.0, 29.0, 21.0, 4.0, 72.0
BAND = 92.0
"""Height of the panel where it lies under the map."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the page [mm], from its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y + self.height

    def inside(self, margin: float) -> Box:
        """Return the box that is left within a margin [mm]."""
        return Box(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)


@dataclass(frozen=True)
class Layout:
    """A page: its size, its enlargement `k` against A4, and its parts, all in millimetres of paper."""

    width: float
    height: float
    k: float
    map: Box
    panel: Box
    columns: int
    signed: bool
    slide: bool = False

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height [inch]."""
        return self.width / MM_PER_INCH, self.height / MM_PER_INCH


def layout(options: SheetOptions) -> Layout:
    """Return the page that the options ask for; a slide is always wide."""
    short, long = SIZES_MM[options.paper]
    slide = options.paper == "16:9"
    k = short / (SLIDE_SHORT_MM if slide else SHORT_MM)
    signed = options.signed and not slide
    left, right, head, foot, gap = (it * k for it in (LEFT, RIGHT, HEAD, FOOT, GAP))
    if options.orientation == "landscape" or slide:
        width, height = long, short
        main = Box(left, foot, width - left - right - gap - PANEL * k, height - head - foot)
        side = Box(main.right + gap, foot, PANEL * k, main.height)
        return Layout(width, height, k, main, side, 1, signed, slide)
    width, height = short, long
    rise = foot + BAND * k + gap + 3 * k
    main = Box(left, rise, width - left - right, height - head - rise)
    return Layout(width, height, k, main, Box(left, foot, main.width, BAND * k), 3, signed)
