"""Icons: the marks of the screen as small pictures, for programs that draw points by pictures."""

from __future__ import annotations

import io
from typing import Any

from matplotlib.transforms import Affine2D
from PIL import Image, ImageDraw

from dashboard.export.marks import SHAPES

SIDE = 64
FINE = 4
"""Drawn so many times larger, then made smaller, for smooth edges."""
REACH = 1.6
"""A shape of radius one lies within so much of its middle."""


def icon(look: dict[str, Any]) -> bytes:
    """Return a mark of `dashboard.palette` as a PNG that fills its square, whatever its size on the map."""
    side = SIDE * FINE
    radius = side / 2 / REACH
    shape = SHAPES[look["shape"]].transformed(Affine2D().scale(radius, -radius).translate(side / 2, side / 2))
    placed = [(float(x), float(y)) for x, y in shape.to_polygons()[0]]
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    edge = max(round(look["weight"] / look["size"] * radius), 1)
    pen = ImageDraw.Draw(picture)
    pen.polygon(placed, fill=look["fill"])
    pen.line([*placed, placed[0], placed[1]], fill=look["stroke"], width=edge, joint="curve")
    out = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
