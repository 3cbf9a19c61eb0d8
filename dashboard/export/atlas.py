"""Atlas: one page for each district, village, unit or sector, behind an index that leads to them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit, RectangleObject

from dashboard import palette, text
from dashboard.export import areas, marginalia, overview, redaction, sheet
from dashboard.export.ink import MUTED, RULE, Pen
from dashboard.export.options import Area, SheetOptions
from dashboard.export.paper import MM_PER_INCH, Box, Layout, layout
from dashboard.export.part import part_of
from dashboard.export.terrain import Terrain
from dashboard.text import _, number
from geo.errors import Fault, ScenarioError
from geo.evaluate import Evaluation

By = Literal["district", "village", "unit", "sector"]
Progress = Callable[[int, int], None]
POINTS_PER_MM = 72 / MM_PER_INCH
ROW, LEAST_COLUMN = 5.4, 82.0
SIZE, FEWEST = 7.4, 12


class CancelledError(Exception):
    """Whoever asked for an atlas does not want it any more."""


@dataclass(frozen=True)
class Page:
    """A page of an atlas: its name, where it is listed, and what is counted on it."""

    name: str
    under: str
    area: Area
    stations: int


@dataclass(frozen=True)
class Row:
    """A line of the index: where it stands [mm], and to which page it leads; None for a heading."""

    box: Box
    page: int | None


def pages(
    evaluation: Evaluation, by: By, *, hidden: frozenset[str] = frozenset(), posted: bool = False
) -> list[Page]:
    """Return the pages of an atlas in their order; `posted` for those of the theme that shows the posting.

    Raises
    ------
    ScenarioError
        There is nothing of this kind, so that the atlas would be empty.
    """
    terrain, found = Terrain(evaluation), areas.names(evaluation, by, posted=posted)
    if not found:
        raise ScenarioError(
            Fault("There is no {kind} to make an atlas of", "Take another kind", {"kind": by})
        )
    districts = evaluation.operation.villages["district"]
    made = []
    for i, (key, own) in enumerate(found.items(), start=1):
        area = Area(kind=by, key=key)
        count = len(part_of(terrain, area, posted=posted).stations)
        veiled = by == "unit" and "unit_names" in hidden
        name = _("Unit {name}").format(name=number(i)) if veiled else own
        made.append(Page(name, str(districts[key]) if by == "village" else "", area, count))
    return made


def _cells(listed: list[Page]) -> list[tuple[Page | None, int, str]]:
    """Return the lines of the index: page, its number, and words of a heading."""
    lines: list[tuple[Page | None, int, str]] = []
    under = ""
    for i, page in enumerate(listed, start=2):
        if page.under and page.under != under:
            under = page.under
            lines.append((None, 0, _("District {name}").format(name=under)))
        lines.append((page, i, ""))
    return lines


def _room(page: Layout) -> tuple[int, int]:
    """Return how many columns and rows an index page holds."""
    columns = int((page.width - 26 * page.k) / (LEAST_COLUMN * page.k))
    return max(1, columns), int((page.height - 62 * page.k) / (ROW * page.k))


def _index_pages(cells: list[tuple[Page | None, int, str]], page: Layout) -> list[list[tuple]]:
    """Split the lines of the index over as many pages as they need."""
    columns, rows = _room(page)
    room = columns * rows
    return [cells[i : i + room] for i in range(0, len(cells), room)]


def _index(
    cells: list[tuple[Page | None, int, str]],
    options: SheetOptions,
    *,
    terrain: Terrain,
    title: str,
    shift: int,
    foot: str,
) -> tuple[Figure, list[Row]]:
    """Draw one page of the index; `shift` is added to the numbers of its pages.

    Where there is room under the list, a map tells where the pages lie.
    """
    evaluation = terrain.evaluation
    page = layout(options)
    figure = Figure(figsize=page.inches, facecolor=palette.PAPER)
    FigureCanvasAgg(figure)
    pen, k = Pen.on(figure, page, mono=options.monochrome), page.k
    meta = evaluation.operation.meta
    marginalia.classification(pen, page, options.classification or meta.classification)
    until = marginalia.annex(pen, page, options)
    day = _("vote on {day}").format(day=text.date(meta.election_day))
    marks = ["SIMULASI"] if meta.simulated or meta.schematic else []
    marginalia.heading(pen, page, title=title, lines=[f"{meta.name} · {day}"], until=until, marks=marks)
    columns, most = _room(page)
    top, rows = page.height - 38 * k, min(most, max(FEWEST, -(-len(cells) // columns)))
    wide = (page.width - 26 * k) / columns
    drawn = []
    for i, (it, n, words) in enumerate(cells):
        box = Box(16 * k + (i // rows) * wide, top - (i % rows + 1) * ROW * k, wide - 6 * k, ROW * k)
        base = box.y + 1.6 * k
        if it is None:
            pen.write((box.x, base), words, size=SIZE, bold=True, width=box.width)
        else:
            told = f"{number(it.stations)} TPS"
            pen.write((box.x + 3 * k, base), it.name, size=SIZE, width=box.width - 34 * k)
            pen.write((box.right - 12 * k, base), told, size=SIZE, colour=MUTED, align="right baseline")
            pen.write((box.right, base), number(n + shift), size=SIZE, bold=True, align="right baseline")
        pen.line([(box.x, box.y), (box.right, box.y)], colour=RULE, weight=0.3)
        drawn.append(Row(box, None if it is None else n + shift))
    below = overview.room(page, below=min(row.box.y for row in drawn) - 4 * k)
    if below is not None:
        parts = [(it.area, n + shift) for it, n, _words in cells if it is not None]
        overview.draw(pen, page, below, terrain=terrain, parts=parts)
    pen.write((page.width - 10 * k, 4.2 * k), foot, size=6.6, align="right baseline")
    size = marginalia.SMALL
    imprint = marginalia.imprint(evaluation, options, width=page.width - 26 * k, size=size * k)
    pen.write((16 * k, 12 * k), imprint, size=size, colour=MUTED)
    return figure, drawn


def render(
    evaluation: Evaluation,
    options: SheetOptions,
    *,
    by: By,
    other: Evaluation | None = None,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """Return an atlas as one PDF with an index, bookmarks and named pages.

    Parameters
    ----------
    options : of every page; their area is replaced.
    progress : called with pages done and pages in all, first with 0.
    cancelled : asked before every page.

    Raises
    ------
    CancelledError
        `cancelled` said so.
    ScenarioError
        There is nothing of this kind.
    """
    with text.speaking(options.language):
        return _rendered(evaluation, options, by=by, other=other, watch=(progress, cancelled))


def _rendered(
    evaluation: Evaluation,
    options: SheetOptions,
    *,
    by: By,
    other: Evaluation | None,
    watch: tuple[Progress, Callable[[], bool]],
) -> bytes:
    progress, cancelled = watch
    hidden: frozenset[str] = redaction.hidden(options.redaction)
    listed = pages(evaluation, by, hidden=hidden, posted=options.theme == "assignment")
    split = _index_pages(_cells(listed), layout(options))
    terrain = Terrain(evaluation, other)
    total, title = len(split) + len(listed), _title(by)
    out, links = io.BytesIO(), []
    with PdfPages(out, metadata=sheet.about_pdf(title)) as file:
        for i, cells in enumerate(split, start=1):
            figure, rows = _index(
                cells, options, terrain=terrain, title=title, shift=len(split) - 1, foot=_foot(i, total)
            )
            file.savefig(figure)
            links.append(rows)
        progress(0, len(listed))
        for done, page in enumerate(listed, start=1):
            if cancelled():
                raise CancelledError
            of = options.model_copy(update={"area": page.area})
            foot = f"{page.name} · {_foot(len(split) + done, total)}"
            file.savefig(sheet.compose(evaluation, of, terrain=terrain, foot=foot).figure)
            progress(done, len(listed))
    return _led(out, links, listed, title=title)


def _title(by: By) -> str:
    return {
        "district": _("Atlas by district"),
        "village": _("Atlas by village"),
        "unit": _("Atlas by unit"),
        "sector": _("Atlas by sector"),
    }[by].upper()


def _foot(page: int, total: int) -> str:
    return _("page {n} of {m}").format(n=number(page), m=number(total))


def _led(file: io.BytesIO, links: list[list[Row]], listed: list[Page], *, title: str) -> bytes:
    """Add bookmarks, page labels and the links of the index."""
    writer = PdfWriter(clone_from=PdfReader(file))
    front = len(links)
    writer.add_outline_item(title=title, page_number=0)
    for i, page in enumerate(listed):
        name = f"{page.under} · {page.name}" if page.under else page.name
        writer.add_outline_item(title=name, page_number=front + i)
    for number_, row in _linked(links):
        corners = [row.box.x, row.box.y, row.box.right, row.box.top]
        rect = RectangleObject([it * POINTS_PER_MM for it in corners])
        link = Link(rect=rect, target_page_index=(row.page or 1) - 1, fit=Fit.fit(), border=[0, 0, 0])
        writer.add_annotation(page_number=number_, annotation=link)
    writer.page_mode = "/UseOutlines"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _linked(links: list[list[Row]]) -> Iterator[tuple[int, Row]]:
    for number_, rows in enumerate(links):
        yield from ((number_, row) for row in rows if row.page is not None)
