"""Workbook: all tables of an evaluation as one Excel file that is ready to be filtered and printed.

Words of the data are written as strings: nothing in them is a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard import palette, text
from dashboard.export import book, naming, provenance
from dashboard.export.atlas import Progress
from dashboard.export.cells import printable
from dashboard.export.options import SheetOptions
from dashboard.export.table import Column, Table, Value
from dashboard.text import _
from geo.evaluate import Evaluation

TITLE, NOTE, HEAD, FIRST = 0, 1, 3, 4
"""Rows of the title, the note, the heads and the first values."""
FONT, HEAD_FILL, EDGE, STAMP = "Calibri", "#dfe6ee", "#b9c2ca", "#a3161f"
FORMATS = {
    "words": "@",
    "long": "@",
    "whole": "#,##0",
    "minutes": "#,##0.0",
    "metres": "#,##0",
    "kilometres": "#,##0.0",
    "share": "0%",
    "number": "#,##0.######",
}
A4, A3, FORBIDDEN, TAB = 9, 8, str.maketrans(dict.fromkeys("[]:*?/\\'", " ")), 31
LINE_POINTS, MOST_LINES, ROW_POINTS = 13.5, 8, 15.0
PAGES = {A4: (277.0, 174.0), A3: (400.0, 261.0)}
"""Room of a printed page [mm], and below how much of a second page it is made smaller instead."""
SQUEEZED, DIGIT_MM, POINT_MM = 1.45, 1.85, 25.4 / 72
WIDE = 175.0
"""Width [digits] beyond which the letters of a table would be too small on A4: it is printed on A3."""
AIR, ARROW, NARROW = 3, 3, 1.22
"""Digits beside the words of a cell and the arrow of a filter; how many letters stand on a digit's width."""


@dataclass(frozen=True)
class Style:
    """The formats of one workbook."""

    title: Format
    note: Format
    stamp: Format
    heads: dict[str, Format]
    cells: dict[str, Format]

    @classmethod
    def of(cls, file: xlsxwriter.Workbook) -> Style:
        """Add the formats to a workbook."""
        plain = {"font_name": FONT, "font_size": 10, "valign": "top"}
        cell = {**plain, "border": 1, "border_color": EDGE, "indent": 1}
        head = {**cell, "bold": True, "bg_color": HEAD_FILL, "text_wrap": True, "valign": "vcenter"}
        sides = {kind: "left" if form == "@" else "right" for kind, form in FORMATS.items()}
        return cls(
            file.add_format({**plain, "bold": True, "font_size": 14, "font_color": palette.INK}),
            file.add_format({**plain, "italic": True, "font_color": "#4d5963"}),
            file.add_format({**plain, "bold": True, "font_color": STAMP}),
            {kind: file.add_format({**head, "align": side}) for kind, side in sides.items()},
            {
                kind: file.add_format(
                    {**cell, "num_format": form, "text_wrap": kind == "long", "align": sides[kind]}
                )
                for kind, form in FORMATS.items()
            },
        )


def render(
    evaluation: Evaluation,
    options: SheetOptions,
    *,
    proposed: pd.DataFrame | None = None,
    progress: Progress = lambda _done, _all: None,
) -> bytes:
    """Return the workbook as XLSX, in the language of the options.

    Parameters
    ----------
    options : language, classification, copy, annex, number, date, version and redaction count; the others
        are those of sheets.
    proposed : the cures that `geo.cures.propose` found; without them no cure is told.
    progress : called with tables done and tables in all, first with 0; it may raise to make an end.

    Raises
    ------
    ScenarioError
        The options name a part of the operation.
    """
    with text.speaking(options.language):
        return _rendered(evaluation, options, proposed, progress=progress)


def _rendered(
    evaluation: Evaluation, options: SheetOptions, proposed: pd.DataFrame | None, *, progress: Progress
) -> bytes:
    out = io.BytesIO()
    told = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    meta, tables = evaluation.operation.meta, book.tables(evaluation, options, proposed=proposed)
    with xlsxwriter.Workbook(out, {"in_memory": True, **told}) as file:
        noon = dt.datetime.combine(meta.data_date, dt.time(12))
        plan = naming.plan(evaluation, options)
        file.set_properties(
            {
                "title": printable(meta.name)[:255],
                "subject": printable(plan)[:255],
                "author": "PetaPAM",
                "created": noon,
            }
        )
        style, margin = Style.of(file), _margins(evaluation, options)
        for i, it in enumerate(tables):
            progress(i, len(tables))
            sheet = file.add_worksheet(it.name.translate(FORBIDDEN)[:TAB])
            _write(sheet, it, style)
            sheet.set_header(margin[0])
            sheet.set_footer(margin[1])
        _stamp(file, style, evaluation, options)
        progress(len(tables), len(tables))
    return out.getvalue()


