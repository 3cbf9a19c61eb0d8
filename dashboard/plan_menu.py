"""Menus of the plan bar: saving the plan in hand, and opening, copying, naming and filing plans."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import hand, plan_file, plan_words, screen, state, text
from dashboard.access import may
from dashboard.hand import Hand
from dashboard.service import plans
from dashboard.store import ConflictError
from dashboard.store.plan import Plan
from dashboard.store.saving import NAME_LETTERS, REASON_LETTERS
from dashboard.text import _, number
from geo.errors import GeoError
from geo.operation import Operation

PAGE = "views/plans.py"
NONE = ""
"""What stands for the base plan in the list of plans."""


def saving(of: Operation, held: Hand) -> None:
    """Offer to save the plan in hand as its next version, or under a name of its own."""
    plan = held.plan
    if plan is None:
        screen.note(_("Everybody who plans for this operation can open it then."))
        _under_name(of, _("Save"), start="")
        return
    if plan.status != "open":
        screen.notice(
            _("This plan is {status}: save what you change as another plan.").format(
                status=plan_words.statuses()[plan.status]
            )
        )
    else:
        screen.note(
            _("It becomes version {n} of “{name}”; older versions stay.").format(
                n=number(plan.version + 1), name=plan.name
            )
        )
        reason = _reason(f"save reason {plan.plan_id} {plan.version}")
        if st.button(_("Save"), key="plan save", type="primary", width="stretch", disabled=not held.changed):
            _save(of, reason=reason)
        screen.title(_("Save as another plan"))
    _under_name(of, _("Save as"), start=_("{name} (copy)").format(name=plan.name)[:NAME_LETTERS])


def _under_name(of: Operation, words: str, *, start: str) -> None:
    key = f"{state.turn()} {start} {text.language()}"
    name = st.text_input(_("Name of the plan"), start, key=f"plan name {key}", max_chars=NAME_LETTERS)
    reason = _reason(f"plan reason {key}") if not start else ""
    if st.button(
        words,
        key="plan save as",
        type="secondary" if start else "primary",
        width="stretch",
        disabled=not name.strip(),
    ):
        _save(of, name=name, reason=reason)


def _reason(key: str) -> str:
    return st.text_input(_("Reason of the change (may be left empty)"), key=key, max_chars=REASON_LETTERS)


def _save(of: Operation, *, name: str = "", reason: str = "") -> None:
    """Save; where somebody was faster go to the page that brings both together."""
    try:
        hand.save(of, name=name, reason=reason)
    except ConflictError:
        st.switch_page(PAGE)
    except GeoError as error:
        screen.notice(_("It was not saved.") + "\n" + text.error(error), kind="error")
        return
    st.rerun()


def attempt(do: Callable[[], object]) -> None:
    """Do something with plans and show the page again, or say here why it was not done."""
    try:
        do()
    except ConflictError:
        st.switch_page(PAGE)
    except GeoError as error:
        screen.notice(_("It was not done.") + "\n" + text.error(error), kind="error")
        return
    st.rerun()


def show(of: Operation, held: Hand, told: list[str]) -> None:
    """Offer everything else that can be done with plans."""
    for phrase in told:
        screen.note(phrase)
    actor = state.actor()
    _open(held)
    plans_ = may(actor.role, "change_plan")
    if held.plan is not None and plans_:
        _name(held.plan)
    if may(actor.role, "see_history"):
        st.page_link(PAGE, label=_("All plans and versions"), icon=":material/history:", width="stretch")
    plan_file.show(of, held)
    if plans_ and told and st.button(_("Back to the base plan"), key="plan reset", width="stretch"):
        state.reset_scenario()
        st.rerun()


def _open(held: Hand) -> None:
    """Offer the plans of this operation."""
    try:
        known = {it.plan_id: it for it in plans.listed(state.actor(), held.operation)}
    except GeoError as error:
        screen.notice(text.error(error), kind="error")
        return
    if not known:
        return
    if held.plan is not None:
        known.setdefault(held.plan_id, held.plan)
    titles = {NONE: _("Base plan"), **{key: plan_words.title(it) for key, it in known.items()}}
    picked = st.selectbox(
        _("Open a plan"),
        list(titles),
        list(titles).index(held.plan_id),
        format_func=titles.__getitem__,
        key=f"plan open {held.plan_id} {len(titles)} {text.language()}",
    )
    if picked is not None and picked != held.plan_id:
        attempt(lambda: hand.take_up(picked))


def _name(plan: Plan) -> None:
    """Offer to give the plan another name, or to copy it under that."""
    key = f"plan rename {plan.plan_id} {plan.name}"
    name = st.text_input(_("Name"), plan.name, key=key, max_chars=NAME_LETTERS)
    left, right = st.columns(2, gap="small")
    other, actor = name.strip() not in {"", plan.name}, state.actor()
    if left.button(_("Rename"), key="plan rename", width="stretch", disabled=not other):
        attempt(lambda: hand.refresh(plans.renamed(actor, plan.plan_id, name=name)))
    if right.button(_("Make a copy"), key="plan copy", width="stretch", disabled=not other):
        attempt(lambda: hand.take_up(plans.copied(actor, plan.plan_id, name=name).plan_id))
