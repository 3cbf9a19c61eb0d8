"""Briefing: the wall screen. One sentence, four figures, the map, the worst gaps; no scrolling."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from dashboard import cache, mapview, names, screen, sentences, state
from dashboard.legend import Look
from dashboard.text import _, date, number, percent
from geo.evaluate import Evaluation

LISTED = 9


def _furthest(gaps: pd.DataFrame) -> str:
    if gaps.empty:
        return _("no gap")
    worst = gaps["travel_min"].max()
    if math.isnan(worst):
        return _("no unit can come")
    return _("the furthest: {m} minutes").format(m=number(worst, 1))


def figures(evaluation: Evaluation) -> list[tuple[str, str, str, str]]:
    """Return the four cards."""
    total, forces = evaluation.summary, names.force_labels()
    classes = total["class_counts"]
    people = " · ".join(
        f"{number(n)} {forces[f]}" for f in forces if (n := total["personnel_by_force"].get(f))
    )
    short = sum(total["shortfall"].values())
    reserve = (
        _("{n} short: ask for reinforcement (BKO)").format(n=number(short)) if short else _("no shortfall")
    )
    return [
        (
            "good",
            _("TPS reached in time"),
            f"{number(total['covered'])} / {number(total['stations'])}",
            _("{share} of all TPS, {means}").format(
                share=percent(total["covered_share"]), means=names.means(evaluation)
            ),
        ),
        ("bad", _("TPS not reached in time"), number(total["gaps"]), _furthest(evaluation.gaps)),
        ("people", _("Personnel"), number(total["personnel"]), people),
        (
            "risk",
            _("TPS vulnerable or worse"),
            number(sum(n for c, n in classes.items() if c not in ("low", "unassessed"))),
            _("{n} people needed, {guards} of them at TPS; {reserve}").format(
                n=number(sum(total["need"].values())),
                guards=number(sum(total["need_guards"].values())),
                reserve=reserve,
            ),
        ),
    ]


def _worst(values: pd.Series) -> float:
    """Return the largest; unknown where any is, because who cannot be reached at all is the worst."""
    return float(values.max(skipna=False))


def gap_rows(evaluation: Evaluation) -> list[tuple[str, ...]]:
    """Return the worst gaps by village: place, distance, minutes too late, stations."""
    late = evaluation.gaps.join(
        evaluation.stations[["village", "district", "distance_m", "village_id"]], on="station_id"
    )
    grouped = late.groupby("village_id", sort=False).agg(
        village=("village", "first"),
        district=("district", "first"),
        stations=("station_id", "size"),
        far=("distance_m", _worst),
        over=("over_min", _worst),
    )
    grouped = grouped.sort_values(["over", "village"], ascending=[False, True], na_position="first")
    return [
        (
            f"{row.village}\n{row.district}",
            f"{number(row.far / 1000, 1)} km",
            "–" if math.isnan(row.over) else f"+{number(row.over, 1)}",
            number(row.stations),
        )
        for row in grouped.itertuples()
    ]


def main() -> None:
    """Show the page."""
    evaluation = cache.evaluation(cache.operation(str(state.operation())), state.scenario())
    meta = evaluation.operation.meta
    screen.head(
        meta.name,
        f"{meta.jurisdiction} · {date(meta.election_day)} · "
        + _("{villages} villages in {districts} districts").format(
            villages=number(evaluation.summary["electing_villages"]),
            districts=number(evaluation.summary["districts"]),
        ),
        evaluation,
    )
    screen.answer(sentences.coverage(evaluation), names.caption(evaluation))
    screen.cards(figures(evaluation), defined=("covered", "gaps", "personnel", "vulnerable"))
    left, right = st.columns([2, 1], gap="medium")
    with left:
        bare = state.kiosk()
        click = mapview.show(evaluation, view="briefing", look=Look(bare=bare), clicks=not bare)
        mapview.printed(mapview.news(click, view="briefing"), view="briefing")
    with right:
        rows = gap_rows(evaluation)
        left_out = len(rows) - LISTED
        screen.ranked(
            _("Largest gaps, {means}").format(means=names.means(evaluation)),
            [_("Village"), _("Distance"), _("Min. late"), "TPS"],
            rows[:LISTED],
            rest=_("and {n} more villages").format(n=number(left_out)) if left_out > 0 else "",
        )
    screen.style("wall")


if __name__ == "__main__":
    main()
