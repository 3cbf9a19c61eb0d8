"""Stress: every unit lost in turn, every class of roads, bridge and busy stretch cut; who falls out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csc_matrix

from geo import crs
from geo.evaluation import Evaluation
from geo.outage import Standing
from geo.travel import cuts
from geo.travel.roads import RoadTravel
from geo.travel.route import road_line
from geo.travel.way import ROAD

Kind = Literal["unit", "class", "bridge", "stretch"]
KINDS: tuple[Kind, ...] = ("unit", "class", "bridge", "stretch")
COLUMNS = (
    "kind", "id", "name", "village_id", "lon", "lat", "load", "lost", "lost_voters", "lost_high_risk",
    "unreached", "slower", "extra_mean_min", "extra_worst_min", "flown", "station_ids",
)  # fmt: skip
TEXT = ("kind", "id", "name", "village_id", "station_ids")
STRETCHES = 400
"""So many of the stretches that the nearest ways take are cut, those of the most stations first."""
Progress = Callable[[int, int], None]
"""Told how many cases are done, and how many there are."""


@dataclass(frozen=True, eq=False)
class Stress:
    """What each loss costs; treat the frame as read-only.

    Attributes
    ----------
    table : a row for each case, in the order of `KINDS` and then by id (stretches: by load, the most first):
        kind; id (of the unit or class; ``bridge 7`` and ``stretch 7`` by the number of a road); name (of the
        unit, else empty); village_id in which the middle of a bridge or stretch lies, or None; lon, lat of
        the unit or that middle [degrees], NaN for a class; load, stations whose nearest unit it is or whose
        nearest way takes it; lost, stations in time that no longer are; lost_voters; lost_high_risk;
        unreached, stations that no unit reaches any more; slower, stations still reached, but later;
        extra_mean_min and extra_worst_min of these [min], NaN where there are none; flown, stations that are
        only reached as the crow flies since no open road is near; station_ids, those lost, by id.
    roads : by (kind, id), the numbers of the roads that are cut.
    notes : why cases are missing. ``no_roads``: the engine whose minutes take no road; ``bridges_unknown``:
        the road graph does not say which roads are bridges; ``stretches_left_out``: how many were not cut.
    complete : whether every case was reached before it was told to stop.
    """

    table: pd.DataFrame
    roads: Mapping[tuple[str, str], np.ndarray]
    notes: Mapping[str, Any]
    complete: bool

    def worst(self, n: int = 5, *, kinds: Iterable[Kind] = KINDS) -> pd.DataFrame:
        """Return the worst cases; see `worst`."""
        return worst(self.table, n, kinds=kinds)


class _Case(NamedTuple):
    kind: Kind
    id: str
    roads: np.ndarray
    load: int


def _units_lost(standing: Standing) -> Iterator[dict[str, Any]]:
    """Yield what each unit's loss costs: its stations go to the second arrival, all others keep their own."""
    plan, places = standing.plan, (standing.homes, standing.there)
    second = plan.engine.nearest(*places, turnout_min=standing.turnout_min, k=2)[2][:, 1]
    order = np.argsort(standing.labels, kind="stable")
    ends = np.searchsorted(standing.labels[order], np.arange(len(standing.units) + 1))
    responds = standing.units.index.get_indexer(plan.units.index)
    points = plan.units.geometry
    for label, unit_id, name, lon, lat in zip(
        responds, plan.units.index, plan.units["name"], points.x, points.y, strict=True
    ):
        rows = order[ends[label] : ends[label + 1]] if label >= 0 else order[:0]
        head = {"kind": "unit", "id": unit_id, "name": name, "village_id": None, "lon": lon, "lat": lat}
        yield {**head, "load": len(rows), **standing.cost(rows, second[rows])}


def _cases(
    engine: RoadTravel, taken: csc_matrix, *, stretches: int | None
) -> tuple[list[_Case], dict[str, Any]]:
    """Return the cuts of a road graph, and which ones are missing for what reason."""
    graph, found = engine.graph, list[_Case]()

    def case(kind: Kind, name: str, roads: np.ndarray) -> _Case:
        return _Case(kind, name, roads, int((taken[:, roads].sum(axis=1) > 0).sum()))

    notes: dict[str, Any] = {}
    drivable = cuts.open_roads(engine)
    for number, class_id in enumerate(graph.meta["classes"]):
        roads = np.flatnonzero((graph.road_class == number) & drivable)
        if len(roads):
            found.append(case("class", class_id, roads))
    spans = cuts.bridges(engine)
    if spans is None:
        notes["bridges_unknown"] = True
    found += [case("bridge", f"bridge {roads[0]}", roads) for roads in spans or ()]
    load = np.diff(taken.indptr)
    busiest = np.lexsort((np.arange(len(load)), -load))[: np.count_nonzero(load)]
    kept = busiest if stretches is None else busiest[:stretches]
    if len(kept) < len(busiest):
        notes["stretches_left_out"] = len(busiest) - len(kept)
    found += [_Case("stretch", f"stretch {road}", np.array([road]), int(load[road])) for road in kept]
    return found, notes


