"""Siting: where the next standby posts go, what each of them adds, and how that is taken into the plan."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    aside,
    cache,
    curves,
    mapview,
    palette,
    payloads,
    proposals,
    screen,
    siting_words,
    state,
    studied,
    tables,
    wishes,
)
from dashboard.legend import Kinds, Look, codes
from dashboard.proposals import Proposal
from dashboard.text import _, number
from geo import trial
from geo.evaluate import Evaluation
from geo.siting import Siting

REACHED, NEW, GAP = range(3)


def curve(found: tuple[Siting, ...], proposal: Proposal) -> None:
    """Show posts against what they bring; a click on a point chooses its number."""
    screen.title(
        _("{what}, by number of posts: click a point").format(what=siting_words.unit(proposal.best.model))
    )
    evaluation, model = proposal.evaluation, proposal.best.model
    most = float(len(evaluation.stations)) if model in wishes.CURVED else None
    chart = curves.curve(siting_words.points(found), chosen=proposal.best.allowed, most=most)
    curves.show(chart, key=wishes.curve_key(proposal.wish))


def chosen(proposal: Proposal) -> None:
    """Show the chosen posts and take them into the plan when asked."""
    brings = proposal.table
    screen.title(_("Proposed posts"))
    tables.show(
        pd.DataFrame(
            {
                _("Post"): [f"{i} · {name}" for i, name in enumerate(proposal.places["name"], start=1)],
                _("District"): brings["district"].tolist(),
                _("Gaps"): brings["gains"].tolist(),
                _("Alone"): brings["alone"].tolist(),
                _("People"): proposal.wish.personnel,
            }
        ),
        widths={_("District"): 90, _("Gaps"): 56, _("Alone"): 64, _("People"): 76},
        rows=6,
        defined={_("Gaps"): "post_gains", _("Alone"): "post_alone"},
    )
    take, back = st.columns([3, 2])
    if take.button(
        _("Take these posts into the plan"),
        key="siting take",
        type="primary",
        width="stretch",
        disabled=not len(brings),
    ):
        proposals.take(proposal)
        st.rerun()
    if back.button(_("Best places"), key="siting back", width="stretch", disabled=not proposal.by_hand):
        proposals.take_back()
        st.rerun()


def against(proposal: Proposal) -> None:
    """Say what the posts reach where they were put by hand, beside the best choice."""
    if not proposal.by_hand:
        return
    wish, best = proposal.wish, proposal.best
    digits = 1 if best.model in siting_words.BY_MINUTES else 0
    here = trial.worth(proposal.evaluation, proposal.after, model=best.model, weights=wish.counted)
    told = _("As put by hand: {covered} of {all} TPS in time; at the best places {best}.").format(
        covered=number(proposal.covered), all=number(len(proposal.newly)), best=number(best.covered)
    )
    if best.model not in wishes.CURVED or wish.counted != "stations":
        told += " " + _("What was asked for: {here} against {best}.").format(
            here=number(here, digits), best=number(best.value, digits)
        )
    screen.notice(told, kind="info" if proposal.covered >= best.covered else "warning")


def in_plan(evaluation: Evaluation) -> None:
    """Show the posts that the plan has already, what they bring, and the way to take one out."""
    plan = evaluation.scenario
    changed = [it for it in (*plan.units_added, *plan.units_moved) if it.unit_id in evaluation.units.index]
    if not changed:
        return
    before = cache.evaluation(
        evaluation.operation, plan.model_copy(update={"units_added": (), "units_moved": ()})
    )
    screen.title(_("Posts in the plan"))
    screen.note(
        _(
            "Added and moved units bring {a} of {all} TPS in time to {b}; drag them on the map as well."
        ).format(
            a=number(before.summary["covered"]),
            b=number(evaluation.summary["covered"]),
            all=number(len(evaluation.stations)),
        )
    )
    key = f"siting plan {state.revision()}"
    row = tables.picked(key)
    units = evaluation.units.loc[[it.unit_id for it in changed]]
    tables.show(
        pd.DataFrame(
            {
                _("Unit"): units["name"].tolist(),
                _("District"): units["district"].tolist(),
                _("People"): units["personnel"].tolist(),
            }
        ),
        key=key,
        rows=6,
    )
    if row is not None:
        state.remember("siting out", changed[row].unit_id)
    out = state.remembered("siting out", "")
    if out in {it.unit_id for it in changed} and st.button(
        _("Take the selected one out of the plan"), key="siting out", width="stretch"
    ):
        rest = {
            name: tuple(it for it in getattr(plan, name) if it.unit_id != out)
            for name in ("units_added", "units_moved")
        }
        state.take_scenario(plan.model_copy(update=rest))
        st.rerun()


def look() -> Look:
    """Return how stations are told apart, and what else stands on the map."""
    kinds = Kinds(
        _("Polling stations (TPS)"),
        (_("reached already"), _("reached with the posts"), _("still a gap")),
        (palette.COVERED_MARK, palette.NEW_MARK, palette.GAP_MARK),
    )
    post = {"shape": "circle", "size": 7, "stroke": palette.PAPER}
    more = (
        {**post, "fill": palette.POST, "label": _("proposed post, to be dragged")},
        {**post, "fill": palette.POLICE, "label": _("post in the plan")},
    )
    return Look(kinds=kinds, more=more)


def place(evaluation: Evaluation, proposal: Proposal | None, *, drawing: bool, reach: bool) -> None:
    """Show the map, and do what a click or a drop on it asks for."""
    rows = proposals.marks(evaluation, proposal)
    stands = evaluation.stations["covered"]
    newly = proposal.newly if proposal else stands & False
    marks = codes([NEW if new else REACHED if ok else GAP for ok, new in zip(stands, newly, strict=True)])
    extra = {"marks": marks, "posts": payloads.posts(rows)}
    if proposal and reach and len(proposal.places):
        extra["reach"] = cache.payload(
            "post reach",
            evaluation.digest,
            *proposal.places["id"],
            make=lambda: studied.post_reach(evaluation, proposal.places),
        )
    click = mapview.clickable(evaluation, view="siting", look=look(), extra=extra, drawing=drawing)
    if click is None:
        return
    if drawing and click.kind in ("map", "station"):
        spot = (round(click.lon, 6), round(click.lat, 6))
        plan = state.scenario()
        state.set_scenario(plan.model_copy(update={"drawn": tuple(dict.fromkeys((*plan.drawn, spot)))}))
    elif click.kind == "post":
        proposals.dropped(click, rows, proposal)
    elif click.kind != "unit" or not proposals.lift(evaluation, click.index):
        return
    st.rerun()


def main() -> None:
    """Show the page."""
    operation, plan = cache.operation(str(state.operation())), state.scenario()
    with aside.own():
        wish = wishes.ask(plan)
        drawing = wishes.candidates(plan)
        reach = st.toggle(_("Reach of the posts on the map"), value=True, key="siting reach")
    evaluation = cache.evaluation(operation, plan)
    screen.head(_("Siting"), operation.meta.name, evaluation)
    top = st.container()
    left, right = screen.halves()
    proposal = None
    with right:
        found = wishes.answers(evaluation, wish) if plan.responding_forces else None
        if found:
            best = wishes.chosen(found, wish)
            proposal = proposals.of(evaluation, best, wish)
            curve(found, proposal)
            against(proposal)
            chosen(proposal)
            screen.note(
                _(
                    "Drag a numbered post on the map to another place to see what it reaches there. "
                    "A click on a post, reserve or patrol of the operation lets it be dragged too."
                )
            )
        in_plan(evaluation)
    with top:
        if found and proposal:
            screen.answer(
                siting_words.sentence(evaluation, proposal.best, found[0]),
                siting_words.note(evaluation, proposal.best),
                defined=("covered", "gaps", "gain"),
            )
        elif not plan.responding_forces:
            screen.notice(
                _("Nobody responds in this plan; choose who responds in the sidebar."), kind="warning"
            )
    with left:
        place(evaluation, proposal, drawing=drawing, reach=reach)
    screen.style("study")


if __name__ == "__main__":
    main()
