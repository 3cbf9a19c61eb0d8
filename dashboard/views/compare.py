"""Compare: plan A beside plan B, what differs at which station, who moved where."""

from __future__ import annotations

import hashlib

import pandas as pd
import streamlit as st

from dashboard import cache, differences, mapview, names, palette, planbar, screen, state, tables, text
from dashboard.legend import Kinds, Look, codes
from dashboard.text import _, number
from geo.comparison import CHANGES, Comparison
from geo.errors import GeoError
from geo.evaluate import Evaluation, compare
from geo.operation import Operation

LISTED = 10


def sentence(made: Comparison) -> str:
    """Say in one sentence what plan B changes."""
    before, after, delta = made.summary.loc["covered", ["a", "b", "delta"]]
    counts = made.difference["change"].value_counts()
    values = {
        "n": number(abs(delta)),
        "a": number(before),
        "b": number(after),
        "gained": number(counts.get("gained", 0)),
        "lost": number(counts.get("lost", 0)),
    }
    if not len(made.stations):
        return _("Plan A and plan B give every TPS the same.")
    if delta > 0:
        return _("Plan B reaches {n} more TPS than plan A ({a} → {b}).").format(**values)
    if delta < 0:
        return _("Plan B reaches {n} fewer TPS than plan A ({a} → {b}).").format(**values)
    if counts.get("gained", 0):
        return _("Plan B reaches as many TPS as plan A ({a}), but gains {gained} and loses {lost}.").format(
            **values
        )
    return _("Plan B reaches the same TPS as plan A ({a}); minutes or units differ.").format(**values)


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
            plan = planbar.read(given.getvalue())
            cache.evaluation(of, plan)
        except GeoError as error:
            screen.notice(_("The plan was not opened.") + "\n" + text.error(error), kind="error")
            return
        state.keep_plan_a(plan)
        st.rerun()


def told(side: str, plan_phrases: list[str]) -> None:
    """Say in words what one of the two plans is."""
    screen.note(f"{side}: " + (" · ".join(plan_phrases) or _("the base plan")))


def totals(made: Comparison) -> None:
    """Show the headline numbers of both plans."""
    labels = {
        "covered": _("TPS reached in time"),
        "gaps": _("TPS not reached in time"),
        "personnel": _("Personnel"),
        "units": _("Units"),
        "high_risk": _("TPS very vulnerable or worse"),
    }
    rows = made.summary.loc[list(labels)]
    tables.show(
        pd.DataFrame(
            {_("Figure"): list(labels.values()), "A": rows["a"], "B": rows["b"], "±": rows["delta"]}
        ),
        defined={"±": "delta"},
    )


def changed(a: Evaluation, made: Comparison) -> None:
    """List the stations that differ, the weightiest difference first."""
    rows = made.difference[made.difference["change"].ne("same")]
    order = rows["change"].map({key: i for i, key in enumerate(CHANGES)})
    rows = rows.assign(order=order).sort_values(
        ["order", "delta_min"], ascending=[True, False], kind="stable"
    )
    screen.title(_("TPS that differ: {n}").format(n=number(len(rows))))
    if rows.empty:
        screen.notice(_("No TPS differs."))
        return
    places, unit_names = a.stations.loc[rows.index], made.units["name"]
    tables.show(
        pd.DataFrame(
            {
                "TPS": [f"{v} · {n:.0f}" for v, n in zip(places["village"], places["number"], strict=True)],
                _("Change"): rows["change"].map(names.change_labels()),
                _("Unit, A"): rows["unit_id_a"].map(unit_names).astype(object).fillna(_("none")),
                _("Unit, B"): rows["unit_id_b"].map(unit_names).astype(object).fillna(_("none")),
                _("min, A"): rows["travel_min_a"],
                _("min, B"): rows["travel_min_b"],
                "±": rows["delta_min"],
            }
        ),
        decimals={_("min, A"): 1, _("min, B"): 1, "±": 1},
        defined={"±": "delta"},
        widths={
            "TPS": 110,
            _("Change"): 100,
            _("Unit, A"): 105,
            _("Unit, B"): 105,
            _("min, A"): 62,
            _("min, B"): 62,
            "±": 55,
        },
        rows=LISTED,
    )


def moved(made: Comparison) -> None:
    """List the units that are not where they were."""
    screen.title(_("Who moved where"))
    if made.moves.empty:
        screen.note(_("Every unit stands in plan B where it stands in plan A."))
        return
    how = {"moved": _("moved"), "added": _("added"), "off": _("switched off")}
    tables.show(
        pd.DataFrame(
            {
                _("Unit"): made.moves["name"],
                _("What"): made.moves["how"].map(how),
                "km": made.moves["distance_m"] / 1000,
            }
        ),
        decimals={"km": 1},
        rows=6,
    )


def loads(made: Comparison) -> None:
    """List the units whose load differs."""
    rows = made.units[made.units["first_delta"].ne(0)]
    if rows.empty:
        return
    screen.title(_("First unit of how many TPS"))
    rows = rows.sort_values(["first_delta", "name"])
    tables.show(
        pd.DataFrame(
            {_("Unit"): rows["name"], "A": rows["first_a"], "B": rows["first_b"], "±": rows["first_delta"]}
        ),
        defined={"±": "delta"},
        rows=6,
    )


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


def difference_map(b: Evaluation, made: Comparison) -> None:
    """Show plan B, each station in the colour of its difference."""
    labels = names.change_labels()
    kinds = Kinds(
        _("Plan B against plan A"),
        tuple(labels[key] for key in CHANGES),
        tuple(palette.CHANGE_MARKS[key] for key in CHANGES),
    )
    position = {key: i for i, key in enumerate(CHANGES)}
    marks = codes([position[key] for key in made.difference["change"]])
    mapview.clickable(b, view="difference", look=Look(kinds=kinds), extra={"marks": marks})


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    with st.sidebar:
        choose(operation)
        views = {"difference": _("Difference"), "both": _("Side by side")}
        shown = st.segmented_control(
            _("Map"), list(views), default="difference", format_func=views.__getitem__, key="compare map"
        )
    a, b = (cache.evaluation(operation, plan) for plan in (state.plan_a(), state.scenario()))
    made = compare(a, b)
    screen.head(_("Compare"), operation.meta.name, b)
    screen.answer(sentence(made), names.caption(b), defined=("covered", "delta"))
    told("A", differences.phrases(state.plan_a(), operation))
    if shown == "both":
        side_by_side(a, b)
        left, right = st.columns(2, gap="medium")
    else:
        left, right = st.columns([5, 4], gap="medium")
        with left:
            difference_map(b, made)
    with right:
        totals(made)
        changed(b, made)
    with left if shown == "both" else right:
        moved(made)
        loads(made)
    screen.style("tall")


if __name__ == "__main__":
    main()
