from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import ScenarioError
from geo.evaluate import compare, evaluate
from tests.operations import BY_HAND, small, small_frames


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
