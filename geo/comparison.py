"""Comparison: what differs between two evaluations of one operation, station by station and unit by unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import schema
from geo.errors import Fault, ScenarioError
from geo.evaluation import Evaluation
from geo.reassignment import Reassignment, reassigned, side_by_side
from geo.travel.geodesic import distance_m

CHANGES = ("gained", "lost", "faster", "slower", "other_unit", "class_changed", "same")
"""What a station's difference is called, the weightiest first: it becomes covered, is covered no more, the
first unit comes earlier or later by the minute, another unit is first, its class differs, or nothing."""
STATION = ("class_id", "unit_id", "travel_min", "covered")


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two evaluations of one operation.

    Attributes
    ----------
    summary : by key of the summary: a, b, delta; numbers only.
    stations : by station_id, only those that changed: class_id, unit_id, travel_min and covered, each with
        _a and _b.
    difference : by station_id, all of them: the same columns, delta_min [min, negative is earlier, NaN where
        one of the two is unreached] and change, the first of `CHANGES` that holds.
    units : by unit_id, every unit of either plan: name, force, kind; personnel, first [stations that it is
        the first unit of] and covers [of these in time], each with _a, _b (NaN where the plan lacks the
        unit) and _delta (a missing one counts 0).
    moves : unit_id, name, how (``moved``, ``added``, ``off``), distance_m between the two places (NaN where
        there are not two), lon_a, lat_a, lon_b, lat_b; only units that are not where they were, by id.
    plans : the two evaluations.
    """

    summary: pd.DataFrame
    stations: pd.DataFrame
    difference: pd.DataFrame
    units: pd.DataFrame
    moves: pd.DataFrame
    plans: tuple[Evaluation, Evaluation] = field(repr=False)

    @cached_property
    def posting(self) -> Reassignment:
        """What the posting of the second plan does otherwise; computed when it is asked for."""
        a, b = self.plans
        return reassigned(a.posting, b.posting)


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
    left, right = a.stations[list(STATION)], b.stations[list(STATION)]
    same = ((left == right) | (left.isna() & right.isna())).all(axis=1)
    sides = left.add_suffix("_a").join(right.add_suffix("_b"))
    return Comparison(
        summary=totals.assign(delta=totals["b"] - totals["a"]),
        stations=sides[~same],
        difference=_difference(sides),
        units=_units(a, b),
        moves=_moves(a.units, b.units),
        plans=(a, b),
    )


def _difference(sides: pd.DataFrame) -> pd.DataFrame:
    before, after = (sides[f"travel_min_{side}"].fillna(np.inf) for side in "ab")
    unit_a, unit_b = (sides[f"unit_id_{side}"].fillna("") for side in "ab")
    holds = {
        "gained": ~sides["covered_a"] & sides["covered_b"],
        "lost": sides["covered_a"] & ~sides["covered_b"],
        "faster": after < before,
        "slower": after > before,
        "other_unit": unit_a != unit_b,
        "class_changed": sides["class_id_a"] != sides["class_id_b"],
    }
    change = np.select([holds[key].to_numpy(bool) for key in CHANGES[:-1]], CHANGES[:-1], CHANGES[-1])
    delta_min = sides["travel_min_b"] - sides["travel_min_a"]
    return sides.assign(delta_min=delta_min, change=pd.Series(change, index=sides.index, dtype=object))


def _load(evaluation: Evaluation) -> pd.DataFrame:
    """Return people and stations of each unit of the plan, by unit_id."""
    units, first = evaluation.units, evaluation.stations["unit_id"]
    counts = first.value_counts(), first[evaluation.stations["covered"]].value_counts()
    loads = {
        "personnel": units["personnel"],
        "first": counts[0].reindex(units.index, fill_value=0),
        "covers": counts[1].reindex(units.index, fill_value=0),
    }
    return pd.DataFrame(loads, index=units.index).astype(float)


def _units(a: Evaluation, b: Evaluation) -> pd.DataFrame:
    table = side_by_side(_load(a), _load(b))
    known = ["name", "force", "kind"]
    named = b.units[known].reindex(table.index).fillna(a.units[known].reindex(table.index))
    return pd.DataFrame(named).join(table)


def _moves(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> pd.DataFrame:
    ids = a.index.union(b.index)
    sides = [
        pd.DataFrame(schema.xy(units), index=units.index, columns=["lon", "lat"]).reindex(ids)
        for units in (a, b)
    ]
    metres = np.full(len(ids), np.nan)
    both = np.flatnonzero(np.isfinite(sides[0].to_numpy()).all(axis=1) & sides[1].notna().all(axis=1))
    metres[both] = distance_m(sides[0].to_numpy()[both], sides[1].to_numpy()[both])
    how = np.select([~ids.isin(a.index), ~ids.isin(b.index)], ["added", "off"], "moved")
    names = b["name"].reindex(ids).fillna(a["name"].reindex(ids))
    table = pd.DataFrame({"unit_id": ids, "name": names.to_numpy(), "how": how, "distance_m": metres})
    for side, lonlat in zip("ab", sides, strict=True):
        table[[f"lon_{side}", f"lat_{side}"]] = lonlat.to_numpy()
    stayed = sides[0].eq(sides[1]).all(axis=1) | (sides[0].isna() & sides[1].isna()).all(axis=1)
    kept = ~(stayed.to_numpy() & (how == "moved"))
    return pd.DataFrame(table[kept].reset_index(drop=True))
