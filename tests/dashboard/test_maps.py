from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from dashboard import maps, palette, text
from dashboard.legend import Look
from geo import catalogue
from geo.changes import ClassOverride
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.showing import DEMO, LANGUAGES, component, control, layers, opened, turned
from tests.operations import BY_HAND, DAY, scattered, small, small_frames

MOST_BYTES = 20 * 1024
ADDRESSES = {"villages": "/layers/t/1", "districts": "/layers/t/2", "stations": "/layers/t/3", "ground": None}


def rendered(state) -> str:
    """Return the script that brings a state to the map, without the parts that folium invents anew."""
    figure = maps.base("/layers/t/0")
    maps.group(state).add_to(figure)
    return figure.get_root().render()


def stamp(state) -> str:
    (found,) = re.findall(r'"stamp": "([0-9a-f]+)"', rendered(state))
    return found


def test_a_state_has_one_digit_for_each_station_and_village_in_the_order_of_the_operation(by_hand):
    state = maps.paint(by_hand, by_class=False)
    assert list(state["classes"]) == [str(rank) for rank in by_hand.stations["rank"]]
    assert list(state["marks"]) == ["01"[not ok] for ok in by_hand.stations["covered"]]
    assert len(state["villages"]) == 4
    assert maps.paint(by_hand, by_class=True)["marks"] == state["classes"]


def test_a_village_has_the_digit_of_the_worst_class_among_its_stations():
    worse = ClassOverride(
        village_id="v3", station_id="s5", class_id="special", reason="told so", author="me", date=DAY
    )
    evaluation = evaluate(small(), BY_HAND.parse({**BY_HAND.model_dump(), "class_overrides": [worse]}))
    ranks = evaluation.stations.groupby("village_id")["rank"].max()
    digits = maps.village_classes(evaluation)
    assert digits["v3"] == str(catalogue.RANKS["special"])
    assert evaluation.stations.loc["s4", "rank"] < catalogue.RANKS["special"]
    assert digits.to_dict() == {village: str(rank) for village, rank in ranks.items()}


def test_a_village_without_a_station_is_a_dot(evaluation):
    digits = maps.village_classes(evaluation)
    electing = evaluation.operation.villages["electing"]
    assert digits[electing].ne(maps.IDLE).all()
    assert digits[~electing].eq(maps.IDLE).all()
    assert digits.str.len().eq(1).all()


def test_every_digit_of_a_state_has_a_look(evaluation):
    for by_class in (False, True):
        look = Look(by_class=by_class)
        spec = maps.scene(evaluation, ADDRESSES, look)
        state = maps.paint(evaluation, by_class=by_class)
        assert max(map(int, state["marks"])) < len(spec["marks"])
        assert {int(c) for c in state["villages"] if c != maps.IDLE} <= set(range(len(spec["classes"])))


def test_a_state_holds_digits_only(evaluation):
    for value in maps.paint(evaluation, by_class=True).values():
        assert re.fullmatch(r"[0-4.]+", value)


def test_equal_states_have_equal_stamps_and_other_states_other_stamps(evaluation):
    state = maps.paint(evaluation, by_class=False)
    again = maps.paint(evaluate(evaluation.operation, Scenario()), by_class=False)
    assert stamp(state) == stamp(again) == stamp(dict(reversed(state.items())))
    later = maps.paint(evaluate(evaluation.operation, Scenario(threshold_min=11)), by_class=False)
    assert stamp(later) != stamp(state)
    assert stamp({**state, "focus": 1}) != stamp(state)


def test_a_stamp_differs_by_what_stands_behind_an_underscore():
    assert stamp({"units": "a_0"}) != stamp({"units": "a_1"})


def test_a_state_of_the_demo_is_small():
    app = opened(language="en", view="coverage", station=None)
    control(app, "threshold").set_value(20).run()
    sent = component(app)
    assert len(json.dumps(sent["feature_group"])) < 4 * 1024
    assert len(json.dumps(sent)) < MOST_BYTES


