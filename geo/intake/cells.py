"""Cells: the text of every field by row, cleaned of what nobody sees, filled where cells were merged."""

from __future__ import annotations

from collections.abc import Mapping as Dict

import numpy as np
import pandas as pd

from geo.intake import text
from geo.intake.header import Table
from geo.intake.ledger import Ledger
from geo.intake.mapping import Mapping

MERGED = ("regency", "district", "village", "village_id")
MERGED_SHARE = 0.2
"""Least share of empty cells in a column of merged cells."""
NAMES = ("name", "village", "district", "regency", "place", "sector")
_ALIAS = {"geometry": "shape"}
Texts = dict[str, pd.Series]


def _seen(raw: pd.Series, shown: pd.Series, field: str, ledger: Ledger) -> pd.Series:
    """Return a column as one sees it; note characters that show nothing, and what looks like a program."""
    cells, cleaned = raw.to_numpy(object), shown.to_numpy(object).copy()
    differ = np.flatnonzero((cells != cleaned) & ledger.open)
    at = differ[[isinstance(cells[i], str) and text.has_invisible(cells[i]) for i in differ]]
    told = [ascii(str(it))[1:-1] for it in cells[at]]
    kept = at[
        ~ledger.add(at, field, "invisible_characters", status="repaired", before=told, after=cleaned[at])
    ]
    cleaned[kept] = cells[kept]
    if field in NAMES:
        live = np.array([isinstance(it, str) and text.has_markup(it) for it in cleaned], dtype=bool)
        at = np.flatnonzero(live & ledger.open)
        ledger.add(at, field, "markup_in_text", status="clean", before=cleaned[at], after=cleaned[at])
    return pd.Series(cleaned, dtype=object)


def _own(texts: Texts, ledger: Ledger) -> None:
    """Put the user's own values in the place of the file's."""
    n = len(ledger.rows)
    own = [it for it in ledger.decisions if it.action == "value" and it.row is not None and it.field]
    for it in own:
        field = _ALIAS.get(it.field, it.field)
        column = texts.setdefault(field, pd.Series(np.full(n, None, dtype=object)))
        at = np.flatnonzero(ledger.rows == it.row)
        before = column.to_numpy(object)[at].copy()
        value = text.seen(it.value) or None if it.value is not None else None
        ledger.add(at, it.field, "own_value", status="repaired", before=before, after=value)
        column.iloc[at] = value
        if field == "village_id" and "village" in texts:
            texts["village"].iloc[at] = None


def _is_merged(column: np.ndarray) -> bool:
    """Return whether a column looks as merged cells do: many gaps, and no value twice in a row."""
    there = np.flatnonzero(pd.notna(column))
    if not len(there) or there[0] != 0:
        return False
    following = there[1:][np.diff(there) == 1]
    repeats = np.any(column[following] == column[following - 1]) if len(following) else False
    return bool(len(there) <= (1 - MERGED_SHARE) * len(column) and not repeats)


def _filled(texts: Texts, ledger: Ledger) -> None:
    """Fill gaps that merged cells left: district, village and code stand in the first row alone.

    A code is filled only where the row names no village of its own.
    """
    rows = np.flatnonzero(ledger.open)
    nameless = (
        texts["village"].isna().to_numpy()[rows] if "village" in texts else np.ones(len(rows), dtype=bool)
    )
    for field in MERGED:
        if field not in texts or (field == "village_id" and "name" in texts):
            continue
        column = texts[field].to_numpy(object)[rows]
        if not _is_merged(column):
            continue
        gaps = pd.isna(column) & (nameless | (field != "village_id"))
        filled = pd.Series(column, dtype=object).ffill().to_numpy(object)
        _take(texts, ledger, field, at=rows[gaps], values=filled[gaps])


def _take(texts: Texts, ledger: Ledger, field: str, *, at: np.ndarray, values: np.ndarray) -> None:
    applied = ledger.add(at, field, "merged_cell", status="repaired", after=values, confidence=0.9)
    texts[field].iloc[at[applied]] = values[applied]


def read(
    table: Table, mapping: Mapping, ledger: Ledger, *, shown: pd.DataFrame, headings: Dict[str, np.ndarray]
) -> Texts:
    """Return the text of every field by row (n,), None where a cell shows nothing.

    Parameters
    ----------
    table, mapping : the cells, and which column is which field; columns of no field are not looked at.
    ledger : where findings go; own values are heard first of all decisions.
    shown : what one sees of each cell (n, c).
    headings : names that stood above groups of rows; they fill what a row's own cell does not say.
    """
    names = set(table.names)
    texts = {
        field: _seen(table.cells[name], shown[name], field, ledger)
        for field, name in mapping.fields.items()
        if name in names and name not in mapping.forbidden
    }
    for level, column in headings.items():
        texts.setdefault(level, pd.Series(np.full(len(ledger.rows), None, dtype=object)))
        texts[level] = texts[level].where(texts[level].notna(), column)
    _own(texts, ledger)
    if not table.sheet.is_layer:
        _filled(texts, ledger)
    return texts
