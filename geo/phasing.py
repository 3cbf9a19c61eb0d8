"""Phasing: what a plan comes to over time, computed when somebody asks for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from geo import catalogue, phases, strength
from geo.operation import Operation
from geo.scenario import Scenario
from geo.travel.straight import StraightLine


@dataclass(frozen=True, eq=False)
class Phasing:
    """Strength by stage and day, movement, readiness and preparations of one plan.

    Attributes
    ----------
    operation, scenario : what was evaluated.
    units : the units as the scenario plans them, by unit_id.
    need : by station_id, people of each force.
    posted : posting rows: station_id, force, unit_id, people, travel_min [min, turnout included]; None as
        long as nobody is posted.
    """

    operation: Operation
    scenario: Scenario
    units: pd.DataFrame
    need: pd.DataFrame
    posted: pd.DataFrame | None

    @property
    def eve(self) -> dt.date:
        """The day before the election, on which forces move."""
        return self.operation.meta.election_day - dt.timedelta(days=1)

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
        if self.posted is None:
            need = {force: int(self.need[force].sum()) for force in strength.GUARDS}
            guards = phases.expected_guards(self.units, need, reserve=reserve)
        else:
            guards = phases.guards(self.posted, self.units)
        return phases.by_day(self.units, days, guards=guards, reserve=reserve)

    @cached_property
    def movement(self) -> phases.Movement | None:
        """When every unit and convoy leaves on the day before; None as long as nobody is posted."""
        plan = self.scenario
        if self.posted is None:
            return None
        order = phases.MarchOrder(
            arrive_at=dt.datetime.combine(self.eve, plan.arrive_by),
            assembly_min=plan.assembly_min,
            turnout_min=plan.turnout_min,
            seats=plan.vehicle_seats,
            stop_min=plan.stop_min,
            min_per_m=StraightLine.of(plan).min_per_m,
            by=plan.convoys,
        )
        places = self.operation.station_places[["village_id", "district"]]
        lonlat = pd.DataFrame(self.operation.station_xy, index=places.index, columns=["lon", "lat"])
        return phases.movement(self.posted, self.units, places.join(lonlat), order=order)

    @cached_property
    def readiness(self) -> phases.Readiness:
        """What the units report at H-1; see `geo.phases.readiness`."""
        return phases.readiness(self.operation.readiness, self.units)

    @cached_property
    def preparations(self) -> pd.DataFrame:
        """What is done and what is open in every village; see `geo.phases.preparations`."""
        meta, villages = self.operation.meta, self.operation.villages
        return phases.preparations(self.operation.preparations, villages, election_day=meta.election_day)
