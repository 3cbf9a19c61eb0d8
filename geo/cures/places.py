"""Places: cures that put a post or a unit where it closes most."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
from scipy import sparse

from geo import assignment, candidates, location, schema
from geo.candidates import Post
from geo.changes import UnitMove
from geo.cures.record import Cure, ids_of
from geo.evaluation import Evaluation

MOVABLE = ("post", "standby", "patrol")
"""Kinds of units that can be put elsewhere; a polres, polsek or koramil is a building."""


def added(evaluation: Evaluation, sites: gpd.GeoDataFrame, *, post: Post, most: int) -> Iterator[Cure]:
    """Yield the one post that closes most gaps, then the one that closes most of the others, and so on."""
    index = evaluation.stations.index
    cover = candidates.cover(evaluation, sites, weights=candidates.weigh(evaluation, "stations"))
    reached = cover.rows.T.tocsr()
    left = cover
    for _ in range(most):
        chosen = location.maximal_covering(left, 1).sites
        if not len(chosen):
            return
        place = sites.iloc[chosen]
        points = reached.indices[reached.indptr[chosen[0]] : reached.indptr[chosen[0] + 1]]
        closed = np.sort(points[cover.held[points] == 0])
        yield Cure(
            "add_post",
            dict(candidates.additions(evaluation, place, post=post)),
            ids_of(index[closed]),
            unit_id=candidates.unit_id(place["id"].iloc[0]),
            candidate_id=place["id"].iloc[0],
            name=place["name"].iloc[0],
            lonlat=(place.geometry.iloc[0].x, place.geometry.iloc[0].y),
        )
        left = left.opened(chosen.tolist())


def _table(evaluation: Evaluation, xy: np.ndarray, turnout_min: np.ndarray) -> sparse.csr_array:
    """Return who reaches which station in time, (n, n_stations) of 0 and 1."""
    unit, station, _ = evaluation.engine.within(
        xy,
        evaluation.operation.station_xy,
        turnout_min=turnout_min,
        limit_min=evaluation.scenario.threshold_min,
    )
    shape = len(xy), len(evaluation.stations)
    return sparse.coo_array((np.ones(len(unit)), (unit, station)), shape=shape).tocsr()


def moved(evaluation: Evaluation, sites: gpd.GeoDataFrame, *, most: int) -> Iterator[Cure]:
    """Yield the units that close more gaps than they open elsewhere, each at its best candidate."""
    plan = evaluation.scenario
    able = assignment.responding(evaluation.units, forces=plan.responding_forces)
    able = able[able["kind"].isin(MOVABLE) & able.index.isin(evaluation.operation.units.index)]
    starts = assignment.turnout(able, default_min=plan.turnout_min)
    own = _table(evaluation, schema.xy(able), starts)
    found = []
    for start_min in np.unique(starts):
        there = _table(evaluation, schema.xy(sites), np.full(len(sites), start_min))
        for row in np.flatnonzero(starts == start_min):
            cure = _best_move(evaluation, sites, there=there, unit=able.iloc[[row]], own=own[[row]])
            if cure is not None and cure.net > 0:
                found.append(cure)
    yield from sorted(found, key=lambda it: (-it.net, len(it.opened_ids), it.unit_id or ""))[:most]


def _best_move(
    evaluation: Evaluation,
    sites: gpd.GeoDataFrame,
    *,
    there: sparse.csr_array,
    unit: gpd.GeoDataFrame,
    own: sparse.csr_array,
) -> Cure | None:
    """Return where a unit closes most gaps beyond those that it opens; None without candidates."""
    if sites.empty:
        return None
    index, plan = evaluation.stations.index, evaluation.scenario
    held = evaluation.stations["units_covering"].to_numpy()
    alone = (held == 1) & (own.toarray()[0] > 0)
    gap = held == 0
    closes, keeps = there @ gap.astype(float), there @ alone.astype(float)
    best = int(np.argmax(closes + keeps))
    reached = there[[best]].toarray()[0] > 0
    place = sites.iloc[best]
    move = UnitMove(unit_id=unit.index[0], lon=place.geometry.x, lat=place.geometry.y)
    return Cure(
        "move_unit",
        {"units_moved": (*(it for it in plan.units_moved if it.unit_id != move.unit_id), move)},
        ids_of(index[gap & reached]),
        ids_of(index[alone & ~reached]),
        unit_id=move.unit_id,
        candidate_id=place["id"],
        name=unit["name"].iloc[0],
        lonlat=(move.lon, move.lat),
    )