def _margins(evaluation: Evaluation, options: SheetOptions) -> tuple[str, str]:
    """Return head and foot of every printed page; `&` begins a code there and is doubled."""
    word = provenance.classification(evaluation, options)
    name = printable(evaluation.operation.meta.name)[:60].replace("&", "&&")
    simulated = " · SIMULASI" if provenance.simulated(evaluation) else ""
    page = _("page {n} of {m}").format(n="&P", m="&N")
    digest = evaluation.digest[:16]
    return f"&C&B{word}", f"&L&8 {name}{simulated} · {digest}&C&B{word}&R&8 &A · {page}"


def _stamp(file: xlsxwriter.Workbook, style: Style, evaluation: Evaluation, options: SheetOptions) -> None:
    """Write the classification on the top right of every sheet."""
    word = provenance.classification(evaluation, options)
    words = f"{word} · SIMULASI" if provenance.simulated(evaluation) else word
    for sheet in file.worksheets():
        sheet.write_string(NOTE + 1, 0, words, style.stamp)


def _write(sheet: Worksheet, it: Table, style: Style) -> None:
    """Write title, heads and values."""
    sheet.hide_gridlines(2)
    sheet.write_string(TITLE, 0, it.title, style.title)
    sheet.write_string(NOTE, 0, it.note, style.note)
    widths = [_width(column, values) for column, values in zip(it.columns, it.cells, strict=True)]
    for j, (column, width) in enumerate(zip(it.columns, widths, strict=True)):
        sheet.set_column(j, j, width)
        sheet.write_string(HEAD, j, column.head, style.heads[column.kind])
    heads = (_wrapped(column.head, wide) for column, wide in zip(it.columns, widths, strict=True))
    sheet.set_row(HEAD, LINE_POINTS * max(heads, default=1))
    looks = [style.cells[column.kind] for column in it.columns]
    heights = _heights(it, widths)
    for i, (row, points) in enumerate(zip(it.rows(), heights, strict=True), start=FIRST):
        if points > ROW_POINTS:
            sheet.set_row(i, points)
        for j, value in enumerate(row):
            _cell(sheet, (i, j), value, looks[j])
    _page(sheet, it, width=sum(widths), height=FIRST * ROW_POINTS + sum(heights))


def _heights(it: Table, widths: Sequence[float]) -> list[float]:
    """Return how high every row is: as its longest words need [points]."""
    wrapped = [j for j, column in enumerate(it.columns) if column.kind == "long"]
    lines = (max((_lines(row[j], widths[j]) for j in wrapped), default=1) for row in it.rows())
    return [max(ROW_POINTS, LINE_POINTS * min(n, MOST_LINES)) for n in lines]


def _lines(value: Value, width: float) -> int:
    """Return on how many lines a value stands in a column of a width."""
    room = (width - 2) * NARROW
    if not isinstance(value, str) or len(value) <= room:
        return 1
    return math.ceil(len(value) / room)


def _width(column: Column, values: Sequence[Value]) -> float:
    """Return how wide a column stands [digits]: as its words need, and no wider than it may be."""
    if column.kind != "words":
        return max(column.width, _longest_word(column.head))
    told = {text.date(it) if isinstance(it, dt.date) else it for it in values}
    longest = max((len(it) for it in told if isinstance(it, str)), default=0)
    return max(min(column.width, longest + AIR), _longest_word(column.head))


def _wrapped(words: str, width: float) -> int:
    """Return on how many lines a head stands in a column of a width."""
    lines, taken = 1, 0
    for word in words.split():
        if taken and taken + 1 + len(word) > width - ARROW:
            lines, taken = lines + 1, 0
        taken += len(word) + (1 if taken else 0)
    return lines


def _longest_word(words: str) -> float:
    return max(map(len, words.split()), default=0) + ARROW


def _cell(sheet: Worksheet, at: tuple[int, int], value: Value, look: Format) -> None:
    """Write one value as what it is; words are never anything but words."""
    if value is None or value == "":
        sheet.write_blank(*at, None, look)
    elif isinstance(value, str):
        sheet.write_string(*at, value, look)
    elif isinstance(value, dt.date):
        sheet.write_string(*at, text.date(value), look)
    else:
        sheet.write_number(*at, value, look)


def _page(sheet: Worksheet, it: Table, *, width: float, height: float) -> None:
    """Freeze the heads, set the filter, and say how it is printed: nothing goes on for a few lines alone.

    Parameters
    ----------
    width, height : of the table [digits, points].
    """
    last, right = HEAD + it.height, len(it.columns) - 1
    sheet.freeze_panes(FIRST, 0)
    if it.height:
        sheet.autofilter(HEAD, 0, last, right)
    paper = A3 if width > WIDE else A4
    across, down = PAGES[paper]
    scale = min(1.0, across / (width * DIGIT_MM))
    pages = height * POINT_MM * scale / down
    sheet.set_paper(paper)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1 if 1 < pages <= SQUEEZED else 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.repeat_rows(HEAD)
    sheet.print_area(0, 0, last, right)
