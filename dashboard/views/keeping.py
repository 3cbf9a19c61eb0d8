"""Keeping: what was done in this installation, by whom, whether anybody changed that, and who may come in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import account_panel, chain_check, event_words, plan_words, screen, state, tables, text
from dashboard.access import may
from dashboard.door import words
from dashboard.service import keeping
from dashboard.service.exports import DIGITS
from dashboard.store import retention
from dashboard.store.events import Event
from dashboard.text import _, number
from geo.errors import GeoError

ROWS, SETTING = 14, retention.SETTING


def sentence(newest: list[Event]) -> str:
    """Say how many events there are, and what the newest is."""
    if not newest:
        return _("Nothing has been done here yet.")
    last = newest[0]
    return _("{n} events are on record; the newest: {what}, {who}, {when}.").format(
        n=number(last.seq),
        what=event_words.actions().get(last.action, last.action),
        who=last.actor,
        when=plan_words.when(last.at),
    )


def backed_up(newest: list[Event]) -> str:
    """Say when the last backup was made, of the events that are shown, and how one is made."""
    made = next((it for it in newest if it.action == "store.backup"), None)
    told = _("No backup among these events.")
    if made is not None:
        told = _("Last backup: {when}, {who}.").format(when=plan_words.when(made.at), who=made.actor)
    return f"{told} petapam backup FILE · petapam restore FILE"


def record(newest: list[Event]) -> None:
    """Show the newest events."""
    if not newest:
        screen.note(_("Every save, export, sign-in and change of accounts will stand here."))
        return
    actions = event_words.actions()
    tables.show(
        pd.DataFrame(
            {
                _("No."): [it.seq for it in newest],
                _("When"): [plan_words.when(it.at) for it in newest],
                _("Who"): [it.actor for it in newest],
                _("Role of the account"): [words.role(it.role) for it in newest],
                _("What"): [actions.get(it.action, it.action) for it in newest],
                _("Particulars"): [event_words.detail(it.detail) for it in newest],
                _("Of what"): [it.object for it in newest],
            }
        ),
        rows=ROWS,
        widths={_("No."): 50, _("When"): 92, _("Who"): 70, _("Role of the account"): 116, _("What"): 136},
    )


def retained() -> None:
    """Offer how long old drafts and versions are kept."""
    actor = state.actor()
    if not may(actor.role, "change_settings"):
        return
    low, high = keeping.LIMITS[SETTING]
    now = keeping.setting(actor, SETTING)
    days = st.number_input(
        _("Keep old drafts, and old versions of archived plans, for (days)"),
        low,
        high,
        now,
        key=f"keeping days {now}",
        help=_("What is older goes when petapam audit sweep runs; events stay for ever."),
    )
    if days != now:
        keeping.put(actor, SETTING, int(days))
        st.rerun()


def main() -> None:
    """Show the page."""
    actor = state.actor()
    screen.badged(
        _("Keeping"),
        _("accounts, events and backups of this installation"),
        classification="T",
        simulated=False,
    )
    try:
        newest = keeping.listed(actor)
        shown = f"{newest[0].seq} · {newest[0].hash[:DIGITS]}" if newest else ""
        screen.answer(sentence(newest), " · ".join(filter(None, [shown, backed_up(newest)])))
        left, right = st.columns([5, 3], gap="medium")
        with left:
            screen.title(_("What was done"))
            record(newest)
        with right:
            account_panel.show()
            screen.title(_("Is the record whole?"))
            printed = st.text_input(
                _("Event on an export or a backup (optional)"), key="keeping head", placeholder="128 · 3f9a…"
            )
            chain_check.offer(against=printed)
            retained()
    except GeoError as error:
        screen.notice(text.error(error), kind="error")


if __name__ == "__main__":
    main()
