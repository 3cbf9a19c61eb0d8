from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import doctrine
from geo.errors import NotFoundError, ScenarioError
from geo.evaluate import evaluate
from geo.force import FORCES
from geo.pattern import CLASSES
from geo.scenario import Scenario
from tests.operations import BY_HAND, scattered, small, small_frames

NOBODY = dict.fromkeys(FORCES, 0)
seeds = st.integers(0, 10_000)


def plan(**changes: object) -> Scenario:
    return Scenario.parse({**BY_HAND.model_dump(), **changes})


def without_places(kind: str):
    """Return the small operation with no point known of its stations or units."""
    frame = small_frames()[kind]
    return small(**{kind: frame.set_geometry(frame.geometry.where(pd.Series(data=False, index=frame.index)))})


def test_every_station_of_the_small_operation_comes_out_as_worked_by_hand(evaluation):
    table = evaluation.stations
    assert table["village"].tolist() == ["Satu", "Satu", "Dua", "Tiga", "Tiga", "Empat"]
    assert table["district"].tolist() == ["Barat"] * 3 + ["Timur"] * 3
    assert table["unit_id"].tolist() == ["u1", "u1", "u2", "u2", "u2", "u2"]
    assert table["travel_min"].tolist() == pytest.approx([5, 3, 9, 6, 11, 23])
    assert table["over_min"].tolist() == pytest.approx([0, 0, 0, 0, 1, 13])
    assert table["covered"].tolist() == [True] * 4 + [False] * 2
    assert table["units_covering"].tolist() == [1, 1, 1, 1, 0, 0]
    assert table["class_id"].tolist() == ["special", "special", "low", "elevated", "elevated", "unassessed"]
    np.testing.assert_array_equal(table["score"], [1, 1, 0, 0.5, 0.5, np.nan])
    assert table["completeness"].tolist() == [1, 1, 1, 0.5, 0.5, 0]


def test_gaps_need_and_first_arrivals_come_out_as_worked_by_hand(evaluation):
    assert evaluation.gaps["station_id"].tolist() == ["s6", "s5"]
    assert evaluation.gaps["over_min"].tolist() == pytest.approx([13, 1])
    assert evaluation.need["polri"].tolist() == [3, 3, 1, 2, 2, 2]
    assert evaluation.need["linmas"].tolist() == [6, 6, 2, 4, 4, 4]
    assert evaluation.by_force_min["polri"].tolist() == pytest.approx([5, 3, 13, 18, 23, 35])
    assert evaluation.by_force_min["linmas"].tolist() == pytest.approx([38, 34, 24, 19, 14, 2])
    assert evaluation.by_force["covered"].to_dict() == {"brimob": 2, "linmas": 1, "polri": 2}


def test_units_carry_the_district_they_stand_in_and_a_border_goes_to_the_first_name(evaluation):
    assert evaluation.units["district"].to_dict() == {"u1": "Barat", "u2": "Barat", "u3": "Timur"}


def test_strength_is_set_against_need_in_all_and_by_district(evaluation):
    overall = evaluation.balance.set_index("force")["shortfall"].to_dict()
    assert overall == NOBODY | {"linmas": 20}
    by_district = evaluation.balance_by_district.set_index(["place", "force"])["shortfall"]
    assert by_district.loc["Barat"].to_dict() == NOBODY | {"linmas": 14}
    assert by_district.loc["Timur"].to_dict() == NOBODY | {"polri": 6, "linmas": 6}


