from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import catalogue, risk
from geo.changes import ClassOverride
from geo.errors import ScenarioError

BREAKS = (0.33, 0.66, 0.85)
NAN = float("nan")
share = st.floats(0, 1, allow_subnormal=False) | st.just(NAN)
weight = st.integers(0, 1000).map(lambda it: it / 10)


@st.composite
def tables(draw):
    """Return shares of a few stations, and a weight for each of their indicators."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cells = draw(st.lists(share, min_size=rows * columns, max_size=rows * columns))
    keys = [f"i{n}" for n in range(columns)]
    weights = dict(zip(keys, draw(st.lists(weight, min_size=columns, max_size=columns)), strict=True))
    return pd.DataFrame(np.reshape(cells, (rows, columns)), columns=keys), weights


def one(**shares: float) -> pd.DataFrame:
    return pd.DataFrame([shares], index=["s1"])


def test_an_indicator_runs_from_nought_to_one_between_its_bounds_and_is_clipped_beyond():
    candidates = catalogue.indicators()["candidates"]
    shares = risk.normalise(np.array([1, 2, 4, 6, 9, NAN]), candidates)
    np.testing.assert_array_equal(shares, [0, 0, 0.5, 1, 1, NAN])


def test_where_less_is_riskier_the_scale_turns_round():
    margin = catalogue.indicators()["last_margin_pct"]
    shares = risk.normalise(np.array([0, 15, 30, 50, NAN]), margin)
    np.testing.assert_array_equal(shares, [1, 0.5, 0, 0, NAN])


def test_an_indicator_that_the_data_lack_is_unknown_and_not_nought():
    values = pd.DataFrame({"candidates": [6.0], "not_an_indicator": [1.0]}, index=["s1"])
    shares = risk.normalised(values, catalogue.indicators())
    assert shares.columns.tolist() == list(catalogue.indicators())
    assert shares.loc["s1", "candidates"] == 1
    assert shares.drop(columns="candidates").isna().all(axis=None)


def test_a_score_is_the_weighted_mean_of_what_is_known():
    row = risk.score(one(a=1.0, b=0.5, c=NAN), {"a": 1, "b": 3, "c": 4}, breaks=BREAKS).loc["s1"]
    assert row["score"] == pytest.approx((1 * 1 + 0.5 * 3) / 4)
    assert row["completeness"] == 0.5
    assert (row["part_a"], row["part_b"]) == pytest.approx((0.25, 0.375))
    assert np.isnan(row["part_c"])
    assert (row["class_id"], row["rank"]) == ("elevated", 2)


def test_a_station_of_which_nothing_is_known_is_unassessed_and_not_safe():
    row = risk.score(one(a=NAN, b=NAN), {"a": 1, "b": 3}, breaks=BREAKS).loc["s1"]
    assert np.isnan(row["score"])
    assert (row["class_id"], row["rank"], row["completeness"]) == ("unassessed", 0, 0)


def test_weights_that_are_all_nought_assess_nothing():
    row = risk.score(one(a=1.0), {"a": 0}, breaks=BREAKS).loc["s1"]
    assert (row["class_id"], row["completeness"]) == ("unassessed", 0)


@given(tables())
def test_the_parts_sum_to_the_score_and_score_and_completeness_stay_within_one(table):
    shares, weights = table
    scored = risk.score(shares, weights, breaks=BREAKS)
    parts = scored.filter(like=risk.PART).sum(axis=1).where(scored["score"].notna())
    np.testing.assert_allclose(parts, scored["score"], rtol=1e-12, atol=1e-12)
    assert scored["score"].dropna().between(0, 1 + 1e-12).all()
    assert scored["completeness"].between(0, 1 + 1e-12).all()


@given(tables(), st.sampled_from([0.5, 3.0]))
def test_only_the_proportion_of_weights_matters(table, factor):
    shares, weights = table
    one_way = risk.score(shares, weights, breaks=BREAKS)["score"]
    other = risk.score(shares, {key: w * factor for key, w in weights.items()}, breaks=BREAKS)["score"]
    np.testing.assert_allclose(one_way, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("score", "class_id"),
    [(0, "low"), (0.33, "elevated"), (0.66, "high"), (0.85, "special"), (1, "special"), (0.1 + 0.2 + 0.03, "elevated"), (0.3299, "low"), (NAN, "unassessed")],
)  # fmt: skip
def test_a_score_on_a_break_belongs_to_the_class_above(score, class_id):
    assert risk.classify(np.array([score]), BREAKS).tolist() == [class_id]


def test_a_sum_that_rounding_puts_just_below_a_break_still_reaches_it():
    below = np.nextafter(0.66, 0)
    assert risk.classify(np.array([below]), BREAKS).tolist() == ["high"]


def test_equal_breaks_leave_the_class_between_them_empty():
    assert risk.classify(np.array([0.4, 0.5]), (0.3, 0.5, 0.5)).tolist() == ["elevated", "special"]


def test_no_weights_mean_those_of_the_catalogue_and_some_mean_nothing_for_the_rest():
    indicators = catalogue.indicators()
    assert risk.effective_weights(indicators, ()) == {key: it.weight for key, it in indicators.items()}
    given_two = risk.effective_weights(indicators, [("candidates", 2.0), ("gambling", 1.0)])
    assert {key: w for key, w in given_two.items() if w} == {"candidates": 2, "gambling": 1}


def test_a_weight_for_an_unknown_indicator_is_refused_with_the_known_ones():
    with pytest.raises(
        ScenarioError, match=r"^Weights for indicators that do not exist: a, b\. Use one of cand"
    ):
        risk.effective_weights(catalogue.indicators(), [("b", 1.0), ("candidates", 1.0), ("a", 1.0)])


def overridden(*overrides: ClassOverride) -> pd.DataFrame:
    scored = risk.score(
        pd.DataFrame({"a": [0.0, 0.5, 1.0]}, index=["s1", "s2", "s3"]), {"a": 1}, breaks=BREAKS
    )
    return risk.override(scored, pd.Series({"s1": "v1", "s2": "v1", "s3": "v2"}), overrides)


def by_hand(
    class_id: str, *, day: int = 1, station_id: str | None = None, village_id: str = "v1"
) -> ClassOverride:
    return ClassOverride(
        village_id=village_id,
        station_id=station_id,
        class_id=class_id,
        reason="clash",
        author="Ops",
        date=dt.date(2022, 3, day),
    )


def test_an_override_changes_class_and_rank_and_keeps_score_reason_author_and_date():
    result = overridden(by_hand("special"))
    assert result["class_id"].tolist() == ["special", "special", "special"]
    assert result["computed_class_id"].tolist() == ["low", "elevated", "special"]
    assert result["rank"].tolist() == [4, 4, 4]
    assert result["score"].tolist() == [0, 0.5, 1]
    columns = ["override_reason", "override_author", "override_date"]
    assert result.loc["s1", columns].tolist() == ["clash", "Ops", "2022-03-01"]
    assert result.loc["s3", columns].tolist() == ["", "", ""]


def test_of_two_overrides_the_later_date_wins_in_whatever_order_they_are_given():
    early, late = by_hand("high", day=1), by_hand("low", day=2)
    for order in [(early, late), (late, early)]:
        assert overridden(*order)["class_id"].tolist() == ["low", "low", "special"]


def test_on_one_day_the_override_of_a_station_wins_over_that_of_its_village():
    result = overridden(by_hand("special", station_id="s2"), by_hand("high"))
    assert result["class_id"].tolist() == ["high", "special", "special"]


def test_an_override_for_a_place_without_a_station_is_refused():
    lost = [by_hand("low", village_id="v9"), by_hand("low", station_id="s3")]
    with pytest.raises(
        ScenarioError, match=r"^Class overrides for places without a station: v9, s3\. Remove"
    ):
        overridden(*lost)


def test_a_class_near_a_break_does_not_hold_when_its_weight_moves():
    shares = pd.DataFrame({"a": [1.0, 1.0], "b": [0.0, 1.0]}, index=["near", "far"])
    held = risk.stability(shares, {"a": 2, "b": 1}, breaks=(0.3, 0.65, 0.85))
    assert held.loc["near"].tolist() == [False, False, False]  # 2/3; a down: 1.6/2.6, b up: 2/3.2
    assert held.loc["far"].tolist() == [True, True, True]


@pytest.mark.parametrize(("middle", "held"), [(0.545, [False, False, False]), (0.546, [False, True, False])])
def test_a_weight_moves_by_a_fifth_and_no_more(middle, held):
    # Score 1/2; a up: 1.2/2.2 = 0.5454..., a down: 0.8/1.8; b down: 1/1.8 = 0.5555...
    stable = risk.stability(one(a=1.0, b=0.0), {"a": 1, "b": 1}, breaks=(0.4, middle, 0.9))
    assert stable.loc["s1"].tolist() == held


@given(tables())
def test_stability_equals_scoring_again_with_each_weight_moved_by_a_fifth(table):
    shares, weights = table
    base = risk.score(shares, weights, breaks=BREAKS)["class_id"]
    held = risk.stability(shares, weights, breaks=BREAKS)
    for key in shares.columns:
        moved = [{**weights, key: weights[key] * (1 + step)} for step in (-0.2, 0.2)]
        again = [risk.score(shares, w, breaks=BREAKS)["class_id"].eq(base) for w in moved]
        assert held[key].tolist() == (again[0] & again[1]).tolist()
    assert held["stable"].tolist() == held[list(shares.columns)].all(axis=1).tolist()
