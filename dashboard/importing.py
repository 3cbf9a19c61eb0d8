"""Import: files become an operation in five steps, each of which can be gone back to."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import (
    import_columns,
    import_desk,
    import_files,
    import_findings,
    import_making,
    import_map,
    import_work,
    screen,
    state,
    text,
)
from dashboard.import_desk import Desk, Outcome
from dashboard.text import _, number


def _steps(outcome: Outcome) -> dict[str, tuple[str, Callable[[Desk, Outcome], None]]]:
    """Return what each step is called, and what shows it."""
    questions = int(outcome.totals["questioned"])
    return {
        "files": (_("1 · Files"), import_files.show),
        "columns": (_("2 · Columns"), import_columns.show),
        "found": (_("3 · What was found ({n} questions)").format(n=number(questions)), import_findings.show),
        "map": (_("4 · Map"), import_map.show),
        "make": (_("5 · Make the operation"), import_making.show),
    }


def show() -> None:
    """Show the import of files; while rows are examined anew, the findings of before stay on the page."""
    screen.style("import")
    desk = import_desk.current()
    if not desk.sheets:
        import_files.begin(desk)
        return
    with st.container():
        outcome = import_work.examined(desk)
    desk = import_desk.current()
    if outcome is None and desk.outcome is None:
        import_files.show(desk, None)
        return
    if outcome is None:
        outcome = desk.outcome
        if state.held(import_desk.STEP, "files") != "found":
            _headline(desk, outcome)
            return
    _headline(desk, outcome)
    _walk(desk, outcome)


def sentence(outcome: Outcome) -> str:
    """Return what came in and what became of it; the four numbers add up to the first."""
    told = {str(name): number(int(value)) for name, value in outcome.totals.items()}
    return _(
        "{rows} rows came in: {clean} clean, {repaired} repaired, {questioned} questioned, {refused} refused."
    ).format(**told)


def _headline(desk: Desk, outcome: Outcome) -> None:
    """Say what came of the files, and offer to take the last answer back or to begin anew."""
    told, undo, anew = st.columns([6, 1.3, 1.3], vertical_alignment="center")
    with told:
        screen.answer(sentence(outcome))
    if undo.button(
        _("Undo"),
        icon=":material/undo:",
        key="import undo",
        width="stretch",
        disabled=not desk.past,
        help=_("Takes back what you said last, about columns or findings."),
    ):
        import_desk.back(desk)
        st.rerun()
    if anew.button(
        _("Clear"),
        icon=":material/delete_sweep:",
        key="import clear",
        width="stretch",
        help=_("Forgets all files of this import; nothing that was saved changes."),
    ):
        import_desk.clear()
        state.hold(import_desk.STEP, "files")
        st.rerun()
    for doubt in outcome.doubts:
        screen.notice(text.fault(doubt), kind="warning")


def _walk(desk: Desk, outcome: Outcome) -> None:
    """Offer the steps, and show the one that is open."""
    steps = _steps(outcome)
    names, at = list(steps), state.held(import_desk.STEP, "files")
    last = at == names[-1]
    bar, onward = st.columns([6, 1.3] if not last else [6, 0.01], vertical_alignment="center")
    with bar:
        picked = st.segmented_control(
            _("Step"),
            names,
            default=at,
            format_func=lambda it: steps[it][0],
            key=f"import step {at} {text.language()}",
            label_visibility="collapsed",
            width="stretch",
        )
    if picked and picked != at:
        state.hold(import_desk.STEP, picked)
        st.rerun()
    if not last and onward.button(
        _("Next"), icon=":material/arrow_forward:", key="import next", type="primary", width="stretch"
    ):
        state.hold(import_desk.STEP, names[names.index(at) + 1])
        st.rerun()
    steps[at][1](desk, outcome)
