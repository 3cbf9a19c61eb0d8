"""The one pipeline: an operation and a scenario in, every number that any screen or sheet shows out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import (
    assignment,
    catalogue,
    checks,
    coverage,
    deployment,
    reach,
    risk,
    schema,
    strength,
    summary,
    travel,
)
from geo.errors import Fault, ScenarioError
from geo.operation import Operation
from geo.scenario import Scenario

POLICE = ("polri", "brimob")


def _version() -> str:
    try:
        return version("petapam")
    except PackageNotFoundError:
        return "0"


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

    @property
    def _responding(self) -> gpd.GeoDataFrame:
        return assignment.responding(self.units, forces=self.scenario.responding_forces)


def _engine(operation: Operation, scenario: Scenario, units: gpd.GeoDataFrame) -> travel.TravelModel:
    """Return the engine, settled for every unit that any table asks about, so that all tables share it."""
    able = assignment.responding(units, forces=tuple(set(units["force"])))
    among = schema.xy(able), operation.station_xy
    return travel.model(scenario, roads=operation.roads, routing=operation.meta.routing, among=among)


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


def evaluate(operation: Operation, scenario: Scenario) -> Evaluation:
    """Evaluate a scenario on an operation.

    Raises
    ------
    ScenarioError, NotFoundError
        The scenario names a unit, village, indicator or pattern that does not exist.
    """
    units = deployment.planned_units(operation, scenario)
    pattern = catalogue.pattern(scenario.pattern or operation.meta.pattern)
    able = assignment.responding(units, forces=scenario.responding_forces)
    engine = _engine(operation, scenario, units)
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
    need = strength.need(
        operation.stations.assign(class_id=scored["class_id"]),
        pattern,
        unassessed_class=scenario.unassessed_class,
    )
    wanted = need[list(strength.GUARDS)]
    tables: dict[str, Any] = {
        "units": units,
        "nearest": nearest,
        "risk": scored,
        "stability": stability,
        "need": need,
        "stations": stations,
        "by_force_min": arrivals,
        "gaps": coverage.gaps(first, threshold_min=scenario.threshold_min),
        "by_district": coverage.share(stations, by="district"),
        "by_village": coverage.share(stations, by="village_id"),
        "by_force": coverage.by_force(arrivals, threshold_min=scenario.threshold_min),
        "balance": strength.balance(wanted.sum().to_frame("all").T, strength.available(units)),
        "balance_by_district": strength.balance(
            wanted.groupby(stations["district"]).sum(), strength.available(units, by=units["district"])
        ),
    }
    total = summary.headline(operation, tables)
    return Evaluation(
        operation=operation,
        scenario=scenario,
        summary=total,
        digest="-".join(filter(None, (operation.digest, scenario.digest, _version(), engine.digest))),
        engine=engine,
        checks=checks.reconcile(operation, tables, total),
        **tables,
    )


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two evaluations of one operation.

    Attributes
    ----------
    summary : by key of the summary: a, b, delta; numbers only.
    stations : by station_id, only those that changed: class_id, unit_id, travel_min and covered, each with
        _a and _b.
    """

    summary: pd.DataFrame
    stations: pd.DataFrame


def compare(a: Evaluation, b: Evaluation) -> Comparison:
    """Compare two evaluations of the same stations.

    Raises
    ------
    ScenarioError
        The two do not hold the same stations.
    """
    if not a.stations.index.equals(b.stations.index):
        only = a.stations.index.symmetric_difference(b.stations.index)
        raise ScenarioError(
            Fault(
                "The two plans do not hold the same stations",
                "Compare plans of one operation",
                ids=[str(i) for i in only],
            )
        )
    numbers = [key for key, value in a.summary.items() if isinstance(value, int | float)]
    totals = pd.DataFrame(
        {"a": [a.summary[k] for k in numbers], "b": [b.summary[k] for k in numbers]},
        index=numbers,
        dtype=float,
    )
    columns = ["class_id", "unit_id", "travel_min", "covered"]
    left, right = a.stations[columns], b.stations[columns]
    same = ((left == right) | (left.isna() & right.isna())).all(axis=1)
    changed = left[~same].add_suffix("_a").join(right[~same].add_suffix("_b"))
    return Comparison(totals.assign(delta=totals["b"] - totals["a"]), changed)