def test_brimob_stand_in_for_the_police_that_are_missing_and_linmas_must_be_asked_for(evaluation):
    assert evaluation.stand_ins.values.tolist() == [["polri", "brimob", 3]]
    polri, brimob, *_others = evaluation.balance.itertuples(index=False, name=None)
    assert polri == ("all", "polri", 13, 10, 3, 0, 0, 0)
    assert brimob == ("all", "brimob", 0, 20, 0, 3, 0, 17)
    by_role = evaluation.balance_by_role.set_index(["role_id", "force"])
    assert by_role.loc[("guards", "polri")].tolist() == [13, 10, 3, 0]
    assert by_role.loc[("guards", "linmas")].tolist() == [26, 6, 0, 20]
    assert evaluation.bko.values.tolist() == [["linmas", 20, ("guards",), 26, 6, 0, dt.date(2022, 3, 22)]]


def test_without_substitution_the_police_that_are_missing_must_be_asked_for_too():
    made = evaluate(small(), plan(substitutes=()))
    assert made.summary["shortfall"] == NOBODY | {"polri": 3, "linmas": 20}
    assert made.stand_ins.empty
    assert made.bko["force"].tolist() == ["polri", "linmas"]


def test_roles_of_the_scenario_and_people_set_for_them_are_part_of_the_need():
    made = evaluate(small(), plan(roles="mojokerto-kota-2022", role_people={"dalmas": 5}))
    assert made.need_by_role.groupby("role_id", sort=False)["people"].sum().to_dict() == {
        "standby-village": 40,
        "dalmas": 5,
        "operation-officers": 18,
        "supervision": 6,
        "task-units": 29,
        "brimob-on-call": 30,
        "tni-support": 110,
        "satpol-pp": 10,
    }
    assert made.summary["need"] == {"polri": 111, "brimob": 30, "tni": 110, "linmas": 26, "satpol_pp": 10}
    assert made.summary["need_guards"] == {"polri": 13, "linmas": 26, "tni": 0}
    assert made.checks["ok"].all()


def test_the_rules_of_a_plan_stand_in_place_of_its_pattern():
    rule = {"label": {"en": "All"}, "rank": 1, "classes": CLASSES, "polri": 4, "tni": 1, "stations": 2}
    made = evaluate(small(), plan(rules=(rule,)))
    assert made.summary["need_guards"] == {"polri": 16, "linmas": 0, "tni": 4}
    assert doctrine.pattern(made.operation, made.scenario).id == doctrine.OWN
    assert doctrine.preset(made.operation, made.scenario).id == "mojokerto-kota-2022"


def test_the_summary_of_the_small_operation_comes_out_as_worked_by_hand(evaluation):
    assert evaluation.summary == {
        "stations": 6,
        "villages": 4,
        "electing_villages": 4,
        "districts": 2,
        "voters": 1500,
        "units": 3,
        "personnel": 36,
        "personnel_by_force": {"brimob": 20, "linmas": 6, "polri": 10},
        "covered": 4,
        "covered_share": pytest.approx(4 / 6),
        "gaps": 2,
        "high_risk": 2,
        "class_counts": {"elevated": 2, "low": 1, "special": 2, "unassessed": 1},
        "need": NOBODY | {"polri": 13, "linmas": 26},
        "need_guards": {"polri": 13, "linmas": 26, "tni": 0},
        "shortfall": NOBODY | {"linmas": 20},
        "stable_share": 1,
        "completeness": pytest.approx(4 / 6),
    }


def test_tables_have_the_columns_that_outside_callers_rely_on(evaluation):
    assert evaluation.nearest.columns.tolist() == [
        "station_id",
        "rank",
        "unit_id",
        "distance_m",
        "travel_min",
        "quality",
        "access_m",
    ]
    assert evaluation.gaps.columns.tolist() == ["station_id", "travel_min", "over_min", "unit_id", "cause"]
    assert {"score", "class_id", "rank", "completeness", "part_candidates"} <= set(evaluation.risk.columns)
    assert {"polri", "linmas", "tni"} <= set(evaluation.need.columns)
    for table in (evaluation.risk, evaluation.need, evaluation.stations, evaluation.stability):
        assert table.index.equals(evaluation.operation.stations.index)


