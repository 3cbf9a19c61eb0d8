"""Planning by road: what the pages say, draw and hand out when minutes run along roads."""

from __future__ import annotations

import gzip
import json

import pytest

from dashboard import payloads
from dashboard.drawing import Drawing
from geo.changes import Closure
from geo.evaluate import compare, evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import DEMO, control, layers, opened, saved, sentence, tables, trees, words
from tests.operations import small

FLOOD = Closure(
    type="Polygon",
    coordinates=((112.98, -7.68), (113.02, -7.68), (113.02, -7.72), (112.98, -7.72)),
    reason="banjir <b>besar</b>",
)
BY_ROAD = Scenario(engine="roads")


def sketch(shape, corners):
    return {"drawing": Drawing(shape, corners)}


@pytest.fixture(scope="module")
def by_road():
    return evaluate(load(DEMO), BY_ROAD)


def layer(app, key):
    """Return the only layer of the session that holds a key."""
    (found,) = [it for it in layers(app) if key in it]
    return found


def test_the_switch_takes_minutes_from_the_straight_line_to_the_road(by_road):
    app = opened(view="coverage", language="en")
    assert "straight line × 1.3" in words(app)
    control(app, "engine").set_value("roads").run()
    assert sentence(app).startswith(f"{by_road.summary['covered']} of 152 TPS")
    assert "by road, patrol car, by day, plus 2 min turnout" in words(app)
    assert "straight line × 1.3" not in words(app)


def test_every_page_says_by_road_where_minutes_run_along_roads(by_road):
    for view in ("briefing", "coverage"):
        assert "lewat jalan" in words(opened(view=view, scenario=BY_ROAD))
    assert "Lewat jalan, dihitung persis" in words(opened(view="method", scenario=BY_ROAD))


def test_an_operation_without_roads_offers_no_road(tmp_path):
    app = opened(saved(small(), tmp_path), view="coverage", scenario=BY_ROAD)
    assert not [it for it in app.button_group if str(it.key).startswith("engine")]
    assert app.session_state["scenario"].engine == "straight"
    assert "petapam roads build" in words(opened(saved(small(), tmp_path), view="method"))


def test_the_page_compares_straight_line_and_road_station_by_station(by_road):
    app = opened(view="coverage", language="en", scenario=BY_ROAD)
    changed = compare(evaluate(load(DEMO), Scenario()), by_road).stations
    moved = changed[changed["unit_id_a"].ne(changed["unit_id_b"])]
    assert (
        f"{len(moved)} of 152 TPS get another unit first by road; 124 are in time by straight line"
        in words(app)
    )
    (table,) = [it for it in tables(app) if "min, road" in it]
    assert len(table) == len(moved)
    assert (table["min, road"] - table["min, line"] - table["±"]).abs().max() < 1e-9


def test_a_selected_station_shows_the_ways_of_its_nearest_units(by_road):
    station_id = by_road.gaps["station_id"].iloc[0]
    app = opened(view="coverage", language="en", scenario=BY_ROAD, station=station_id)
    ways = layer(app, "lines")
    near = by_road.nearest[by_road.nearest["station_id"] == station_id]
    assert ways["name"] == near["unit_id"].map(by_road.units["name"]).tolist()
    assert ways["note"][0].startswith(f"{near['travel_min'].iloc[0]:.1f} min · ")
    lat, lon = ways["lines"][0][-1]
    place = by_road.operation.stations.geometry[station_id]
    assert (lon, lat) == pytest.approx((place.x, place.y), abs=1e-5)


def test_what_is_closed_changes_the_numbers_and_stands_on_map_and_list_as_text(by_road):
    shut = BY_ROAD.model_copy(update={"closures": (FLOOD,)})
    app = opened(view="coverage", language="en", scenario=shut)
    assert evaluate(load(DEMO), shut).summary["covered"] < by_road.summary["covered"]
    assert sentence(app).startswith(f"{evaluate(load(DEMO), shut).summary['covered']} of 152")
    assert layer(app, "closed")["closed"][0]["reason"] == "banjir <b>besar</b>"
    assert "1. banjir <b>besar</b>" in words(app)
    app.button(key="reopen 0 0").click().run()
    assert app.session_state["scenario"].closures == ()


@pytest.mark.parametrize(("shape", "count"), [("Point", 1), ("LineString", 2), ("Polygon", 3)])
def test_a_drawn_shape_closes_roads_once_it_has_its_corners(shape, count):
    corners = FLOOD.coordinates[:count]
    app = opened(
        view="coverage",
        language="en",
        scenario=BY_ROAD,
        held=sketch(shape, corners[:-1]),
        **{"closing 0": shape},
    )
    (close,) = [it for it in app.button if it.label == "Close"]
    assert close.disabled
    app.session_state["held"]["drawing"] = Drawing(shape, corners)
    app.text_input(key="closing reason").set_value("pasar")
    app.run()
    next(it for it in app.button if it.label == "Close").click().run()
    assert app.session_state["scenario"].closures == (
        Closure(type=shape, coordinates=corners, reason="pasar"),
    )
    assert app.session_state["held"]["drawing"].points == ()


def test_what_is_closed_stands_on_every_map_and_what_is_being_drawn_only_where_it_is_drawn():
    shut = BY_ROAD.model_copy(update={"closures": (FLOOD,)})
    app = opened(view="risk", scenario=shut, held=sketch("Polygon", FLOOD.coordinates[:2]))
    drawn = layer(app, "closed")
    assert len(drawn["closed"]) == 1
    assert drawn["pending"] == []


def test_bands_by_road_are_nested_and_the_scene_stays_when_the_threshold_moves(by_road):
    bands = by_road.reached(5, 10, 15)
    assert bands["threshold_min"].tolist() == [15, 10, 5]
    for outer, inner in zip(bands.geometry, bands.geometry[1:], strict=False):
        assert inner.difference(outer).area < 1e-3 * inner.area
    assert payloads.reach(by_road) != payloads.reach(
        evaluate(by_road.operation, Scenario(engine="roads", threshold_min=12))
    )


def test_the_ways_of_all_postings_are_handed_out_as_geojson(by_road):
    app = opened(view="coverage", language="en", scenario=BY_ROAD)
    (file,) = [
        it for it in layers(app) if "features" in it and "station_id" in it["features"][0]["properties"]
    ]
    assert len(file["features"]) == len(by_road.routes) == 152
    assert {it["geometry"]["type"] for it in file["features"]} == {"LineString"}
    links = [it for tree in trees(app) for it in tree.iter("a") if "routes" in str(it.get("download"))]
    assert [node.get("download") for node in links] == ["pasuruan-kota-2022-routes.geojson"]
    assert links[0].get("href").startswith("/layers/")


def test_only_the_wider_roads_are_drawn_where_there_are_too_many(monkeypatch):
    everything = layer(opened(view="coverage", scenario=BY_ROAD), "widths")["widths"]
    assert len(everything) == 3
    monkeypatch.setattr(payloads, "DRAWN_ROADS", len(everything[0]) + 1)
    fewer = json.loads(gzip.decompress(payloads.roads(load(DEMO)).body))["widths"]
    assert fewer == everything[:1]
