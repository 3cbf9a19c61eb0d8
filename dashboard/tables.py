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
    shares: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
    rows: int | None = None,
    defined: Mapping[str, str] | None = None,
    helps: Mapping[str, str] | None = None,
) -> None:
    """Show a table.

    Parameters
    ----------
    frame : one column per column on the page, named in the user's language.
    key : by which `picked` asks for the selected row; without it no row can be selected.
    decimals : decimals of the columns that have any; other numbers are shown whole.
    bars : columns of percent (0..100) that are drawn as bars.
    shares : columns of shares (0..1) that are written as percent.
    widths : width of a column [px] where it must not be left to chance.
    rows : how many rows to show before it scrolls; None for all.
    defined : key of `definitions` of the columns that have one; it opens from the head of the column.
    helps : what to say of other columns there.
    """
    picking = {"on_select": "rerun", "selection_mode": "single-row", "key": key} if key else {}
    st.dataframe(
        _styled(frame, decimals, shares),
        **picking,
        **_looks(frame, bars, widths, rows, _told(defined, helps)),
    )


def edit(
    frame: pd.DataFrame,
    limits: Mapping[str, tuple[int, int]],
    *,
    key: str,
    helps: Mapping[str, str],
    widths: Mapping[str, int],
) -> pd.DataFrame:
    """Show a table with whole numbers to edit, and return it as it stands now.

    The table keeps its own changes while it is on the page: `frame` counts when it appears, and a value that
    is wiped out means the one it began with.

    Parameters
    ----------
    frame : one column per column on the page, named in the user's language.
    limits : smallest and largest value of the columns that may be edited.
    key : by which the table is known; another key is another table.
    helps : definitions of columns.
    widths : width of every column [px].
    """
    start = state.begun(key, frame)
    numbers = {
        name: st.column_config.NumberColumn(
            min_value=low, max_value=high, step=1, format="%d", help=helps.get(name), width=widths[name]
        )
        for name, (low, high) in limits.items()
    }
    others = {
        name: st.column_config.Column(help=helps.get(name), width=widths[name])
        for name in frame.columns
        if name not in limits
    }
    edited = st.data_editor(
        start,
        key=key,
        hide_index=True,
        width="stretch",
        height=ROW_PX * (len(start) + 1) + 3,
        disabled=[name for name in frame.columns if name not in limits],
        column_config={**others, **numbers},
    )
    whole = edited[list(limits)].apply(pd.to_numeric, errors="coerce").fillna(start[list(limits)])
    return edited.assign(**whole.astype(int))


def picked(key: str) -> int | None:
    """Return the position of the row of a table when it has just been selected; ask before it is shown.

    A selection counts once: afterwards a click on the map may choose something else while it stays marked.
    """
    event = st.session_state.get(key)
    chosen = event.selection.rows[0] if event and event.selection.rows else None
    return chosen if state.is_news(f"row of {key}", chosen) else None


def marked(key: str, *, rows: int) -> int | None:
    """Return the position of the row of a table that is marked now, if any; ask before it is shown.

    Parameters
    ----------
    rows : how many rows the table has.
    """
    event = st.session_state.get(key)
    chosen = event.selection.rows[0] if event and event.selection.rows else None
    return chosen if chosen is not None and chosen < rows else None


def _styled(
    frame: pd.DataFrame, decimals: Mapping[str, int] | None, shares: Sequence[str] = ()
) -> pd.DataFrame | Styler:
    frame = frame.reset_index(drop=True)
    if len(frame) > STYLED_ROWS:
        return frame.round({**dict.fromkeys(shares, 2), **(decimals or {})})
    numbers = frame.select_dtypes("number").columns
    known: dict[str, Callable[[float], str]] = {
        column: _writer((decimals or {}).get(column, 0)) for column in numbers
    }
    known.update(dict.fromkeys(shares, text.percent))
    return frame.style.format(known)


def _writer(digits: int) -> Callable[[float], str]:
    return lambda value: text.number(value, digits)


def hints(defined: Mapping[str, str]) -> dict[str, Any]:
    """Return columns whose head opens a definition, for a table that is edited."""
    return {name: st.column_config.Column(help=definitions.of(key).text) for name, key in defined.items()}


def _told(defined: Mapping[str, str] | None, helps: Mapping[str, str] | None) -> dict[str, str]:
    return {**{name: definitions.of(key).text for name, key in (defined or {}).items()}, **(helps or {})}


def _looks(
    frame: pd.DataFrame,
    bars: Sequence[str],
    widths: Mapping[str, int] | None,
    rows: int | None,
    told: Mapping[str, str],
) -> dict[str, Any]:
    wide = widths or {}
    columns: dict[str, Any] = {
        name: st.column_config.Column(width=wide.get(name), help=told.get(name))
        for name in {**wide, **told}
        if name in frame
    }
    for name in bars:
        columns[name] = st.column_config.ProgressColumn(
            format="%.0f%%", min_value=0, max_value=100, width=wide.get(name), help=told.get(name)
        )
    whole = len(frame) > 0 and (rows is None or rows >= len(frame))
    return {
        "hide_index": True,
        "width": "stretch",
        "height": "content" if whole else ROW_PX * (max(min(rows or 1, len(frame)), 1) + 1) + 3,
        "column_config": columns,
    }