def test_a_gap_that_the_plan_made_itself_says_so(operation):
    made = evaluate(operation, plan(units_off=["u1"])).gaps.set_index("station_id")["cause"]
    assert made.to_dict() == {"s1": "off_by_choice", "s2": "off_by_choice", "s5": "too_far", "s6": "too_far"}
    made = evaluate(operation, plan(units_moved=[{"unit_id": "u2", "lon": 113, "lat": 0}])).gaps
    assert made.set_index("station_id")["cause"].to_dict() == {
        "s3": "off_by_choice",
        "s4": "off_by_choice",
        "s5": "too_far",
        "s6": "too_far",
    }


@pytest.mark.parametrize("missing", ["villages", "stations", "units"])
def test_an_operation_that_lacks_rows_is_evaluated_and_says_so(missing):
    frames = small_frames()
    gone = ("villages", "stations", "units") if missing == "villages" else (missing,)
    made = evaluate(small(**{kind: frames[kind].iloc[:0] for kind in gone}), BY_HAND)
    assert made.summary[missing] == 0
    assert made.summary["covered"] == 0
    assert made.reach.empty == (missing != "stations")
    assert json.loads(json.dumps(made.summary, allow_nan=False)) == made.summary


@pytest.mark.parametrize("kind", ["stations", "units"])
def test_a_place_that_is_unknown_is_a_gap_and_not_an_error(kind):
    made = evaluate(without_places(kind), BY_HAND)
    assert made.gaps["station_id"].tolist() == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert made.gaps["unit_id"].tolist() == [None] * 6
    assert made.gaps["over_min"].isna().all()
    assert made.gaps["cause"].tolist() == [{"stations": "no_coordinates", "units": "no_unit"}[kind]] * 6
    assert made.summary["covered_share"] == 0
    assert made.checks["ok"].all()


def test_one_village_one_station_and_one_unit_are_enough():
    frames = {kind: frame.iloc[:1] for kind, frame in small_frames().items()}
    made = evaluate(small(**frames), BY_HAND)
    assert made.stations["travel_min"].tolist() == pytest.approx([5])
    assert made.summary["covered_share"] == 1
    assert made.checks["ok"].all()


def test_without_a_single_indicator_every_station_is_unassessed_and_still_gets_its_guards():
    villages = small_frames()["villages"].drop(columns=["candidates", "conflict_history"])
    made = evaluate(small(villages=villages), BY_HAND)
    assert made.summary["class_counts"] == {"unassessed": 6}
    assert made.summary["completeness"] == 0
    assert made.summary["need"]["polri"] == 12


def test_a_unit_without_people_helps_nobody_and_is_still_listed():
    made = evaluate(small(units=small_frames()["units"].assign(personnel=[0, 20, 6])), BY_HAND)
    assert made.summary["units"] == 3
    assert set(made.nearest["unit_id"]) == {"u2"}
    assert made.by_force_min["polri"].isna().all()
    assert made.reach["unit_id"].tolist() == ["u2"]


def test_a_unit_that_needs_longer_to_leave_than_the_threshold_covers_nobody():
    units = small_frames()["units"].assign(turnout_min=11.0)
    made = evaluate(small(units=units), BY_HAND)
    assert made.summary["gaps"] == 6
    assert made.stations["units_covering"].sum() == 0
    assert made.reach.geometry.is_empty.all()


def test_travel_time_of_the_nearest_police_counts_as_an_indicator():
    made = evaluate(small(), plan(weights={"police_travel_min": 1}))
    share = (np.array([5, 3, 9, 6, 11, 23]) - 5) / 55
    assert made.stations["score"].tolist() == pytest.approx(np.clip(share, 0, 1).tolist())


