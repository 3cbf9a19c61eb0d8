"""Plans: what is saved for the operation, by whom and when, every version, and what can be done."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    aside,
    cache,
    chain_check,
    hand,
    plan_file,
    plan_history,
    plan_merge,
    plan_words,
    screen,
    state,
    tables,
    text,
)
from dashboard.access import may
from dashboard.hand import Hand
from dashboard.service import plans
from dashboard.store.plan import Plan
from dashboard.text import _, number
from geo.errors import GeoError
from geo.operation import Operation

CHOSEN, TABLE = "plans chosen", "plans"
ROWS = 12


def sentence(known: list[Plan]) -> str:
    """Say how many plans there are, and which is approved."""
    if not known:
        return _("No plan is saved for this operation yet.")
    told = _("{n} plans are saved for this operation.").format(n=number(len(known)))
    if len(known) == 1:
        told = _("One plan is saved for this operation: {name}.").format(name=known[0].name)
    approved = [it.name for it in known if it.status == "approved"]
    if approved:
        told += " " + _("Approved: {names}.").format(names=", ".join(approved))
    return told


def _listed(known: list[Plan], held: Hand | None) -> Plan:
    """Show the plans, and return the one that is marked, or in hand, or was saved last."""
    ids = [it.plan_id for it in known]
    row = tables.picked(TABLE)
    if row is not None and row < len(ids):
        state.remember(CHOSEN, ids[row])
    tables.show(
        pd.DataFrame(
            {
                _("Plan"): [it.name for it in known],
                _("Version"): [it.version for it in known],
                _("State"): [plan_words.state_of(it) for it in known],
                _("By"): [it.author for it in known],
                _("When"): [plan_words.when(it.at) for it in known],
                _("Digest"): [it.digest[: plan_words.DIGITS] for it in known],
            }
        ),
        key=TABLE,
        rows=ROWS,
        widths={
            _("Plan"): 150,
            _("Version"): 58,
            _("State"): 78,
            _("By"): 72,
            _("When"): 60,
            _("Digest"): 94,
        },
    )
    wanted = (state.remembered(CHOSEN, ""), held.plan_id if held else "", ids[0])
    chosen = next(it for it in wanted if it in ids)
    return known[ids.index(chosen)]


def _nothing(of: Operation, held: Hand | None) -> None:
    """Say how a plan comes to be."""
    left, right = st.columns([4, 3], gap="large")
    with left:
        screen.listed(
            _("How a plan comes to be"),
            [
                _("Change what you like on any page: each change is kept as your draft at once."),
                _("“Save” above gives it a name; from then on every save is a version that stays."),
                _("Leadership approves and locks a version; planners copy it to go on."),
            ],
        )
    with right:
        if held is not None and may(state.actor().role, "create_plan"):
            plan_file.upload(of, held, place="page")


def main() -> None:
    """Show the page."""
    of = cache.operation(str(state.operation()))
    held, actor = hand.current(), state.actor()
    screen.masthead(_("Plans"), of.meta.name, of.meta)
    key = held.operation if held else ""
    try:
        known = plans.listed(actor, key)
        archived = plans.listed(actor, key, archived=True)
        screen.answer(sentence(known), chain_check.head())
    except GeoError as error:
        screen.notice(text.error(error), kind="error")
        return
    try:
        cache.evaluation(of, state.scenario())
    except GeoError as error:
        screen.notice(text.error(error), kind="error")
    with aside.own():
        away = bool(archived) and st.toggle(
            _("Show the archive too ({n})").format(n=number(len(archived))), key="plans archived"
        )
        chain_check.offer()
    if held is not None and held.plan is not None and held.plan.branch_of and held.plan.status == "open":
        plan_merge.show(of, held.plan_id)
    shown = known + (archived if away else [])
    if not shown:
        _nothing(of, held)
        return
    left, right = screen.halves()
    with left:
        chosen = _listed(shown, held)
        if held is not None and may(actor.role, "create_plan"):
            plan_file.upload(of, held, place="page")
    with right:
        plan_history.show(chosen, known)


if __name__ == "__main__":
    main()
