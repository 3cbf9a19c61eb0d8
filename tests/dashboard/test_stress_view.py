"""The stress test: what the page says of losses, of two places at once, and of who is there in time."""

from __future__ import annotations

import pytest

from dashboard import losses, second_calls, studied
from geo import stress
from geo.changes import Closure
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import (
    DEMO,
    LANGUAGES,
    control,
    layers,
    marks,
    opened,
    saved,
    sentence,
    tables,
    words,
)
from tests.operations import small, small_frames

BY_ROAD = Scenario(engine="roads")


@pytest.fixture(scope="module")
def by_road():
    plan = evaluate(load(DEMO), BY_ROAD)
    return plan, stress.losses(plan)


def pairs(app):
    (table,) = [it for it in tables(app) if "alone" in it]
    return table


def test_the_sentence_names_the_worst_two_units_by_straight_line_and_says_what_that_leaves_out():
    app = opened(view="stress", language="en")
    assert not app.exception
    expected = stress.losses(evaluate(load(DEMO), Scenario())).worst(2)
    first, second = expected["name"]
    assert sentence(app) == (
        f"If {first} is lost, {expected['lost'][0]} more TPS are out of reach; "
        f"if {second} is lost, {expected['lost'][1]}."
    )
    assert "choose By road in the sidebar to cut roads too" in words(app)
    assert "Without Polsek Lekok" in words(app)
    assert marks(app).count("1") == expected["lost"][0]
    (mark,) = [it for it in layers(app) if "fixed" in it]
    assert (mark["name"], mark["look"]) == ([first], ["lost"])


def test_by_road_the_worst_cut_stands_beside_the_worst_unit(by_road):
    _plan, found = by_road
    app = opened(view="stress", language="en", scenario=BY_ROAD)
    unit, road = found.worst(1, kinds=("unit",)).iloc[0], found.worst(1, kinds=("class",)).iloc[0]
    assert sentence(app) == (
        f"If {unit['name']} is lost, {unit['lost']} more TPS are out of reach; "
        f"if every village road is cut, {road['lost']}."
    )
    assert "The road network does not say which roads are bridges." in words(app)
    assert marks(app).count("1") == road["lost"]
    (cut,) = [it for it in layers(app) if "closed" in it]
    assert len(cut["closed"][0]["at"]) == len(found.roads["class", road["id"]])
    assert cut["closed"][0]["fine"] is True


def test_a_selected_case_is_the_one_on_the_map(by_road):
    plan, found = by_road
    case = found.worst(1, kinds=("stretch",)).iloc[0]
    chosen = {losses.CASE: ("stretch", case["id"])}
    app = opened(view="stress", language="en", scenario=BY_ROAD, remembered=chosen)
    village = plan.operation.villages.loc[case["village_id"], "name"]
    assert f"Without road in {village}" in words(app)
    assert marks(app).count("1") == case["lost"]
    (fallen,) = [it for it in tables(app) if "min now" in it]
    assert len(fallen) == case["lost"]


def test_the_planner_may_look_at_one_kind_of_loss_alone():
    app = opened(view="stress", language="en", scenario=BY_ROAD)
    control(app, "stress kind").set_value("unit").run()
    assert not app.exception
    (worst, *_rest) = [it for it in tables(app) if "TPS out" in it]
    assert worst["Without"].str.startswith("Pol").any()
    assert not worst["Without"].str.startswith("every").any()


def test_two_places_at_once_show_the_worst_pairs_of_two_villages(by_road):
    plan, _found = by_road
    app = opened(view="stress", language="en", scenario=BY_ROAD)
    control(app, "stress subject").set_value("pair").run()
    assert not app.exception
    table = pairs(app)
    villages = table[["First", "Second"]].apply(lambda it: it.str.rsplit(" · ", n=1).str[0])
    assert (villages["First"] != villages["Second"]).all()
    assert (table["left"] < table["alone"]).all()
    expected = plan.incidents_among(plan.stations.index, people=30)
    share = f"In {expected.held_share:.0%} of all pairs"
    assert share in words(app)
    (mark,) = [it for it in layers(app) if "fixed" in it and it["number"] == ["1", "2"]]
    assert mark["name"] == table.loc[0, ["First", "Second"]].tolist()
    control(app, "second people").set_value(0).run()
    assert "No village takes anybody from another" in words(app)


def test_force_in_time_is_held_against_the_need_by_district_and_at_a_station(by_road):
    plan, _found = by_road
    station_id = plan.stations.index[0]
    app = opened(view="stress", language="en", scenario=BY_ROAD, station=station_id)
    control(app, "stress subject").set_value("force").run()
    assert not app.exception
    found = plan.force_within
    assert f"{found['enough_10'].mean():.0%} within 10 minutes" in words(app)
    (table,) = [it for it in tables(app) if "Within" in it]
    assert table["People"].tolist() == [found.loc[station_id, f"people_{it}"] for it in (10, 15, 30, 60)]
    assert marks(app).count("0") == int(found["enough_10"].sum())


def test_an_operation_without_roads_says_that_none_can_be_cut(tmp_path):
    app = opened(saved(small(), tmp_path / "small"), view="stress", language="en")
    assert "The operation has no road network" in words(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("empty", ["stations", "units"])
@pytest.mark.parametrize("subject", ["loss", "pair", "force"])
def test_without_stations_or_units_every_subject_has_something_to_say(language, empty, subject, tmp_path):
    folder = saved(small(**{empty: small_frames()[empty].iloc[:0]}), tmp_path / "empty")
    app = opened(folder, view="stress", language=language)
    control(app, "stress subject").set_value(subject).run()
    assert not app.exception
    assert sentence(app)


def test_closures_of_the_plan_stay_on_the_map_beside_what_is_cut(by_road):
    plan, found = by_road
    closed = Closure(type="Point", coordinates=((112.9, -7.7),), reason="flood")
    stretch = found.worst(1, kinds=("stretch",))
    roads = stress.shapes(plan, found, stretch).geometry.iloc[0]
    shown = studied.cut_roads([closed], roads, "words")
    assert shown.digest != studied.cut_roads([], roads, "words").digest
    assert second_calls.place(plan, plan.stations.index[0]).count(" · ") == 1
