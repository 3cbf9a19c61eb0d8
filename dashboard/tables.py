"""Tables of a page: numbers written the user's way, still sorted as numbers, cells always plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard import state, text

ROW_PX = 35
"""Height of a row and of the head line in Streamlit's table [px]."""


def show(
    frame: pd.DataFrame,
    *,
    decimals: Mapping[str, int] | None = None,
    bars: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
    rows: int | None = None,
) -> None:
    """Show a table.

    Parameters
    ----------
    frame : one column per column on the page, named in the user's language.
    decimals : decimals of the columns that have any; other numbers are shown whole.
    bars : columns of percent (0..100) that are drawn as bars.
    widths : width of a column [px] where it must not be left to chance.
    rows : how many rows to show before it scrolls; None for all.
    """
    st.dataframe(_styled(frame, decimals), **_looks(frame, bars, widths, rows))


def pick(
    frame: pd.DataFrame,
    *,
    key: str,
    decimals: Mapping[str, int] | None = None,
    bars: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
    rows: int | None = None,
) -> int | None:
    """Show a table as `show` does and return the position of a row when it has just been selected.

    A selection counts once: afterwards a click on the map may choose something else while it stays marked.
    """
    event = st.dataframe(
        _styled(frame, decimals),
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        **_looks(frame, bars, widths, rows),
    )
    chosen = event.selection.rows[0] if event.selection.rows else None
    return chosen if state.is_news(f"row of {key}", chosen) else None


def _styled(frame: pd.DataFrame, decimals: Mapping[str, int] | None) -> pd.DataFrame | Styler:
    if frame.size > pd.get_option("styler.render.max_elements"):
        return frame
    numbers = frame.select_dtypes("number").columns
    known = {column: _writer((decimals or {}).get(column, 0)) for column in numbers}
    return frame.style.format(known)


def _writer(digits: int) -> Callable[[float], str]:
    return lambda value: text.number(value, digits)


def _looks(
    frame: pd.DataFrame, bars: Sequence[str], widths: Mapping[str, int] | None, rows: int | None
) -> dict[str, Any]:
    columns: dict[str, Any] = {name: st.column_config.Column(width=px) for name, px in (widths or {}).items()}
    for name in bars:
        columns[name] = st.column_config.ProgressColumn(
            format="%.0f%%", min_value=0, max_value=100, width=(widths or {}).get(name)
        )
    shown = len(frame) if rows is None else max(min(rows, len(frame)), 1)
    return {
        "hide_index": True,
        "width": "stretch",
        "height": ROW_PX * (shown + 1) + 3,
        "column_config": columns,
    }
