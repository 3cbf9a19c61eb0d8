"""Deck: a briefing in slides, whose text and tables stay text and tables, with pictures of the maps."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace

import pandas as pd
from pptx import Presentation
from pptx.slide import Slide
from pptx.util import Mm

from dashboard import sentences, text
from dashboard.export import archive, book, fonts, grid, naming, picture, provenance, slides, storyline
from dashboard.export.atlas import Progress
from dashboard.export.cells import printable
from dashboard.export.options import SheetOptions
from dashboard.export.paper import Box
from dashboard.export.slides import HEIGHT, MUTED, STAMP, WIDTH, Type
from dashboard.export.storyline import Page
from dashboard.export.table import Table
from dashboard.export.terrain import Terrain
from dashboard.text import _, number
from geo.evaluate import Evaluation

TITLE_ONLY = 5
"""Position of the layout with nothing but a title in the template that ships with python-pptx."""
LONGEST = 255
"""Letters that a property of a document may have."""
MARGIN, SIDE, SMALL = 12.0, 116.0, 8.0
SIZES = (SMALL, 7.0, 6.0)
"""Sizes of the small print, the first that lets it stand whole [pt]."""
TITLE = Box(MARGIN, 14.5, WIDTH - 2 * MARGIN, 23)
BODY = Box(MARGIN, 40, WIDTH - 2 * MARGIN, 136)
MAP = (190.0, BODY.height)
GAP, CAPTION, NOTE, AFTER, SLACK = 5.0, 7.0, 9.0, 8.5, 0.8
NONE, MORE = 8.0, 4.5
"""Heights [mm] of the word under the caption of an empty table, and of what is said under a cut one."""
KEY_SHARES = 0.31, 0.5
"""Least and largest share of the height beside the map that a legend may take."""
LIKED_ROWS, LIKED_SIZE, LEAST_SIZE = 8, 10.0, 9.0
"""So many rows of a table, in this size [pt], come before a large legend; the size where tables crowd."""
LARGEST, LOOSEST = 18.0, 0.92
"""Largest type [pt] of a slide of tables alone, and how high its rows may be for a point [mm]."""


@dataclass(frozen=True, eq=False)
class Show:
    """What all slides share."""

    evaluation: Evaluation
    options: SheetOptions
    terrain: Terrain
    count: int


def render(
    evaluation: Evaluation,
    options: SheetOptions,
    *,
    proposed: pd.DataFrame | None = None,
    progress: Progress = lambda _done, _all: None,
) -> bytes:
    """Return the briefing as PPTX, in the language of the options.

    Parameters
    ----------
    options : language, classification, copy, annex, number, date, version, redaction and monochrome count.
    proposed : the cures that `geo.cures.propose` found; without them no cure is told.
    progress : called with slides done and slides in all, first with 0; it may raise to make an end.

    Raises
    ------
    ScenarioError
        The options name a part of the operation.
    """
    book.whole_operation(options)
    with text.speaking(options.language):
        return _rendered(evaluation, options, proposed, progress=progress)


def _rendered(
    evaluation: Evaluation, options: SheetOptions, proposed: pd.DataFrame | None, *, progress: Progress
) -> bytes:
    deck, told = Presentation(), storyline.pages(evaluation, options, proposed=proposed)
    deck.slide_width, deck.slide_height = Mm(WIDTH), Mm(HEIGHT)
    meta = evaluation.operation.meta
    about = deck.core_properties
    about.title = printable(meta.name)[:LONGEST]
    about.author = about.last_modified_by = "PetaPAM"
    about.created = about.modified = dt.datetime.combine(meta.data_date, dt.time(12))
    show = Show(evaluation, options, Terrain(evaluation), len(told))
    for i, page in enumerate(told, start=1):
        progress(i - 1, len(told))
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        slides.headline(slide, TITLE, page.message)
        _around(slide, show, i)
        if page.about is None:
            _tabled(slide, page)
        else:
            _body(slide, show, page)
    progress(len(told), len(told))
    out = io.BytesIO()
    deck.save(out)
    return archive.timeless(out.getvalue())


def _around(slide: Slide, show: Show, page: int) -> None:
    """Write what stands on every slide: classification, SIMULASI, document, plan, page."""
    it, options = show.evaluation, show.options
    word = provenance.classification(it, options)
    for y in (5.0, HEIGHT - 11.5):
        box = Box(WIDTH / 2 - 40, y, 80, 6.5)
        slides.write(slide, box, word, Type(14, bold=True, colour=STAMP, align="center"))
    if provenance.simulated(it):
        slides.badge(slide, Box(WIDTH - MARGIN - 32, 4.5, 32, 7.5), "SIMULASI")
    slides.line(slide, Box(MARGIN, 5.5, SIDE, 6), it.operation.meta.name, Type(11, colour=MUTED))
    told = _("page {n} of {m}").format(n=number(page), m=number(show.count))
    plan = naming.imprint(it, naming.shortened(it, options, fits=lambda of: _fits(it, of)))[0]
    digest = " · ".join(naming.imprint(it, options)[1:])
    pairs = [(plan, " · ".join([told, *_document(options)])), (digest, _left_out(options))]
    for i, (left, right) in enumerate(pairs):
        for x, words, align in ((MARGIN, left, "left"), (WIDTH - MARGIN - SIDE, right, "right")):
            box = Box(x, HEIGHT - 12 + 4.2 * i, SIDE, 4.2)
            size = next((it for it in SIZES if fonts.width_mm(words, size=it) <= SIDE - 1), SIZES[-1])
            shown = fonts.fitted(words, width=SIDE - 1, size=size)
            slides.write(slide, box, shown, Type(size, colour=MUTED, align=align))


def _fits(it: Evaluation, options: SheetOptions) -> bool:
    return fonts.width_mm(naming.imprint(it, options)[0], size=SIZES[-1]) <= SIDE - 1


def _document(options: SheetOptions) -> list[str]:
    """Return annex, number, date and copy as far as they are given."""
    told = [options.annex, options.number, text.date(options.date) if options.date else ""]
    if options.copy_no is not None:
        copies = number(options.copies) if options.copies is not None else "…"
        of = _("{n} of {m}").format(n=number(options.copy_no), m=copies)
        told.append(f"{_('Copy')} {of}")
    return [words for words in told if words]


def _left_out(options: SheetOptions) -> str:
    """Return what this copy leaves out."""
    if options.redaction == "full":
        return ""
    return sentences.veiled()


def _body(slide: Slide, show: Show, page: Page) -> None:
    """Put the map at the left, tables at the top right, the legend under them."""
    about = page.about or "situation"
    shown, groups = picture.plan(show.terrain, show.options, about=about, size=MAP)
    slides.picture(slide, (BODY.x, BODY.y), shown, told=page.message)
    left = BODY.x + shown.width + GAP
    width = BODY.right - left
    mono = show.options.monochrome
    key = picture.key(groups, width=width, highest=_key_height(page), mono=mono)
    slides.picture(slide, (left, BODY.y + BODY.height - key.height), key, told=_("Legend"))
    room = Box(left, BODY.y, width, BODY.height - key.height - GAP)
    _stack(slide, room, page.tables, note=page.note)


def _wanted(it: Table) -> float:
    """Return how high a table would like to be with its caption [mm]."""
    return (min(it.height, LIKED_ROWS) + 1) * LIKED_SIZE * grid.LEADING + CAPTION + AFTER


def _least(it: Table) -> float:
    """Return how high a table is with its caption where room is short [mm]."""
    rows = min(it.height, LIKED_ROWS) + 1
    return CAPTION + rows * LEAST_SIZE * grid.LEADING + SLACK + AFTER - MORE


def _key_height(page: Page) -> float:
    """Return how high a legend may be beside the tables of a page [mm]."""
    wanted = sum(map(_wanted, page.tables)) + NOTE + GAP
    low, high = (it * BODY.height for it in KEY_SHARES)
    return min(max(BODY.height - wanted, low), high)


def _stack(
    slide: Slide,
    room: Box,
    tables: tuple[Table, ...],
    *,
    note: str = "",
    most: float = grid.ORDINARY,
    leading: float = grid.LEADING,
) -> None:
    """Put tables into a room one under the other, none in much larger type than the first; the note last."""
    y, left = room.y, room.height - (NOTE if note else 0)
    bottom = room.y + left
    for i, it in enumerate(tables):
        after = sum(map(_least, tables[i + 1 :]))
        share = max((bottom - y) / (len(tables) - i), bottom - y - after)
        slides.line(slide, Box(room.x, y, room.width, CAPTION), it.title, Type(13, bold=True))
        y += CAPTION
        if not it.height:
            slides.write(slide, Box(room.x, y, room.width, 6), _("none"), Type(12, colour=MUTED))
            y += NONE
            continue
        fits = share - CAPTION - SLACK - AFTER
        laid = grid.laid(it, width=room.width, height=fits + MORE, most=most)
        if laid.left_out:
            laid = grid.laid(it, width=room.width, height=fits, most=most)
        laid, most = replace(laid, leading=leading), min(most, laid.size + 1)
        slides.table(slide, (room.x, y), laid)
        y += laid.height + SLACK
        if laid.left_out:
            slides.write(
                slide, Box(room.x, y, room.width, MORE), grid.more(laid.left_out), Type(10, colour=MUTED)
            )
            y += MORE
        y += AFTER - MORE
    if note:
        slides.write(slide, Box(room.x, y, room.width, NOTE), note, Type(10, colour=MUTED))


def _tabled(slide: Slide, page: Page) -> None:
    """Put tables side by side over the whole slide; one alone is split into two columns."""
    tables = page.tables if len(page.tables) > 1 else _halves(page.tables[0])
    width = (BODY.width - GAP * (len(tables) - 1)) / len(tables)
    height = BODY.height - NOTE
    left = height - CAPTION - SLACK - AFTER
    size = min(grid.laid(it, width=width, height=left, most=LARGEST).size for it in tables)
    rows = max(it.height for it in tables) + 1
    leading = max(grid.LEADING, min(LOOSEST, left / rows / size))
    for i, it in enumerate(tables):
        room = Box(BODY.x + i * (width + GAP), BODY.y, width, height)
        _stack(slide, room, (it,), most=size, leading=leading)
    note = Box(BODY.x, BODY.y + BODY.height - 5, BODY.width, 5)
    slides.write(slide, note, page.note, Type(11, colour=MUTED))


def _halves(it: Table) -> tuple[Table, ...]:
    half = (it.height + 1) // 2
    parts = (slice(0, half), slice(half, it.height))
    titles = it.title, _("{table} (continued)").format(table=it.title)
    made = [
        replace(it, title=title, cells=tuple(values[rows] for values in it.cells))
        for title, rows in zip(titles, parts, strict=True)
    ]
    return tuple(part for part in made if part.height) or (it,)
