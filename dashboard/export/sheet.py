"""Sheet: one map on one page, composed of a theme's layers with everything that a plan's map must carry."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dashboard import palette, text
from dashboard.export import fonts, graticule, labels, legend, marginalia, panel, raster, redaction
from dashboard.export import frame as frames
from dashboard.export.frame import Frame
from dashboard.export.ink import Pen
from dashboard.export.legend import Group
from dashboard.export.options import SheetOptions
from dashboard.export.paper import Box, Layout, layout
from dashboard.export.part import Part, part_of
from dashboard.export.plate import Plate
from dashboard.export.terrain import Terrain
from dashboard.export.themes import Theme, theme
from geo.evaluate import Evaluation

Form = Literal["png", "pdf"]
LEGEND_SHARE = 0.56
"""Share of the panel's height that a legend may take where figures and list stand under it."""
PAD = 3.0
"""Margin in the panel [mm of A4]."""
WIDTHS = (0.355, 0.365, 0.28)
"""Shares of the columns where the panel lies under the map."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A composed page, and what is on it.

    Attributes
    ----------
    legend : what is drawn, with counts.
    numbers, ranking : what the panel tells; `listed` rows of the ranking found room.
    missed : names that found no place on the map.
    """

    figure: Figure
    terrain: Terrain
    page: Layout
    frame: Frame
    part: Part
    title: str
    legend: tuple[Group, ...]
    numbers: tuple[panel.Figure, ...]
    ranking: panel.Ranking
    listed: int
    missed: tuple[str, ...]
    mono: bool

    def png(self, *, dpi: int) -> bytes:
        """Return the page as a picture; one without colours holds greys alone."""
        return raster.encoded(self.figure, dpi=dpi, mono=self.mono, title=self.title)

    def pdf(self) -> bytes:
        """Return the page as a PDF of lines and text."""
        out = io.BytesIO()
        self.figure.savefig(out, format="pdf", metadata=about_pdf(self.title))
        return out.getvalue()


def about_pdf(title: str) -> dict[str, Any]:
    """Return what a PDF says of itself: no time and no person, so that equal sheets are equal bytes."""
    return {"Creator": "PetaPAM", "Producer": "PetaPAM", "Title": fonts.plain(title), "CreationDate": None}


def compose(
    evaluation: Evaluation,
    options: SheetOptions,
    *,
    other: Evaluation | None = None,
    terrain: Terrain | None = None,
    foot: str = "",
) -> Sheet:
    """Compose a sheet in its own language.

    Parameters
    ----------
    other : the plan to compare with (theme ``difference``): what is shown changes from it to `evaluation`.
    terrain : of the same evaluations, where several sheets share it.
    foot : what stands at the lower right, such as the number of the page.

    Raises
    ------
    NotFoundError
        The area names nothing that is there.
    ScenarioError
        The theme compares two plans and there is one, or they do not hold the same stations.
    """
    with text.speaking(options.language):
        return _composed(terrain or Terrain(evaluation, other), options, foot=foot)


def _composed(terrain: Terrain, options: SheetOptions, *, foot: str) -> Sheet:
    chosen = theme(options.theme, other=terrain.other)
    hidden: frozenset[str] = redaction.hidden(options.redaction)
    part, page = part_of(terrain, options.area, posted=chosen.posted), layout(options)
    frame = frames.fitted(page.map, part.bounds)
    figure = Figure(figsize=page.inches, facecolor=palette.PAPER)
    FigureCanvasAgg(figure)
    pen = Pen.on(figure, page, mono=options.monochrome)
    place = Place(terrain, part, page, frame, pen, hidden)
    groups, missed = drawn_map(place, figure, chosen)
    numbers, ranking = tuple(chosen.figures(part, hidden)), _ranking(chosen, part, hidden)
    listed = _panel(place, groups=groups, numbers=numbers, ranking=ranking)
    title = _around(place, chosen, options, foot=foot)
    return Sheet(
        figure, terrain, page, frame, part, title, groups, numbers, ranking, listed, missed, pen.mono
    )


def _ranking(chosen: Theme, part: Part, hidden: frozenset[str]) -> panel.Ranking:
    """Return the theme's list; for a village or a unit its stations one by one."""
    single = part.area.kind in {"village", "unit"} and len(part.stations)
    return (chosen.single if single else chosen.ranking)(part, hidden)


@dataclass(frozen=True, eq=False)
class Place:
    """Everything that the parts of a page share."""

    terrain: Terrain
    part: Part
    page: Layout
    frame: Frame
    pen: Pen
    hidden: frozenset[str]
    brief: bool = False


