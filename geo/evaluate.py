"""The one pipeline: an operation and a scenario in, every number that any screen or sheet shows out."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import (
    assignment,
    catalogue,
    checks,
    coverage,
    deployment,
    doctrine,
    reinforcement,
    risk,
    schema,
    strength,
    substitution,
    summary,
    travel,
)
from geo.comparison import compare
from geo.evaluation import Evaluation
from geo.operation import Operation
from geo.scenario import Scenario

__all__ = ["Evaluation", "compare", "evaluate"]

POLICE = ("polri", "brimob")


def program_version() -> str:
    """Return the version of this program; 0 where it was never installed."""
    try:
        return version("petapam")
    except PackageNotFoundError:
        return "0"


def _engine(operation: Operation, scenario: Scenario, units: gpd.GeoDataFrame) -> travel.TravelModel:
    """Return the engine, settled for every unit that any table asks about, so that all tables share it."""
    able = assignment.responding(units, forces=tuple(set(units["force"])))
    among = np.vstack([schema.xy(able), schema.xy(_given_up(operation, scenario))]), operation.station_xy
    return travel.model(scenario, roads=operation.roads, routing=operation.meta.routing, among=among)


def _given_up(operation: Operation, scenario: Scenario) -> gpd.GeoDataFrame:
    """Return the units that could answer a call if the scenario had left them where they were."""
    return assignment.responding(
        deployment.left_behind(operation, scenario), forces=scenario.responding_forces
    )


def _gaps(
    operation: Operation,
    scenario: Scenario,
    first: pd.DataFrame,
    *,
    engine: travel.TravelModel,
    anybody: bool,
) -> pd.DataFrame:
    there, gone = operation.stations, _given_up(operation, scenario)
    given_up_min = pd.Series(np.nan, index=first.index)
    if len(gone):
        again = assignment.nearest(there, gone, engine, k=1, turnout_min=scenario.turnout_min)
        given_up_min = again.set_index("station_id")["travel_min"]
    cause = coverage.causes(
        first,
        located=there.geometry.notna(),
        given_up_min=given_up_min,
        threshold_min=scenario.threshold_min,
        anybody=anybody,
    )
    return coverage.gaps(first, threshold_min=scenario.threshold_min, cause=cause)


def _score(
    operation: Operation, scenario: Scenario, police_min: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    indicators = catalogue.indicators()
    weights = risk.effective_weights(indicators, scenario.weights)
    values = operation.station_indicators.assign(police_travel_min=police_min)
    shares = risk.normalised(values, indicators)
    scored = risk.score(shares, weights, breaks=scenario.class_breaks)
    overrides = (*operation.meta.class_override, *scenario.class_overrides)
    scored = risk.override(scored, operation.stations["village_id"], overrides)
    return scored, risk.stability(shares, weights, breaks=scenario.class_breaks)


def _stations(
    operation: Operation, scenario: Scenario, nearest: pd.DataFrame, first: pd.DataFrame, scored: pd.DataFrame
) -> pd.DataFrame:
    how = nearest[nearest["rank"] == 1].set_index("station_id")[["quality", "access_m"]]
    stations = (
        operation.station_places.join(first)
        .join(how)
        .join(scored[["score", "class_id", "rank", "completeness"]])
    )
    stations["over_min"] = (stations["travel_min"] - scenario.threshold_min).clip(lower=0)
    stations["covered"] = stations["travel_min"].le(scenario.threshold_min)
    return stations


def _headcount(
    operation: Operation, scenario: Scenario, stations: pd.DataFrame, units: gpd.GeoDataFrame
) -> dict[str, pd.DataFrame]:
    """Return need against strength, from the single station to the reinforcement to ask for."""
    need = strength.need(
        operation.stations.assign(class_id=stations["class_id"]),
        doctrine.pattern(operation, scenario),
        unassessed_class=scenario.unassessed_class,
    )
    plan = doctrine.role_plan(operation, scenario)
    roles = strength.role_need(operation.villages, plan, scenario.role_people)
    wanted = strength.by_district(need, roles, stations["district"])
    total, there = wanted.sum().to_frame(strength.EVERYWHERE).T, strength.available(units)
    stand_ins = substitution.cover(dict(total.iloc[0]), dict(there.iloc[0]), scenario.substitutes)
    balance = reinforcement.with_stand_ins(strength.balance(total, there), stand_ins)
    by_role = reinforcement.by_role(need[list(strength.GUARDS)], roles, balance)
    return {
        "need": need,
        "need_by_role": roles,
        "stand_ins": stand_ins,
        "balance": balance,
        "balance_by_role": by_role,
        "balance_by_district": strength.balance(wanted, strength.available(units, by=units["district"])),
        "bko": reinforcement.request(balance, by_role, election_day=operation.meta.election_day),
    }


def evaluate(
    operation: Operation, scenario: Scenario, *, engine: travel.TravelModel | None = None
) -> Evaluation:
    """Evaluate a scenario on an operation.

    Parameters
    ----------
    engine : that of an evaluation made elsewhere, such as `geo.travel.carried.engine`; None to set it up.

    Raises
    ------
    ScenarioError, NotFoundError
        The scenario names a unit, village, indicator, pattern, role plan or role that does not exist.
    """
    units = deployment.planned_units(operation, scenario)
    able = assignment.responding(units, forces=scenario.responding_forces)
    engine = engine or _engine(operation, scenario, units)
    nearest = assignment.nearest(
        operation.stations, able, engine, k=scenario.neighbours, turnout_min=scenario.turnout_min
    )
    arrivals = assignment.arrivals(operation.stations, units, engine, turnout_min=scenario.turnout_min)
    police_min = arrivals.reindex(columns=list(POLICE)).min(axis=1)
    scored, stability = _score(operation, scenario, police_min)

    first = coverage.first_arrival(nearest)
    stations = _stations(operation, scenario, nearest, first, scored)
    stations["units_covering"] = engine.covering(
        schema.xy(able),
        operation.station_xy,
        turnout_min=assignment.turnout(able, default_min=scenario.turnout_min),
        threshold_min=scenario.threshold_min,
    )
    tables: dict[str, Any] = {
        "units": units,
        "nearest": nearest,
        "risk": scored,
        "stability": stability,
        "stations": stations,
        **_headcount(operation, scenario, stations, units),
        "by_force_min": arrivals,
        "gaps": _gaps(operation, scenario, first, engine=engine, anybody=len(able) > 0),
        "by_district": coverage.share(stations, by="district"),
        "by_village": coverage.share(stations, by="village_id"),
        "by_force": coverage.by_force(arrivals, threshold_min=scenario.threshold_min),
    }
    total = summary.headline(operation, tables)
    return Evaluation(
        operation=operation,
        scenario=scenario,
        summary=total,
        digest="-".join(filter(None, (operation.digest, scenario.digest, program_version(), engine.digest))),
        engine=engine,
        checks=checks.reconcile(operation, tables, total),
        **tables,
    )
