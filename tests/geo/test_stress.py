"""What every single loss costs: held against evaluating the plan again without the unit or the road."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import stress
from geo.changes import Closure
from geo.evaluate import evaluate
from geo.scenario import Scenario
from geo.travel import cuts
from geo.travel.graph import RoadGraph
from tests.operations import BY_HAND, scattered, small

CLASSES = ["trunk", "lane"]


def streets(seed, *, side=7, west=111.0, south=-8.4, wide=0.12):
    """A grid of streets of two classes over the invented operation; every eighth is a bridge."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    links = [(node[1:], node[:-1]), (node[:, 1:], node[:, :-1])]
    pairs = np.vstack([np.column_stack([a.ravel(), b.ravel()]) for a, b in links])
    kept = pairs[rng.random(len(pairs)) > 0.15]
    minutes = np.tile(rng.uniform(1, 4, len(kept)), 2)
    tail, head = np.vstack([kept, kept[:, ::-1]]).T
    y, x = np.divmod(np.arange(side * side), side)
    step = wide / (side - 1)
    graph = RoadGraph.from_edges(west + x * step, south + y * step, tail, head, minutes)
    road_class = (rng.random(len(graph.road_ends)) > 0.3).astype(np.int8)
    bridge = rng.random(len(graph.road_ends)) < 1 / 8
    return replace(graph, road_class=road_class, road_bridge=bridge, meta={"classes": CLASSES})


def town(seed, folder, *, graph=None):
    operation = scattered(stations=40, units=8, seed=seed, spread_deg=(0.12, 0.12))
    (graph or streets(seed)).save(folder / "roads.npz")
    return replace(operation, roads=folder / "roads.npz")


PLAN = Scenario(engine="roads", threshold_min=12)


def lost_by(base, again):
    return tuple(base.stations.index[base.stations["covered"] & ~again.stations["covered"]])


def assert_costs(row, base, again):
    before, after = base.stations["travel_min"], again.stations["travel_min"]
    assert row["station_ids"] == lost_by(base, again)
    lost = base.stations.loc[list(row["station_ids"])]
    assert row["lost"] == len(lost)
    assert row["lost_voters"] == lost["registered_voters"].sum()
    assert row["lost_high_risk"] == lost["rank"].ge(3).sum()
    assert row["unreached"] == (before.notna() & after.isna()).sum()
    slower = (after - before)[after > before]
    assert row["slower"] == len(slower)
    if len(slower):
        np.testing.assert_allclose(
            [row["extra_mean_min"], row["extra_worst_min"]], [slower.mean(), slower.max()]
        )
    flown = (
        base.stations["quality"].eq("road") & again.stations["quality"].eq("straight line") & after.notna()
    )
    assert row["flown"] == flown.sum()


@pytest.mark.parametrize("engine", ["straight", "roads", "service"])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_lost_unit_costs_what_evaluating_without_it_shows(seed, engine, tmp_path):
    operation = town(seed, tmp_path)
    plan = PLAN.model_copy(update={"engine": engine})
    base = evaluate(operation, plan)
    table = stress.losses(base, stretches=0).table
    units = table[table["kind"] == "unit"]
    assert units["id"].tolist() == operation.units.index.tolist()
    assert units["lost"].sum() > 0
    for row in units.to_dict("records"):
        assert_costs(row, base, evaluate(operation, plan.model_copy(update={"units_off": (row["id"],)})))


@pytest.mark.parametrize(("seed", "few"), [(0, 0), (2, 64)])
def test_a_cut_costs_what_closing_the_same_roads_shows(seed, few, tmp_path, monkeypatch):
    operation = town(seed, tmp_path)
    far = Closure(type="Point", coordinates=((111.03, -8.38),))
    plan = PLAN.model_copy(update={"closures": (far,), "off_road_m": 1500})
    base = evaluate(operation, plan)
    monkeypatch.setattr(cuts, "FEW", few)
    found = stress.losses(base, stretches=25)
    assert set(found.table["kind"]) == set(stress.KINDS)
    assert found.notes.keys() == {"stretches_left_out"}
    closed_already = np.flatnonzero(base.engine.closed)
    for row in found.table[found.table["kind"] != "unit"].to_dict("records"):
        roads = found.roads[row["kind"], row["id"]]
        assert not set(roads) & set(closed_already)
        points = [cuts.middle(base.engine.graph, int(road)) for road in roads]
        closures = tuple(Closure(type="Point", coordinates=(tuple(it),)) for it in points)
        again = evaluate(operation, plan.model_copy(update={"closures": (far, *closures)}))
        assert set(np.flatnonzero(again.engine.closed)) == {*closed_already, *roads}
        assert_costs(row, base, again)


def test_a_road_that_no_way_takes_changes_nothing(tmp_path):
    operation = town(0, tmp_path)
    base = evaluate(operation, PLAN)
    found = stress.losses(base, stretches=None)
    taken = {int(roads[0]) for (kind, _), roads in found.roads.items() if kind == "stretch"}
    for road in sorted(set(range(len(base.engine.graph.road_ends))) - taken)[:12]:
        middle = cuts.middle(base.engine.graph, road)
        closed = (Closure(type="Point", coordinates=(tuple(middle),)),)
        again = evaluate(operation, PLAN.model_copy(update={"closures": closed}))
        assert lost_by(base, again) == ()


