"""Copies: the next election from the last, names and trash of the user's own operations, and templates."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import cache, drafts, screen, shelf, state, text
from dashboard.export import template
from dashboard.layers import STORE, Payload
from dashboard.service import operations
from dashboard.text import _, number
from geo.editing import left_behind
from geo.errors import GeoError
from geo.operation import Operation
from geo.schema import Kind

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAID = "copies said"


def show(path: str) -> None:
    """Show what can be begun anew, what is one's own, and the templates."""
    operation = cache.operation(path)
    told = state.remembered(SAID, "")
    if told:
        screen.notice(told, kind="error")
    left, middle, right = st.columns(3, gap="medium")
    with left:
        _next(operation)
    with middle:
        _own(path, operation)
        _trash()
    with right:
        templates()


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _do(words: GeoError | OSError | None) -> None:
    """Remember what went wrong, if anything did, and show the page again."""
    said = ""
    if words is not None:
        said = text.error(words) if isinstance(words, GeoError) else str(words.strerror or words)
    state.remember(SAID, said)
    st.rerun()


def _next(operation: Operation) -> None:
    """Offer to begin the next election from this one's data."""
    screen.title(_("Start from the last election"))
    today = _today()
    name = st.text_input(_("Name of the new operation"), key="copies name", max_chars=120)
    day = st.date_input(
        _("Election day"),
        value=None,
        min_value=operation.meta.election_day,
        key="copies day",
        format="DD/MM/YYYY",
    )
    gone = left_behind(operation, today=today)
    screen.note(
        _("Kept: {villages} villages, {stations} TPS, {units} units and the roads.").format(
            villages=number(len(operation.villages)),
            stations=number(len(operation.stations)),
            units=number(len(operation.units)),
        )
    )
    screen.note(
        _(
            "Left behind: {class_override} classes set by hand, {readiness} reports of readiness, "
            "{preparations} preparations, {published} published numbers."
        ).format(**{key: number(value) for key, value in gone.items()})
    )
    if st.button(
        _("Begin the new operation"),
        type="primary",
        key="copies begin",
        width="stretch",
        disabled=not name.strip() or day is None,
    ):
        wrong = None
        try:
            folder = operations.begin(state.actor(), operation, name=name, election_day=day, today=today)
            state.open_operation(str(folder))
        except (GeoError, OSError) as error:
            wrong = error
        _do(wrong)


def _own(path: str, operation: Operation) -> None:
    """Offer to rename or remove an operation of the user's own."""
    screen.title(_("This operation"))
    if not shelf.is_own(path):
        screen.note(_("It is not on your shelf: it can be copied, not renamed or removed."))
        return
    name = st.text_input(
        _("Name"), operation.meta.name, key=f"copies rename {operation.digest}", max_chars=120
    )
    wrong = None
    if st.button(_("Rename"), key="copies rename", width="stretch", disabled=name == operation.meta.name):
        try:
            operations.rename(state.actor(), path, name)
        except (GeoError, OSError) as error:
            wrong = error
        _do(wrong)
    sure = st.checkbox(_("Put it into the trash; it can be taken back from there"), key="copies sure")
    if st.button(
        _("Remove"), icon=":material/delete:", key="copies remove", width="stretch", disabled=not sure
    ):
        try:
            operations.remove(state.actor(), path)
            drafts.forget(path)
            state.open_operation(next(iter(shelf.shipped())))
        except (GeoError, OSError) as error:
            wrong = error
        _do(wrong)


def _trash() -> None:
    """Offer to take back what was removed."""
    removed = shelf.removed()
    if not removed:
        return
    screen.title(_("Trash"))
    chosen = st.selectbox(
        _("Removed operations"),
        list(removed),
        format_func=lambda it: it.rpartition("~")[0],
        key="copies trash",
    )
    if st.button(_("Take it back"), key="copies restore", width="stretch") and chosen:
        wrong = None
        try:
            state.open_operation(str(operations.restore(state.actor(), chosen)))
        except (GeoError, OSError) as error:
            wrong = error
        _do(wrong)


def templates() -> None:
    """Offer empty tables to fill in, in both languages."""
    screen.title(_("Templates (Excel)"))
    screen.note(_("Drop-downs, notes and an example row that is never taken for data."))
    titles: dict[Kind, str] = {
        "villages": _("Villages"),
        "stations": _("Polling stations (TPS)"),
        "units": _("Units"),
    }
    for kind, title in titles.items():
        for code, language in text.LANGUAGES.items():
            made = cache.payload(
                "template",
                kind,
                code,
                make=lambda kind=kind, code=code: Payload.file(template.render(kind, code), MEDIA),
            )
            if made is not None:
                name = template.file_name(kind, code)
                screen.download(f"{title} · {language}", STORE.put(state.token(), made), name=name)