def drawn_map(at: Place, figure: Figure, chosen: Theme) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """Draw the map with its names; return its legend and the names that found no place.

    On a larger page marks and names grow less than the page, so that there is room for more of them.
    """
    pen, frame, to_metres = at.pen, at.frame, at.terrain.from_degrees
    fine = replace(pen, k=pen.k**chosen.growth)
    shown = {"terrain": at.terrain, "part": at.part, "frame": frame, "hidden": at.hidden, "brief": at.brief}
    plate = Plate.on(figure, at.page, fine, **shown)
    drawn = [layer(plate) for layer in chosen.layers]
    graticule.draw(pen, frame, to_metres)
    points = np.concatenate([plate.stations[["x", "y"]].to_numpy(), at.terrain.units().to_numpy()])
    busy = frame.on_paper(points)
    kept = [frames.scale_bar(pen, frame, busy=busy), frames.north_arrow(pen, frame, to_metres, busy=busy)]
    taken = np.array([(it.x, it.y, it.right, it.top) for it in kept])
    names, missed = labels.placed(
        [wish for it in drawn for wish in it.wishes],
        fine,
        frame,
        hard=np.concatenate([taken, *(it.hard for it in drawn)]),
        soft=np.concatenate([it.soft for it in drawn]),
        lines=plate.borders,
    )
    labels.draw(fine, names)
    pen.box(frame.box, edge=palette.INK, weight=1.3, zorder=9)
    lost = legend.omitted(len(missed))
    groups = legend.merged([*(group for it in drawn for group in it.groups), lost])
    return groups, tuple(" ".join(it.lines) for it in missed)


def _panel(
    at: Place, *, groups: tuple[Group, ...], numbers: tuple[panel.Figure, ...], ranking: panel.Ranking
) -> int:
    """Draw the panel; return how many rows of the list found room."""
    pen, page = at.pen, at.page
    pen.box(page.panel, edge=palette.INK, weight=1.3, zorder=2)
    columns = _columns(pen, page)
    inset = panel.has_inset(at.terrain, at.frame) and not page.slide
    if len(columns) == 1:
        (box,) = columns
        low = _bottom(at, box, inset=inset)
        free = Box(box.x, box.top - box.height * LEGEND_SHARE, box.width, box.height * LEGEND_SHARE)
        y = box.top - legend.draw(pen, free, groups) - 0.5 * pen.k
        y -= panel.figures(pen, Box(box.x, low, box.width, y - low), numbers) + 1.5 * pen.k
        return panel.ranking(pen, Box(box.x, low, box.width, y - low), ranking)
    left, middle, right = columns
    legend.draw(pen, left, groups)
    y = middle.top - panel.figures(pen, middle, numbers) - 1.5 * pen.k
    listed = panel.ranking(pen, Box(middle.x, middle.y, middle.width, y - middle.y), ranking)
    _bottom(at, right, inset=inset)
    return listed


def _columns(pen: Pen, page: Layout) -> list[Box]:
    """Return the columns of the panel, with lines between them."""
    inner, gap = page.panel.inside(PAD * pen.k), 2 * PAD * pen.k
    if page.columns == 1:
        return [inner]
    room = inner.width - gap * (len(WIDTHS) - 1)
    columns, x = [], inner.x
    for share in WIDTHS:
        columns.append(Box(x, inner.y, room * share, inner.height))
        x = columns[-1].right + gap
    for it in columns[1:]:
        left = it.x - gap / 2
        pen.line([(left, page.panel.y), (left, page.panel.top)], weight=0.5)
    return columns


def _bottom(at: Place, box: Box, *, inset: bool) -> float:
    """Draw signatures and inset from the bottom of a column; return where they end [mm]."""
    pen, y = at.pen, box.y
    if at.page.signed:
        panel.signatures(pen, Box(box.x, y, box.width, panel.SIGNATURE * pen.k))
        y += (panel.SIGNATURE + 1.5) * pen.k
    if inset:
        high = panel.INSET * pen.k if at.page.columns == 1 else box.top - y
        panel.inset(pen, Box(box.x, y, box.width, high), terrain=at.terrain, frame=at.frame)
        y += high + 1.5 * pen.k
    return y


def _around(at: Place, chosen: Theme, options: SheetOptions, *, foot: str) -> str:
    """Write what stands around the map; return the title."""
    pen, page, part = at.pen, at.page, at.part
    marginalia.classification(
        pen, page, options.classification or part.evaluation.operation.meta.classification
    )
    title = marginalia.title_of(chosen, options, at.hidden)
    lines = marginalia.subtitles(part, options, hidden=at.hidden)
    until = marginalia.annex(pen, page, options)
    stamps = marginalia.stamps(part, timed=chosen.timed)
    marginalia.heading(pen, page, title=title, lines=lines, until=until, marks=stamps)
    marginalia.small_print(
        pen, page, options, terrain=at.terrain, part=part, frame=at.frame, timed=chosen.timed
    )
    if foot:
        at_foot = (page.width - 10 * pen.k, 4.2 * pen.k)
        pen.write(at_foot, foot, size=6.6, align="right baseline")
    return title


def render(
    evaluation: Evaluation, options: SheetOptions, *, form: Form, other: Evaluation | None = None
) -> bytes:
    """Return a sheet as a file; see `compose`."""
    made = compose(evaluation, options, other=other)
    return made.pdf() if form == "pdf" else made.png(dpi=options.dpi)
