"""Candidates: where a standby post could stand, what it would reach, and the changes that put it there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs, location, schema
from geo.catalogue import RANKS
from geo.changes import UnitAddition
from geo.errors import Fault, ScenarioError
from geo.evaluation import Evaluation
from geo.force import Force

HALL = r"\b(?:balai|kantor)\s+(?:desa|kelurahan)\b"
"""What a polling station's place says where it is the village hall."""
AT_ONE_PLACE = 6
"""Candidates that agree to this many decimals of a degree (0.1 m) are one place."""
PAIRS_AT_ONCE = 4_000_000
Weights = Literal["stations", "voters", "risk"]


@dataclass(frozen=True)
class Post:
    """What every post is manned with."""

    personnel: int = 10
    force: Force = "polri"
    kind: Literal["post", "standby", "patrol"] = "standby"


POST = Post()


def candidates(evaluation: Evaluation) -> gpd.GeoDataFrame:
    """Return the places where a standby post could stand.

    Returns
    -------
    GeoDataFrame
        By id, sorted: id, name, kind, and the point in EPSG:4326. Kinds: ``drawn`` points of the scenario;
        ``hall``, a polling station whose place says that it is the village hall; ``village``, a point inside
        each village. Of several at one place the first is kept. Where the plan has a post of such an id
        already, there is no candidate.
    """
    operation = evaluation.operation
    places = operation.station_places
    halls = operation.stations[
        places["place"].fillna("").str.contains(HALL, case=False) & operation.stations.geometry.notna()
    ]
    drawn = evaluation.scenario.drawn
    parts = [
        _frame([f"drawn-{x:.6f},{y:.6f}" for x, y in drawn], [f"{y:.5f}, {x:.5f}" for x, y in drawn], drawn),
        _frame("hall-" + halls.index, places.loc[halls.index, "place"], schema.xy(halls)),
        _frame(
            "village-" + operation.villages.index, operation.villages["name"], schema.xy(operation.villages)
        ),
    ]
    for kind, part in zip(("drawn", "hall", "village"), parts, strict=True):
        part["kind"] = kind
    together = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=crs.GEOGRAPHIC)
    together = together.drop_duplicates("id").sort_values("id", ignore_index=True)
    lonlat = np.round(schema.xy(together), AT_ONE_PLACE)
    again = pd.DataFrame(lonlat).duplicated().to_numpy() | np.isnan(lonlat).any(axis=1)
    built = {it.unit_id for it in evaluation.scenario.units_added} | set(evaluation.operation.units.index)
    kept = together[~again & ~together["id"].map(unit_id).isin(built)]
    return gpd.GeoDataFrame(kept).set_index("id", drop=False).rename_axis(None)


def _frame(ids: object, names: object, lonlat: object) -> gpd.GeoDataFrame:
    east_north = np.asarray(lonlat, dtype=float).reshape(-1, 2)
    rows = {"id": np.asarray(ids, dtype=object), "name": np.asarray(names, dtype=object), "kind": ""}
    points = gpd.points_from_xy(east_north[:, 0], east_north[:, 1])
    return gpd.GeoDataFrame(rows, geometry=points, crs=crs.GEOGRAPHIC)


def unit_id(candidate_id: str) -> str:
    """Return the id of the unit that a post at a candidate becomes."""
    return f"post-{candidate_id}"


def additions(
    evaluation: Evaluation, places: gpd.GeoDataFrame, *, post: Post
) -> dict[str, tuple[UnitAddition, ...]]:
    """Return the changes of the scenario that open a post at each of the places.

    Returns
    -------
    dict
        ``units_added`` with what the scenario adds already, to be put in its place.
    """
    new = [
        UnitAddition(
            unit_id=unit_id(row.id),
            name=row.name_,
            lon=row.geometry.x,
            lat=row.geometry.y,
            personnel=post.personnel,
            kind=post.kind,
            force=post.force,
        )
        for row in places.rename(columns={"name": "name_"}).itertuples()
    ]
    return {"units_added": (*evaluation.scenario.units_added, *new)}


def weigh(evaluation: Evaluation, weights: Weights) -> np.ndarray:
    """Return what each station counts, whole numbers, (n_stations,): 1, its voters, or its class rank.

    Unknown voters count 0; a station without a class counts as the one whose need is planned for it.
    """
    stations = evaluation.stations
    if weights == "stations":
        return np.ones(len(stations), dtype=np.int64)
    if weights == "voters":
        return stations["registered_voters"].fillna(0).to_numpy(np.int64)
    rank = stations["rank"].to_numpy(np.int64)
    return np.where(rank == 0, RANKS[evaluation.scenario.unassessed_class], rank)


def require_responding(evaluation: Evaluation, post: Post) -> None:
    """Check that a post would respond at all.

    Raises
    ------
    ScenarioError
        Its force does not respond in this plan, or it has no people.
    """
    if post.personnel < 1 or post.force not in evaluation.scenario.responding_forces:
        raise ScenarioError(
            Fault(
                "A post of {personnel} people of {force} does not respond in this plan",
                "Man it with a force that responds",
                {"personnel": post.personnel, "force": post.force},
            )
        )


def cover(evaluation: Evaluation, places: gpd.GeoDataFrame, *, weights: np.ndarray) -> location.Cover:
    """Return which place covers which station within the threshold, beside the units of the plan."""
    site, point, _ = evaluation.engine.within(
        schema.xy(places),
        evaluation.operation.station_xy,
        turnout_min=_turnout(evaluation, len(places)),
        limit_min=evaluation.scenario.threshold_min,
    )
    held = evaluation.stations["units_covering"].to_numpy(np.int64)
    return location.Cover.of(site, point, n_sites=len(places), weights=weights, held=held)


def minutes(evaluation: Evaluation, places: gpd.GeoDataFrame, *, weights: np.ndarray) -> location.Minutes:
    """Return the minutes from each place to each station that it would be nearest to, some places at a time.

    A pair that takes as long as the nearest unit of the plan, or longer, is left out.
    """
    known = evaluation.stations["travel_min"].to_numpy(float)
    held = np.where(np.isnan(known), np.inf, known)
    site, point, found = (
        np.concatenate(part) for part in zip(*_nearer(evaluation, places, held), strict=True)
    )
    return location.Minutes.of(site, point, found, n_sites=len(places), weights=weights, held_min=held)


def _nearer(
    evaluation: Evaluation, places: gpd.GeoDataFrame, held_min: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    xy, there = schema.xy(places), evaluation.operation.station_xy
    step = max(1, PAIRS_AT_ONCE // max(1, len(there)))
    yield np.empty(0, dtype=int), np.empty(0, dtype=int), np.empty(0)
    for start in range(0, len(xy), step):
        some = xy[start : start + step]
        site, point, found = evaluation.engine.within(
            some, there, turnout_min=_turnout(evaluation, len(some)), limit_min=float(held_min.max(initial=0))
        )
        nearer = found < held_min[point]
        yield site[nearer] + start, point[nearer], found[nearer]


def _turnout(evaluation: Evaluation, n: int) -> np.ndarray:
    return np.full(n, evaluation.scenario.turnout_min)
