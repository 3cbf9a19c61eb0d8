from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import siting
from geo.errors import ScenarioError
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.operations import BY_HAND, scattered, small, small_frames

MIDDLE = (112.32, 0.0)
"""Six minutes' drive from s5 and from s6."""
FAST = Scenario(threshold_min=6)


def plan(**changes: object) -> Scenario:
    return Scenario.parse({**BY_HAND.model_dump(), **changes})


def applied(found: siting.Siting, evaluation):
    """Return the evaluation of the plan with the proposed posts."""
    return evaluate(evaluation.operation, evaluation.scenario.model_copy(update=found.changes))


@pytest.fixture(scope="module")
def drawn(operation):
    return evaluate(operation, plan(drawn=[MIDDLE]))


@pytest.fixture(scope="module")
def regency():
    return evaluate(load("pasuruan-kota-2022"), FAST)


def test_candidates_are_drawn_points_village_halls_and_villages_each_place_once(drawn):
    found = siting.candidates(drawn)
    assert found["id"].tolist() == [
        "drawn-112.320000,0.000000",
        *(f"hall-s{i}" for i in range(1, 7)),
        *(f"village-v{i}" for i in range(1, 5)),
    ]
    assert found["kind"].value_counts().to_dict() == {"drawn": 1, "hall": 6, "village": 4}
    assert found.loc["drawn-112.320000,0.000000", "name"] == "0.00000, 112.32000"
    assert found.loc["hall-s1", "name"] == "Balai desa"
    assert found.loc["village-v4", "name"] == "Empat"


def test_of_two_halls_at_one_place_there_is_one_candidate_and_of_a_hall_without_place_none():
    stations = small_frames()["stations"]
    stations.loc[1, "geometry"] = stations.geometry[0]
    stations.loc[2, "geometry"] = None
    stations.loc[3, "place"] = "SDN 1"
    found = siting.candidates(evaluate(small(stations=stations), BY_HAND))
    assert found.index[found["kind"].eq("hall")].tolist() == ["hall-s1", "hall-s5", "hall-s6"]


def test_one_post_in_the_middle_covers_both_gaps_and_is_all_that_is_opened(drawn):
    one, two = siting.curve(drawn, n=2)
    assert one.posts["id"].tolist() == two.posts["id"].tolist() == ["drawn-112.320000,0.000000"]
    assert one.posts[["lon", "lat"]].to_numpy().tolist() == [list(MIDDLE)]
    assert (one.covered_before, one.covered, one.gained) == (4, 6, ("s5", "s6"))
    assert (one.value, one.before, one.gap, one.proven) == (6, 4, 0, True)
    rows = siting.table((one, two))
    assert rows["gain"].tolist() == rows["value_gain"].tolist() == [2, 0]
    assert rows.index.tolist() == [1, 2]
    assert siting.fewest(drawn).posts.index.tolist() == one.posts.index.tolist()


def test_a_post_is_a_unit_of_the_plan_and_no_candidate_any_more(drawn):
    found = siting.curve(drawn, n=1, post=siting.Post(personnel=4, force="brimob"))[0]
    unit = applied(found, drawn).units.loc["post-drawn-112.320000,0.000000"]
    assert unit[["personnel", "force", "kind"]].tolist() == [4, "brimob", "standby"]
    left = siting.candidates(applied(found, drawn))
    assert "drawn-112.320000,0.000000" not in left.index
    assert len(left) == 10


def test_without_the_middle_each_gap_takes_a_post_and_ties_go_to_the_first_id(evaluation):
    one, two = siting.curve(evaluation, n=2)
    assert one.posts["id"].tolist() == ["hall-s4"]
    assert two.posts["id"].tolist() == ["hall-s4", "hall-s6"]
    assert siting.fewest(evaluation).value == 2


def test_voters_and_classes_weigh_otherwise_than_stations(evaluation):
    by_voters = siting.curve(evaluation, n=1, weights="voters")[0]
    assert (by_voters.before, by_voters.value, by_voters.gained) == (1400, 1500, ("s5",))
    by_risk = siting.curve(evaluation, n=1, weights="risk")[0]
    assert (by_risk.before, by_risk.value) == (4 + 4 + 1 + 2, 13)


def test_backup_gives_high_risk_stations_a_second_unit_after_everything_is_covered(drawn):
    found = siting.backup(drawn, n=2)
    assert (found.covered, found.before, found.value) == (6, 0, 2)
    after = applied(found, drawn).stations
    assert after.loc[["s1", "s2"], "units_covering"].tolist() == [2, 2]


