"""Trial: posts where a planner puts them, what each of them reaches, and how the whole stands to the best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import coverage, crs, schema
from geo.candidates import Weights, cover, weigh
from geo.evaluation import Evaluation

Model = Literal["covering", "fewest", "backup", "median", "centre"]
TWICE = 2
Spot = tuple[float, float]
"""Degrees east and north."""


def put(evaluation: Evaluation, places: gpd.GeoDataFrame, moved: Mapping[str, Spot]) -> gpd.GeoDataFrame:
    """Return the places, in their order, with some of them put elsewhere.

    Parameters
    ----------
    places : by id, as `geo.candidates.candidates` returns them.
    moved : by id, where a place goes instead; ids that are not among the places are left alone.

    Returns
    -------
    GeoDataFrame
        As `places`. One that was moved is a drawn place: its id says where it stands, with a number behind it
        where that is taken, and its name is that of the village in which it lies, or else its degrees.
    """
    rows = places.to_dict("index")
    taken = set(places.index) - set(moved) | {str(it) for it in evaluation.units.index}
    inside = villages_at(evaluation, [moved[it] for it in places.index if it in moved])
    names, found = iter(inside), []
    for old, row in rows.items():
        if old not in moved:
            found.append(row)
            continue
        lon, lat = moved[old]
        name = next(names) or f"{lat:.5f}, {lon:.5f}"
        fresh = _free(f"drawn-{lon:.6f},{lat:.6f}", taken)
        taken.add(fresh)
        found.append({"id": fresh, "name": name, "kind": "drawn", "geometry": shapely.Point(lon, lat)})
    made = gpd.GeoDataFrame(found, columns=["id", "name", "kind", "geometry"], crs=crs.GEOGRAPHIC)
    return made.set_index("id", drop=False).rename_axis(None)


def _free(name: str, taken: set[str]) -> str:
    """Return a name for a candidate of which neither it nor the unit that it becomes is taken."""
    number, tried = 1, name
    while tried in taken or f"post-{tried}" in taken:
        number += 1
        tried = f"{name}-{number}"
    return tried


def villages_at(evaluation: Evaluation, spots: list[Spot]) -> list[str | None]:
    """Return the name of the village in which each place lies, the first by id; None outside of all."""
    villages = evaluation.operation.villages.sort_index()
    points = shapely.points(np.asarray(spots, dtype=float).reshape(-1, 2))
    spot, village = villages.sindex.query(points, predicate="intersects")
    first: dict[int, int] = {}
    for s, v in sorted(zip(spot.tolist(), village.tolist(), strict=True)):
        first.setdefault(s, v)
    return [str(villages["name"].iloc[first[i]]) if i in first else None for i in range(len(spots))]


def shares(evaluation: Evaluation, places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what each of some posts brings, were all of them opened.

    Returns
    -------
    DataFrame
        On the index of `places`: reached, the stations within the threshold of the post; gains, of these the
        ones that no unit of the plan reaches in time; alone, of these the ones that no other post reaches;
        district, in which the post stands.
    """
    table = cover(evaluation, places, weights=weigh(evaluation, "stations"))
    gap = table.held == 0
    once = gap & (table.counted(range(len(places))) == 1)
    count = {"reached": np.ones_like(gap), "gains": gap, "alone": once}
    found = {name: (table.rows.T @ mask.astype(float)).astype(int) for name, mask in count.items()}
    made = pd.DataFrame(found, index=places.index)
    return made.assign(district=evaluation.operation.districts_at(places.assign(village_id=None)))


def worth(before: Evaluation, after: Evaluation, *, model: Model, weights: Weights) -> float:
    """Return what a question of `geo.siting` counts, of a plan with posts.

    Parameters
    ----------
    before : the plan without them: its classes say what each station counts. A class may rest on how far the
        police are, and so change with a post.
    after : the plan with them.
    model : ``covering`` and ``fewest``: weight in time; ``backup``: weight of high-risk stations that two
        units reach in time; ``median``: weighted minutes of all that are reached; ``centre``: the longest
        minutes to any that is reached.
    """
    stations, weight = after.stations, weigh(before, weights)
    minutes = stations["travel_min"].to_numpy(float)
    if model == "median":
        return float(np.nansum(minutes * weight))
    if model == "centre":
        return float(np.nanmax(minutes, initial=0))
    if model == "backup":
        twice = stations["units_covering"].ge(TWICE) & before.stations["rank"].ge(coverage.HIGH_RANK)
        return float(weight[twice.to_numpy()].sum())
    return float(weight[stations["covered"].to_numpy(bool)].sum())


def where(places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return lon and lat [degrees] of places, on their index."""
    return pd.DataFrame(schema.xy(places), columns=["lon", "lat"], index=places.index)
