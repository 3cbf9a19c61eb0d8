"""A plan by road: the file beside the operation, its figures, and what a closure does to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo import operation as operations
from geo.changes import Closure
from geo.evaluate import evaluate
from geo.scenario import Scenario
from geo.travel import arrivals
from geo.travel.graph import RoadGraph
from tests.operations import BY_HAND, small

ROADS = BY_HAND.model_copy(update={"engine": "roads"})


@pytest.fixture
def roads(tmp_path):
    """One road along the equator from 112.0 to 112.4, a centidegree in two minutes."""
    x = np.arange(112.0, 112.405, 0.01)
    tail = np.arange(len(x) - 1)
    both = np.append(tail, tail + 1), np.append(tail + 1, tail)
    RoadGraph.from_edges(x, np.zeros(len(x)), *both, np.full(2 * len(tail), 2.0)).save(tmp_path / "roads.npz")
    return tmp_path / "roads.npz"


def test_minutes_follow_the_roads_where_the_operation_has_them(roads):
    operation = replace(small(), roads=roads)
    flat, made = evaluate(operation, BY_HAND), evaluate(operation, ROADS)
    assert flat.stations["quality"].unique().tolist() == ["straight line"]
    assert made.stations["quality"].unique().tolist() == ["road"]
    driven = made.stations["travel_min"] - 2
    np.testing.assert_allclose(driven[:2], 2 * (flat.stations["travel_min"] - 2)[:2], atol=1e-6)
    assert made.stations["access_m"].lt(0.01).all()
    assert made.summary["covered"] < flat.summary["covered"]


def test_routes_agree_with_the_table_of_the_nearest(roads):
    made = evaluate(replace(small(), roads=roads), ROADS)
    first = made.nearest[made.nearest["rank"] == 1].set_index("station_id")
    np.testing.assert_allclose(made.routes["travel_min"], first["travel_min"], atol=1e-6)
    np.testing.assert_allclose(made.routes["distance_m"], first["distance_m"], atol=0.1)
    assert made.routes.index.equals(first.index)


def test_a_road_cut_in_the_middle_leaves_each_side_its_own_unit_and_changes_the_digest(roads):
    operation = replace(small(), roads=roads)
    flood = Closure(type="Polygon", coordinates=((112.101, 1), (112.102, 1), (112.102, -1), (112.101, -1)))
    closed = ROADS.model_copy(update={"closures": (flood,)})
    assert closed.digest != ROADS.digest
    both, cut = evaluate(operation, ROADS).nearest, evaluate(operation, closed).nearest
    assert both.groupby("station_id").size().tolist() == [2] * 6
    assert cut.set_index("station_id")["unit_id"].tolist() == ["u1", "u1", "u2", "u2", "u2", "u2"]


def test_a_scenario_with_closures_comes_back_from_toml_equal(tmp_path):
    plan = Scenario(
        engine="roads",
        vehicle="motorcycle",
        period="night",
        closures=[
            {"type": "LineString", "coordinates": [[112.5, -7.5], [112.6, -7.5]], "reason": "banjir"},
            {"type": "Point", "coordinates": [[112.5, -7.5]]},
        ],
    )
    (tmp_path / "plan.toml").write_text(plan.to_toml())
    again = Scenario.from_toml(tmp_path / "plan.toml")
    assert (again, hash(again), again.digest) == (plan, hash(plan), plan.digest)


def test_roads_travel_with_the_folder_and_count_in_the_digest(roads, tmp_path):
    bare, whole = small(), replace(small(), roads=roads)
    assert bare.digest != whole.digest
    operations.save(whole, tmp_path / "copy")
    again = operations.load(tmp_path / "copy")
    assert again.roads == tmp_path / "copy" / "roads.npz"
    assert again.digest == whole.digest
    operations.save(again, tmp_path / "copy")
    operations.save(bare, tmp_path / "bare")
    assert operations.load(tmp_path / "bare").roads is None


def test_a_moved_threshold_does_not_search_the_roads_for_the_nearest_again(roads, monkeypatch):
    operation, searched, search = replace(small(), roads=roads), [], arrivals.nearest
    monkeypatch.setattr(arrivals, "nearest", lambda *a, **k: searched.append(1) or search(*a, **k))
    evaluate(operation, ROADS)
    first = len(searched)
    evaluate(operation, ROADS.model_copy(update={"threshold_min": 7.0}))
    assert len(searched) == first > 0
    evaluate(operation, ROADS.model_copy(update={"turnout_min": 3.0}))
    assert len(searched) > first
