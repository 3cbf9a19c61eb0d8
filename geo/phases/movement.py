"""Movement: when each unit and convoy leaves, so that every guard is at his station by a given hour."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import Fault, InputError
from geo.phases.tour import tour
from geo.travel.geodesic import DECIMALS, earth_xyz, told_min

KEYS = ["unit_id", "place"]


@dataclass(frozen=True)
class MarchOrder:
    """What a movement is planned with.

    Parameters
    ----------
    arrive_at : by when everybody is at his station; local time.
    assembly_min : minutes that a convoy takes to form before it leaves.
    turnout_min : turnout [min] of a unit that has none of its own. The minutes of a posting hold the turnout;
        a movement is planned, so it is taken off and the assembly stands in its place.
    seats : people in one vehicle.
    stop_min : minutes at each stop.
    min_per_m : minutes for one metre as the crow flies, between two stops.
    by : one convoy for each ``village`` or for each ``district`` a unit goes to.
    """

    arrive_at: dt.datetime
    assembly_min: float
    turnout_min: float
    seats: int
    stop_min: float
    min_per_m: float
    by: Literal["village", "district"] = "village"


class Movement(NamedTuple):
    """The movement of forces (serpas).

    Times are timestamps and may fall on the day before; NaT where no minutes are known.

    Attributes
    ----------
    rows : every posting row: station_id, unit_id, force, people, village_id, district, place (where its
        convoy goes), own (guards in the unit's own village), stop (its number on the way, 0 without minutes),
        direct_min, ride_min [min since departure], muster, departure, arrival, slack_min (so early) [min].
    convoys : unit_id, place, district, own, stations, without_minutes [stations], people, vehicles, muster,
        departure, first_arrival, last_arrival, slack_min of the last arrival; the first to leave first.
    units : by unit_id: convoys, vehicles, stations, without_minutes, people, muster and departure (the first
        ones), last_departure, first_arrival, last_arrival, slack_min; the first to leave first.
    """

    rows: pd.DataFrame
    convoys: pd.DataFrame
    units: pd.DataFrame


def _placed(
    rows: pd.DataFrame, units: pd.DataFrame, stations: pd.DataFrame, order: MarchOrder
) -> pd.DataFrame:
    """Return the rows with where they go and how many minutes it is, ordered by unit, place and minutes."""
    unknown = rows[~rows["station_id"].isin(stations.index)]["station_id"]
    strange = rows[rows["unit_id"].notna() & ~rows["unit_id"].isin(units.index)]["unit_id"]
    if len(unknown) or len(strange):
        ids = sorted({*unknown.astype(str), *strange.astype(str)})
        fault = Fault("The posting names units or stations that are not there", "Post them again", ids=ids)
        raise InputError(fault)
    table = rows[["station_id", "unit_id", "force", "people"]].reset_index(drop=True)
    table["unit_id"] = table["unit_id"].astype(object).where(table["unit_id"].notna(), None)
    for column in ("village_id", "district"):
        table[column] = table["station_id"].map(stations[column].to_dict())
    table["place"] = table["village_id" if order.by == "village" else "district"]
    home = table["unit_id"].map(units["village_id"].to_dict())
    table["own"] = (home == table["village_id"]) & home.notna()
    turnout = table["unit_id"].map(units["turnout_min"].fillna(order.turnout_min).to_dict()).astype(float)
    minutes = rows["travel_min"].reset_index(drop=True).astype(float)
    driven = minutes.where(np.isfinite(minutes)) - turnout
    table["direct_min"] = driven.round(DECIMALS).clip(lower=0)
    return table.sort_values(
        [*KEYS, "own", "direct_min", "station_id", "force"], kind="stable", ignore_index=True
    )


def _ridden(table: pd.DataFrame, stations: pd.DataFrame, order: MarchOrder) -> pd.DataFrame:
    """Return the table with ride_min and stop: by convoy along its way, at home each straight."""
    ride, stop = table["direct_min"].to_numpy(copy=True), table["direct_min"].notna().to_numpy(dtype=int)
    xyz = earth_xyz(stations[["lon", "lat"]].reindex(table["station_id"]).to_numpy(float))
    direct, station = table["direct_min"].to_numpy(), table["station_id"].to_numpy(object)
    riding = ~table["own"] & table["unit_id"].notna() & table["direct_min"].notna()
    touring = np.flatnonzero(riding.to_numpy() & np.isfinite(xyz).all(axis=1))
    groups = table.loc[touring].groupby(KEYS, sort=False).ngroup().to_numpy()
    for members in np.split(touring, np.flatnonzero(np.diff(groups)) + 1) if len(touring) else []:
        first, of = np.unique(station[members], return_index=True, return_inverse=True)[1:]
        heads = members[first]
        when, number = tour(direct[heads], xyz[heads], stop_min=order.stop_min, min_per_m=order.min_per_m)
        ride[members], stop[members] = told_min(when)[of], number[of]
    return table.assign(ride_min=ride, stop=stop)


def _timed(table: pd.DataFrame, order: MarchOrder) -> pd.DataFrame:
    """Return the table with muster, departure (on the whole minute), arrival and slack of every row."""
    longest = np.ceil(table.groupby(["unit_id", "place", "own"], dropna=False)["ride_min"].transform("max"))
    arrive_at = pd.Timestamp(order.arrive_at)
    departure = arrive_at - pd.to_timedelta(longest.where(table["ride_min"].notna()), unit="min")
    known = departure.where(table["unit_id"].notna())
    slack = told_min((longest - table["ride_min"]).to_numpy())
    return table.assign(
        muster=known - pd.Timedelta(minutes=order.assembly_min),
        departure=known,
        arrival=known + pd.to_timedelta(table["ride_min"], unit="min"),
        slack_min=pd.Series(slack, index=table.index).where(known.notna()),
    )


def _summed(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return what the rows of each convoy or unit come to."""
    lost = rows.assign(lost=rows["station_id"].where(rows["departure"].isna()))
    return lost.groupby(keys, sort=True).agg(
        stations=("station_id", "nunique"),
        without_minutes=("lost", "nunique"),
        people=("people", "sum"),
        muster=("muster", "min"),
        departure=("departure", "min"),
        last_departure=("departure", "max"),
        first_arrival=("arrival", "min"),
        last_arrival=("arrival", "max"),
        slack_min=("slack_min", "min"),
    )


def movement(
    rows: pd.DataFrame, units: pd.DataFrame, stations: pd.DataFrame, *, order: MarchOrder
) -> Movement:
    """Return when everybody leaves and arrives.

    A convoy takes all people of one unit to one village (or district), stop by stop (`geo.phases.tour`), and
    leaves on the last whole minute at which its last stop is still reached in time. Who guards a station in
    his unit's own village goes straight there and takes no seat. A station without minutes or without a unit
    stays in `rows` with NaT, its people in the sums.

    Parameters
    ----------
    rows : posting: station_id, force, unit_id (None where nobody is posted), people, travel_min [min, turnout
        included].
    units : by unit_id, with turnout_min [min] and village_id.
    stations : by station_id, with village_id, district, lon and lat [degrees].
    order : hour, assembly, seats and the like.

    Raises
    ------
    InputError
        A row names a unit or station that is not there.
    """
    timed = _timed(_ridden(_placed(rows, units, stations, order), stations, order), order)
    posted = timed[timed["unit_id"].notna()]
    convoys = _summed(posted, [*KEYS, "own"]).reset_index()
    riding = convoys["people"].where(~convoys["own"], 0)
    convoys["vehicles"] = np.ceil(riding / order.seats).astype(int)
    convoys["district"] = convoys["place"].map(posted.groupby("place")["district"].first())
    convoys = convoys.sort_values(["departure", *KEYS], kind="stable", ignore_index=True)
    by_unit = _summed(posted, ["unit_id"])
    by_unit["convoys"] = convoys.groupby("unit_id").size()
    by_unit["vehicles"] = convoys.groupby("unit_id")["vehicles"].sum()
    columns = [it for it in by_unit.columns if it not in {"convoys", "vehicles"}]
    by_unit = by_unit[["convoys", "vehicles", *columns]].reset_index()
    by_unit = by_unit.sort_values(["departure", "unit_id"], kind="stable").set_index("unit_id")
    return Movement(timed, convoys.drop(columns="last_departure"), by_unit.rename_axis(None))