def _cut(standing: Standing, engine: RoadTravel, cut: np.ndarray) -> dict[str, Any]:
    """Return what it costs to close the roads of a mask (r,)."""
    without = cuts.CutRoads.from_whole(engine, cut)
    places = standing.homes, standing.there
    labels, _, minutes = without.nearest(*places, turnout_min=standing.turnout_min, k=1)
    quality, _ = without.quality(*places, labels=labels)
    return standing.cost(np.arange(len(minutes)), minutes[:, 0], by_road=quality[:, 0] == ROAD)


def _middles(plan: Evaluation, engine: RoadTravel, cases: list[_Case]) -> list[dict[str, Any]]:
    """Return lon, lat and village_id of the middle road of each case; of a class there is none."""
    nowhere = np.full(2, np.nan)
    middle = np.array(
        [
            nowhere if it.kind == "class" else cuts.middle(engine.graph, int(it.roads[len(it.roads) // 2]))
            for it in cases
        ]
    ).reshape(-1, 2)
    villages = plan.operation.villages
    row, village = villages.sindex.query(shapely.points(middle), predicate="intersects")
    inside = {int(r): villages.index[v] for r, v in sorted(zip(row, village, strict=True), reverse=True)}
    return [
        {"lon": lon, "lat": lat, "village_id": inside.get(i)} for i, (lon, lat) in enumerate(middle.tolist())
    ]


def _roads_cut(standing: Standing, engine: RoadTravel, cases: list[_Case]) -> Iterator[dict[str, Any]]:
    """Yield what each cut costs; one that touches no way and nobody's own road costs nothing."""
    touched = np.diff(standing.taken.indptr) > 0
    for places in (standing.homes, standing.there):
        road = engine.snap(places).road
        touched[road[road >= 0]] = True
    for case, head in zip(cases, _middles(standing.plan, engine, cases), strict=True):
        cut = np.zeros(len(touched), bool)
        cut[case.roads] = True
        same = not bool((cut & touched).any())
        cost = standing.cost(np.empty(0, int), np.empty(0)) if same else _cut(standing, engine, cut)
        yield {"kind": case.kind, "id": case.id, "name": "", **head, "load": case.load, **cost}


def losses(
    plan: Evaluation,
    *,
    stretches: int | None = STRETCHES,
    progress: Progress = lambda _done, _total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Stress:
    """Return what every single loss costs a plan, the same as if it were evaluated again without it.

    Classes stay as they are, and what is in time is judged as before. A stretch is a road from junction to
    junction; a class is all open roads of it at once.

    Parameters
    ----------
    stretches : so many stretches are cut at most; None for all that the nearest ways take.
    progress : told after every case.
    should_stop : asked before every case; once it says so, the cases done so far are returned.
    """
    standing, cases = Standing(plan), list[_Case]()
    notes: dict[str, Any] = {"no_roads": plan.engine.answered_by}
    pending = _units_lost(standing)
    if standing.roads is not None:
        cases, notes = _cases(standing.roads, standing.taken, stretches=stretches)
        pending = chain(pending, _roads_cut(standing, standing.roads, cases))
    total, rows = len(plan.units) + len(cases), list[dict[str, Any]]()
    while len(rows) < total and not should_stop():
        rows.append(next(pending))
        progress(len(rows), total)
    roads = {(str(it.kind), it.id): it.roads for it in cases}
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(TEXT, object))
    table["village_id"] = table["village_id"].where(table["village_id"].notna(), None)
    return Stress(table, roads, notes, complete=len(rows) == total)


def worst(table: pd.DataFrame, n: int = 5, *, kinds: Iterable[Kind] = KINDS) -> pd.DataFrame:
    """Return the worst cases: most stations lost, then most of high risk, voters, unreached, minutes more.

    Cases of one kind that lose the very same stations are told once, as the one of the most load, and `alike`
    says how many they are: along one street any stretch does. Cases that change nothing are left out.

    Parameters
    ----------
    table : as `Stress.table`.
    kinds : only cases of these kinds.
    """
    costly = table[
        table["kind"].isin(list(kinds)) & (table["lost"] + table["unreached"] + table["slower"] > 0)
    ]
    order = ["lost", "lost_high_risk", "lost_voters", "unreached", "slower", "extra_worst_min", "load"]
    ranked = costly.sort_values([*order, "kind", "id"], ascending=[False] * len(order) + [True, True])
    same = [
        (kind, ids or case)
        for kind, case, ids in ranked[["kind", "id", "station_ids"]].itertuples(index=False)
    ]
    marks = pd.Series(pd.factorize(pd.Series(same, dtype=object))[0], index=ranked.index)
    alike = marks.map(marks.value_counts())
    return ranked.assign(alike=alike)[~marks.duplicated()].head(n).reset_index(drop=True)


def shapes(plan: Evaluation, stress: Stress, cases: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return where rows of the table or of `worst` are, in EPSG:4326: a point for a unit, lines for roads."""
    engine = cuts.roads_of(plan.engine)
    found: list[shapely.Geometry] = []
    for kind, case, lon, lat in cases[["kind", "id", "lon", "lat"]].itertuples(index=False):
        if kind == "unit" or engine is None:
            found.append(shapely.Point(lon, lat))
            continue
        roads = stress.roads[kind, case]
        found.append(shapely.MultiLineString([road_line(engine.graph, int(road)) for road in roads]))
    return gpd.GeoDataFrame(cases[["kind", "id"]].copy(), geometry=found, crs=crs.GEOGRAPHIC)
