"""Report: examinations as frames, from which a screen, a workbook and the command line make their pages."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from geo.intake.doctor import Examination
from geo.intake.finding import STATUSES
from geo.intake.rules import RULES

EXAMPLES = 3
COUNTS = ("file", "sheet", "kind", "rows", *STATUSES, "aside", "held", "used")
GROUPS = ("rule", "field", "status", "number", "rows", "before", "after", "confidence", "amount", "unit")
CELLS = ("row", "column", "field", "rule", "status", "before", "after")
_RANK = {status: rank for rank, status in enumerate(STATUSES)}


def counts(examinations: Iterable[Examination]) -> pd.DataFrame:
    """Return one row per sheet: how many rows came in, of each status, set aside, held back and used.

    `rows` is the sum of the four statuses, and of `aside`, `held` and `used`.
    """
    told = [
        (
            *(it.sheet.file, it.sheet.name, it.kind, len(it.status)),
            *(it.counts[status] for status in STATUSES),
            *(int((it.aside & ~it.held).sum()), int(it.held.sum()), len(it.frame)),
        )
        for it in examinations
    ]
    return pd.DataFrame(told, columns=list(COUNTS))


def groups(examination: Examination, *, examples: int = EXAMPLES) -> pd.DataFrame:
    """Return one row per rule, field and status: how often, and the first rows as examples.

    `rows`, `before` and `after` are tuples of the first findings; `confidence` is their mean, `amount` the
    largest, in `unit`. The gravest come first, then in the order of `geo.intake.rules`.
    """
    found = examination.findings
    if not len(found):
        return pd.DataFrame({key: pd.Series(dtype=object) for key in GROUPS})
    told = []
    for (rule, field, status), group in found.groupby(["rule", "field", "status"], sort=True):
        first = group.head(examples)
        shown = (tuple(first["row"].astype(int)), tuple(first["before"]), tuple(first["after"]))
        amount = pd.to_numeric(group["amount"]).max()
        sure = float(group["confidence"].astype(float).mean())
        told.append((rule, field, status, len(group), *shown, sure, amount, RULES[str(rule)].amount))
    frame = pd.DataFrame(told, columns=list(GROUPS))
    order = {key: i for i, key in enumerate(RULES)}
    by = pd.DataFrame(
        {"rank": -frame["status"].map(_RANK), "rule": frame["rule"].map(order), "field": frame["field"]}
    )
    return frame.loc[by.sort_values(["rank", "rule", "field"], kind="stable").index].reset_index(drop=True)


def rows(examination: Examination) -> pd.DataFrame:
    """Return one row per row of the file: number, status, whether it is used, and the rules it met."""
    found = examination.findings
    met: dict[int, dict[str, None]] = {}
    for row, rule in zip(found["row"], found["rule"], strict=True):
        met.setdefault(int(row), {})[str(rule)] = None
    numbers = examination.table.rows
    frame = pd.DataFrame({"row": numbers, "status": examination.status})
    frame["used"] = ~(examination.held | examination.aside)
    rules = np.empty(len(numbers), dtype=object)
    rules[:] = [tuple(met.get(int(row), ())) for row in numbers]
    return frame.assign(rules=rules)


def cells(examination: Examination) -> pd.DataFrame:
    """Return the cells to mark in a copy of the file: row, column of the file and what is said of it.

    `column` is a place among the columns of the sheet, from 0; -1 for the whole row. A finding on a position
    marks each column that tells it.
    """
    mapping, names = examination.mapping.fields, list(examination.table.names)
    groups_of = {
        "position": ("position", "lon", "lat", "zone", "shape"),
        "geometry": ("shape",),
        "village_id": ("village_id", "village", "name", "district"),
    }
    found = examination.findings
    found = found[found["row"] > 0]
    told = []
    for field, group in found.groupby("field", sort=True):
        fields = groups_of.get(str(field), (str(field),))
        columns = [names.index(mapping[it]) for it in fields if it in mapping]
        if field == "village_id" and len(columns) > 1:
            columns = columns[:2]
        told += [group.assign(column=column) for column in columns or [-1]]
    if not told:
        return pd.DataFrame({key: pd.Series(dtype=object) for key in CELLS})
    frame = pd.concat(told, ignore_index=True)[list(CELLS)]
    return frame.sort_values(["row", "column"], kind="stable", ignore_index=True)


def columns(examination: Examination) -> pd.DataFrame:
    """Return one row per column of the file: field, confidence, why, and an example unless forbidden."""
    return pd.DataFrame([column.model_dump() for column in examination.mapping.columns])
