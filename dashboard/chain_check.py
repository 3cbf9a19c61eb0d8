"""Check of the chain of events: computed again on demand, and what came of it in words."""

from __future__ import annotations

import streamlit as st

from dashboard import screen, state, text
from dashboard.access import may
from dashboard.service import keeping
from dashboard.service.exports import DIGITS
from dashboard.store import chain
from dashboard.text import _, number

CHECKED = "chain checked"


def head() -> str:
    """Name the newest event: its number and the beginning of its hash."""
    newest = keeping.head(state.actor())
    if not newest.seq:
        return _("The chain of events is empty.")
    return _("Newest event: {n} · {hash}").format(n=number(newest.seq), hash=newest.hash[:DIGITS])


def offer(*, against: str = "") -> None:
    """Offer to compute the chain again, and say what came of it.

    Parameters
    ----------
    against : number and hash of an event as an export or a backup printed them; without it, the chain alone.
    """
    actor = state.actor()
    if not may(actor.role, "verify_audit"):
        return
    if st.button(
        _("Check the chain of events"), key="chain verify", icon=":material/verified:", width="stretch"
    ):
        state.remember(CHECKED, None)
        try:
            anchor = chain.printed(against) if against.strip() else None
        except ValueError:
            wrong = _("This is no event as an export prints it: a number, a colon or dot, and its hash.")
            screen.notice(wrong, kind="error")
        else:
            state.remember(CHECKED, keeping.verified(actor, anchor=anchor))
    found = state.remembered(CHECKED, None)
    if found is None:
        return
    if found.fault is not None:
        broken = _("The chain is broken after event {n}.").format(n=number(found.events))
        screen.notice(f"{broken}\n{text.fault(found.fault)}", kind="error")
        return
    screen.notice(_("All {n} events are as they were written.").format(n=number(found.events)))
    if found.clock_back:
        back = _("The clock was set back before event {n}.")
        screen.notice(back.format(n=number(found.clock_back[0])), kind="warning")
