"""Task: one operation evaluated, wherever that happens; all that comes back is small and can be sent."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo import operation as operations
from geo.batch.found import Found, stamp
from geo.batch.province import Failure, Line, Told
from geo.coverage import HIGH_RANK
from geo.errors import GeoError
from geo.evaluate import Evaluation, evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from geo.travel import way

OUTLINE_DEG = 0.004
"""To this many degrees an outline is simplified [degrees]; about 450 m."""
_PLACE = ("village_id", "village", "district", "number", "registered_voters")
_RISK = ("class_id", "rank", "score", "completeness")
_REACH = ("unit_id", "travel_min", "distance_m", "quality", "over_min", "covered", "units_covering")

_first: dict[str, Path] = {}
"""Where this process met the roads of a sum first."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one operation.

    Parameters
    ----------
    line : its totals.
    stations : its stations, a point each (EPSG:4326), with the columns of `STATION_COLUMNS`.
    """

    line: Line
    stations: gpd.GeoDataFrame


@lru_cache(maxsize=256)
def _sum(path: Path, changed: tuple[int, int]) -> str:
    del changed  # part of the key only: a changed file has another sum
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def with_shared_roads(operation: Operation) -> Operation:
    """Return an operation that reads equal roads from the file that this process has read already.

    The operations of a province often hold one road graph, each its own copy; memory holds it once.
    """
    if operation.roads is None:
        return operation
    now = operation.roads.stat()
    named = _sum(operation.roads, (now.st_mtime_ns, now.st_size))
    held = _first.setdefault(named, operation.roads)
    if held != operation.roads:
        there = held.stat() if held.is_file() else None
        if there is None or _sum(held, (there.st_mtime_ns, there.st_size)) != named:
            held = _first[named] = operation.roads
    return replace(operation, roads=held)


def causes(evaluation: Evaluation) -> pd.Series:
    """Return why each station is a gap, by station_id: not reached in time, else reached and not manned.

    Stations that are no gap are missing from it.
    """
    late = evaluation.gaps.set_index("station_id")["cause"]
    short = evaluation.unserved.set_index("station_id")["cause"]
    both: pd.Series = pd.concat([late, short[~short.index.isin(late.index)]])
    return both.astype(object)


def _stations(evaluation: Evaluation, key: str, cause: pd.Series) -> gpd.GeoDataFrame:
    rows, posted = evaluation.stations, evaluation.posting.stations.reindex(evaluation.stations.index)
    columns: dict[str, Any] = {
        "operation": key,
        "station_id": rows.index.to_numpy(),
        **{name: rows[name] for name in (*_PLACE, *_RISK, *_REACH)},
        "unit": rows["unit_id"].map(evaluation.units["name"]).astype(object),
        "needed": posted["needed"],
        "missing": posted["missing"],
        "served": posted["served"].astype(bool),
        "gap_cause": cause.reindex(rows.index).astype(object),
        "simulated": _invented(evaluation.operation),
    }
    points = evaluation.operation.stations.geometry.to_numpy()
    frame = gpd.GeoDataFrame(columns, geometry=points, crs=4326, index=rows.index)
    return frame[[*STATION_COLUMNS, "geometry"]].reset_index(drop=True)


STATION_COLUMNS = (
    "operation",
    "station_id",
    *_PLACE,
    *_RISK,
    "unit_id",
    "unit",
    *_REACH[1:],
    "needed",
    "missing",
    "served",
    "gap_cause",
    "simulated",
)
"""Columns of the stations of a run, in their order."""


def _invented(operation: Operation) -> bool:
    return bool(operation.meta.simulated or operation.meta.schematic)


def outline(operation: Operation) -> str:
    """Return the outline of all villages as WKT, simplified to `OUTLINE_DEG`.

    Cells that do not quite meet are closed over that distance; points get a hull around them.
    """
    shapes = operation.villages.geometry.to_numpy()
    if not len(shapes):
        return ""
    near = OUTLINE_DEG / 2
    whole = shapely.buffer(shapely.union_all(shapely.buffer(shapes, near, quad_segs=2)), -near, quad_segs=2)
    if shapely.is_empty(whole) or not shapely.area(whole):
        whole = shapely.buffer(shapely.convex_hull(shapely.union_all(shapes)), near)
    return str(shapely.to_wkt(shapely.simplify(whole, OUTLINE_DEG / 2), rounding_precision=4))


def _line(it: Found, evaluation: Evaluation, cause: pd.Series, *, seconds: float) -> Line:
    operation, total, rows = evaluation.operation, evaluation.summary, evaluation.stations
    posted, meta = evaluation.posting.stations, operation.meta
    covered = rows["covered"].astype(bool)
    return Line(
        key=it.key,
        folder=str(it.folder),
        stamp=stamp(it.folder),
        operation=meta.id,
        name=meta.name,
        jurisdiction=meta.jurisdiction,
        election_day=meta.election_day,
        data_date=meta.data_date,
        classification=meta.classification,
        simulated=_invented(operation),
        digest=evaluation.digest,
        data_digest=operation.digest,
        minutes_by=evaluation.engine.answered_by,
        straight_line=int(rows["quality"].eq(way.STRAIGHT).sum()),
        villages=total["electing_villages"],
        stations=total["stations"],
        voters=total["voters"],
        voters_covered=int(rows.loc[covered, "registered_voters"].sum()),
        covered=total["covered"],
        gaps=total["gaps"],
        served=int(posted["served"].sum()),
        missing=int(posted["missing"].sum()),
        high_risk=int(rows["rank"].ge(HIGH_RANK).sum()),
        units=total["units"],
        class_counts=total["class_counts"],
        gap_causes={str(name): int(n) for name, n in cause.value_counts().sort_index().items()},
        need=total["need"],
        strength=total["personnel_by_force"],
        shortfall=total["shortfall"],
        sums_agree=bool(evaluation.checks["ok"].all()),
        proven=evaluation.posting.proven,
        doubts=tuple(map(Told.of, evaluation.engine.faults)),
        outline=outline(operation),
        seconds=seconds,
    )


def assessed(it: Found, scenario: str) -> Outcome | Failure:
    """Evaluate one operation.

    Data that break their contract are an answer, a `Failure` with every fault; all other errors are raised,
    so that whoever asked may try again.

    Parameters
    ----------
    scenario : as JSON.
    """
    start = time.perf_counter()
    try:
        operation = with_shared_roads(operations.load(it.folder))
        evaluation = evaluate(operation, Scenario.model_validate_json(scenario))
        cause = causes(evaluation)
        stations = _stations(evaluation, it.key, cause)
        line = _line(it, evaluation, cause, seconds=round(time.perf_counter() - start, 3))
    except GeoError as error:
        return Failure.of(it.key, it.folder, error)
    return Outcome(line, stations)