def test_the_median_and_the_centre_come_out_as_worked_by_hand(drawn):
    median = siting.p_median(drawn)
    assert median.before == pytest.approx(5 + 3 + 9 + 6 + 11 + 23)
    assert median.posts["id"].tolist() == ["hall-s6"]
    assert median.value == pytest.approx(5 + 3 + 9 + 6 + 11 + 2)
    centre = siting.p_centre(drawn)
    assert centre.before == pytest.approx(23)
    assert centre.value == pytest.approx(9)
    assert applied(centre, drawn).stations["travel_min"].max() == pytest.approx(9)


@pytest.mark.parametrize("engine", ["straight", "roads"])
def test_every_answer_keeps_its_promise_when_its_changes_are_evaluated(engine):
    found = evaluate(load("pasuruan-2023"), FAST.model_copy(update={"engine": engine, "turnout_min": 1.5}))
    answers = [*siting.curve(found, n=3), siting.fewest(found), siting.backup(found, n=3)]
    answers += [siting.p_median(found, n=3), siting.p_centre(found, n=3)]
    for answer in answers:
        after = applied(answer, found)
        covered = after.stations["covered"]
        assert covered.sum() == answer.covered
        assert tuple(covered.index[covered & ~found.stations["covered"]]) == answer.gained
        assert answer.proven
    assert after.stations["travel_min"].max() == answers[-1].value
    assert applied(answers[-2], found).stations["travel_min"].sum() == pytest.approx(answers[-2].value)


@settings(max_examples=4)
@given(seed=st.integers(0, 100), n=st.integers(1, 6))
def test_the_curve_never_falls_and_never_lags_behind_choosing_one_post_at_a_time(seed, n):
    found = evaluate(scattered(stations=60, units=2, villages=20, seed=seed), Scenario(threshold_min=20))
    covered = [it.covered for it in siting.curve(found, n=n)]
    assert covered == sorted(covered)
    step = found
    for best in covered:
        step = applied(siting.curve(step, n=1)[0], step)
        assert step.summary["covered"] <= best


def test_a_regency_is_proved_to_the_end_for_every_number_of_posts(regency):
    found = siting.curve(regency)
    assert [it.allowed for it in found] == list(range(1, 11))
    assert all(it.proven and it.gap == 0 for it in found)
    assert siting.table(found)["gain"].tolist() == [19, 14, 14, 11, 7, 7, 6, 6, 5, 5]


def test_work_tells_how_far_it_is_and_can_be_called_off(regency):
    told = []
    done = siting.curve(regency, n=4, progress=told.append, stop=lambda: len(told) >= 2)
    assert told == [0.25, 0.5]
    assert len(done) == 2


def test_posts_that_would_not_respond_are_refused(evaluation):
    for post in (siting.Post(personnel=0), siting.Post(force="linmas")):
        with pytest.raises(ScenarioError, match="does not respond"):
            siting.curve(evaluation, post=post)


@pytest.mark.parametrize("missing", ["stations", "units", "villages"])
def test_an_operation_that_lacks_rows_has_its_answer(missing):
    frames = small_frames()
    gone = ("villages", "stations", "units") if missing == "villages" else (missing,)
    found = evaluate(small(**{kind: frames[kind].iloc[:0] for kind in gone}), BY_HAND)
    for answer in (
        *siting.curve(found, n=1),
        siting.backup(found),
        siting.p_median(found),
        siting.p_centre(found),
    ):
        assert answer.covered == len(answer.gained) + answer.covered_before
        assert answer.proven
    assert siting.table(()).empty


def test_places_of_ones_own_may_be_asked_about(evaluation):
    places = siting.candidates(evaluation).loc[["village-v4"]]
    found = siting.curve(evaluation, places, 1)[0]
    assert found.gained == ("s6",)
    assert found.posts["unit_id"].tolist() == ["post-village-v4"]


def test_a_station_without_a_place_is_never_promised():
    stations = small_frames()["stations"]
    stations = stations.set_geometry(stations.geometry.where(pd.Series([False] + [True] * 5)))
    found = evaluate(small(stations=stations), BY_HAND)
    assert "s1" not in siting.fewest(found).gained
    assert np.isfinite(siting.p_centre(found, n=2).value)