def test_an_override_of_the_operation_and_of_the_scenario_both_count():
    override = {"class_id": "high", "reason": "clash", "author": "Ops", "date": "2022-03-22"}
    made = evaluate(small(), plan(class_overrides=({**override, "village_id": "v2"},)))
    assert made.stations.loc["s3", "class_id"] == "high"
    assert made.need.loc["s3", "polri"] == 3
    assert made.risk.loc["s3", "computed_class_id"] == "low"
    assert made.stability.loc["s3", "stable"]


def test_the_pattern_of_the_operation_is_used_where_the_scenario_names_none():
    made = evaluate(small(), plan(pattern=""))
    assert made.summary["need"] == NOBODY | {"polri": 6, "linmas": 12}


def test_the_digest_names_operation_scenario_and_version(operation, evaluation):
    first, second, version = evaluation.digest.split("-", 2)
    assert (first, second) == (operation.digest, BY_HAND.digest)
    assert version[0].isdigit()


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"pattern": "jakarta"}, NotFoundError, "There is no pattern jakarta. Choose one of nasional-2009, "),
        (
            {"weights": {"luck": 1}},
            ScenarioError,
            "Weights for indicators that do not exist: luck. Use one of ",
        ),
        (
            {"units_off": ("u9",)},
            ScenarioError,
            "The scenario changes units that are not in the operation: u9. ",
        ),
        ({"roles": "x"}, NotFoundError, "There is no role plan x. Choose one of guards-only, "),
        (
            {"role_people": {"dalmas": 3}},
            ScenarioError,
            "People are set for roles that the role plan does not have: dalmas. ",
        ),
    ],
    ids=["pattern", "weight", "unit", "role plan", "role"],
)
def test_a_scenario_that_names_what_is_not_there_is_refused(operation, changes, error, message):
    with pytest.raises(error) as caught:
        evaluate(operation, plan(**changes))
    assert message in str(caught.value)


@settings(max_examples=10)
@given(seeds, st.floats(1, 60), st.sampled_from([0, 1, 5, 30]))
def test_covered_and_gaps_are_all_stations_and_every_check_holds(seed, threshold_min, units):
    made = evaluate(scattered(stations=40, units=units, seed=seed), Scenario(threshold_min=threshold_min))
    assert made.summary["covered"] + made.summary["gaps"] == 40
    assert sorted(made.gaps["station_id"]) == made.stations.index[~made.stations["covered"]].tolist()
    assert made.stations["units_covering"].gt(0).tolist() == made.stations["covered"].tolist()
    assert made.checks["ok"].all()


@settings(max_examples=10)
@given(seeds, st.floats(1, 40), st.floats(1, 40))
def test_a_longer_threshold_covers_at_least_as_much(seed, one, other):
    operation = scattered(stations=40, units=8, seed=seed, spread_deg=(0.6, 0.4))
    short, long = (evaluate(operation, Scenario(threshold_min=it)) for it in sorted((one, other)))
    assert (short.stations["covered"] <= long.stations["covered"]).all()
    assert (short.stations["units_covering"] <= long.stations["units_covering"]).all()


@settings(max_examples=10)
@given(seeds, st.floats(111, 114.5), st.floats(-8.4, -6.9))
def test_adding_a_unit_never_lengthens_any_response_of_a_plan(seed, lon, lat):
    operation = scattered(stations=30, units=5, seed=seed)
    unit = {"unit_id": "new", "name": "New", "lon": lon, "lat": lat, "personnel": 5}
    before = evaluate(operation, Scenario()).stations["travel_min"].fillna(np.inf)
    after = evaluate(operation, Scenario.parse({"units_added": (unit,)})).stations["travel_min"]
    assert (after <= before).all()


def test_evaluating_twice_gives_the_same_and_changes_nothing():
    operation = scattered(stations=50, units=9)
    frames = (operation.villages, operation.stations, operation.units)
    before = [frame.copy() for frame in frames]
    first, second = evaluate(operation, Scenario()), evaluate(operation, Scenario())
    for name in ("nearest", "risk", "stations", "need", "gaps", "balance", "bko", "checks"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(copy))
