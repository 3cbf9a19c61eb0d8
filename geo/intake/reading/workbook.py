"""Workbooks: every sheet of an XLSX, XLS or ODS file, with the rows and columns where they really stand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import python_calamine as calamine

from geo.intake.reading import limits
from geo.intake.reading.archive import refuse_types
from geo.intake.reading.draft import BLOCK, Draft, Tell
from geo.intake.reading.plain import text
from geo.intake.reading.refused import RefusedError
from geo.intake.reading.xmlfile import check

CONTENT = "content.xml"


def _merged(sheet: calamine.CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Return, by the first row of each range that is more than one row high, its column and its last row."""
    ranges = sheet.merged_cell_ranges or []
    if len(ranges) > limits.MOST_MERGED:
        raise RefusedError("too_many_cells", most=limits.MOST_MERGED)
    found: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _right) in ranges:
        if bottom > top and left < limits.MOST_COLUMNS:
            found.setdefault(top, []).append((left, bottom))
    return found


class _Filling:
    """Values of merged ranges that reach down into the rows that follow."""

    def __init__(self, sheet: calamine.CalamineSheet) -> None:
        self.starts = _merged(sheet)
        self.open: dict[int, tuple[str, int]] = {}

    def fill(self, row: int, cells: list[str | None]) -> None:
        """Fill the empty cells of a row below the top of its range, and open the ranges that start here."""
        for column, (value, last) in list(self.open.items()):
            if row > last:
                del self.open[column]
                continue
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = cells[column] or value
        for column, last in self.starts.get(row, ()):
            top = cells[column] if column < len(cells) else None
            if top:
                self.open[column] = (top, last)


def _draft(sheet: calamine.CalamineSheet, tell: Tell) -> Draft:
    draft = Draft(sheet.name)
    if sheet.start is None:
        return draft
    margin: list[str | None] = [None] * sheet.start[1]
    filling = _Filling(sheet)
    numbers: list[int] = []
    rows: list[list[str | None]] = []
    end = 0
    for row, values in enumerate(sheet.iter_rows()):
        cells = [*margin, *map(text, values)]
        filling.fill(row, cells)
        there = any(cells)
        if there or draft.count or rows:
            numbers.append(row + 1)
            rows.append(cells)
        end = len(rows) if there else end
        if end >= BLOCK:
            draft.extend(numbers[:end], rows[:end])
            numbers, rows, end = numbers[end:], rows[end:], 0
            tell(row, sheet.total_height)
    draft.extend(numbers[:end], rows[:end])
    return draft


def _check(path: Path) -> None:
    """Refuse document types, and an ODS that is not well-formed: its reader would seek its end for ever."""
    refuse_types(path)
    with zipfile.ZipFile(path) as archive:
        if CONTENT in archive.namelist():
            with archive.open(CONTENT) as part:
                check(part)


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read every sheet that holds something; a merged range is filled downwards, and only inside itself."""
    path = folder / limits.UPLOAD
    if zipfile.is_zipfile(path):
        _check(path)
    try:
        with calamine.load_workbook(str(path)) as book:
            sheets = [it for it in book.sheets_metadata if it.typ == calamine.SheetTypeEnum.WorkSheet]
            if len(sheets) > limits.MOST_SHEETS:
                raise RefusedError("too_many_sheets", most=limits.MOST_SHEETS)
            drafts = [_draft(book.get_sheet_by_name(it.name), tell) for it in sheets]
    except calamine.PasswordError as error:
        raise RefusedError("password") from error
    return [draft for draft in drafts if len(draft)]
