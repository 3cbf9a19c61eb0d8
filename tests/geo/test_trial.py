from __future__ import annotations

import pytest

from geo import siting, trial
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.operations import BY_HAND, small

MIDDLE = (112.32, 0.0)
"""Six minutes' drive from s5 and from s6."""


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(small(), BY_HAND)


@pytest.fixture(scope="module")
def places(evaluation):
    return siting.candidates(evaluation).loc[["hall-s4", "hall-s6"]]


def test_each_post_says_what_it_reaches_of_the_gaps_and_what_only_it_does(evaluation, places):
    table = trial.shares(evaluation, places)
    assert table.index.tolist() == ["hall-s4", "hall-s6"]
    assert table["reached"].tolist() == [3, 1]
    assert table["gains"].tolist() == table["alone"].tolist() == [1, 1]
    assert table["district"].tolist() == ["Timur", "Timur"]


def test_two_posts_at_one_gap_reach_it_and_neither_alone(evaluation, places):
    there = trial.put(evaluation, places, {"hall-s4": MIDDLE, "hall-s6": MIDDLE})
    table = trial.shares(evaluation, there)
    assert table["gains"].tolist() == [2, 2]
    assert table["alone"].tolist() == [0, 0]


def test_a_post_put_elsewhere_is_a_drawn_place_named_after_its_village(evaluation, places):
    before = places.copy()
    there = trial.put(evaluation, places, {"hall-s6": MIDDLE, "unknown": (0.0, 0.0)})
    assert there["id"].tolist() == ["hall-s4", "drawn-112.320000,0.000000"]
    assert there["name"].tolist() == ["Balai desa", "Empat"]
    assert there["kind"].tolist() == ["hall", "drawn"]
    assert trial.where(there).iloc[1].tolist() == list(MIDDLE)
    assert places.equals(before)


def test_outside_of_every_village_the_degrees_are_the_name(evaluation, places):
    there = trial.put(evaluation, places, {"hall-s6": (110.0, 3.0)})
    assert there["name"].iloc[1] == "3.00000, 110.00000"
    assert trial.shares(evaluation, there)["gains"].tolist() == [1, 0]


def test_two_posts_at_one_place_keep_ids_of_their_own(evaluation, places):
    there = trial.put(evaluation, places, {"hall-s4": MIDDLE, "hall-s6": MIDDLE})
    assert there["id"].tolist() == ["drawn-112.320000,0.000000", "drawn-112.320000,0.000000-2"]
    changes = siting.additions(evaluation, there, post=siting.POST)
    after = evaluate(evaluation.operation, evaluation.scenario.model_copy(update=changes))
    assert after.stations.loc[["s5", "s6"], "units_covering"].tolist() == [2, 2]
    again = trial.put(after, places, {"hall-s6": MIDDLE})
    assert again["id"].iloc[1] == "drawn-112.320000,0.000000-3"


def test_without_places_there_is_nothing_to_say(evaluation, places):
    assert trial.shares(evaluation, places.iloc[:0]).empty
    assert trial.put(evaluation, places.iloc[:0], {"hall-s4": MIDDLE}).empty


@pytest.mark.parametrize("engine", ["straight", "roads"])
@pytest.mark.parametrize("weights", ["stations", "voters", "risk"])
def test_a_proposed_plan_is_worth_what_its_siting_says(engine, weights):
    found = evaluate(load("pasuruan-kota-2022"), Scenario(engine=engine))
    some = [
        siting.curve(found, n=2, weights=weights)[-1],
        siting.backup(found, n=2, weights=weights),
        siting.p_median(found, n=2, weights=weights),
    ]
    some += [siting.p_centre(found, n=2)] if weights == "stations" else []
    for it in some:
        after = evaluate(found.operation, found.scenario.model_copy(update=it.changes))
        assert trial.worth(found, found, model=it.model, weights=weights) == pytest.approx(it.before)
        assert trial.worth(found, after, model=it.model, weights=weights) == pytest.approx(it.value)
    plain = siting.curve(found, n=2)[-1]
    table = trial.shares(found, plain.posts)
    assert table["alone"].sum() <= len(plain.gained) <= table["gains"].sum()
