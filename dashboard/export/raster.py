"""Raster: a drawn figure as a PNG."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from dashboard.export import fonts

LEVEL = 3


def png(figure: Figure, *, dpi: int, mono: bool, title: str, keep: float = 1.0) -> bytes:
    """Return a figure as a picture; one without colours holds greys alone.

    `keep` is the share of its height that is kept, from the top.
    """
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(dpi)
    canvas.draw()
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    if keep < 1:
        picture = picture.crop((0, 0, picture.width, max(round(picture.height * keep), 1)))
    about = PngInfo()
    about.add_text("Software", "PetaPAM")
    about.add_itxt("Title", fonts.plain(title))
    out = io.BytesIO()
    plain = picture.convert("L" if mono else "RGB")
    plain.save(out, "PNG", compress_level=LEVEL, dpi=(dpi, dpi), pnginfo=about)
    return out.getvalue()
