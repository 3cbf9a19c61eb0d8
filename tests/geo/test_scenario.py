from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.changes import ClassOverride, UnitAddition, UnitMove
from geo.errors import NotFoundError, ScenarioError
from geo.scenario import Scenario

word = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=3, max_size=12)
lon, lat = st.floats(-180, 180), st.floats(-90, 90)
class_id = st.sampled_from(["low", "elevated", "high", "special"])
scenarios = st.builds(
    Scenario,
    name=word,
    threshold_min=st.floats(1, 240),
    speed_kmh=st.floats(3, 150),
    circuity=st.floats(1, 3),
    turnout_min=st.floats(0, 60),
    neighbours=st.integers(1, 20),
    responding_forces=st.lists(st.sampled_from(["polri", "brimob", "tni"]), max_size=3).map(tuple),
    weights=st.dictionaries(st.sampled_from(["candidates", "gambling", "remoteness"]), st.floats(0, 100)),
    class_breaks=st.lists(st.floats(0, 1), min_size=3, max_size=3).map(lambda it: tuple(sorted(it))),
    unassessed_class=class_id,
    class_overrides=st.lists(
        st.builds(
            ClassOverride,
            village_id=word,
            class_id=class_id,
            reason=word,
            author=word,
            date=st.dates(),
            station_id=st.none() | word,
        ),
        max_size=2,
    ).map(tuple),
    units_off=st.lists(word, max_size=2).map(tuple),
    units_moved=st.lists(st.builds(UnitMove, unit_id=word, lon=lon, lat=lat), max_size=2).map(tuple),
    units_added=st.lists(
        st.builds(UnitAddition, unit_id=word, name=word, lon=lon, lat=lat, personnel=st.integers(0, 500)),
        max_size=2,
    ).map(tuple),
)


@given(scenario=scenarios)
def test_a_scenario_comes_back_from_toml_equal_with_equal_hash_and_digest(tmp_path_factory, scenario):
    path = tmp_path_factory.mktemp("scenario") / "scenario.toml"
    path.write_text(scenario.to_toml(), encoding="utf-8")
    back = Scenario.from_toml(path)
    assert back == scenario
    assert hash(back) == hash(scenario)
    assert back.digest == scenario.digest


@pytest.mark.parametrize(
    "change",
    [
        {"threshold_min": 11},
        {"speed_kmh": 41},
        {"circuity": 1.31},
        {"turnout_min": 2.5},
        {"neighbours": 2},
        {"responding_forces": ("polri",)},
        {"weights": {"candidates": 1}},
        {"class_breaks": (0.3, 0.66, 0.85)},
        {"pattern": "mojokerto-kota-2022"},
        {"unassessed_class": "low"},
        {"units_off": ("u1",)},
        {"units_moved": ({"unit_id": "u1", "lon": 1, "lat": 1},)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_turning_any_knob_changes_the_digest(change):
    assert Scenario.parse(change).digest != Scenario().digest


def test_the_order_in_which_weights_are_given_does_not_matter():
    one = Scenario(weights={"gambling": 1, "candidates": 2})
    other = Scenario(weights=(("candidates", 2), ("gambling", 1)))
    swapped = Scenario(weights=(("gambling", 1), ("candidates", 2)))
    assert one == other == swapped
    assert len({one, other, swapped}) == 1


def test_a_whole_number_of_minutes_equals_the_same_number_with_a_decimal_point():
    assert Scenario(threshold_min=10) == Scenario(threshold_min=10.0)
    assert Scenario(threshold_min=10).digest == Scenario(threshold_min=10.0).digest


def test_a_scenario_cannot_be_changed_after_it_is_made():
    with pytest.raises(ValueError, match="frozen"):
        Scenario().speed_kmh = 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"threshold_min": 0}, "threshold_min must be at least 1.0, not 0"),
        ({"threshold_min": 241}, "threshold_min must be at most 240.0, not 241"),
        ({"speed_kmh": 2.9}, "speed_kmh must be at least 3.0, not 2.9"),
        ({"circuity": 0.9}, "circuity must be at least 1.0, not 0.9"),
        ({"neighbours": 0}, "neighbours must be at least 1, not 0"),
        ({"speed": 40}, "speed is not a known setting"),
        ({"engine": "teleport"}, "engine cannot be 'teleport'"),
        ({"weights": {"candidates": -1}}, "weights.0.1 must be at least 0.0, not -1"),
        ({"weights": {"candidates": float("nan")}}, "weights.0.1 cannot be nan"),
        ({"weights": "many"}, "weights cannot be 'many'"),
        ({"speed_kmh": float("inf")}, "speed_kmh cannot be inf"),
        ({"class_breaks": (0.6, 0.3, 0.9)}, "class_breaks cannot be (0.6, 0.3, 0.9)"),
        ({"class_breaks": (0.1, 0.3, 1.1)}, "class_breaks cannot be (0.1, 0.3, 1.1)"),
        (
            {"units_moved": ({"unit_id": "u1", "lon": 181, "lat": 0},)},
            "units_moved.0.lon must be at most 180.0",
        ),
        ({"units_off": 3}, "units_off cannot be 3"),
        ({"class_overrides": ({"village_id": "v1"},)}, "class_overrides.0.class_id is missing"),
    ],
)
def test_a_setting_out_of_its_range_is_refused_with_its_name_and_value(values, message):
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(values)
    assert message in str(caught.value)
    assert "Correct the value and load it again" in str(caught.value)


def test_every_wrong_setting_is_reported_at_once():
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse({"speed_kmh": 0, "circuity": 9, "colour": "red"})
    assert len(caught.value.faults) == 3


def test_an_override_needs_a_reason_an_author_and_a_date():
    with pytest.raises(ScenarioError) as caught:
        ClassOverride.parse({"village_id": "v1", "class_id": "high", "reason": "", "author": ""})
    assert sorted(fault.values["where"] for fault in caught.value.faults) == ["author", "date", "reason"]
    assert ClassOverride(village_id="v1", class_id="high", reason="clash", author="Ops", date=dt.date.min)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"There is no file .*plan\.toml\. Check the name and the folder"):
        Scenario.from_toml(tmp_path / "plan.toml")


@pytest.mark.parametrize("content", [b"speed_kmh = = 3", b"name = '\xff'"], ids=["grammar", "encoding"])
def test_a_file_that_is_not_toml_is_refused_with_the_reason(tmp_path, content):
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=r"plan\.toml is not a TOML file \(.+\)\. Open it in an editor"):
        Scenario.from_toml(path)
