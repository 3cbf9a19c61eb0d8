"""The plan bar: which plan is in hand, what it changes, whether that is saved, and what can be done."""

from __future__ import annotations

import streamlit as st

from dashboard import differences, hand, plan_menu, plan_words, screen, state
from dashboard.access import may
from dashboard.hand import Hand
from dashboard.text import _, number
from geo.operation import Operation

SHOWN = 4
"""So many differences are written out in the bar; the others are counted there, and listed when it opens."""


def show(of: Operation) -> None:
    """Show the bar: plan and differences on the left, steps, saving and the rest on the right."""
    held = hand.current()
    if held is None:
        return
    told = differences.phrases(state.scenario(), of)
    plans = may(state.actor().role, "change_plan")
    with st.container(key="planbar"):
        words, steps, menus = st.columns([62, 10, 28] if plans else [84, 1, 15], vertical_alignment="center")
        with words:
            name = held.plan.name if held.plan else ""
            screen.plan_line(
                _sentence(told, named=bool(name)), name=name, tags=plan_words.tags(held, of.digest)
            )
        if plans:
            with steps:
                _steps(held)
        with menus:
            _menus(of, held, told, plans=plans)
    if held.trouble:
        screen.notice(_("This plan cannot be kept now.") + "\n" + held.trouble, kind="error")


def _steps(held: Hand) -> None:
    """Offer to take a step back, or to make it again."""
    back, again = st.columns(2, gap="small")
    done, undone = len(held.work.done), len(held.work.undone)
    back.button(
        "",
        icon=":material/undo:",
        key="plan undo",
        help=_("Undo: {n} steps back").format(n=number(done)) if done else _("Undo: nothing to take back"),
        disabled=not done,
        on_click=_undo,
        width="stretch",
    )
    again.button(
        "",
        icon=":material/redo:",
        key="plan redo",
        help=_("Redo: {n} steps").format(n=number(undone)) if undone else _("Redo: nothing was taken back"),
        disabled=not undone,
        on_click=_redo,
        width="stretch",
    )


def _undo() -> None:
    state.language()
    hand.settle()
    hand.undo()


def _redo() -> None:
    state.language()
    hand.settle()
    hand.redo()


def _menus(of: Operation, held: Hand, told: list[str], *, plans: bool) -> None:
    left, right = st.columns(2, gap="small") if plans else (None, st.container())
    if left is not None:
        locked = held.plan is not None and held.plan.status != "open"
        words = _("Save as") if locked else _("Save")
        with (
            left,
            st.popover(
                words,
                icon=":material/save:",
                width="stretch",
                type="primary" if held.changed else "secondary",
                key=f"plan saving {held.plan_id} {held.based_on}",
            ),
        ):
            plan_menu.saving(of, held)
    with (
        right,
        st.popover(_("Plan"), icon=":material/edit_note:", width="stretch", key=f"plan menu {held.plan_id}"),
    ):
        plan_menu.show(of, held, told)


def brought_back() -> None:
    """Say where work was brought back that was not saved, and offer to keep it or to give it up."""
    held = hand.current()
    if held is None or held.brought is None:
        return
    at = plan_words.when(held.brought)
    with st.container(key="banner"):
        words, keep, discard = st.columns([7, 1, 1], vertical_alignment="center", gap="small")
        with words:
            screen.notice(
                _("Draft of {time} brought back: it was not saved yet.").format(time=at), kind="warning"
            )
        keep.button(_("Keep"), key="draft keep", width="stretch", on_click=hand.keep_draft)
        discard.button(_("Discard"), key="draft discard", width="stretch", on_click=hand.discard_draft)


def _sentence(told: list[str], *, named: bool) -> str:
    if not told:
        return _("Base plan: nothing is changed.")
    more = len(told) - SHOWN
    rest = " · " + _("and {n} more").format(n=number(more)) if more > 0 else ""
    before = "" if named else _("Changed against the base plan:") + " "
    return before + " · ".join(told[:SHOWN]) + rest
