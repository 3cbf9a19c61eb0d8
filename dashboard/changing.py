"""Changes that are not saved yet: in words, cell by cell, what is doubtful about them, and saving."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import drafts, edit_words, fields, screen, shelf, state, tables, text
from dashboard.drafts import Draft
from dashboard.text import _, fault, number
from geo.editing import difference, doubts
from geo.errors import GeoError

SAVED = "data saved"
ROWS, GLANCED = 12, 6


def steps(draft: Draft) -> None:
    """Offer to take the last change back, or to make it again."""
    back, again = st.columns(2, gap="small")
    done, undone = draft.history.done, draft.history.undone
    if back.button(
        _("Undo"),
        key="data undo",
        width="stretch",
        disabled=not done,
        help=_("Takes the last change back; every change can be taken back until it is saved."),
    ):
        drafts.undo(draft)
        st.rerun()
    if again.button(_("Redo"), key="data redo", width="stretch", disabled=not undone):
        drafts.redo(draft)
        st.rerun()


def show(draft: Draft) -> None:
    """Show the changes and what saving makes of them."""
    if not draft.history.done:
        screen.notice(_("Nothing is changed. Edit villages, TPS or units; the changes are listed here."))
        return
    left, right = st.columns([5, 3], gap="medium")
    with left:
        made = edit_words.table(draft.base, draft.now)
        screen.title(_("What saving changes"))
        if made.empty:
            screen.note(_("The changes come to nothing: the data are as they are saved."))
        else:
            tables.show(made, rows=ROWS, widths={_("What"): 62, _("Which one"): 135, _("Field"): 128})
        _doubtful(draft)
    with right:
        _save(draft)
        screen.listed(_("Changes, the last one first"), edit_words.phrases(draft))


def glance(draft: Draft) -> None:
    """Show below a table what is changed and not saved yet, and what is doubtful about it."""
    told = edit_words.phrases(draft)
    if not told:
        return
    more = len(told) - GLANCED
    rest = [_("and {n} more").format(n=number(more))] if more > 0 else []
    screen.listed(_("Not saved yet, the last change first"), [*told[:GLANCED], *rest])
    _doubtful(draft)


def _doubtful(draft: Draft) -> None:
    """Say what is allowed and should be looked at again."""
    told = difference(draft.base, draft.now)
    touched = told.loc[told["kind"].eq("stations"), "id"]
    found = doubts(draft.now, set(touched))
    if found:
        told = [
            fault(replace(it, ids=[fields.row_name(draft.now, "stations", row) for row in it.ids]))
            for it in found
        ]
        screen.notice("\n".join([_("Look at these again:"), *told]), kind="warning")


def _save(draft: Draft) -> None:
    """Offer to save, as a copy where the operation is not the user's, or to give the changes up."""
    own, name = shelf.is_own(draft.path), ""
    if not own:
        screen.note(
            _("The operation that you opened stays as it is: your changes are saved as a copy of your own.")
        )
        start = _("{name} (own copy)").format(name=draft.base.meta.name)
        name = st.text_input(
            _("Name of the copy"), start, key=f"data copy name {text.language()}", max_chars=120
        )
    save, give_up = st.columns([3, 2])
    words = _("Save") if own else _("Save as my copy")
    if save.button(words, type="primary", icon=":material/save:", key="data save", width="stretch"):
        _saved(draft, name)
    if give_up.button(_("Give all up"), key="data discard", width="stretch"):
        drafts.discard(draft.path)
        st.rerun()


def _saved(draft: Draft, name: str) -> None:
    count = len(draft.history.done)
    try:
        drafts.save(draft, name=name)
    except GeoError as error:
        screen.notice(_("It was not saved.") + "\n" + text.error(error), kind="error")
        return
    except OSError as error:
        screen.notice(_("It was not saved.") + "\n" + str(error.strerror or error), kind="error")
        return
    state.remember(SAVED, _("Saved: {n} changes. Every page shows them now.").format(n=number(count)))
    st.rerun()
