"""Results: the frames that an evaluation always holds; what takes longer is added when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import travel
from geo.operation import Operation
from geo.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Results:
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
    gaps : station_id, travel_min, over_min, unit_id, cause (see `geo.coverage.causes`); the worst first.
    by_district, by_village : shares of what is reached in time.
    by_force : by force: stations reached, share.
    need_by_role : role_id, force, per, place, district, people; see `geo.strength.role_need`.
    stand_ins : wanted, stand_in, people: who stands in for whom; see `geo.substitution.cover`.
    balance : need against strength of the whole operation by force, with stand-ins and what is still short.
    balance_by_role : the same by role, the guards of stations first; see `geo.reinforcement.by_role`.
    balance_by_district : need against strength by district and force, before anybody stands in.
    bko : the reinforcement to ask for; see `geo.reinforcement.request`.
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
    need_by_role: pd.DataFrame
    stand_ins: pd.DataFrame
    balance: pd.DataFrame
    balance_by_role: pd.DataFrame
    balance_by_district: pd.DataFrame
    bko: pd.DataFrame
    checks: pd.DataFrame
    summary: dict[str, Any]