def test_what_is_missing_is_said_and_what_was_left_out_is_counted(tmp_path):
    straight = stress.losses(evaluate(small(), BY_HAND))
    assert straight.notes == {"no_roads": "straight"}
    bare = replace(streets(0), road_bridge=None)
    base = evaluate(town(0, tmp_path, graph=bare), PLAN)
    found = stress.losses(base, stretches=2)
    assert found.notes["bridges_unknown"] is True
    assert found.notes["stretches_left_out"] > 0
    load = stress.losses(base, stretches=None).table.query("kind == 'stretch'")["load"]
    assert len(load) == 2 + found.notes["stretches_left_out"]
    assert load.is_monotonic_decreasing


def test_it_tells_how_far_it_is_and_stops_when_it_is_told_to(tmp_path):
    base = evaluate(town(0, tmp_path), PLAN)
    told = []
    whole = stress.losses(base, progress=lambda done, total: told.append((done, total)))
    assert whole.complete
    assert told == [(done + 1, len(whole.table)) for done in range(len(whole.table))]
    part = stress.losses(
        base, should_stop=lambda: len(told) >= len(whole.table) + 11, progress=lambda *it: told.append(it)
    )
    assert not part.complete
    pd.testing.assert_frame_equal(part.table, whole.table.iloc[:11])


def test_a_stress_test_leaves_what_is_remembered_of_the_whole_as_it_was(tmp_path):
    base = evaluate(town(0, tmp_path), PLAN)
    assert base.force_within is not None
    held = set(base.engine.graph.memo._kept)
    stress.losses(base)
    assert held <= set(base.engine.graph.memo._kept)
    assert len(set(base.engine.graph.memo._kept) - held) < 6


def row_of(kind, case, lost, **more):
    zero = dict.fromkeys(stress.COLUMNS, 0)
    return {**zero, "kind": kind, "id": case, "lost": len(lost), "station_ids": tuple(lost), **more}


def test_the_worst_come_first_and_stretches_of_one_street_are_told_once():
    table = pd.DataFrame(
        [
            row_of("unit", "u1", ["s1"], lost_high_risk=1),
            row_of("unit", "u2", []),
            row_of("stretch", "stretch 1", ["s1", "s2"], load=5),
            row_of("stretch", "stretch 2", ["s1", "s2"], load=7),
            row_of("class", "trunk", ["s1", "s2"]),
            row_of("stretch", "stretch 3", ["s2"]),
            row_of("stretch", "stretch 4", [], slower=1),
            row_of("stretch", "stretch 5", [], slower=1),
        ]
    )
    found = stress.worst(table)
    assert found["id"].tolist() == ["stretch 2", "trunk", "u1", "stretch 3", "stretch 4"]
    assert found["alike"].tolist() == [2, 1, 1, 1, 1]
    assert stress.worst(table, 1, kinds=["unit"])["id"].tolist() == ["u1"]
    assert stress.worst(table.iloc[:0]).empty


def test_cases_have_a_place_on_the_map(tmp_path):
    base = evaluate(town(1, tmp_path), PLAN)
    found = stress.losses(base)
    rows = pd.concat([found.table[found.table["kind"] == kind].head(1) for kind in stress.KINDS])
    shapes = stress.shapes(base, found, rows)
    assert isinstance(shapes, gpd.GeoDataFrame)
    assert shapes.geom_type.tolist() == ["Point", "MultiLineString", "MultiLineString", "MultiLineString"]
    assert shapes.crs == 4326
    assert rows["village_id"].tolist()[:2] == [None, None]
    village = base.operation.villages.geometry[rows["village_id"].iloc[3]]
    assert village.intersects(gpd.points_from_xy(rows["lon"].iloc[[3]], rows["lat"].iloc[[3]])[0])


@pytest.mark.parametrize("lacking", ["units", "stations"])
def test_without_units_or_stations_nothing_is_lost(lacking, tmp_path):
    whole = small()
    bare = small(**{lacking: getattr(whole, lacking).iloc[:0]})
    streets(0).save(tmp_path / "roads.npz")
    for plan in (BY_HAND, BY_HAND.model_copy(update={"engine": "roads"})):
        found = stress.losses(evaluate(replace(bare, roads=tmp_path / "roads.npz"), plan))
        assert found.complete
        assert found.table["lost"].sum() == 0
        assert found.worst().empty


def test_carriageways_beside_each_other_are_one_bridge():
    # Two parallel streets 11 m apart, and a third bridge a kilometre on.
    x, y = [0.0, 0.01, 0.0, 0.01, 0.02], [0.0, 0.0, 0.0001, 0.0001, 0.0]
    tail, head = [0, 2, 1, 1, 0, 3], [1, 3, 4, 3, 2, 4]
    graph = RoadGraph.from_edges(x, y, [*tail, *head], [*head, *tail], [1.0] * 12)
    ends = [tuple(it) for it in graph.road_ends.tolist()]
    flagged = replace(graph, road_bridge=np.array([it in {(0, 1), (2, 3)} for it in ends]))
    engine = cuts.RoadTravel(flagged, evaluate(small(), BY_HAND).engine)
    assert [sorted(ends[i] for i in one) for one in cuts.bridges(engine)] == [[(0, 1), (2, 3)]]
    assert cuts.bridges(replace(engine, graph=replace(graph, road_bridge=np.zeros(6, bool)))) == []
    assert cuts.bridges(replace(engine, graph=graph)) is None