def test_a_state_grows_by_three_bytes_for_a_station():
    sizes = []
    for stations in (1000, 2000):
        state = maps.paint(evaluate(scattered(stations=stations, units=20), Scenario()), by_class=False)
        sizes.append(len(json.dumps(state)))
    assert sizes[1] - sizes[0] <= 3 * 1000


def test_the_map_stays_while_only_the_threshold_moves_and_changes_with_the_language():
    app = opened(language="en", view="coverage")
    before = component(app)
    control(app, "threshold").set_value(14).run()
    after = component(app)
    assert scene_of(after) == scene_of(before)
    assert after["feature_group"] != before["feature_group"]
    control(app, "language").set_value("id").run()
    assert scene_of(component(app)) != scene_of(before)


def scene_of(sent) -> str:
    (found,) = set(re.findall(r"/layers/[0-9a-f]{64}/[0-9a-f]{20}", sent["script"]))
    return found


def test_the_scene_does_not_depend_on_the_threshold(evaluation):
    later = evaluate(evaluation.operation, Scenario(threshold_min=25, speed_kmh=60))
    for look in (Look(), Look(radii=True), Look(bare=True)):
        assert maps.scene(later, ADDRESSES, look) == maps.scene(evaluation, ADDRESSES, look)


def test_each_view_tells_its_map_what_to_show():
    app = opened(language="en", mode="kiosk")
    (bare,) = [it for it in layers(app) if "legend" in it]
    assert bare["bare"] is True
    app = turned(opened(language="en"), "risk")
    spec = next(it for it in layers(app) if it.get("villageNames"))
    assert len(spec["marks"]) == len(catalogue.RANKS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_names_every_class_mark_and_unit_that_is_drawn(evaluation, language):
    text.use(language)
    spec = maps.scene(evaluation, ADDRESSES, Look(by_class=True, radii=True))
    villages, marks, units = spec["legend"]
    present = evaluation.summary["class_counts"]
    assert len(villages["items"]) == max(len(present), 3) + 1
    assert len(marks["items"]) == max(len(present), 3) + 1
    assert all(item["label"] for group in spec["legend"] for item in group["items"])
    drawn = evaluation.units[evaluation.units["force"] != "linmas"]
    assert len(units["items"]) == drawn["kind"].nunique()
    samples = sum(len(item["samples"]) for item in units["items"])
    assert samples == len(drawn[["kind", "force"]].drop_duplicates())
    assert spec["texts"]["point"] == {"id": ",", "en": "."}[language]
    assert "%s" in spec["texts"]["minutes"]


def test_an_empty_operation_has_a_scene_and_a_state():
    empty = evaluate(small(stations=small_frames()["stations"].iloc[:0]), Scenario())
    state = maps.paint(empty, by_class=True)
    assert state == {"villages": "....", "classes": "", "marks": ""}
    assert json.dumps(maps.scene(empty, ADDRESSES, Look()), allow_nan=False)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_classes_differ_in_greyscale_and_by_more_than_colour():
    looks = [palette.CLASS_LOOKS[c] for c in catalogue.CLASSES]
    lights = [luminance(look["fill"]) for look in looks]
    assert lights == sorted(lights, reverse=True)
    assert all((a + 0.05) / (b + 0.05) > 1.4 for a, b in pairwise(lights))
    assert len({look.get("hatch") for look in looks}) == len(looks)
    assert len({palette.CLASS_SHAPES[c] for c in catalogue.CLASSES}) == len(looks)
    covered, gap = palette.COVERED_MARK, palette.GAP_MARK
    assert covered["shape"] != gap["shape"]
    assert covered["size"] != gap["size"]


def test_a_base_map_is_never_shared():
    assert maps.base("/layers/t/0") is not maps.base("/layers/t/0")
    assert DEMO not in maps.base("/layers/t/0").get_root().render()
