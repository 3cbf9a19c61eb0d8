"""Data: what the operation holds, edited in table and on map, looked at again, and saved as one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard import (
    cache,
    changing,
    copies,
    drafts,
    edit_table,
    fields,
    holdings,
    importing,
    map_tools,
    plan_words,
    screen,
    state,
    text,
)
from dashboard.drafts import Draft
from dashboard.text import _, number
from geo.errors import GeoError
from geo.schema import Kind

PART = "data part"
IMPORT = "import"


@dataclass(frozen=True)
class Part:
    """One part of the page: what its tab says, and what it shows of a draft."""

    label: str
    show: Callable[[Draft], None]


def _editor(kind: Kind) -> Callable[[Draft], None]:
    """Return the part in which a kind is edited, map at the left and table at the right."""

    def show(draft: Draft) -> None:
        left, right = st.columns([1, 1], gap="medium")
        with left:
            map_tools.show(draft, kind)
        with right:
            search = st.text_input(
                _("Search"),
                key=f"data search {kind}",
                placeholder=_("Search: name, village, code …"),
                label_visibility="collapsed",
                icon=":material/search:",
                max_chars=80,
            )
            edit_table.show(draft, kind, search=search, first=map_tools.hand(kind).selected)
            changing.glance(draft)

    return show


def parts(draft: Draft) -> dict[str, Part]:
    """Return the parts of the page by key, in the order of the tabs; another part is one entry more."""
    held = {
        kind: f"{label} ({number(len(getattr(draft.now, kind)))})"
        for kind, label in fields.kind_labels().items()
    }
    return {
        IMPORT: Part(_("Import"), lambda _draft: importing.show()),
        "stations": Part(held["stations"], _editor("stations")),
        "units": Part(held["units"], _editor("units")),
        "villages": Part(held["villages"], _editor("villages")),
        "holdings": Part(_("What it holds"), lambda it: holdings.show(it.path)),
        "copies": Part(_("Copies & templates"), lambda it: copies.show(it.path)),
        "changes": Part(_("Review & save ({n})").format(n=number(len(draft.history.done))), changing.show),
    }


def _chosen(known: dict[str, Part]) -> Part:
    """Offer the tabs and return the one that is open."""
    key = state.remembered(PART, "stations")
    picked = st.segmented_control(
        _("Part"),
        list(known),
        default=key if key in known else "stations",
        format_func=lambda it: known[it].label,
        key=f"data part {state.turn()} {text.language()}",
        label_visibility="collapsed",
        width="stretch",
    )
    state.remember(PART, picked or key)
    if IMPORT in {key, picked} and picked not in {None, key}:
        st.rerun()
    return known[picked or key]


def _draft(path: str) -> Draft | None:
    """Return the draft; where kept changes do not fit the saved operation any more, offer to give them up."""
    try:
        return drafts.current()
    except GeoError as error:
        cache.operation(path)
        screen.notice(
            _("The saved operation was changed meanwhile, and your changes do not fit it any more.")
            + "\n"
            + text.error(error),
            kind="error",
        )
    if st.button(_("Give all up"), key="data discard"):
        drafts.discard(path)
        st.rerun()
    return None


def main() -> None:
    """Show the page."""
    path = str(state.operation())
    operation = cache.operation(path)
    screen.masthead(_("Data"), operation.meta.name, operation.meta)
    screen.style("data")
    draft = _draft(path)
    if draft is None:
        return
    if state.remembered(PART, "stations") == IMPORT and not state.kiosk():
        _chosen(parts(draft)).show(draft)
        return
    told, steps = st.columns([7, 2], vertical_alignment="center")
    with told:
        screen.answer(holdings.sentence(draft.now), f"{holdings.note(draft.now)} · {holdings.belongs(path)}")
    try:
        cache.evaluation(operation, state.scenario())
    except GeoError as error:
        screen.notice(text.error(error), kind="error")
    trouble = state.remembered(drafts.TROUBLE, "")
    if trouble:
        screen.notice(_("Your changes cannot be kept now.") + "\n" + trouble, kind="error")
    brought = state.remembered(drafts.BROUGHT, None)
    if brought is not None and draft.history.done:
        screen.notice(
            _("Changes of {time} brought back: they were not saved yet.").format(
                time=plan_words.when(brought)
            ),
            kind="warning",
        )
    saved = state.remembered(changing.SAVED, "")
    if saved and not draft.history.done:
        screen.notice(saved)
    if state.kiosk():
        holdings.show(path)
        return
    with steps:
        changing.steps(draft)
    _chosen(parts(draft)).show(draft)


if __name__ == "__main__":
    main()
