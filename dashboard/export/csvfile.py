"""CSV: the tables of an evaluation as plain files, without anything that a spreadsheet would compute."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pandas as pd

from dashboard import text
from dashboard.export import archive, book
from dashboard.export.cells import guarded
from dashboard.export.options import SheetOptions
from dashboard.export.table import Table, Value
from geo.errors import Fault, NotFoundError
from geo.evaluate import Evaluation

ENCODING = "utf-8-sig"
"""With a mark at the beginning by which spreadsheets know UTF-8."""


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def table_csv(it: Table) -> bytes:
    """Return one table as CSV: commas, a line of heads, numbers with a decimal point and all their digits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(column.head) for column in it.columns])
    writer.writerows([_written(value) for value in row] for row in it.rows())
    return out.getvalue().encode(ENCODING)


def render(
    evaluation: Evaluation, options: SheetOptions, *, key: str = "", proposed: pd.DataFrame | None = None
) -> bytes:
    """Return all tables as a ZIP of CSV files, or the one that `key` names as CSV.

    Raises
    ------
    NotFoundError
        There is no such table in this copy.
    """
    with text.speaking(options.language):
        made = {it.key: it for it in book.tables(evaluation, options, proposed=proposed)}
        if key and key not in made:
            fault = Fault(
                "There is no table {key}", "Use one of {known}", {"key": key, "known": ", ".join(made)}
            )
            raise NotFoundError(fault)
        if key:
            return table_csv(made[key])
        return archive.zipped({f"{name}.csv": table_csv(it) for name, it in made.items()})
