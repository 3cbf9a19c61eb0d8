"""Stress test: what single losses cost, what two calls at once leave, how soon enough people are there."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, force_times, losses, mapview, names, screen, second_calls, state
from dashboard.text import _, number
from geo.evaluate import Evaluation
from geo.stress import Stress


def subjects() -> dict[str, str]:
    """Return what the page can show."""
    return {"loss": _("One loss"), "pair": _("Two places at once"), "force": _("Force in time")}


def subject() -> str:
    """Ask what the page is to show."""
    labels = subjects()
    chosen = st.segmented_control(
        _("Subject"),
        list(labels),
        default="loss",
        format_func=labels.__getitem__,
        key=f"stress subject {state.revision()}",
        label_visibility="collapsed",
        width="stretch",
    )
    return chosen or "loss"


def answer(evaluation: Evaluation, found: Stress) -> None:
    """Show the sentence, and what was tried."""
    count = found.table["kind"].value_counts()
    labels = losses.kind_labels()
    tried = ", ".join(
        f"{labels[kind].lower()} {number(int(count[kind]))}" for kind in labels if kind in count
    )
    screen.answer(
        losses.sentence(evaluation, found),
        _("tried: {parts}").format(parts=tried or "0") + " · " + names.caption(evaluation),
        defined=("covered", "lost"),
    )


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    evaluation = cache.evaluation(operation, state.scenario())
    screen.head(_("Stress test"), operation.meta.name, evaluation)
    top = st.container()
    left, right = screen.halves()
    with right:
        shown = subject()
        found = losses.study(evaluation)
        if shown == "loss":
            case = losses.panel(evaluation, found) if found else None
            look, extra = losses.look(), losses.paint(evaluation, found, case)
        elif shown == "pair":
            calls, pair = second_calls.panel(evaluation)
            look, extra = second_calls.look(), second_calls.paint(evaluation, calls, pair)
        else:
            look, extra = force_times.look(), force_times.paint(evaluation, force_times.panel(evaluation))
    with top:
        if found:
            answer(evaluation, found)
    with left:
        click = mapview.clickable(evaluation, view="stress", look=look, extra=extra)
    if click is not None and click.kind == "unit" and shown == "loss" and found:
        here = found.table[found.table["id"].eq(evaluation.units.index[click.index])]
        if len(here):
            losses.choose(here.iloc[0])
            st.rerun()
    screen.style("study")


if __name__ == "__main__":
    main()
