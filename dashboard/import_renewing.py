"""What came in takes the place of what the open operation holds, after its differences were seen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import cache, drafts, edit_words, import_desk, screen, shelf, state, tables, text
from dashboard.import_desk import Desk, Outcome
from dashboard.service import operations
from dashboard.text import _, number
from geo.errors import GeoError
from geo.intake.assembly import renew
from geo.operation import Operation

HELD, SAID = "import renewed", "import renewed said"
ROWS = 8


@dataclass(frozen=True, eq=False)
class Renewed:
    """An operation as it would be, and what differs; `name` tells of which state of files and operation."""

    name: str
    base: Operation
    after: Operation
    table: pd.DataFrame


def possible() -> bool:
    """Return whether the open operation is the user's own and may be renewed."""
    return shelf.is_own(str(state.operation()))


def show(desk: Desk, outcome: Outcome, *, leave_out: bool) -> None:
    """Show what would change, and do it when the user says so."""
    path = str(state.operation())
    base = cache.operation(path)
    said = state.held(SAID, "")
    if said:
        screen.notice(said, kind="error")
    kept = state.drafts().get(path)
    if kept is not None and kept.history.done:
        screen.notice(
            _("This operation has unsaved changes. Save them or give them up first."), kind="warning"
        )
        return
    name = f"{desk.seen} {base.digest} {leave_out} {text.language()}"
    made = state.held(HELD, None)
    if not isinstance(made, Renewed) or made.name != name:
        if st.button(
            _("Show what would change"),
            icon=":material/difference:",
            key="import difference",
            width="stretch",
        ):
            _prepare(outcome, base, name=name, leave_out=leave_out)
        return
    _differs(made)
    keep = st.checkbox(_("Keep the operation as it is now as a copy"), value=True, key="import keep copy")
    if st.button(
        _("Take it over into this operation"),
        type="primary",
        icon=":material/published_with_changes:",
        key="import renew",
        width="stretch",
        disabled=made.table.empty,
    ):
        _take(made, path, keep=keep)


def _prepare(outcome: Outcome, base: Operation, *, name: str, leave_out: bool) -> None:
    said = ""
    try:
        after = renew(outcome.consultation.examinations, base, leave_out=leave_out)
        state.hold(HELD, Renewed(name, base, after, edit_words.table(base, after)))
    except GeoError as error:
        said = text.error(error)
    state.hold(SAID, said)
    st.rerun()


def _differs(made: Renewed) -> None:
    """Show what differs, cell by cell."""
    if made.table.empty:
        screen.note(_("The files hold what the operation holds already."))
        return
    screen.note(_("{n} changes in all:").format(n=number(len(made.table))))
    tables.show(made.table, rows=ROWS, widths={_("What"): 70, _("Which one"): 140, _("Field"): 90})


def _take(made: Renewed, path: str, *, keep: bool) -> None:
    """Save the renewed operation, after a copy of what it was."""
    said = ""
    try:
        called = _("{name} (before the import)").format(name=made.base.meta.name)[: shelf.NAME_LETTERS]
        operations.take_over(
            state.actor(), made.after, path, before=made.base.digest, copy=called if keep else ""
        )
    except GeoError as error:
        said = text.error(error)
    except OSError as error:
        said = _("It was not saved.") + "\n" + str(error.strerror or error)
    else:
        drafts.forget(path)
        state.hold(HELD, None)
        import_desk.clear()
        state.hold(import_desk.STEP, "files")
        state.follow_operation(path)
        state.remember("data part", "holdings")
    state.hold(SAID, said)
    st.rerun()
