from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
import shapely

from dashboard import palette, payloads, text
from dashboard.layers import Payload
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.operations import BY_HAND, small, small_frames


def read(payload: Payload):
    return json.loads(gzip.decompress(payload.body))


def test_stations_come_in_the_order_of_the_operation(evaluation):
    layer = read(payloads.stations(evaluation.operation))
    stations = evaluation.operation.stations
    np.testing.assert_allclose(
        np.column_stack([layer["lon"], layer["lat"]]), evaluation.operation.station_xy, atol=1e-5
    )
    assert [label.rsplit(" ", 1)[1] for label in layer["label"]] == [f"{n:.0f}" for n in stations["number"]]
    names = stations["village_id"].map(evaluation.operation.villages["name"])
    assert [label.split(" · ")[0] for label in layer["label"]] == names.tolist()


def test_a_station_without_a_point_keeps_its_place_in_the_list():
    stations = small_frames()["stations"]
    stations.loc[2, "geometry"] = None
    layer = read(payloads.stations(small(stations=stations)))
    assert [lon is None for lon in layer["lon"]] == [False, False, True, False, False, False]
    assert layer["lat"][2] is None
    assert layer["label"][2] == "Dua · TPS 1"


def test_what_a_tooltip_tells_follows_the_same_order(by_hand):
    layer = read(payloads.detail(by_hand))
    minutes = by_hand.stations["travel_min"]
    assert layer["tenths"] == [round(m * 10) for m in minutes]
    ids = [by_hand.units.index[i] for i in layer["unit"]]
    assert ids == by_hand.stations["unit_id"].tolist()


def test_who_cannot_be_reached_has_minus_one_and_no_unit():
    nobody = small_frames()["units"].iloc[:0]
    layer = read(payloads.detail(evaluate(small(units=nobody), BY_HAND)))
    assert layer == {"tenths": [-1] * 6, "unit": [-1] * 6}


def test_villages_come_in_the_order_of_the_operation_with_their_label_inside_or_below(evaluation):
    villages = evaluation.operation.villages
    features = read(payloads.villages(evaluation.operation))["features"]
    assert [it["properties"]["name"] for it in features] == villages["name"].tolist()
    assert [it["properties"]["electing"] for it in features] == villages["electing"].tolist()
    for feature, shape in zip(features, villages.geometry, strict=True):
        lat, lon = feature["properties"]["foot"]
        west, south, east, _north = shape.bounds
        assert west <= lon <= east
        assert lat == pytest.approx(south, abs=1e-5)


def test_outlines_are_simplified_to_a_metre_and_stay_what_they_were(evaluation):
    villages = evaluation.operation.villages
    features = read(payloads.villages(evaluation.operation))["features"]
    for feature, shape in zip(features, villages.geometry, strict=True):
        drawn = shapely.geometry.shape(feature["geometry"])
        assert drawn.is_valid
        assert drawn.symmetric_difference(shape).area < 2e-3 * shape.area
    numbers = json.dumps([it["geometry"] for it in features])
    assert max(len(digits) for digits in _decimals(numbers)) <= 5


def _decimals(text_of_numbers: str) -> list[str]:
    return [part.split(",")[0].split("]")[0] for part in text_of_numbers.split(".")[1:]]


def test_a_village_that_is_a_point_is_a_layer_too():
    villages = small_frames()["villages"]
    villages.loc[0, "geometry"] = shapely.Point(112.05, 0.0)
    feature = read(payloads.villages(small(villages=villages)))["features"][0]
    assert feature["geometry"]["type"] == "Point"
    assert feature["properties"]["foot"] == [0.0, 112.05]


def test_every_district_has_one_outline_around_its_villages(evaluation):
    villages = evaluation.operation.villages
    features = read(payloads.districts(evaluation.operation))["features"]
    assert [it["properties"]["name"] for it in features] == sorted(villages["district"].unique())
    for it in features:
        own = villages[villages["district"] == it["properties"]["name"]].union_all()
        drawn = shapely.geometry.shape(it["geometry"])
        assert drawn.symmetric_difference(own).area < 1e-3 * own.area
        assert drawn.covers(shapely.Point(it["properties"]["at"][::-1]))


def test_the_land_around_is_a_layer_only_where_there_is_one(evaluation):
    assert payloads.ground(small()) is None
    features = read(payloads.ground(evaluation.operation))["features"]
    assert all({"name", "at"} == set(it["properties"]) for it in features)


def test_units_are_drawn_with_shape_and_colour_and_linmas_are_not(by_hand):
    layer = read(payloads.units(by_hand.units))
    looks = list(palette.unit_looks())
    assert [looks[i] for i in layer["look"]] == ["polsek polri", "standby brimob", "post linmas"]
    assert layer["drawn"] == [1, 1, 0]
    assert layer["name"] == ["Polsek Barat", "Brimob", "Linmas Empat"]
    assert layer["lon"] == [112.05, 112.2, 112.38]
    assert len({len(column) for column in layer.values()}) == 1


def test_the_note_of_a_unit_is_in_the_users_language(by_hand):
    text.use("id")
    indonesian = read(payloads.units(by_hand.units))["note"]
    text.use("en")
    assert read(payloads.units(by_hand.units))["note"][0] == "Polri · 10 people"
    assert indonesian[0] == "Polri · 10 personel"


def test_a_name_that_only_repeats_the_district_is_not_written_out(by_hand):
    layer = read(payloads.units(by_hand.units))
    assert by_hand.units["district"].tolist()[0] == "Barat"
    assert layer["labelled"] == [0, 0, 0]
    other = by_hand.units.assign(name="Polsek Utara")
    assert read(payloads.units(other))["labelled"] == [1, 0, 0]


def test_a_unit_without_a_point_keeps_its_place_in_the_list():
    units = small_frames()["units"]
    units.loc[1, "geometry"] = None
    evaluation = evaluate(small(units=units), BY_HAND)
    assert read(payloads.units(evaluation.units))["lon"][1] is None
    assert len(read(payloads.reach(evaluation))["features"]) == 1


def test_radii_are_outlines_in_degrees_around_those_who_respond(by_hand):
    features = read(payloads.reach(by_hand))["features"]
    assert [it["properties"]["unit_id"] for it in features] == ["u1", "u2"]
    for it, minutes in zip(features, (8, 5), strict=True):
        shape = shapely.geometry.shape(it["geometry"])
        assert shape.covers(by_hand.units.loc[it["properties"]["unit_id"]].geometry)
        west, _south, east, _north = shape.bounds
        assert (east - west) / 2 == pytest.approx(minutes * 0.01, rel=0.02)


def test_without_units_there_are_no_radii():
    nobody = small_frames()["units"].iloc[:0]
    assert read(payloads.reach(evaluate(small(units=nobody), Scenario())))["features"] == []


def test_all_layers_of_the_demo_together_are_light(evaluation):
    made = [
        payloads.villages(evaluation.operation),
        payloads.districts(evaluation.operation),
        payloads.stations(evaluation.operation),
        payloads.ground(evaluation.operation),
        payloads.units(evaluation.units),
        payloads.detail(evaluation),
        payloads.reach(evaluation),
    ]
    assert sum(len(payload.body) for payload in made) < 200 * 1024


def test_equal_data_make_equal_layers(evaluation):
    assert payloads.stations(evaluation.operation) == payloads.stations(evaluation.operation)
    assert payloads.villages(small()) == payloads.villages(small())
