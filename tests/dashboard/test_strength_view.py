from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import names, pattern_table, role_table, text
from dashboard.text import _
from geo import catalogue
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import LANGUAGES, control, opened, sentence, tables, texts, turned, words

EDITOR = """
import pandas as pd
import streamlit as st
from dashboard import tables

frame = pd.DataFrame({"what": ["a", "b"], "n": [st.session_state["first"], 2]})
made = tables.edit(frame, {"n": (0, 9)}, key="k", helps={"n": "how many"}, widths={"what": 90, "n": 60})
st.session_state["made"] = made["n"].tolist()
"""


def shown(plan: Scenario, operation: str = "pasuruan-2023", language: str = "en") -> AppTest:
    app = opened(operation, language=language)
    app.session_state["scenario"] = plan
    app = turned(app, "strength")
    assert not app.exception
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", catalogue.patterns().values(), ids=lambda it: it.id)
def test_a_pattern_that_nobody_edits_comes_back_as_it_was(pattern, language):
    text.use(language)
    table = pattern_table.frame(pattern)
    assert pattern_table.rules(pattern, table) == pattern.rules
    assert table[_("Rank")].is_monotonic_increasing


def test_an_edited_number_of_a_pattern_is_that_of_its_rule_alone():
    pattern = catalogue.pattern("nasional-2009")
    table = pattern_table.frame(pattern)
    table.loc[1, "TPS"] = 3
    table.loc[2, "TNI"] = 1
    low, elevated, high = pattern_table.rules(pattern, table)
    assert low == pattern.rules[0]
    assert elevated == pattern.rules[1].model_copy(update={"stations": 3})
    assert high == pattern.rules[2].model_copy(update={"tni": 1})


def test_a_pattern_says_what_its_own_classes_are_called_here():
    assert pattern_table.frame(catalogue.pattern("nasional-2009"))["Class"].tolist() == [
        "Safe: less vulnerable",
        "Vulnerable I: vulnerable",
        "Vulnerable II: very vulnerable, special",
    ]
    assert (
        pattern_table.frame(catalogue.pattern("nasional-2019"))["Class"].tolist()[2]
        == "Very vulnerable, special"
    )
    assert pattern_table.frame(catalogue.pattern("pamekasan-2022"))["Class"].tolist() == ["Every station"]


@pytest.mark.parametrize("pattern", catalogue.patterns().values(), ids=lambda it: it.id)
def test_one_row_for_each_class_keeps_the_people_of_every_class(pattern):
    split = pattern_table.by_class(pattern)
    assert [(rule.classes, rule.rank) for rule in split] == [
        (("low",), 1),
        (("elevated",), 2),
        (("high",), 3),
        (("special",), 4),
    ]
    for rule in split:
        given = pattern.rule(rule.classes[0])
        assert (rule.polri, rule.linmas, rule.tni, rule.stations) == (given.polri, given.linmas, given.tni, given.stations)  # fmt: skip


def test_only_quantities_that_differ_from_the_role_plan_become_the_plans_own():
    plan = catalogue.role_plan("mojokerto-kota-2022")
    table = role_table.frame(plan, {"dalmas": 5})
    assert role_table.own_people(plan, role_table.frame(plan, {})) == {}
    assert role_table.own_people(plan, table) == {"dalmas": 5}
    assert table["For each"].tolist()[:2] == ["village", "operation"]


def test_a_table_to_edit_keeps_to_what_it_began_with_while_it_stands():
    app = AppTest.from_string(EDITOR, default_timeout=60)
    app.session_state["first"] = 5
    app.run()
    assert not app.exception
    assert app.session_state["made"] == [5, 2]
    app.session_state["first"] = 7
    assert app.run().session_state["made"] == [5, 2]


def test_the_demo_of_2023_asks_for_the_linmas_it_lacks_with_role_and_day():
    app = shown(Scenario())
    assert "52 Linmas and others are short and must be asked for (BKO)" in sentence(app)
    (row,) = tables(app)[0].values.tolist()
    assert row == ["Linmas and others", 52, "52 Guards of TPS", 458, 406, "9 October 2023"]
    assert "Linmas never stand in for Polri" in words(app)


def test_the_plans_own_rules_and_quantities_are_shown_named_and_counted():
    rule = {"label": {"en": "All"}, "rank": 1, "classes": ("low", "elevated", "high", "special"), "polri": 2}
    plan = Scenario.parse({"rules": (rule,), "role_people": {"dalmas": 100}})
    app = shown(plan)
    made = evaluate(load("pasuruan-2023"), plan)
    assert app.session_state["scenario"] == plan
    assert f"needs {made.summary['need']['polri']} Polri" in sentence(app)
    assert "own pattern, from Mojokerto Kota 2022" in words(app)
    assert "own quantities, from Pasuruan 2023 (SIMULASI)" in words(app)
    assert [it.label for it in app.button].count("Back to the preset") == 2
    for key in ("rules back", "roles back"):
        (button,) = [it for it in app.button if it.key == key]
        app = button.click().run()
    assert app.session_state["scenario"] == Scenario()


def test_one_row_for_each_class_is_offered_where_a_rule_holds_several():
    app = shown(Scenario(), "pasuruan-kota-2022")
    (split,) = [it for it in app.button if it.key == "rules by class"]
    app = split.click().run()
    assert [rule.classes for rule in app.session_state["scenario"].rules] == [("low",), ("elevated",), ("high",), ("special",)]  # fmt: skip
    assert "rules by class" not in [it.key for it in app.button]
    assert len(tables(app)[1]) == 4


def test_another_preset_drops_the_plans_own_rules_and_quantities():
    rules = pattern_table.by_class(catalogue.pattern("pasuruan-kota-2022"))
    app = shown(Scenario(rules=rules, role_people=(("dalmas", 1),)), "pasuruan-kota-2022")
    app = control(app, "pattern").set_value("pamekasan-2022").run()
    assert app.session_state["scenario"] == Scenario(pattern="pamekasan-2022", role_people=(("dalmas", 1),))
    app = control(app, "Roles beside the guards").set_value("guards-only").run()
    assert app.session_state["scenario"] == Scenario(pattern="pamekasan-2022", roles="guards-only")
    assert "no roles beside the guards" in words(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_stands_in_is_chosen_counted_and_said_in_words(language):
    # Three Polri at each of 152 stations are more than there are; without roles all 100 Brimob are left.
    plan = Scenario(pattern="pamekasan-2022", roles="guards-only", substitutes=())
    app = shown(plan, "pasuruan-kota-2022", language)
    short = tables(app)[0].iloc[0, 1]
    assert short == 3 * 152 - 300
    app = control(app, "substitutes").set_value(["polri brimob"]).run()
    assert tables(app)[0].iloc[0, 1] == short - 100
    said = {"en": "100 Brimob stand in for Polri.", "id": "100 Brimob menggantikan Polri."}[language]
    assert said in texts(app, "pp-note")
    assert tables(app)[1].iloc[0, 3] == 100


def test_names_of_roles_and_pattern_follow_the_plan(evaluation):
    assert names.pattern_name(evaluation).startswith("Pasuruan Kota 2022")
    assert names.roles_name(evaluation) == "Pasuruan Kota 2022 (SIMULASI)"
    labels = names.role_labels(evaluation)
    assert set(evaluation.balance_by_role["role_id"]) <= set(labels)
    assert all(names.check_label(key) != key for key in evaluation.checks["check"])
