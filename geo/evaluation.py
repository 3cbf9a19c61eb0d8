"""Evaluation: everything that one scenario makes of one operation, as frozen frames."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import assignment, catalogue, phases, reach, strength, travel
from geo.operation import Operation
from geo.scenario import Scenario
from geo.travel.straight import StraightLine


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Frozen results; treat every frame as read-only. All of them trace back to ids of the operation.

    Attributes
    ----------
    digest : of operation, scenario and code together, and of what a routing service answered.
    engine : what answered the questions about minutes; its `faults` say why another one than was asked for.
    units : the units as the scenario plans them, with district.
    nearest : the k nearest units of each station; see `geo.assignment.nearest`.
    risk : by station_id: score, class_id, rank, completeness, part_<indicator> and the overrides.
    stability : by station_id: whether the computed class holds when a weight moves by 20 %.
    need : by station_id: polri, linmas, tni [people], group.
    stations : by station_id: names, voters, class, first of `nearest`, covered, over_min, units_covering.
    by_force_min : by station_id, one column per force: minutes of the first unit of that force.
    gaps : station_id, travel_min, over_min, unit_id; the worst first.
    by_district, by_village : shares of what is reached in time.
    by_force : by force: stations reached, share.
    balance, balance_by_district : need against strength by force.
    checks : sums that must agree.
    summary : a flat dict of the headline numbers; those by force are dicts.
    """

    operation: Operation
    scenario: Scenario
    digest: str
    engine: travel.TravelModel
    units: gpd.GeoDataFrame
    nearest: pd.DataFrame
    risk: pd.DataFrame
    stability: pd.DataFrame
    need: pd.DataFrame
    stations: pd.DataFrame
    by_force_min: pd.DataFrame
    gaps: pd.DataFrame
    by_district: pd.DataFrame
    by_village: pd.DataFrame
    by_force: pd.DataFrame
    balance: pd.DataFrame
    balance_by_district: pd.DataFrame
    checks: pd.DataFrame
    summary: dict[str, Any]

    @cached_property
    def reach(self) -> gpd.GeoDataFrame:
        """What every responding unit reaches at the threshold; see `geo.reach.radii`."""
        units = self._responding
        turnout = assignment.turnout(units, default_min=self.scenario.turnout_min)
        return reach.radii(
            units, self.engine, thresholds_min=[self.scenario.threshold_min], turnout_min=turnout
        )

    def reached(self, *thresholds_min: float) -> gpd.GeoDataFrame:
        """Return what all responding units together reach, one row per threshold [min], the longest first."""
        units = self._responding
        turnout = assignment.turnout(units, default_min=self.scenario.turnout_min)
        each = reach.radii(units, self.engine, thresholds_min=list(thresholds_min), turnout_min=turnout)
        whole = each[["threshold_min", each.geometry.name]].dissolve("threshold_min")
        return whole.sort_index(ascending=False).reset_index()

    @cached_property
    def routes(self) -> gpd.GeoDataFrame:
        """Way of the nearest unit to each station; see `geo.assignment.routes`."""
        there, default_min = self.operation.stations, self.scenario.turnout_min
        return assignment.routes(self.stations, there, self._responding, self.engine, turnout_min=default_min)

    def routes_to(self, station_id: str) -> gpd.GeoDataFrame:
        """Return the ways of the nearest units to one station, a row for each, the nearest first."""
        near = self.nearest[self.nearest["station_id"] == station_id].set_index("station_id")
        there, default_min = self.operation.stations, self.scenario.turnout_min
        return assignment.routes(near, there, self._responding, self.engine, turnout_min=default_min)

    @cached_property
    def by_stage(self) -> pd.DataFrame:
        """People of every force at each stage of the election; see `geo.phases.strength`."""
        return phases.strength(self.units, catalogue.stages(), shares=dict(self.scenario.stage_shares))

    @cached_property
    def by_day(self) -> pd.DataFrame:
        """Where the people of every force are on each day; see `geo.phases.by_day`.

        As long as nobody is posted, the guards are the need of the stations, as far as there are people.
        """
        plan, days = self.scenario, phases.planned_days(catalogue.days(), dict(self.scenario.day_shares))
        reserve = phases.held_back(self.units, share=plan.reserve_share, kinds=plan.reserve_kinds)
        rows = self.posted
        need = {force: int(self.need[force].sum()) for force in strength.GUARDS}
        guards = (
            phases.expected_guards(self.units, need, reserve=reserve)
            if rows is None
            else phases.guards(rows, self.units)
        )
        return phases.by_day(self.units, days, guards=guards, reserve=reserve)

    @property
    def posted(self) -> pd.DataFrame | None:
        """Posting rows: station_id, force, unit_id, people, travel_min; None where nobody is posted."""
        posting = getattr(self, "posting", None)
        return None if posting is None else posting.rows

    @cached_property
    def movement(self) -> phases.Movement | None:
        """When every unit and convoy leaves on the day before; None where nobody is posted yet."""
        rows, plan = self.posted, self.scenario
        if rows is None:
            return None
        eve = self.operation.meta.election_day - dt.timedelta(days=1)
        order = phases.MarchOrder(
            arrive_at=dt.datetime.combine(eve, plan.arrive_by),
            assembly_min=plan.assembly_min,
            turnout_min=plan.turnout_min,
            seats=plan.vehicle_seats,
            stop_min=plan.stop_min,
            min_per_m=StraightLine.of(plan).min_per_m,
            by=plan.convoys,
        )
        places = self.operation.station_places[["village_id", "district"]]
        lonlat = pd.DataFrame(self.operation.station_xy, index=places.index, columns=["lon", "lat"])
        return phases.movement(rows, self.units, places.join(lonlat), order=order)

    @cached_property
    def readiness(self) -> phases.Readiness:
        """What the units report at H-1; see `geo.phases.readiness`."""
        return phases.readiness(self.operation.readiness, self.units)

    @cached_property
    def preparations(self) -> pd.DataFrame:
        """What is done and what is open in every village; see `geo.phases.preparations`."""
        meta, villages = self.operation.meta, self.operation.villages
        return phases.preparations(self.operation.preparations, villages, election_day=meta.election_day)

    @property
    def _responding(self) -> gpd.GeoDataFrame:
        return assignment.responding(self.units, forces=self.scenario.responding_forces)
