from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.comparison import CHANGES
from geo.errors import ScenarioError
from geo.evaluate import compare, evaluate
from geo.scenario import Scenario
from tests.operations import BY_HAND, CENTIDEGREE_M, scattered, small, small_frames

POST = {"unit_id": "post", "name": "Pos", "lat": 0, "personnel": 5}


def changed(**changes: object) -> Scenario:
    return Scenario.parse({**BY_HAND.model_dump(), **changes})


def test_switching_a_unit_off_shows_what_it_was_worth(operation, evaluation):
    found = compare(evaluation, evaluate(operation, BY_HAND.model_copy(update={"units_off": ("u1",)})))
    assert found.summary.loc["covered"].to_dict() == {"a": 4, "b": 2, "delta": -2}
    assert found.summary.loc["personnel"].to_dict() == {"a": 36, "b": 26, "delta": -10}
    assert found.stations.index.tolist() == ["s1", "s2"]
    assert found.stations.loc["s1", ["unit_id_a", "unit_id_b"]].tolist() == ["u1", "u2"]
    assert found.stations.loc["s1", ["travel_min_a", "travel_min_b"]].tolist() == pytest.approx([5, 23])
    assert found.stations.loc["s1", ["covered_a", "covered_b"]].tolist() == [True, False]


def test_a_plan_compared_with_itself_differs_in_nothing_also_where_stations_are_out_of_reach(evaluation):
    lost = evaluate(small(units=small_frames()["units"].iloc[:0]), BY_HAND)
    for plan in (evaluation, lost):
        found = compare(plan, plan)
        assert found.stations.empty
        assert found.summary["delta"].eq(0).all()


def test_the_other_way_round_every_difference_turns_its_sign(operation, evaluation):
    other = evaluate(operation, BY_HAND.model_copy(update={"threshold_min": 5.5}))
    there, back = compare(evaluation, other), compare(other, evaluation)
    pd.testing.assert_series_equal(there.summary["delta"], -back.summary["delta"])
    assert there.stations.index.tolist() == back.stations.index.tolist() == ["s3", "s4"]


def test_numbers_by_force_are_left_to_their_own_tables(evaluation):
    summary = compare(evaluation, evaluation).summary
    assert "personnel_by_force" not in summary.index
    assert summary.dtypes.eq(np.float64).all()


def test_plans_of_different_stations_are_refused_with_the_ids_that_only_one_holds(evaluation):
    fewer = evaluate(small(stations=small_frames()["stations"].iloc[:2]), BY_HAND)
    message = (
        r"^The two plans do not hold the same stations: s3, s4, s5 \(\+1\)\. Compare plans of one operation$"
    )
    with pytest.raises(ScenarioError, match=message):
        compare(evaluation, fewer)


def test_every_station_has_one_word_for_its_difference_as_worked_by_hand(operation, evaluation):
    moved = {"units_moved": [{"unit_id": "u1", "lon": 112.09, "lat": 0}]}
    there = compare(evaluation, evaluate(operation, changed(**moved))).difference
    assert there["change"].tolist() == ["slower", "slower", "other_unit", "same", "same", "same"]
    assert there["delta_min"].tolist() == pytest.approx([4, 2, 0, 0, 0, 0])
    near = {"units_added": [{**POST, "lon": 112.32}], "units_off": ["u1"]}
    there = compare(evaluation, evaluate(operation, changed(**near))).difference
    assert there["change"].tolist() == ["lost", "lost", "same", "same", "gained", "gained"]
    assert compare(evaluation, evaluation).difference["change"].eq("same").all()


def test_a_class_of_its_own_is_a_difference_where_nothing_weightier_is(operation, evaluation):
    override = {
        "village_id": "v2", "class_id": "high", "reason": "seen", "author": "ops", "date": "2022-03-20",
    }  # fmt: skip
    found = compare(evaluation, evaluate(operation, changed(class_overrides=[override])))
    assert found.difference["change"].value_counts().to_dict() == {"same": 5, "class_changed": 1}
    assert found.stations.index.tolist() == ["s3"]


def test_units_that_moved_came_or_went_are_listed_with_how_far(operation, evaluation):
    changes = {
        "units_moved": [
            {"unit_id": "u1", "lon": 112.06, "lat": 0},
            {"unit_id": "u3", "lon": 112.38, "lat": 0},
        ],
        "units_off": ["u2"],
        "units_added": [{**POST, "lon": 112.3}],
    }
    found = compare(evaluation, evaluate(operation, changed(**changes)))
    assert found.moves[["unit_id", "how"]].to_numpy().tolist() == [
        ["post", "added"],
        ["u1", "moved"],
        ["u2", "off"],
    ]
    np.testing.assert_allclose(found.moves["distance_m"], [np.nan, CENTIDEGREE_M, np.nan])
    np.testing.assert_allclose(found.moves["lon_b"], [112.3, 112.06, np.nan])
    assert found.units.loc["u2", ["personnel_a", "personnel_delta", "first_delta"]].tolist() == [20, -20, -4]
    assert found.units.loc["post", ["name", "first_b", "covers_b"]].tolist() == ["Pos", 3, 2]
    assert np.isnan(found.units.loc["post", "first_a"])


def test_a_unit_whose_place_is_unknown_has_not_moved(operation):
    units = small_frames()["units"]
    units = units.set_geometry(units.geometry.where(units["unit_id"].ne("u3")))
    known, unknown = (evaluate(it, BY_HAND) for it in (operation, small(units=units)))
    assert compare(unknown, unknown).moves.empty
    assert compare(unknown, known).moves[["unit_id", "how"]].to_numpy().tolist() == [["u3", "moved"]]
    assert compare(unknown, known).moves["distance_m"].isna().all()


@settings(max_examples=8)
@given(seed=st.integers(0, 200), off=st.integers(0, 5))
def test_words_and_totals_of_a_difference_agree(seed, off):
    operation = scattered(stations=20, units=6, seed=seed)
    a = evaluate(operation, Scenario(threshold_min=30))
    b = evaluate(operation, Scenario(threshold_min=45, units_off=tuple(operation.units.index[:off])))
    found = compare(a, b)
    words = found.difference["change"].value_counts()
    assert found.summary.loc["covered", "delta"] == words.get("gained", 0) - words.get("lost", 0)
    assert set(words.index) <= set(CHANGES)
    assert len(found.moves) == off
    assert found.units["first_delta"].sum() == b.stations["unit_id"].count() - a.stations["unit_id"].count()
    back = compare(b, a).difference["change"]
    turned = {"gained": "lost", "lost": "gained", "faster": "slower", "slower": "faster"}
    assert back.map(lambda word: turned.get(word, word)).tolist() == found.difference["change"].tolist()
