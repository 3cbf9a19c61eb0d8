"""Raster: a drawn figure as a PNG."""

from __future__ import annotations

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dashboard.export import fonts, png


def encoded(figure: Figure, *, dpi: int, mono: bool, title: str, keep: float = 1.0) -> bytes:
    """Return a figure as a PNG; one without colours holds greys alone.

    `keep` is the share of its height that is kept, from the top.
    """
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(dpi)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    rows = max(round(len(pixels) * keep), 1)
    FigureCanvasBase(figure)  # lets go of the canvas and its pixels
    return png.encoded(pixels[:rows], dpi=dpi, title=fonts.plain(title), mono=mono)
