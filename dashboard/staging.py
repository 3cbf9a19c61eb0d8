"""Staging: the planner's assumptions about stages, days and the movement to the stations."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import controls, names, state
from dashboard.text import _, named
from geo import catalogue, phases
from geo.stage import SHARED_PLACES, Day, Stage

HOUR_STEP_S = 900


def _key(name: str) -> str:
    return f"{name} {state.revision()}"


def march() -> None:
    """Offer the hour to be there and what a convoy is planned with."""
    plan = state.scenario()
    there = st.time_input(_("At the TPS by (H-1)"), plan.arrive_by, step=HOUR_STEP_S, key=_key("arrive by"))
    assembly = st.slider(_("Forming up (minutes)"), 0, 120, round(plan.assembly_min), 5, key=_key("assembly"))
    seats = st.slider(
        _("Seats in a vehicle"),
        1,
        40,
        plan.vehicle_seats,
        key=_key("seats"),
        help=_("A planner's assumption; no figure is published."),
    )
    labels = names.convoy_labels()
    by = st.selectbox(
        _("Convoys"),
        list(labels),
        list(labels).index(plan.convoys),
        format_func=labels.__getitem__,
        key=_key("convoys"),
    )
    stop = st.slider(
        _("At each stop (minutes)"),
        0.0,
        15.0,
        plan.stop_min,
        0.5,
        format="%.1f",
        key=_key("stop"),
        help=_("A planner's assumption; no figure is published."),
    )
    controls.change(
        arrive_by=there or plan.arrive_by,
        assembly_min=assembly,
        vehicle_seats=seats,
        convoys=by,
        stop_min=stop,
    )


def stage() -> Stage:
    """Offer the stages on a slider, and the smallest share of the one that is chosen."""
    stages = catalogue.stages()
    slide, share = st.columns([5, 2], gap="large", vertical_alignment="bottom")
    with slide:
        chosen = st.select_slider(
            _("Stage"),
            list(stages),
            "voting",
            format_func=lambda it: named(stages[it].name),
            key=_key("stage"),
        )
    with share:
        _share(stages[chosen])
    return stages[chosen]


def _share(of: Stage) -> None:
    given = dict(state.scenario().stage_shares)
    now = round(100 * given.get(of.id, of.share), 1)
    percent = st.number_input(
        _("Smallest share (%)"),
        0.0,
        100.0,
        now,
        1.0,
        format="%.1f",
        key=_key(f"share {of.id}"),
        help=_("Published of {year}: {part}/{of} of every force, mark {mark}. {source}.").format(
            year=of.year, part=of.part, of=of.of, mark=of.mark, source=of.source
        ),
    )
    if percent == now:
        return
    kept = {key: it for key, it in given.items() if key != of.id}
    published = percent == round(100 * of.share, 1)
    controls.change(stage_shares=kept if published else {**kept, of.id: percent / 100})


def shares_table(days: dict[str, Day]) -> pd.DataFrame:
    """Return the shares of the days in percent, a row for each group of a day, by `day/group`."""
    rows = {
        f"{day.id}/{it.key}": {
            _("Day"): named(day.name),
            _("Who"): names.posture_label(it.who, it.forces),
            **{place: 100 * getattr(it, place) for place in SHARED_PLACES},
        }
        for day in days.values()
        for it in day.posture
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def changed_shares(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    """Return the shares (0..1) that differ from the proposed ones, by `day/group/place`."""
    now, then = after.to_dict("index"), before.to_dict("index")
    return {
        f"{key}/{place}": float(now[key][place]) / 100
        for key in then
        for place in SHARED_PLACES
        if pd.notna(now[key][place]) and now[key][place] != then[key][place]
    }


def days() -> None:
    """Offer the share of every group that is in each place on each day."""
    proposed = catalogue.days()
    planned = phases.planned_days(proposed, dict(state.scenario().day_shares))
    labels = names.place_labels()
    shown = shares_table(planned)
    edited = st.data_editor(
        shown,
        hide_index=True,
        width="stretch",
        height=35 * (len(shown) + 1) + 3,
        disabled=[_("Day"), _("Who")],
        column_config={
            _("Day"): st.column_config.Column(width=210),
            _("Who"): st.column_config.Column(width=240),
        }
        | {
            place: st.column_config.NumberColumn(
                f"{labels[place]} (%)", min_value=0, max_value=100, step=5, format="%.0f"
            )
            for place in SHARED_PLACES
        },
        key=_key("days"),
    )
    asked = changed_shares(shares_table(proposed), edited)
    if asked != dict(state.scenario().day_shares):
        controls.change(day_shares=asked)
        st.rerun()
