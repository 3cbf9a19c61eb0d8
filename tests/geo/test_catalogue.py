from __future__ import annotations

import pytest

from geo import catalogue
from geo.catalogue import Indicator
from geo.errors import NotFoundError, ScenarioError
from geo.pattern import CLASSES, Pattern
from geo.role import RolePlan
from geo.stage import Day, Stage

LANGUAGES = {"id", "en"}
RULE = {"label": {"en": "All"}, "rank": 1, "classes": CLASSES, "polri": 1}
PATTERN = {"id": "p", "name": {"en": "P"}, "year": 2022, "source": "s"}
ROLE = {"id": "dalmas", "name": {"en": "Dalmas"}, "force": "polri", "people": 40}


def test_there_are_at_least_eleven_indicators_each_named_in_both_languages_with_a_source():
    indicators = catalogue.indicators()
    assert len(indicators) >= 11
    for key, it in indicators.items():
        assert it.id == key
        assert set(it.name) >= LANGUAGES
        assert set(it.meaning) >= LANGUAGES
        assert it.source


def test_every_pattern_is_named_in_both_languages_and_its_ranks_rise_with_the_class():
    for key, pattern in catalogue.patterns().items():
        assert pattern.id == key
        assert set(pattern.name) >= LANGUAGES
        assert all(set(rule.label) >= LANGUAGES for rule in pattern.rules)
        ranks = [pattern.rule(class_id).rank for class_id in CLASSES]
        assert ranks == sorted(ranks)


def test_the_eight_stages_carry_their_published_shares_and_marks():
    stages = catalogue.stages()
    assert {key: (it.part, it.of, it.mark) for key, it in stages.items()} == {
        "registration": (1, 3, "B"),
        "campaign": (1, 2, "B"),
        "quiet": (1, 5, "B"),
        "voting": (2, 3, "A"),
        "counting": (1, 6, "B"),
        "determination": (1, 3, "B"),
        "dispute": (1, 6, "B"),
        "inauguration": (1, 3, "B"),
    }
    assert all(set(it.name) >= LANGUAGES and it.source and it.year == 2020 for it in stages.values())


def test_the_days_run_from_the_eve_onwards_and_say_that_their_shares_are_simulated():
    days = list(catalogue.days().values())
    assert [it.offset for it in days] == sorted(it.offset for it in days)
    assert (days[0].id, days[0].offset, days[-1].offset > 0) == ("h-1", -1, True)
    assert all(set(it.name) >= LANGUAGES and it.simulated and "SIMULASI" in it.source for it in days)


@pytest.mark.parametrize(
    "posture",
    [
        [{"who": "guards"}, {"who": "others"}],
        [{"who": "guards"}, {"who": "others"}, {"who": "reserve"}, {"who": "reserve"}],
        [{"who": "guards", "station": 0.6, "standby": 0.5}, {"who": "others"}, {"who": "reserve"}],
        [
            {"who": "guards"},
            *[{"who": "guards", "forces": ["tni"]}] * 2,
            {"who": "others"},
            {"who": "reserve"},
        ],
    ],
    ids=["a group is missing", "a group twice", "more than all", "a force twice"],
)
def test_a_day_that_leaves_somebody_out_or_counts_him_twice_is_refused(posture):
    with pytest.raises(ScenarioError):
        Day.parse({"id": "d", "name": {"en": "D"}, "offset": 0, "source": "s", "posture": posture})


def test_a_stage_never_takes_more_than_the_whole_force():
    whole = catalogue.stages()["voting"].model_dump()
    assert Stage.parse({**whole, "part": 3, "of": 3}).share == 1
    with pytest.raises(ScenarioError):
        Stage.parse({**whole, "part": 4, "of": 3})


def test_what_is_shipped_cannot_be_changed_by_whoever_reads_it():
    with pytest.raises(ValueError, match="frozen"):
        catalogue.pattern("pasuruan-kota-2022").year = 1999


def test_an_unknown_pattern_is_refused_with_the_known_ones():
    with pytest.raises(NotFoundError) as caught:
        catalogue.pattern("jakarta")
    known = ", ".join(catalogue.patterns())
    assert str(caught.value) == f"There is no pattern jakarta. Choose one of {known}"


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [{**RULE, "classes": ["low"]}],
        [RULE, {**RULE, "classes": ["low"]}],
        [{**RULE, "stations": 0}],
        [{**RULE, "polri": -1}],
        [{**RULE, "police": 1}],
    ],
    ids=["none", "class missing", "class twice", "no stations", "negative", "unknown force"],
)
def test_a_pattern_that_leaves_a_class_open_or_names_nonsense_is_refused(rules):
    assert Pattern.parse({**PATTERN, "rules": [RULE]}).rule("special").polri == 1
    with pytest.raises(ScenarioError, match="Correct the value and load it again"):
        Pattern.parse({**PATTERN, "rules": rules})


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1)])
def test_an_indicator_needs_room_between_its_bounds(low, high):
    whole = catalogue.indicators()["candidates"].model_dump()
    assert Indicator.parse({**whole, "low": 0, "high": 1}).high == 1
    with pytest.raises(ScenarioError, match="cannot be"):
        Indicator.parse({**whole, "low": low, "high": high})


def test_the_shipped_folder_of_a_wheel_is_used_where_there_is_one(monkeypatch, tmp_path):
    assert (catalogue.home() / "patterns.toml").is_file()
    monkeypatch.setattr(catalogue, "__file__", str(tmp_path / "geo" / "catalogue.py"))
    assert catalogue.home() == tmp_path / "data"
    (tmp_path / "geo" / "shipped").mkdir(parents=True)
    assert catalogue.home() == tmp_path / "geo" / "shipped"
    assert catalogue.operations() == {}


def test_every_role_plan_is_named_in_both_languages_and_says_where_it_is_from():
    for key, plan in catalogue.role_plans().items():
        assert plan.id == key
        assert set(plan.name) >= LANGUAGES
        assert plan.source
        assert all(set(role.name) >= LANGUAGES for role in plan.roles)
        assert plan.simulated == ("SIMULASI" in plan.name["id"] and "SIMULASI" in plan.note["id"])
    assert catalogue.role_plan("guards-only").roles == ()


def test_an_unknown_role_plan_is_refused_with_the_known_ones():
    with pytest.raises(NotFoundError) as caught:
        catalogue.role_plan("jakarta")
    known = ", ".join(catalogue.role_plans())
    assert str(caught.value) == f"There is no role plan jakarta. Choose one of {known}"


@pytest.mark.parametrize(
    "roles",
    [[ROLE, ROLE], [{**ROLE, "id": "guards"}], [{**ROLE, "force": "navy"}], [{**ROLE, "people": -1}]],
    ids=["twice", "the guards' own name", "unknown force", "negative"],
)
def test_a_role_plan_that_names_nonsense_is_refused(roles):
    head = {"id": "p", "name": {"en": "P"}, "year": 2022, "source": "s"}
    assert RolePlan.parse({**head, "roles": [ROLE]}).roles[0].per == "operation"
    with pytest.raises(ScenarioError, match="Correct the value and load it again"):
        RolePlan.parse({**head, "roles": roles})
