"""Corrections: the file that came in with every doubtful cell marked, to send back to whoever made it.

Words of the data are written as strings: nothing in them is a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard import fields, rulings, text
from dashboard.export.cells import printable
from dashboard.rulings import Ruling
from dashboard.text import _
from geo.intake import report
from geo.intake.consultation import Consultation
from geo.intake.doctor import Examination

FONT, HEAD_FILL, EDGE = "Calibri", "#dfe6ee", "#b9c2ca"
FILLS = {"clean": "#ffffff", "repaired": "#dbeafe", "questioned": "#fde9a9", "refused": "#f6c1bb"}
MOST_ROWS, MOST_NOTES = 200_000, 3_000
"""Beyond so many rows of a sheet only those that were not clean are copied; so many cells carry a note."""
FORBIDDEN, TAB = str.maketrans(dict.fromkeys("[]:*?/\\'", " ")), 31
WIDE, NARROW, MOST_CELL = 44, 16, 32_767
SETTINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Looks:
    """The formats of one workbook."""

    def __init__(self, file: xlsxwriter.Workbook) -> None:
        plain = {"font_name": FONT, "font_size": 10, "valign": "top"}
        self.title = file.add_format({**plain, "bold": True, "font_size": 14})
        self.note = file.add_format({**plain, "italic": True, "font_color": "#4d5963"})
        self.head = file.add_format(
            {
                **plain,
                "bold": True,
                "bg_color": HEAD_FILL,
                "border": 1,
                "border_color": EDGE,
                "text_wrap": True,
            }
        )
        self.words = file.add_format({**plain, "num_format": "@"})
        self.cells = {
            status: file.add_format(
                {
                    **plain,
                    "num_format": "@",
                    "bg_color": fill,
                    "border": 1,
                    "border_color": EDGE,
                    "text_wrap": True,
                }
            )
            for status, fill in FILLS.items()
        }


def render(consultation: Consultation, language: str) -> bytes:
    """Return the workbook as XLSX: what was found, and each sheet with its marks.

    Parameters
    ----------
    language : of the words beside the data.
    """
    out = io.BytesIO()
    with text.speaking(language), xlsxwriter.Workbook(out, {"in_memory": True, **SETTINGS}) as file:
        looks, told = Looks(file), rulings.rulings()
        _summary(file.add_worksheet(_("Summary")), consultation, looks, told)
        taken = {_("Summary").lower()}
        for it in consultation.examinations:
            _marked(file.add_worksheet(_tab(it, taken)), it, looks, told)
    return out.getvalue()


def _tab(it: Examination, taken: set[str]) -> str:
    """Return a name for a sheet that no other has."""
    bare = printable(it.sheet.name or it.sheet.file).translate(FORBIDDEN).strip()[:TAB] or "1"
    name, n = bare, 1
    while name.lower() in taken:
        n += 1
        name = f"{bare[: TAB - len(str(n)) - 1]} {n}"
    taken.add(name.lower())
    return name


def _line(sheet: Worksheet, row: int, cells: Sequence[object], look: Format) -> None:
    """Write words as words and counts as numbers."""
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, look)
        else:
            sheet.write_string(row, column, printable(str(cell))[:MOST_CELL], look)


def _summary(sheet: Worksheet, consultation: Consultation, looks: Looks, told: dict[str, Ruling]) -> None:
    """Write what came in, of each status, and what was found."""
    labels = rulings.statuses()
    sheet.write_string(0, 0, _("What the files hold"), looks.title)
    sums = report.counts(consultation.examinations).to_dict("records")
    row = 1
    for it in sums:
        sheet.write_string(row, 0, printable(_sum(it)), looks.words)
        row += 1
    for passed in consultation.passed:
        line = _("{sheet}: not read, no column of it is known ({n} rows)").format(
            sheet=_called(passed.file, passed.name), n=text.number(len(passed))
        )
        sheet.write_string(row, 0, printable(line), looks.words)
        row += 1
    heads = [_("Sheet"), _("What"), _("Column"), _("Status"), _("Rows"), _("Example"), _("What to do")]
    _line(sheet, row + 1, heads, looks.head)
    row += 2
    for it in consultation.examinations:
        for group in report.groups(it).to_dict("records"):
            ruling = told[group["rule"]]
            example = (
                f"{rulings.place(group['rows'][0])}: {rulings.change(group['before'][0], group['after'][0])}"
            )
            cells = [it.sheet.name or it.sheet.file, ruling.what, rulings.field(group["field"])]
            cells += [
                labels[group["status"]],
                int(group["number"]),
                example.removesuffix(": "),
                ruling.remedy,
            ]
            _line(sheet, row, cells, looks.cells[group["status"]])
            row += 1
    for column, width in enumerate((26, WIDE, 16, 13, 8, WIDE, WIDE)):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _called(file: str, sheet: str) -> str:
    return f"{file} · {sheet}" if sheet else file


def _sum(it: dict[str, Any]) -> str:
    """Say how many rows a sheet had, and of each status."""
    counted = {key: text.number(it[key]) for key in ("rows", "clean", "repaired", "questioned", "refused")}
    told = _(
        "{rows} rows in = {clean} clean + {repaired} repaired + {questioned} questioned + {refused} refused"
    )
    called, kind = _called(it["file"], it["sheet"]), fields.kind_labels()[it["kind"]]
    return f"{called} ({kind}): {told.format(**counted)}"


def _notes(it: Examination, told: dict[str, Ruling]) -> pd.DataFrame:
    """Return row, column, status and words of every mark, the gravest of a cell last."""
    marks = report.cells(it)
    if marks.empty:
        return marks.assign(words=[])
    words = [
        f"{told[mark.rule].what} ({change}). {told[mark.rule].remedy}".replace(" ()", "")
        for mark in marks.itertuples()
        for change in [rulings.change(mark.before, mark.after)]
    ]
    rank = {status: i for i, status in enumerate(FILLS)}
    by = marks.assign(words=words, rank=marks["status"].map(rank))
    return by.sort_values("rank", kind="stable")


def _marked(sheet: Worksheet, it: Examination, looks: Looks, told: dict[str, Ruling]) -> None:
    """Write one sheet as it came in, its marks, and at its end what is said of each row."""
    source, marks = it.sheet, _notes(it, told)
    shift = 1 if source.is_layer else 0
    hidden = {list(it.table.names).index(name) for name in it.mapping.forbidden}
    names = [str(name) for name in source.cells.columns] if source.is_layer else []
    width = source.cells.shape[1]
    if names:
        _line(sheet, 0, names, looks.head)
    status = dict(zip(it.table.rows.tolist(), it.status.tolist(), strict=True))
    heads = {int(row) for row in it.table.header}
    large = len(source) > MOST_ROWS
    said = marks.groupby("row", sort=False)["words"].agg(lambda words: "\n".join(dict.fromkeys(words)))
    cells = source.cells.to_numpy(object)
    for i, number in enumerate(source.rows.tolist()):
        if large and status.get(number, "questioned") == "clean":
            continue
        row = number - 1 + shift
        _copy(sheet, row, cells[i], hidden, looks.head if number in heads else looks.words)
        if number in status and number in said.index:
            note = rulings.statuses()[status[number]]
            _line_at(sheet, row, width, (note, said[number]), looks.cells[status[number]])
    _paint(sheet, it, marks, looks, shift=shift, hidden=hidden)
    top = 0 if source.is_layer else max(heads, default=1) - 1
    _line_at(sheet, top, width, (_("Status"), _("What to do")), looks.head)
    sheet.set_column(0, max(width - 1, 0), NARROW)
    sheet.set_column(width, width, NARROW)
    sheet.set_column(width + 1, width + 1, 2 * WIDE)
    sheet.freeze_panes(top + 1, 0)


def _line_at(sheet: Worksheet, row: int, column: int, cells: Sequence[str], look: Format) -> None:
    for i, cell in enumerate(cells):
        sheet.write_string(row, column + i, printable(cell)[:MOST_CELL], look)


def _copy(sheet: Worksheet, row: int, cells: np.ndarray, hidden: set[int], look: Format) -> None:
    """Write one row as it is; columns that must never be stored stay empty."""
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and column not in hidden:
            sheet.write_string(row, column, printable(cell)[:MOST_CELL], look)


def _paint(
    sheet: Worksheet, it: Examination, marks: pd.DataFrame, looks: Looks, *, shift: int, hidden: set[int]
) -> None:
    """Mark the cells; the first of them carry their words as notes, the others beside the row alone."""
    position = {int(number): i for i, number in enumerate(it.sheet.rows)}
    cells = it.sheet.cells.to_numpy(object)
    noted: set[tuple[int, int]] = set()
    for mark in marks[marks["column"] >= 0].itertuples():
        if mark.column in hidden or mark.row not in position:
            continue
        row, value = int(mark.row) - 1 + shift, cells[position[int(mark.row)], mark.column]
        sheet.write_string(
            row, mark.column, printable(value or "")[:MOST_CELL], looks.cells[str(mark.status)]
        )
        if len(noted) < MOST_NOTES and (row, mark.column) not in noted:
            sheet.write_comment(
                row, mark.column, printable(str(mark.words)), {"x_scale": 2.0, "author": "PetaPAM"}
            )
            noted.add((row, mark.column))
