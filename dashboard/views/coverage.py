"""Coverage: who gets where in time, and which stations nobody reaches."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    aside,
    cache,
    closing,
    drawing,
    mapview,
    names,
    payloads,
    screen,
    sentences,
    state,
    tables,
)
from dashboard.legend import Look
from dashboard.text import _, number, percent
from geo.evaluate import Evaluation, compare
from geo.scenario import Scenario


def gap_table(evaluation: Evaluation) -> pd.DataFrame:
    """Return every gap with its place and nearest unit, the worst first, by station_id."""
    late = evaluation.gaps.set_index("station_id")
    placed = late.join(evaluation.stations[["village", "district", "number", "class_id", "distance_m"]])
    return placed.assign(unit=placed["unit_id"].map(evaluation.units["name"]).astype(object))


def table_key(evaluation: Evaluation) -> str:
    """Return the key of the table of gaps: other gaps are another table."""
    return f"gap table {state.revision()} {evaluation.digest}"


def gaps(rows: pd.DataFrame, *, key: str) -> None:
    """Show the gaps; the selected row becomes the selected station, and the map flies there."""
    labels = names.class_labels()
    screen.title(_("Gaps: {n} TPS").format(n=number(len(rows))))
    if rows.empty:
        screen.notice(sentences.all_in_time())
        return
    shown = pd.DataFrame(
        {
            "TPS": [f"{v} · {n:.0f}" for v, n in zip(rows["village"], rows["number"], strict=True)],
            _("District"): rows["district"],
            _("Class"): rows["class_id"].map(labels),
            _("Minutes"): rows["travel_min"],
            _("Nearest unit"): rows["unit"].fillna(_("none")),
        }
    )
    tables.show(
        shown,
        key=key,
        decimals={_("Minutes"): 1},
        defined={_("Minutes"): "travel_min", _("Class"): "class_id"},
        widths={_("District"): 84, _("Class"): 108, _("Minutes"): 62, _("Nearest unit"): 130},
        rows=9,
    )


def station(evaluation: Evaluation, station_id: str) -> None:
    """Show who could come to the selected station, and when."""
    row = evaluation.stations.loc[station_id]
    screen.title(f"{row['village']} · TPS {number(row['number'])}")
    near = evaluation.nearest[evaluation.nearest["station_id"] == station_id]
    units = evaluation.units
    tables.show(
        pd.DataFrame(
            {
                _("Nearest unit"): near["unit_id"].map(units["name"]).astype(object).fillna(_("none")),
                _("Way"): near["quality"].map(names.quality_labels()).astype(object).fillna("–"),
                _("People"): near["unit_id"].map(units["personnel"]),
                "km": near["distance_m"] / 1000,
                _("Minutes"): near["travel_min"],
            }
        ),
        decimals={"km": 1, _("Minutes"): 1},
    )
    screen.note(
        _("{n} units reach it within {minutes} minutes, {means}.").format(
            means=names.means(evaluation),
            n=number(row["units_covering"]),
            minutes=number(evaluation.scenario.threshold_min),
        )
    )


def districts(evaluation: Evaluation) -> None:
    """Show coverage by district and by force."""
    by = evaluation.by_district.sort_values("covered_share")
    screen.ranked(
        _("By district"),
        [_("District"), "TPS", _("Gaps"), _("TPS reached"), _("Voters reached")],
        [
            (district, number(row.stations), number(row.gaps), row.covered_share, row.voters_share)
            for district, row in zip(by.index, by.itertuples(), strict=True)
        ],
        compact=True,
        defined=("gaps", "covered_share", "voters_share"),
    )
    forces = names.force_labels()
    parts = [
        f"{forces[f]} {percent(row.covered_share)}"
        for f, row in evaluation.by_force.iterrows()
        if f != "linmas"
    ]
    screen.note(_("Reached in time by force: {parts}.").format(parts=" · ".join(parts)))


def against(evaluation: Evaluation) -> None:
    """Compare minutes by straight line with minutes by road: which stations get another unit first."""
    plan = evaluation.scenario
    other = Scenario.parse({**plan.model_dump(), "engine": "straight"})
    straight = cache.evaluation(evaluation.operation, other)
    changed = compare(straight, evaluation).stations
    moved = changed[changed["unit_id_a"].ne(changed["unit_id_b"])]
    later = evaluation.stations["travel_min"] - straight.stations["travel_min"]
    screen.title(_("Straight line against road"))
    screen.note(
        _(
            "{n} of {all} TPS get another unit first by road; {a} are in time by straight line, {b} by road; "
            "half of them take at least {m} minutes more by road."
        ).format(
            n=number(len(moved)),
            all=number(len(evaluation.stations)),
            a=number(straight.summary["covered"]),
            b=number(evaluation.summary["covered"]),
            m=number(later.median(), 1),
        )
    )
    places, unit_names = evaluation.stations.loc[moved.index], evaluation.units["name"]
    tables.show(
        pd.DataFrame(
            {
                "TPS": [f"{v} · {n:.0f}" for v, n in zip(places["village"], places["number"], strict=True)],
                _("Straight line"): moved["unit_id_a"].map(unit_names).astype(object).fillna(_("none")),
                _("min, line"): moved["travel_min_a"],
                _("By road"): moved["unit_id_b"].map(unit_names).astype(object).fillna(_("none")),
                _("min, road"): moved["travel_min_b"],
                "±": moved["travel_min_b"] - moved["travel_min_a"],
            }
        ).sort_values("±", ascending=False, na_position="first"),
        decimals={_("min, line"): 1, _("min, road"): 1, "±": 1},
        widths={"TPS": 128, _("min, line"): 62, _("min, road"): 62, "±": 50},
        rows=7,
    )


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    by_road = state.scenario().engine == "roads"
    with aside.own():
        radii = st.toggle(_("Reach of the units on the map"), value=True, key="radii")
        if by_road:
            closing.tool(operation)
    if not by_road:
        drawing.begin("")
    evaluation = cache.evaluation(operation, state.scenario())
    screen.head(_("Coverage"), operation.meta.name, evaluation)
    screen.answer(
        sentences.coverage(evaluation), names.caption(evaluation), defined=("covered", "gaps", "travel_min")
    )
    rows, key = gap_table(evaluation), table_key(evaluation)
    row = tables.picked(key)
    if row is not None:
        state.set_station(str(rows.index[row]))
    left, right = screen.halves()
    with left:
        mapview.clickable(evaluation, view="coverage", look=Look(radii=radii, roads=by_road))
    with right:
        gaps(rows, key=key)
        chosen = state.station()
        if chosen in evaluation.stations.index:
            station(evaluation, str(chosen))
        if by_road:
            against(evaluation)
        districts(evaluation)
        screen.download(
            _("Save the ways of the nearest units (GeoJSON)"),
            str(mapview.address(payloads.posting_lines(evaluation))),
            name=f"{operation.meta.id}-routes.geojson",
        )
    screen.style("study")


if __name__ == "__main__":
    main()
