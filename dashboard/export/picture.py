"""Picture: the map of a theme, and its legend beside it, for a slide that says the rest itself."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dashboard import palette
from dashboard.export import frame as frames
from dashboard.export import legend, raster, redaction, sheet
from dashboard.export.ink import Pen
from dashboard.export.legend import Group
from dashboard.export.options import SheetOptions, ThemeId
from dashboard.export.paper import Box, Layout
from dashboard.export.part import part_of
from dashboard.export.terrain import Terrain
from dashboard.export.themes import theme
from dashboard.text import _

DPI = 150
SCALE, KEY_SCALE = 1.45, 1.4
"""Names and legend on a slide are this much larger than on A4."""
LEFT, FOOT, EDGE = 7.0, 7.0, 2.0
"""Room for degrees at the left and below, and for ticks at the other edges [mm]."""
SPARE = 1.0
"""Room under a legend [mm]."""


@dataclass(frozen=True)
class Picture:
    """A PNG and its size [mm]."""

    png: bytes
    width: float
    height: float


def _page(width: float, height: float, scale: float) -> Layout:
    box = Box(LEFT, FOOT, width - LEFT - EDGE, height - FOOT - EDGE)
    return Layout(width, height, scale, box, Box(0, 0, width, height), 1, signed=False)


def _empty(page: Layout, *, mono: bool) -> tuple[Figure, Pen]:
    figure = Figure(figsize=page.inches, facecolor=palette.PAPER)
    FigureCanvasAgg(figure)
    return figure, Pen.on(figure, page, mono=mono)


def plan(
    terrain: Terrain, options: SheetOptions, *, about: ThemeId, size: tuple[float, float]
) -> tuple[Picture, tuple[Group, ...]]:
    """Return the map of a theme in the language of this run, and the legend of what is seen.

    Parameters
    ----------
    options : area, redaction and monochrome count.
    about : the theme.
    size : width and height of the picture [mm].
    """
    chosen, page = theme(about, other=terrain.other), _page(*size, SCALE)
    part = part_of(terrain, options.area)
    figure, pen = _empty(page, mono=options.monochrome)
    frame = frames.fitted(page.map, part.bounds)
    place = sheet.Place(terrain, part, page, frame, pen, redaction.hidden(options.redaction), brief=True)
    groups, _missed = sheet.drawn_map(place, figure, chosen)
    drawn = raster.encoded(figure, dpi=DPI, mono=options.monochrome, title=chosen.title)
    return Picture(drawn, *size), legend.merged(_sampled(it) for it in groups)


def _sampled(group: Group) -> Group:
    """Return a group without what is told in words alone, which a slide is too small for."""
    return Group(group.title, tuple(it for it in group.entries if it.sample is not None))


def key(groups: tuple[Group, ...], *, width: float, highest: float, mono: bool = False) -> Picture:
    """Return a legend of a width, no higher than `highest` unless its smallest letters need more [mm]."""
    figure, needed = _key(groups, width=width, height=highest, mono=mono)
    height = max(highest, needed)
    if needed > highest:
        figure, needed = _key(groups, width=width, height=needed, mono=mono)
    keep = min(needed / height, 1.0)
    drawn = raster.encoded(figure, dpi=DPI, mono=mono, title=_("Legend"), keep=keep)
    return Picture(drawn, width, height * keep)


def _key(groups: tuple[Group, ...], *, width: float, height: float, mono: bool) -> tuple[Figure, float]:
    """Return a drawn legend and the height that it takes [mm]."""
    page = _page(width, height, KEY_SCALE)
    figure, pen = _empty(page, mono=mono)
    return figure, legend.draw(pen, page.panel, groups) + SPARE
