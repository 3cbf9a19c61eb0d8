"""Tables of the posting: the list itself with its locks, the load of the units, one station, one unit."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import names, posting_controls, reasons, remedies, screen, state, tables, work
from dashboard.text import _, number
from geo.assignment import Posting
from geo.changes import Pair
from geo.evaluate import Evaluation
from geo.scenario import Scenario

LISTED = 12
LISTED_LOAD = 9
EDITED_ROWS = 3000
"""Beyond so many rows the list is shown without boxes to tick; locks are set at the station then."""


def _station_names(evaluation: Evaluation, ids: pd.Series) -> list[str]:
    places = evaluation.stations.loc[ids]
    return [f"{v} · {n:.0f}" for v, n in zip(places["village"], places["number"], strict=True)]


def nearest(evaluation: Evaluation, station_id: str) -> None:
    """Show the nearest units that respond, with minutes."""
    near = evaluation.nearest[evaluation.nearest["station_id"] == station_id]
    units = evaluation.units
    tables.show(
        pd.DataFrame(
            {
                _("Nearest unit"): near["unit_id"].map(units["name"]).astype(object).fillna(_("none")),
                _("People"): near["unit_id"].map(units["personnel"]),
                "km": near["distance_m"] / 1000,
                _("Minutes"): near["travel_min"],
            }
        ),
        decimals={"km": 1, _("Minutes"): 1},
        defined={"km": "distance_m", _("Minutes"): "travel_min"},
    )


def ties(evaluation: Evaluation, made: Posting, station_id: str) -> None:
    """Offer to lock a unit to the station, or to keep it away."""
    plan = evaluation.scenario
    here = list(made.rows.loc[made.rows["station_id"] == station_id, "unit_id"].unique())
    near = list(evaluation.nearest.loc[evaluation.nearest["station_id"] == station_id, "unit_id"].dropna())
    tied = [it.unit_id for it in (*plan.locked, *plan.forbidden) if it.station_id == station_id]
    units = list(dict.fromkeys([*tied, *here, *near]))
    units = [unit for unit in units if unit in evaluation.units.index]
    if not units:
        return
    unit = st.selectbox(
        _("Unit"),
        units,
        format_func=lambda it: str(evaluation.units["name"][it]),
        key=f"tie unit {station_id} {state.revision()}",
    )
    pair = Pair(unit_id=unit, station_id=station_id)
    now = "locked" if pair in plan.locked else "forbidden" if pair in plan.forbidden else ""
    labels = {"": _("free"), "locked": _("locked here"), "forbidden": _("not here")}
    chosen = st.segmented_control(
        _("This unit at this TPS"),
        list(labels),
        default=now,
        format_func=labels.__getitem__,
        key=f"tie {unit} {station_id} {now} {state.revision()}",
        width="stretch",
    )
    if chosen is not None and chosen != now:
        posting_controls.tie(unit, station_id, as_=chosen)
        st.rerun()


def chosen_unit(evaluation: Evaluation, made: Posting) -> None:
    """Show the selected unit: its stations, its load, who is left."""
    unit = state.unit()
    if unit not in made.load.index:
        return
    row = made.load.loc[unit]
    screen.title(str(evaluation.units["name"][unit]))
    screen.note(
        _("{people} of {all} people posted at {n} TPS; {left} left, {reserve} kept back.").format(
            people=number(row["people"]),
            all=number(row["personnel"]),
            n=number(row["stations"]),
            left=number(row["left"]),
            reserve=number(row["reserve"]),
        )
    )
    rows = made.rows[made.rows["unit_id"] == unit]
    if rows.empty:
        return
    tables.show(
        pd.DataFrame(
            {
                "TPS": _station_names(evaluation, rows["station_id"]),
                _("People"): rows["people"].to_numpy(),
                _("Minutes"): rows["travel_min"].to_numpy(),
                _("Why"): [reasons.short(key) for key in rows["reason"]],
            }
        ),
        decimals={_("Minutes"): 1},
        rows=6,
    )


def _listed(evaluation: Evaluation, made: Posting) -> pd.DataFrame:
    rows, forces = made.rows, names.force_labels()
    locked = {(it.unit_id, it.station_id) for it in evaluation.scenario.locked}
    return pd.DataFrame(
        {
            _("Locked"): [pair in locked for pair in zip(rows["unit_id"], rows["station_id"], strict=True)],
            "TPS": _station_names(evaluation, rows["station_id"]),
            _("Unit"): rows["unit_id"].map(evaluation.units["name"]),
            _("Force"): rows["force"].map(forces),
            _("People"): rows["people"],
            _("Minutes"): rows["travel_min"].round(1),
            _("More"): rows["extra_min"].round(1),
            _("Why"): [reasons.short(key) for key in rows["reason"]],
        }
    )


def posting_list(evaluation: Evaluation, made: Posting) -> None:
    """Show who guards which station; a tick locks the unit there."""
    screen.title(_("Posting list"))
    if made.rows.empty:
        screen.notice(_("Nobody is posted."))
        return
    shown = _listed(evaluation, made)
    if len(shown) > EDITED_ROWS:
        tables.show(shown, decimals={_("Minutes"): 1, _("More"): 1}, rows=LISTED)
        return
    lock = _("Locked")
    edited = st.data_editor(
        shown,
        key=f"posting list {evaluation.digest} {state.revision()}",
        hide_index=True,
        width="stretch",
        height=tables.ROW_PX * (min(LISTED, max(len(shown), 1)) + 1) + 3,
        disabled=[name for name in shown if name != lock],
        column_config={
            lock: st.column_config.CheckboxColumn(width=70),
            **tables.hints({_("Minutes"): "travel_min", _("More"): "extra_min"}),
        },
    )
    turned = (edited[lock] != shown[lock]).to_numpy().nonzero()[0]
    if len(turned):
        row = made.rows.iloc[int(turned[0])]
        as_ = "locked" if edited[lock].iloc[int(turned[0])] else ""
        posting_controls.tie(str(row["unit_id"]), str(row["station_id"]), as_=as_)
        st.rerun()


def load(evaluation: Evaluation, made: Posting) -> None:
    """Show what the posting asks of every unit; selecting one rings it on the map."""
    screen.title(_("Load of the units"))
    rows = made.load[made.load["available"].gt(0) | made.load["people"].gt(0)]
    rows = rows.sort_values(["people", "left"], ascending=[False, True], kind="stable")
    key = f"load {evaluation.digest}"
    chosen = tables.picked(key)
    if chosen is not None:
        state.set_unit(str(rows.index[chosen]))
        st.rerun()
    tables.show(
        pd.DataFrame(
            {
                _("Unit"): evaluation.units["name"].reindex(rows.index),
                _("Posted"): rows["people"],
                _("Left"): rows["left"],
                "TPS": rows["stations"],
                _("Person minutes"): rows["person_minutes"],
                "km": rows["kilometres"],
            }
        ),
        key=key,
        defined={_("Posted"): "posted", _("Left"): "left", _("Person minutes"): "person_minutes"},
        widths={_("Posted"): 78, _("Left"): 50, "TPS": 46, _("Person minutes"): 98, "km": 50},
        rows=LISTED_LOAD,
    )


def relaxations(evaluation: Evaluation, made: Posting) -> None:
    """Show the smallest single changes that let more stations be served, and take one into the plan."""
    if made.served == len(made.stations):
        return
    screen.title(_("What would serve more TPS"))
    found = work.result(
        _("What would serve more TPS"),
        "relaxations",
        evaluation.digest,
        make=lambda progress: evaluation.guarding.relaxed(
            should_stop=progress.should_stop, progress=progress
        ),
    )
    if found is None:
        return
    if found.empty:
        screen.notice(_("No single change serves more TPS."))
        return
    rows = found.to_dict("records")
    told = [remedies.relaxation(row, evaluation.units) for row in rows]
    tables.show(
        pd.DataFrame(
            {
                _("What to do"): told,
                _("TPS more"): found["serves"],
                _("TPS complete"): found["served"],
                _("All"): [_("yes") if whole else _("no") for whole in found["makes_whole"]],
            }
        ),
        widths={_("What to do"): 300, _("TPS more"): 70, _("TPS complete"): 90, _("All"): 50},
        rows=6,
    )
    choice = st.selectbox(
        _("Take into the plan"),
        range(len(rows)),
        index=None,
        format_func=told.__getitem__,
        placeholder=_("choose a change"),
        key=f"relaxation {evaluation.digest}",
    )
    if choice is not None:
        plan = {**evaluation.scenario.model_dump(), **rows[choice]["changes"]}
        state.take_scenario(Scenario.parse(plan))
        st.rerun()
