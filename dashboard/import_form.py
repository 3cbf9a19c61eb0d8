"""What is asked of whoever makes an operation of files: all that no file says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import (
    cache,
    import_answers,
    import_desk,
    import_words,
    rulings,
    screen,
    shelf,
    state,
    tables,
    text,
)
from dashboard.import_desk import FILES_ALONE, Desk, Outcome
from dashboard.text import _
from geo import catalogue
from geo.errors import GeoError
from geo.schema import Kind

NOBODY, FORM = "", "import form"


@dataclass(frozen=True)
class Form:
    """What the user says of the new operation; it is kept while other steps are open."""

    name: str
    jurisdiction: str
    election_day: dt.date | None
    data_date: dt.date | None
    pattern: str
    units: str


def kinds(outcome: Outcome) -> dict[Kind, int]:
    """Return how many rows of each kind are used."""
    counted: dict[Kind, int] = {}
    for it in outcome.consultation.examinations:
        counted[it.kind] = counted.get(it.kind, 0) + len(it.frame)
    return counted


def operation_name(path: str) -> str:
    """Return what an operation is called; its path where that cannot be read."""
    try:
        return cache.meta(path).name
    except GeoError:
        return path


def ask(desk: Desk, outcome: Outcome) -> Form:
    """Ask for what no file says."""
    screen.title(_("The new operation"))
    base = cache.meta(str(state.operation()))
    here = base.jurisdiction if import_desk.ground(desk) != FILES_ALONE else ""
    today = dt.datetime.now().astimezone().date()
    kept: Form = state.held(FORM, None) or Form("", here, None, today, base.pattern, NOBODY)
    name = st.text_input(
        _("Name"), state.begun("import name", kept.name), key="import name", max_chars=shelf.NAME_LETTERS
    )
    jurisdiction = st.text_input(
        _("Jurisdiction"), state.begun("import area", kept.jurisdiction), key="import area", max_chars=120
    )
    one, two = st.columns(2)
    day = one.date_input(
        _("Election day"), state.begun("import day", kept.election_day), key="import day", format="DD/MM/YYYY"
    )
    data = two.date_input(
        _("Date of the data"),
        state.begun("import data date", kept.data_date),
        key="import data date",
        format="DD/MM/YYYY",
    )
    names = [f"import {it} {text.language()}" for it in ("pattern", "units")]
    patterns = {it.id: text.named(it.name) for it in catalogue.patterns().values()}
    pattern = st.selectbox(
        _("Pattern of strength"),
        list(patterns),
        index=state.begun(names[0], list(patterns).index(kept.pattern) if kept.pattern in patterns else 0),
        format_func=patterns.__getitem__,
        key=names[0],
    )
    units = NOBODY
    if not kinds(outcome).get("units"):
        paths = list(
            dict.fromkeys([*map(str, shelf.own().values()), *shelf.shipped(), str(state.operation())])
        )
        labels = {NOBODY: _("nobody yet"), **{path: operation_name(path) for path in paths}}
        units = st.selectbox(
            _("Units: the files list none; take them from"),
            list(labels),
            index=state.begun(names[1], list(labels).index(kept.units) if kept.units in labels else 0),
            format_func=labels.__getitem__,
            key=names[1],
        )
    form = Form(name.strip(), jurisdiction.strip(), day, data, pattern, units)
    state.hold(FORM, form)
    return form


def leave_out(outcome: Outcome, *, villages: Sequence[str] = ()) -> bool:
    """Ask whether rows that wait, and villages that are nowhere, are left out; list them."""
    waiting = import_answers.held_rows(outcome.consultation)
    if waiting.empty and not villages:
        return False
    what = [] if waiting.empty else [import_words.waiting(len(waiting))]
    what += [import_words.nowhere(len(villages))] if villages else []
    chosen = st.checkbox(_("Leave out: {what}").format(what=" · ".join(what)), key="import leave out")
    rules = rulings.rulings()
    if not waiting.empty:
        tables.show(
            pd.DataFrame(
                {
                    _("File"): waiting["file"],
                    _("Row"): waiting["row"],
                    _("Why"): [" · ".join(rules[it].what for it in met) for met in waiting["rules"]],
                }
            ),
            rows=5,
            widths={_("File"): 140, _("Row"): 60},
        )
    if villages:
        names = [outcome.village_names.get(it, it) for it in villages]
        tables.show(pd.DataFrame({_("Village"): names, _("Village code"): list(villages)}), rows=5)
    return bool(chosen)
