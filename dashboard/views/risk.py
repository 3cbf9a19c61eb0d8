"""Risk: which stations are vulnerable, why, and how much that hangs on the weights."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard import aside, cache, charts, controls, mapview, names, screen, state, tables
from dashboard.legend import ORDER, Look
from dashboard.text import _, date, named, number, percent
from geo import catalogue
from geo.evaluate import Evaluation
from geo.risk import PART


def sentence(evaluation: Evaluation) -> str:
    """Say how the stations spread over the classes."""
    labels, counts = names.class_labels(), evaluation.summary["class_counts"]
    spread = ", ".join(f"{number(counts[c])} {labels[c]}" for c in reversed(ORDER) if c in counts)
    return _("Of {n} TPS: {spread}.").format(n=number(evaluation.summary["stations"]), spread=spread)


def village_table(evaluation: Evaluation) -> pd.DataFrame:
    """Return one row per electing village, the riskiest first."""
    joined = evaluation.stations.join(evaluation.stability["stable"])
    rows = joined.groupby("village_id").agg(
        village=("village", "first"),
        district=("district", "first"),
        score=("score", "max"),
        rank=("rank", "max"),
        stations=("village", "size"),
        completeness=("completeness", "mean"),
        stable=("stable", "mean"),
    )
    return rows.sort_values(["rank", "score", "village"], ascending=[False, False, True])


def choose(evaluation: Evaluation, village_id: str) -> None:
    """Select the riskiest station of a village, unless one of its stations is selected already."""
    inside = evaluation.stations[evaluation.stations["village_id"] == village_id]
    if state.station() not in inside.index:
        state.set_station(str(inside["score"].fillna(-1).idxmax()))


def villages(rows: pd.DataFrame, *, key: str) -> None:
    """Show the villages; selecting one selects its riskiest station."""
    labels = names.class_labels()
    shown = pd.DataFrame(
        {
            _("Village"): rows["village"],
            _("District"): rows["district"],
            _("Class"): [labels[ORDER[int(rank)]] for rank in rows["rank"]],
            _("Score"): rows["score"] * 100,
            "TPS": rows["stations"],
            _("Data"): rows["completeness"],
            _("Stable"): rows["stable"],
        }
    )
    tables.show(
        shown,
        key=key,
        widths={
            _("District"): 78,
            _("Class"): 106,
            _("Score"): 47,
            "TPS": 40,
            _("Data"): 52,
            _("Stable"): 54,
        },
        shares=[_("Data"), _("Stable")],
        defined={
            _("Score"): "score",
            _("Class"): "class_id",
            _("Data"): "completeness",
            _("Stable"): "stable",
        },
        rows=10,
    )


def why(evaluation: Evaluation, station_id: str) -> None:
    """Explain the score of one station, part by part."""
    row, risk = evaluation.stations.loc[station_id], evaluation.risk.loc[station_id]
    labels = names.class_labels()
    screen.title(
        _("Why {place} is {label}").format(
            place=f"{row['village']} · TPS {number(row['number'])}", label=labels[row["class_id"]]
        )
    )
    if risk["override_reason"]:
        screen.notice(
            _("Class set by {author} on {date}: {reason}. Computed class: {computed}.").format(
                author=risk["override_author"],
                date=date(dt.date.fromisoformat(risk["override_date"])),
                reason=risk["override_reason"],
                computed=labels[risk["computed_class_id"]],
            )
        )
    held = evaluation.stability.loc[station_id]
    screen.note(
        _("Score {score} of 100, from {share} of the weighted indicators. {verdict}").format(
            score=number(risk["score"] * 100),
            share=percent(risk["completeness"]),
            verdict=_("The class holds when any one weight moves by 20 %.")
            if held["stable"]
            else _("The class changes when one weight moves by 20 %."),
        )
    )
    known = catalogue.indicators()
    table = pd.DataFrame(
        {"name": [named(it.name) for it in known.values()], "part": [risk[f"{PART}{key}"] for key in known]}
    ).sort_values("part", ascending=False, na_position="last")
    table["label"] = [number(p * 100, 1) if pd.notna(p) else _("unknown") for p in table["part"]]
    st.altair_chart(charts.parts(table), width="stretch")


def main() -> None:
    """Show the page."""
    with aside.own():
        with st.expander(_("Weights of the indicators")):
            controls.weights()
        with st.expander(_("Breaks of the classes")):
            controls.breaks()
    evaluation = cache.evaluation(cache.operation(str(state.operation())), state.scenario())
    screen.head(_("Risk"), evaluation.operation.meta.name, evaluation)
    screen.answer(
        sentence(evaluation),
        _("{share} keep their class when any one weight moves by 20 %; indicators known: {known}.").format(
            share=percent(evaluation.summary["stable_share"]),
            known=percent(evaluation.summary["completeness"]),
        ),
    )
    rows, key = village_table(evaluation), f"risk table {state.revision()}"
    row = tables.picked(key)
    if row is not None:
        choose(evaluation, str(rows.index[row]))
    left, right = screen.halves()
    with left:
        mapview.clickable(evaluation, view="risk", look=Look(by_class=True, named=True))
    with right:
        villages(rows, key=key)
        chosen = state.station()
        if chosen in evaluation.stations.index:
            why(evaluation, str(chosen))
        else:
            screen.note(_("Select a village in the table or a TPS on the map to see why it has its class."))
    screen.style("tall")


if __name__ == "__main__":
    main()
