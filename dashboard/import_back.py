"""The workbook with the marked cells, to send back to whoever made the files; made when it is asked for."""

from __future__ import annotations

import streamlit as st

from dashboard import screen, state, text, work
from dashboard.export import corrections
from dashboard.import_desk import Desk, Outcome
from dashboard.layers import STORE, Payload
from dashboard.text import _

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASKED, HELD = "import workbook asked", "import workbook"


def offer(desk: Desk, outcome: Outcome) -> None:
    """Offer the workbook of this state of the import, in the language of the page."""
    name = f"{desk.seen} {text.language()}"
    made_of, made = state.held(HELD, ("", None))
    if made is not None and made_of == name:
        screen.download(
            _("Save the workbook with the marked cells"),
            STORE.put(state.token(), made),
            name=f"{_('corrections')}.xlsx",
        )
        return
    if st.button(
        _("Excel with the marked cells, to send back"), icon=":material/forward_to_inbox:", key="import back"
    ):
        state.hold(ASKED, name)
    if state.held(ASKED, "") != name:
        return
    consultation, language = outcome.consultation, text.language()
    body = work.once(
        _("Writing the workbook"),
        "import workbook",
        state.token(),
        name,
        make=lambda _progress: corrections.render(consultation, language),
    )
    if body is not None:
        state.hold(HELD, (name, Payload.file(body, MEDIA)))
        state.hold(ASKED, "")
        st.rerun()
