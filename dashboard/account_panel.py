"""Accounts of a shared installation: who may sign in, in which role, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard import plan_words, screen, state, tables, text
from dashboard.access import ROLES, may
from dashboard.door import stored, words
from dashboard.store.accounts import Account
from dashboard.text import _
from geo.errors import GeoError

ROWS, SAID = 8, "accounts said"


def _state(account: Account) -> str:
    if account.disabled:
        return _("closed")
    if account.locked_until is not None and account.locked_until > dt.datetime.now(dt.UTC):
        return _("locked until {time}").format(time=plan_words.when(account.locked_until))
    return _("open")


def show() -> None:
    """Show the accounts, and what may be done with the chosen one."""
    actor = state.actor()
    if not may(actor.role, "manage_users"):
        return
    screen.title(_("Accounts"))
    known = stored.listed(actor)
    if not known:
        screen.note(
            _("Nobody has an account yet. On the command line: petapam users add NAME --role planner")
        )
        return
    tables.show(
        pd.DataFrame(
            {
                _("Name"): [it.name for it in known],
                _("Role of the account"): [words.role(it.role) for it in known],
                _("State"): [_state(it) for it in known],
                _("Changed"): [plan_words.when(it.changed_at) for it in known],
            }
        ),
        rows=ROWS,
    )
    screen.note(_("New accounts and passwords: petapam users, on the machine of the server."))
    _change({it.name: it for it in known})


def _change(known: dict[str, Account]) -> None:
    """Offer what may be done with one account."""
    actor, said = state.actor(), state.held(SAID, "")
    if said:
        screen.notice(said, kind="error")
    name = st.selectbox(_("Account"), list(known), key="accounts name")
    account = known[name]
    left, middle, right = st.columns(3, gap="small", vertical_alignment="bottom")
    with left:
        role = st.selectbox(
            _("Role of the account"),
            ROLES,
            index=ROLES.index(account.role),
            format_func=words.role,
            key=f"accounts role {name} {account.role}",
        )
        if role != account.role:
            _do(lambda: stored.set_role(actor, name, role=role))
    with middle:
        closing = _("Close the account") if not account.disabled else _("Open the account")
        if st.button(closing, key="accounts close", width="stretch"):
            change = stored.enable if account.disabled else stored.disable
            _do(lambda: change(actor, name))
    with right:
        if st.button(_("Sign out everywhere"), key="accounts revoke", width="stretch"):
            _do(lambda: stored.revoke(actor, name))


def _do(change: Callable[[], object]) -> None:
    """Change an account, remember what went wrong if anything did, and show the page again."""
    said = ""
    try:
        change()
    except GeoError as error:
        said = text.error(error)
    state.hold(SAID, said)
    st.rerun()
