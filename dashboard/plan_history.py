"""History of a plan: its versions, which of them to hold against which, and what can be done with each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import hand, plan_file, plan_menu, plan_words, screen, state, tables, text
from dashboard.access import may
from dashboard.service import plans
from dashboard.store.plan import Plan, Version
from dashboard.store.saving import NAME_LETTERS, REASON_LETTERS
from dashboard.text import _, number

COMPARE = "views/compare.py"
ROWS = 7
Side = tuple[str, int]
"""Id of a plan and number of a version."""
PAIR = 2
"""So many versions can be compared."""


def show(plan: Plan, known: list[Plan]) -> None:
    """Show the versions of a plan, and offer what can be done with it and with them."""
    versions = plans.versions(state.actor(), plan.plan_id)[::-1]
    screen.title(plan_words.title(plan))
    _acts(plan)
    table = f"versions of {plan.plan_id}"
    row = tables.marked(table, rows=len(versions))
    tables.show(_table(versions), key=table, rows=ROWS, widths={_("Version"): 62, _("Digest"): 82})
    if row is not None:
        _of_version(plan, versions[row])
    else:
        screen.note(_("Mark a version to take it in hand or to restore it."))
    if may(state.actor().role, "compare"):
        _compare(plan, versions, known)
    plan_file.download(plan.plan_id, plan.name, version=plan.version)


def _table(versions: list[Version]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Version"): [it.version for it in versions],
            _("Saved by"): [it.author for it in versions],
            _("When"): [plan_words.when(it.at) for it in versions],
            _("Reason"): [it.reason or "–" for it in versions],
            _("Digest"): [it.digest[: plan_words.DIGITS] for it in versions],
        }
    )


def _acts(plan: Plan) -> None:
    """Offer to open the plan, to copy, approve or unlock it, and to put it away, as far as the role may."""
    actor, held = state.actor(), hand.current()
    open_, copy, lock, away = st.columns(4, gap="small")
    in_hand = held is not None and held.plan_id == plan.plan_id
    if open_.button(_("Open"), key="plans open", width="stretch", type="primary", disabled=in_hand):
        plan_menu.attempt(lambda: hand.take_up(plan.plan_id))
    if may(actor.role, "copy_plan"):
        with copy, st.popover(_("Make a copy"), width="stretch"):
            _copy(plan)
    if may(actor.role, "approve_plan"):
        with lock, st.popover(_("Unlock") if plan.status == "approved" else _("Approve"), width="stretch"):
            _approve(plan)
    if may(actor.role, "archive_plan"):
        archived = plan.status == "archived"
        words = _("Take back") if archived else _("Archive")
        if away.button(
            words, key="plans archive", width="stretch", help=_("Nothing is lost in the archive.")
        ):
            do = plans.unarchived if archived else plans.archived
            plan_menu.attempt(lambda: hand.refresh(do(actor, plan.plan_id)))


def _copy(plan: Plan) -> None:
    start = _("{name} (copy)").format(name=plan.name)[:NAME_LETTERS]
    key = f"plans copy {plan.plan_id} {text.language()}"
    name = st.text_input(_("Name of the copy"), start, key=key, max_chars=NAME_LETTERS)
    empty = not name.strip()
    if st.button(_("Make a copy"), key="plans copy", width="stretch", type="primary", disabled=empty):
        plan_menu.attempt(lambda: plans.copied(state.actor(), plan.plan_id, name=name))


def _approve(plan: Plan) -> None:
    """Offer to approve the newest version, or to take that back."""
    actor, locked = state.actor(), plan.status == "approved"
    screen.note(
        _("It can be changed again; its approval stays in the history.")
        if locked
        else _("Version {n} is approved, and nobody saves over it until it is unlocked.").format(
            n=number(plan.version)
        )
    )
    reason = st.text_input(
        _("Reason (may be left empty)"), key=f"approve reason {plan.plan_id}", max_chars=REASON_LETTERS
    )
    words = _("Unlock") if locked else _("Approve and lock")
    if st.button(words, key="plans approve", type="primary", width="stretch"):
        if locked:
            plan_menu.attempt(lambda: hand.refresh(plans.unlocked(actor, plan.plan_id, reason=reason)))
        else:
            told = {"version": plan.version, "reason": reason}
            plan_menu.attempt(lambda: hand.refresh(plans.approved(actor, plan.plan_id, **told)))


def _of_version(plan: Plan, version: Version) -> None:
    """Offer to take a version in hand, or to restore it as the newest."""
    actor = state.actor()
    left, right = st.columns(2, gap="small")
    n = number(version.version)
    if left.button(
        _("Take version {n} in hand").format(n=n),
        key="plans try",
        width="stretch",
        help=_("The plan changes when you save it, not before."),
    ):
        plan_menu.attempt(lambda: hand.try_out(plan.plan_id, version.scenario))
    newest = version.version == plan.version
    if may(actor.role, "restore_version") and right.button(
        _("Restore version {n}").format(n=n),
        key="plans restore",
        width="stretch",
        disabled=newest or plan.status != "open",
        help=_("It becomes the newest version; all others stay."),
    ):
        reason = _("Version {n} restored").format(n=n)
        plan_menu.attempt(lambda: _restore(plan, version.version, reason=reason))


def _restore(plan: Plan, number_: int, *, reason: str) -> None:
    held = hand.current()
    plans.restored(state.actor(), plan.plan_id, number_, based_on=plan.version, reason=reason)
    if held is not None and held.plan_id == plan.plan_id:
        hand.take_up(plan.plan_id)


def _compare(plan: Plan, versions: list[Version], known: list[Plan]) -> None:
    """Offer to hold any two versions against each other on the page that compares."""
    titles: dict[Side, str] = {
        (it.plan_id, it.version): _("{name} · version {n}").format(name=plan.name, n=number(it.version))
        for it in versions
    }
    others = [it for it in known if it.plan_id != plan.plan_id]
    titles |= {
        (it.plan_id, it.version): _("{name} · version {n}").format(name=it.name, n=number(it.version))
        for it in others
    }
    options = list(titles)
    if len(options) < PAIR:
        return
    first, second, go = st.columns([4, 4, 2], gap="small", vertical_alignment="bottom")
    key = f"{plan.plan_id} {plan.version} {text.language()}"
    a = first.selectbox(_("Plan A"), options, 1, format_func=titles.__getitem__, key=f"plans a {key}")
    b = second.selectbox(_("Plan B"), options, 0, format_func=titles.__getitem__, key=f"plans b {key}")
    if go.button(_("Compare"), key="plans compare", width="stretch", disabled=a == b) and a and b:
        _held_against(a, b, newest={it.plan_id: it.version for it in (plan, *others)})
        st.switch_page(COMPARE)


def _held_against(a: Side, b: Side, *, newest: dict[str, int]) -> None:
    """Keep one version as plan A and take the other in hand."""
    actor = state.actor()
    state.keep_plan_a(plans.version(actor, *a).scenario)
    if b[1] == newest[b[0]]:
        hand.take_up(b[0])
    hand.try_out(b[0], plans.version(actor, *b).scenario)
