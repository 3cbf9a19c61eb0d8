"""Compare: plan A beside plan B, what differs at which station, who moved where."""

from __future__ import annotations

import hashlib

import streamlit as st

from dashboard import (
    aside,
    cache,
    changed_reach,
    differences,
    mapview,
    names,
    plan_file,
    reassigned,
    screen,
    state,
    text,
)
from dashboard.legend import Kinds, Look
from dashboard.text import _, number
from geo.comparison import Comparison
from geo.errors import GeoError
from geo.evaluate import Evaluation, compare
from geo.operation import Operation
from geo.reassignment import Reassignment


def sentence(made: Comparison, found: Reassignment | None) -> str:
    """Say what plan B changes: whom it reaches, and who gets everybody they need."""
    if found is None or not reassigned.differs(found):
        return changed_reach.sentence(made)
    alike = _("Both plans reach every TPS alike.")
    return (changed_reach.sentence(made) if len(made.stations) else alike) + " " + reassigned.sentence(found)


def choose(of: Operation) -> None:
    """Offer what plan A is; plan B is always the plan in hand."""
    screen.note(_("Plan B is the plan in hand."))
    if st.button(_("Keep the plan in hand as plan A"), width="stretch", key="keep a"):
        state.keep_plan_a(state.scenario())
        st.rerun()
    if st.button(_("Swap A and B"), width="stretch", key="swap"):
        plan = state.scenario()
        state.take_scenario(state.plan_a())
        state.keep_plan_a(plan)
        st.rerun()
    given = st.file_uploader(_("Open a saved plan as plan A"), type="toml", key="plan a file")
    if given is not None and state.is_news("plan a file", given.file_id):
        try:
            plan = plan_file.read(given.getvalue())
            cache.evaluation(of, plan)
        except GeoError as error:
            screen.notice(_("The plan was not opened.") + "\n" + text.error(error), kind="error")
            return
        state.keep_plan_a(plan)
        st.rerun()


def side_by_side(a: Evaluation, b: Evaluation) -> None:
    """Show both plans in the same frame; they move together."""
    twin = hashlib.sha256(state.token().encode()).hexdigest()[:12]
    for column, side, of in zip(st.columns(2, gap="small"), "AB", (a, b), strict=True):
        with column:
            screen.title(
                _("Plan {side}: {covered} of {all} TPS reached").format(
                    side=side, covered=number(of.summary["covered"]), all=number(of.summary["stations"])
                )
            )
            mapview.show(of, view=f"compare {side}", look=Look(radii=True, twin=twin))


def difference_map(b: Evaluation, told: tuple[Kinds, str]) -> None:
    """Show plan B, each station in the colour of its difference."""
    kinds, marks = told
    mapview.clickable(b, view="difference", look=Look(kinds=kinds), extra={"marks": marks})


def subject() -> str:
    """Ask what of the two plans the tables show."""
    shown = {"reach": _("Reach"), "posting": _("Posting")}
    return (
        st.segmented_control(
            _("Subject"),
            list(shown),
            default="reach",
            format_func=shown.__getitem__,
            key="compare subject",
            label_visibility="collapsed",
            width="stretch",
        )
        or "reach"
    )


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    with aside.own():
        choose(operation)
        views = {"difference": _("Difference"), "both": _("Side by side")}
        shown = st.segmented_control(
            _("Map"), list(views), default="difference", format_func=views.__getitem__, key="compare map"
        )
    a, b = (cache.evaluation(operation, plan) for plan in (state.plan_a(), state.scenario()))
    made = compare(a, b)
    screen.head(_("Compare"), operation.meta.name, b)
    top = st.container()
    if shown == "both":
        side_by_side(a, b)
    left, right = screen.halves()
    with right:
        chosen = subject()
        found = reassigned.study(made)
        if chosen == "reach":
            changed_reach.totals(made)
        elif found is not None:
            reassigned.totals(found)
    with top:
        told = " · ".join(differences.phrases(state.plan_a(), operation)) or _("the base plan")
        screen.answer(
            sentence(made, found), f"A: {told} · {names.caption(b)}", defined=("covered", "served", "delta")
        )
    posting = chosen == "posting" and found is not None
    with left:
        if shown != "both":
            difference_map(b, reassigned.kinds(found) if posting else changed_reach.kinds(made))
    with left if shown == "both" else right:
        if posting:
            reassigned.guards(made, found)
        elif chosen == "reach":
            changed_reach.changed(b, made)
    with right:
        if chosen == "reach":
            changed_reach.moved(made)
            changed_reach.loads(made)
    if posting:
        reassigned.loads(made, found)
    screen.style("study")


if __name__ == "__main__":
    main()
