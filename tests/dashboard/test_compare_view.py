"""Plan A beside plan B."""

from __future__ import annotations

import pytest

from geo.evaluate import compare, evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import elements, opened, sentence, tables, texts

LONGER = Scenario(threshold_min=13)


@pytest.fixture(scope="module")
def made():
    demo = load("pasuruan-kota-2022")
    return compare(evaluate(demo, Scenario()), evaluate(demo, LONGER))


def test_the_sentence_and_the_tables_are_the_numbers_of_the_comparison(made):
    app = opened(view="compare", language="en", scenario=LONGER)
    a, b, delta = (int(it) for it in made.summary.loc["covered", ["a", "b", "delta"]])
    assert sentence(app) == f"Plan B reaches {delta} more TPS than plan A ({a} → {b})."
    listed = next(it for it in tables(app) if "Change" in it)
    assert len(listed) == made.difference["change"].ne("same").sum()


def test_the_same_plan_twice_differs_in_nothing():
    app = opened(view="compare", language="en")
    assert sentence(app) == "Plan A and plan B give every TPS the same."
    assert "No TPS differs." in texts(app, "pp-notice pp-info")


def test_swapping_turns_the_comparison_round():
    app = opened(view="compare", language="en", scenario=LONGER)
    next(it for it in app.button if it.label == "Swap A and B").click().run()
    assert "fewer TPS than plan A" in sentence(app)
    assert app.session_state["scenario"] == Scenario()
    assert app.session_state["plan a"] == LONGER


def test_the_plan_in_hand_can_be_kept_as_plan_a():
    app = opened(view="compare", language="en", scenario=LONGER)
    next(it for it in app.button if it.label == "Keep the plan in hand as plan A").click().run()
    assert app.session_state["plan a"] == LONGER
    assert sentence(app) == "Plan A and plan B give every TPS the same."


def test_side_by_side_shows_two_maps_that_move_together():
    app = opened(view="compare", language="en", scenario=LONGER)
    choice = next(it for it in app.button_group if it.label == "Map")
    choice.set_value("both").run()
    maps = [it for it in elements(app) if it.type == "component_instance"]
    assert len(maps) == 2
