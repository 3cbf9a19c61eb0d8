"""The editor of a table: cells are checked as they are typed, and what is wrong stands beside it in words."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from dashboard import drafts, fields, names, screen, state, tables, text
from dashboard.drafts import Draft
from dashboard.edit_rows import POINT, Typed, columns, table
from dashboard.text import _, number
from geo import schema
from geo.contract import IDS
from geo.editing import Edit, Together
from geo.errors import Fault, GeoError
from geo.force import FORCES
from geo.schema import Kind

ROWS = 11
WIDTHS = {
    "name": 150,
    "village_id": 130,
    "district": 105,
    "number": 128,
    "place": 165,
    "registered_voters": 90,
    "location_quality": 145,
    "kind": 85,
    "force": 110,
    "personnel": 85,
    "electing": 90,
    "lon": 95,
    "lat": 95,
}
BOUNDS = {
    "number": (0, 100_000),
    "registered_voters": (0, schema.MAX_STATION_VOTERS),
    "personnel": (0, 1_000_000),
    "turnout_min": (0, 240),
    "lon": (-180, 180),
    "lat": (-90, 90),
}
WHOLE = ("number", "registered_voters", "personnel")
REQUIRED = ("name", "district", "regency", "village_id", "number", "location_quality", "kind", "force")


def show(draft: Draft, kind: Kind, *, search: str, first: str = "") -> None:
    """Show the table of a kind; what is typed becomes an edit of the draft, or a sentence why it cannot.

    Parameters
    ----------
    search : words of the rows that are shown; empty for all.
    first : id of the row that stands at the top, if it is among them.
    """
    named = hashlib.sha256(f"{search}|{first}".encode()).hexdigest()[:8]
    key = f"data {kind} {draft.name} {named} {text.language()}"
    typed = state.begun(key, Typed(kind, table(draft.now, kind, search=search, first=first)))
    above = st.container()
    edited = st.data_editor(
        typed.start,
        key=key,
        hide_index=True,
        width="stretch",
        height=tables.ROW_PX * (ROWS + 1) + 3,
        num_rows="delete" if kind == "villages" else "dynamic",
        column_config=_looks(draft, kind),
        column_order=columns(draft.now, kind),
    )
    made, faults = _take(draft, list(typed.edits(edited, draft.now)))
    if made:
        st.rerun()
    state.remember("cells to mend", len(faults))
    with above:
        _mend(draft, faults)
        screen.note(_sizes(draft, kind, len(typed.start), searched=bool(search)))


def _take(draft: Draft, edits: list[Edit]) -> tuple[bool, list[Fault]]:
    """Make the edits that can be made, all at once; return whether any was, and what is wrong with others."""
    faults: list[Fault] = []
    while edits:
        try:
            drafts.make(draft, edits[0] if len(edits) == 1 else Together(tuple(edits)), in_table=True)
        except GeoError as error:
            faults += error.faults
            wrong = {row for fault in error.faults for row in fault.ids}
            kept = [it for it in edits if getattr(it, "id", "") not in wrong]
            if len(kept) == len(edits):
                return False, faults
            edits = kept
        else:
            return True, faults
    return False, faults


def _mend(draft: Draft, faults: list[Fault]) -> None:
    """Say which cells are not taken over, and why."""
    if not faults:
        return
    told = dict.fromkeys(sentence(it) for it in faults)
    screen.notice("\n".join([_("Not taken over yet:"), *told]), kind="error")
    if st.button(_("Give up these cells"), key="data give up", width="stretch"):
        drafts.afresh(draft)
        st.rerun()


def sentence(fault: Fault) -> str:
    """Return what is wrong with a cell; its column by the name that it has on the page."""
    column = str(fault.values.get("column", ""))
    named = Fault(fault.problem, fault.remedy, {**fault.values, "column": fields.label(column)}, fault.ids)
    return text.fault(named)


def _sizes(draft: Draft, kind: Kind, shown: int, *, searched: bool) -> str:
    everything = number(len(getattr(draft.now, kind)))
    if searched:
        return _("{n} of {all} rows hold these words.").format(n=number(shown), all=everything)
    if kind == "villages":
        return _("{n} rows. A new village begins with its border on the map.").format(n=everything)
    return _("{n} rows. The last, empty row takes a new one; mark rows at the left to remove them.").format(
        n=everything
    )


def _looks(draft: Draft, kind: Kind) -> dict[str, Any]:
    """Return how every column is edited: drop-downs for what has a list, bounds for numbers."""
    villages = draft.now.villages["name"].to_dict()
    choices: dict[str, dict[str, str]] = {
        "kind": {it: names.unit_kind_labels()[it] for it in schema.UNIT_KINDS},
        "force": {it: names.force_labels()[it] for it in FORCES},
        "location_quality": fields.quality_labels(),
        "village_id": villages,
    }
    frame = getattr(draft.now, kind)
    looks: dict[str, Any] = {}
    for name in columns(draft.now, kind):
        told = {"label": fields.label(name), "width": WIDTHS.get(name)}
        if name == IDS[kind]:
            looks[name] = st.column_config.TextColumn(**told, disabled=True)
        elif name in choices:
            looks[name] = st.column_config.SelectboxColumn(
                **told,
                options=list(choices[name]),
                format_func=lambda it, known=choices[name]: known.get(it, it),
                required=kind == "stations" or name != "village_id",
            )
        elif name == "electing" or (name in frame and frame[name].dtype == bool):
            looks[name] = st.column_config.CheckboxColumn(**told)
        elif name in POINT or frame[name].dtype.kind in "if":
            looks[name] = _numbers(name, told)
        else:
            looks[name] = st.column_config.TextColumn(**told, required=name in REQUIRED)
    if kind != "villages":
        looks["village_id"]["label"] = _("Village")
    return looks


def _numbers(name: str, told: dict[str, Any]) -> dict[str, Any]:
    low, high = BOUNDS.get(name, (None, None))
    step = 1 if name in WHOLE else None
    form = "%.5f" if name in POINT else "%d" if name in WHOLE else None
    required = name in ("number", "personnel")
    return dict(
        st.column_config.NumberColumn(
            **told, min_value=low, max_value=high, step=step, format=form, required=required
        )
    )
