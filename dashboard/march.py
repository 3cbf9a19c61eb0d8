"""March: when units and convoys leave, stop by stop, as tables."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard import names, screen, tables
from dashboard.text import _, clock, number
from geo.phasing import Phasing
from geo.scenario import Scenario

ROWS = 10


def moment(when: pd.Timestamp, *, eve: dt.date) -> str:
    """Write a time of the day before the election; another day is named by its distance from the election."""
    if pd.isna(when) or when.date() == eve:
        return clock(when)
    away = (when.date() - eve).days - 1
    return f"H{'+' if away > 0 else ''}{away or ''} {clock(when)}"


def order_line(plan: Scenario) -> str:
    """Say what the movement is planned with."""
    return _(
        "At the TPS by {hour} on H-1; {assembly} minutes to form up, {seats} seats in a vehicle, "
        "{stop} minutes at each stop. Between two stops: straight line × {circuity} at {speed} km/h."
    ).format(
        hour=clock(plan.arrive_by),
        assembly=number(plan.assembly_min),
        seats=number(plan.vehicle_seats),
        stop=number(plan.stop_min, 1),
        circuity=number(plan.circuity, 2),
        speed=number(plan.speed_kmh),
    )


def _narrow() -> dict[str, int]:
    return {_("Leaves"): 80, _("Vehicles"): 83, _("People"): 73}


def show(phased: Phasing, *, digest: str) -> None:
    """Show the schedule of the units, the convoys of one unit, and the stops of one convoy."""
    made = phased.movement
    screen.title(_("Movement to the TPS (serpas)"))
    if made is None:
        screen.notice(_("Nobody is posted yet: the movement is planned once the posting stands."))
        return
    screen.note(order_line(phased.scenario))
    if made.units.empty:
        screen.notice(_("The posting sends nobody anywhere."))
        return
    left, right = st.columns([5, 3], gap="medium")
    with left:
        unit_id = _units(phased, digest=digest)
    with right:
        _convoys(phased, made.convoys[made.convoys["unit_id"] == unit_id], digest=digest)
    _lost(phased)


def _units(phased: Phasing, *, digest: str) -> str:
    """Show the units, the first to leave first; return the marked one, or the first."""
    made = phased.movement
    key = f"march units {digest}"
    row = tables.marked(key, rows=len(made.units))
    shown = pd.DataFrame(
        {
            _("Unit"): made.units.index.map(phased.units["name"]),
            _("Forms up"): [moment(it, eve=phased.eve) for it in made.units["muster"]],
            _("Leaves"): [moment(it, eve=phased.eve) for it in made.units["departure"]],
            _("Convoys"): made.units["convoys"].to_numpy(),
            _("Vehicles"): made.units["vehicles"].to_numpy(),
            _("People"): made.units["people"].to_numpy(),
            "TPS": made.units["stations"].to_numpy(),
        }
    )
    tables.show(
        shown,
        key=key,
        rows=ROWS,
        widths={_("Unit"): 165, **_narrow(), _("Forms up"): 72, _("Convoys"): 70, "TPS": 44},
        defined={_("Leaves"): "departure"},
    )
    screen.note(_("Choose a unit to see its convoys."))
    return str(made.units.index[row or 0])


def _convoys(phased: Phasing, convoys: pd.DataFrame, *, digest: str) -> None:
    unit_id = convoys["unit_id"].iloc[0]
    key = f"march convoys {unit_id} {digest}"
    row = tables.marked(key, rows=len(convoys)) or 0
    places = convoys["place"].map(phased.operation.villages["name"].to_dict()).fillna(convoys["place"])
    screen.title(str(phased.units.loc[unit_id, "name"]))
    tables.show(
        pd.DataFrame(
            {
                _("To"): places,
                _("Leaves"): [moment(it, eve=phased.eve) for it in convoys["departure"]],
                _("Vehicles"): convoys["vehicles"],
                _("People"): convoys["people"],
            }
        ),
        key=key,
        rows=4,
        widths={_("To"): 104, **_narrow()},
    )
    _stops(phased, convoys.iloc[row], place=str(places.iloc[row]))


def _stops(phased: Phasing, convoy: pd.Series, *, place: str) -> None:
    """Show the stations of a convoy in the order in which it reaches them."""
    rows = phased.movement.rows
    mine = rows["unit_id"].eq(convoy["unit_id"]) & rows["place"].eq(convoy["place"])
    stops = rows[mine & rows["own"].eq(convoy["own"])].sort_values(["arrival", "stop", "station_id"])
    where = phased.operation.station_places.loc[stops["station_id"]]
    screen.note(_("Stops of the convoy to {place}:").format(place=place))
    tables.show(
        pd.DataFrame(
            {
                "TPS": [f"{v} · {n:.0f}" for v, n in zip(where["village"], where["number"], strict=True)],
                _("Force"): stops["force"].map(names.force_labels()).to_numpy(),
                _("People"): stops["people"].to_numpy(),
                _("There at"): [moment(it, eve=phased.eve) for it in stops["arrival"]],
            }
        ),
        rows=4,
        widths={"TPS": 125, _("Force"): 78, _("People"): 76, _("There at"): 86},
    )


def _lost(phased: Phasing) -> None:
    """Name the stations for which no time can be told, if there are any."""
    made = phased.movement
    ids = made.rows.loc[made.rows["departure"].isna(), "station_id"].drop_duplicates()
    if ids.empty:
        return
    where = phased.operation.station_places.loc[ids.iloc[:5]]
    told = ", ".join(f"{v} · TPS {number(n)}" for v, n in zip(where["village"], where["number"], strict=True))
    screen.notice(
        _("{n} TPS have no time, because nobody is posted there or no way is known: {which}").format(
            n=number(len(ids)), which=told + (" …" if len(ids) > len(where) else "")
        ),
        kind="warning",
    )
