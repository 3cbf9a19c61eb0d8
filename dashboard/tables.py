"""Tables of a page: numbers written the user's way, still sorted as numbers, cells always plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard import definitions, state, text

ROW_PX = 35
"""Height of a row and of the head line in Streamlit's table [px]."""
STYLED_ROWS = 500
"""Written numbers travel beside the numbers; beyond this many rows the numbers alone do."""


def show(
    frame: pd.DataFrame,
    *,
    key: str | None = None,
    decimals: Mapping[str, int] | None = None,
    bars: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
    rows: int | None = None,
    defined: Mapping[str, str] | None = None,
) -> None:
    """Show a table.

    Parameters
    ----------
    frame : one column per column on the page, named in the user's language.
    key : by which `picked` asks for the selected row; without it no row can be selected.
    decimals : decimals of the columns that have any; other numbers are shown whole.
    bars : columns of percent (0..100) that are drawn as bars.
    widths : width of a column [px] where it must not be left to chance.
    rows : how many rows to show before it scrolls; None for all.
    defined : key of `definitions` of the columns that have one; it opens from the head of the column.
    """
    picking = {"on_select": "rerun", "selection_mode": "single-row", "key": key} if key else {}
    st.dataframe(_styled(frame, decimals), **picking, **_looks(frame, bars, widths, rows, defined))


def picked(key: str) -> int | None:
    """Return the position of the row of a table when it has just been selected; ask before it is shown.

    A selection counts once: afterwards a click on the map may choose something else while it stays marked.
    """
    event = st.session_state.get(key)
    chosen = event.selection.rows[0] if event and event.selection.rows else None
    return chosen if state.is_news(f"row of {key}", chosen) else None


def _styled(frame: pd.DataFrame, decimals: Mapping[str, int] | None) -> pd.DataFrame | Styler:
    frame = frame.reset_index(drop=True)
    if len(frame) > STYLED_ROWS:
        return frame.round(dict(decimals or {}))
    numbers = frame.select_dtypes("number").columns
    known = {column: _writer((decimals or {}).get(column, 0)) for column in numbers}
    return frame.style.format(known)


def _writer(digits: int) -> Callable[[float], str]:
    return lambda value: text.number(value, digits)


def _looks(
    frame: pd.DataFrame,
    bars: Sequence[str],
    widths: Mapping[str, int] | None,
    rows: int | None,
    defined: Mapping[str, str] | None,
) -> dict[str, Any]:
    hints = {name: definitions.of(key).text for name, key in (defined or {}).items()}
    px = widths or {}
    columns: dict[str, Any] = {
        name: st.column_config.Column(width=px.get(name), help=hints.get(name)) for name in {**px, **hints}
    }
    for name in bars:
        columns[name] = st.column_config.ProgressColumn(
            format="%.0f%%", min_value=0, max_value=100, width=px.get(name), help=hints.get(name)
        )
    shown = len(frame) if rows is None else max(min(rows, len(frame)), 1)
    return {
        "hide_index": True,
        "width": "stretch",
        "height": ROW_PX * (shown + 1) + 3,
        "column_config": columns,
    }
