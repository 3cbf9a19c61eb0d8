"""Plan files and merging: a plan opens elsewhere as it was, and two works become one field by field."""

from __future__ import annotations

import hashlib
import json

import pytest

from dashboard.store import chain, events, merging, planfile, plans
from geo.errors import InputError, ScenarioError
from geo.scenario import Scenario
from tests.stores import a_plan


@pytest.fixture
def written(lite):
    plan = a_plan(lite, saves=3, name="Rencana Ä")
    return planfile.dump(plan, plans.versions(lite, plan.plan_id), head=events.head(lite))


def changed(content, **parts):
    """Write a file with other parts, as its own program would have."""
    told = {**json.loads(content), **parts}
    told.pop("sha256")
    return json.dumps({**told, "sha256": hashlib.sha256(chain.canonical(told).encode()).hexdigest()}).encode()


def test_a_plan_comes_back_from_its_file_with_all_versions_and_the_head(lite, written):
    plan = plans.of_operation(lite, "kota")[0]
    found = planfile.parse(written)
    assert (found.name, found.operation, found.scenario) == ("Rencana Ä", "kota", plan.scenario)
    assert list(found.versions) == plans.versions(lite, plan.plan_id)
    assert found.head == events.head(lite)
    assert found.unknown == ()


def test_the_plan_of_the_last_election_opens_with_what_is_new_at_its_default(written):
    saves = json.loads(written)["versions"]
    for it in saves:
        it["scenario"] = {"threshold_min": 14.0, "an_old_setting": 3}
    found = planfile.parse(changed(written, versions=saves))
    assert found.scenario == Scenario(threshold_min=14)
    assert found.unknown == ("an_old_setting",)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff", b"PK\x03\x04", b"[" * 100_000, b'{"format": "x"}']
)
def test_what_is_no_plan_file_is_refused_in_plain_words(content):
    with pytest.raises(InputError, match="no plan file"):
        planfile.parse(content)


def test_a_plan_file_that_was_changed_is_refused(written):
    with pytest.raises(InputError, match="changed or damaged"):
        planfile.parse(written.replace(b"10.0", b"11.0", 1))


def test_a_plan_file_of_a_newer_program_or_with_parts_missing_is_refused(written):
    with pytest.raises(InputError, match="newer PetaPAM"):
        planfile.parse(changed(written, number=2))
    for parts in (
        {"versions": []},
        {"plan": {}},
        {"head": "x"},
        {"versions": [{"scenario": 3}]},
        {"plan": 4},
    ):
        with pytest.raises(InputError, match="no plan file"):
            planfile.parse(changed(written, **parts))


def test_a_plan_file_with_a_value_that_cannot_be_is_refused(written):
    saves = json.loads(written)["versions"]
    saves[-1]["scenario"]["threshold_min"] = 9999
    with pytest.raises(ScenarioError, match="threshold_min"):
        planfile.parse(changed(written, versions=saves))


def test_merging_says_of_every_field_who_changed_it():
    base = Scenario()
    mine = Scenario(speed_kmh=30, turnout_min=5, circuity=1.4, name="a")
    theirs = Scenario(speed_kmh=30, turnout_min=3, walk_kmh=4)
    by = {it.name: it.by for it in merging.fields(base, mine, theirs)}
    assert by == {
        "name": "mine",
        "walk_kmh": "theirs",
        "speed_kmh": "alike",
        "circuity": "mine",
        "turnout_min": "both",
    }
    found = next(it for it in merging.fields(base, mine, theirs) if it.name == "turnout_min")
    assert (found.base, found.mine, found.theirs) == (2, 5, 3)
    assert merging.fields(base, base, base) == ()


def test_taking_over_every_field_of_mine_gives_mine_and_none_gives_theirs():
    mine = Scenario(speed_kmh=30, units_off=("a",), substitutes=())
    theirs = Scenario(turnout_min=3, weights={"distance": 2.0})
    names = [it.name for it in merging.fields(Scenario(), mine, theirs)]
    assert merging.taken(theirs, mine, names) == mine
    assert merging.taken(theirs, mine, ()) == theirs
    one = merging.taken(theirs, mine, ["speed_kmh"])
    assert (one.speed_kmh, one.turnout_min, one.units_off) == (30, 3, ())
    with pytest.raises(KeyError):
        merging.taken(theirs, mine, ["nothing"])
