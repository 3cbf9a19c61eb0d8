"""Coverage: who gets where in time, and which stations nobody reaches."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import cache, maps, screen, state
from dashboard.text import _, number, percent
from dashboard.views.briefing import sentence
from geo.evaluate import Evaluation


def gap_table(evaluation: Evaluation) -> pd.DataFrame:
    """Return every gap with its place and nearest unit, the worst first, by station_id."""
    late = evaluation.gaps.set_index("station_id")
    placed = late.join(evaluation.stations[["village", "district", "number", "class_id", "distance_m"]])
    return placed.assign(unit=placed["unit_id"].map(evaluation.units["name"]))


def pick(evaluation: Evaluation) -> None:
    """Show the gaps; the selected row becomes the selected station, and the map flies there."""
    rows, labels = gap_table(evaluation), maps.class_labels()
    st.subheader(_("Gaps: {n} TPS").format(n=number(len(rows))))
    if rows.empty:
        st.success(_("Every TPS is reached in time."))
        return
    shown = pd.DataFrame(
        {
            "TPS": [f"{v} · {n:.0f}" for v, n in zip(rows["village"], rows["number"], strict=True)],
            _("District"): rows["district"],
            _("Distance (km)"): rows["distance_m"] / 1000,
            _("Minutes"): rows["travel_min"],
            _("Min. late"): rows["over_min"],
            _("Nearest unit"): rows["unit"].fillna(_("none")),
            _("Class"): rows["class_id"].map(labels),
        }
    )
    tenth = st.column_config.NumberColumn(format="%.1f", width="small")
    event = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=330,
        on_select="rerun",
        selection_mode="single-row",
        key=f"gap table {state.revision()} {evaluation.digest}",
        column_config={_("Distance (km)"): tenth, _("Minutes"): tenth, _("Min. late"): tenth},
    )
    if event.selection.rows:
        state.set_station(str(rows.index[event.selection.rows[0]]))


def station(evaluation: Evaluation, station_id: str) -> None:
    """Show who could come to the selected station, and when."""
    row = evaluation.stations.loc[station_id]
    st.subheader(f"{row['village']} · TPS {number(row['number'])}")
    near = evaluation.nearest[evaluation.nearest["station_id"] == station_id]
    units = evaluation.units
    st.dataframe(
        pd.DataFrame(
            {
                _("Nearest unit"): near["unit_id"].map(units["name"]).fillna(_("none")),
                _("People"): near["unit_id"].map(units["personnel"]),
                _("Distance (km)"): near["distance_m"] / 1000,
                _("Minutes"): near["travel_min"],
            }
        ),
        hide_index=True,
        width="stretch",
        column_config={
            _("Distance (km)"): st.column_config.NumberColumn(format="%.1f"),
            _("Minutes"): st.column_config.NumberColumn(format="%.1f"),
        },
    )
    st.caption(
        _("{n} units reach it within {minutes} minutes, straight line.").format(
            n=number(row["units_covering"]), minutes=number(evaluation.scenario.threshold_min)
        )
    )


def districts(evaluation: Evaluation) -> None:
    """Show coverage by district and by force."""
    by = evaluation.by_district.sort_values("covered_share")
    share = st.column_config.ProgressColumn(format="%.0f%%", min_value=0, max_value=100)
    st.dataframe(
        pd.DataFrame(
            {
                _("District"): by.index,
                "TPS": by["stations"],
                _("Gaps"): by["gaps"],
                _("TPS reached"): by["covered_share"] * 100,
                _("Voters reached"): by["voters_share"] * 100,
            }
        ),
        hide_index=True,
        width="stretch",
        column_config={_("TPS reached"): share, _("Voters reached"): share},
    )
    names = maps.force_labels()
    parts = [
        f"{names[f]} {percent(row.covered_share)}"
        for f, row in evaluation.by_force.iterrows()
        if f != "linmas"
    ]
    st.caption(_("Reached in time by force: {parts}.").format(parts=" · ".join(parts)))


def main() -> None:
    """Show the page."""
    with st.sidebar:
        radii = st.toggle(_("Response radii on the map"), value=True, key="radii")
    evaluation = cache.evaluation(cache.operation(str(state.operation())), state.scenario())
    screen.head(_("Coverage"), evaluation.operation.meta.name, evaluation)
    screen.answer(sentence(evaluation), maps.caption(evaluation))
    left, right = st.columns([3, 2], gap="medium")
    with right:
        pick(evaluation)
        chosen = state.station()
        if chosen in evaluation.stations.index:
            station(evaluation, str(chosen))
    with left:
        screen.clickable_map(evaluation, view="coverage", radii=radii, height=600)
        districts(evaluation)


if __name__ == "__main__":
    main()
