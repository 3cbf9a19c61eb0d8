"""Siting: what the page says, draws and takes into the plan."""

from __future__ import annotations

import pytest

from dashboard import curves, proposals, wishes
from dashboard.mapview import Click
from geo import siting
from geo.changes import UnitAddition, UnitMove
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import (
    DEMO,
    LANGUAGES,
    component,
    control,
    layers,
    opened,
    saved,
    sentence,
    tables,
    texts,
    words,
)
from tests.operations import small, small_frames

PLAN = Scenario()
THERE = (112.95, -7.70)


@pytest.fixture(scope="module")
def best():
    return siting.curve(evaluate(load(DEMO), PLAN), n=3)


def posts(app):
    """Return the layer of marks that the map was sent last."""
    address = component(app)["feature_group"]
    return [it for it in layers(app) if "fixed" in it][-1], address


def button(app, key):
    (found,) = [it for it in app.button if str(it.key) == key]
    return found


def test_the_sentence_says_what_the_posts_bring_and_where_the_first_goes(best):
    app = opened(view="siting", language="en")
    assert not app.exception
    gained = len(best[2].gained)
    assert sentence(app) == (
        f"3 more posts reach {gained} more TPS ({best[2].covered} of 152); "
        f"the first, at {best[0].posts['name'].iloc[0]}, closes {len(best[0].gained)} gaps."
    )
    assert "proven best · candidate places: 111 villages, 21 village halls" in words(app)
    (table,) = [it for it in tables(app) if "Gaps" in it]
    names = table["Post"].str.split(" · ").str[1].tolist()
    assert table["Post"].str[0].tolist() == ["1", "2", "3"]
    assert sorted(names) == sorted(best[2].posts["name"])
    assert table["Gaps"].is_monotonic_decreasing
    assert set(table["People"]) == {10}
    shown, _state = posts(app)
    assert shown["number"] == ["1", "2", "3"]
    assert shown["name"] == names
    assert shown["fixed"] == [0, 0, 0]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("fewest", "6 posts are the fewest that reach all 152 TPS within 10 minutes."),
        ("backup", "of 16 very vulnerable TPS by two units instead of 1."),
        ("median", "bring the minutes to all TPS together down from 1,209.5 to 958.4."),
        ("centre", "With 3 more posts the longest way to a TPS takes 10.9 minutes instead of 18.0."),
    ],
)
def test_every_question_has_a_sentence_of_its_own(model, said):
    app = opened(view="siting", language="en")
    control(app, "siting model").set_value(model).run()
    assert not app.exception
    assert sentence(app).endswith(said)


def test_the_number_of_posts_is_the_planners(best):
    app = opened(view="siting", language="en")
    control(app, "siting posts").set_value(1).run()
    assert sentence(app).startswith(f"1 more post, at {best[0].posts['name'].iloc[0]}, closes 10 gaps")


def test_taking_the_posts_makes_them_units_of_the_plan_and_every_number_follows(best):
    app = opened(view="siting", language="en")
    button(app, "siting take").click().run()
    plan = app.session_state["scenario"]
    assert len(plan.units_added) == 3
    assert evaluate(load(DEMO), plan).summary["covered"] == best[2].covered
    assert "added: Post " in words(app)
    assert f"bring 124 of 152 TPS in time to {best[2].covered}" in words(app)
    shown, _state = posts(app)
    assert shown["look"][-3:] == ["taken"] * 3


def test_a_dropped_post_stands_there_and_is_held_against_the_best(best):
    marks = proposals.marks(evaluate(load(DEMO), PLAN), None)
    assert marks.empty
    app = opened(view="siting", language="en")
    evaluation = evaluate(load(DEMO), PLAN)
    name = " ".join([evaluation.digest, "covering", *best[2].posts["id"]])
    first = best[0].posts["id"].iloc[0]
    app.session_state["remembered"] = {proposals.MOVED: (name, {first: THERE})}
    app.run()
    (told,) = texts(app, "pp-notice pp-warning")
    assert told.startswith("As put by hand: ")
    assert told.endswith(f"of 152 TPS in time; at the best places {best[2].covered}.")
    shown, _state = posts(app)
    assert shown["look"].count("placed") == 1
    at = shown["at"][shown["look"].index("placed")]
    assert at == [THERE[1], THERE[0]]
    button(app, "siting take").click().run()
    added = app.session_state["scenario"].units_added
    assert [it for it in added if (it.lon, it.lat) == THERE]
    covered = evaluate(load(DEMO), app.session_state["scenario"]).summary["covered"]
    assert f"As put by hand: {covered} of" in told


@pytest.fixture
def plan(monkeypatch):
    """Keep the scenario of a session that is not there; give what was kept last."""
    kept = {"scenario": PLAN, "remembered": {}}
    monkeypatch.setattr(proposals.state.st, "session_state", kept)
    return kept


def test_a_post_of_the_plan_that_is_dropped_moves_in_the_plan(plan):
    added = UnitAddition(unit_id="post-x", name="X", lon=112.9, lat=-7.7, personnel=5)
    plan["scenario"] = PLAN.model_copy(update={"units_added": (added,)})
    evaluation = evaluate(load(DEMO), plan["scenario"])
    rows = proposals.marks(evaluation, None)
    assert rows["role"].tolist() == ["taken"]
    proposals.dropped(Click("post", 0, THERE[1], THERE[0], 1), rows, None)
    assert plan["scenario"].units_added == (added.model_copy(update={"lon": THERE[0], "lat": THERE[1]}),)


def test_a_patrol_that_was_clicked_can_be_put_elsewhere_and_a_polsek_cannot(plan):
    evaluation = evaluate(load(DEMO), PLAN)
    kinds = evaluation.units["kind"].tolist()
    assert not proposals.lift(evaluation, kinds.index("polsek"))
    assert proposals.lift(evaluation, kinds.index("patrol"))
    rows = proposals.marks(evaluation, None)
    assert rows["role"].tolist() == ["unit"]
    proposals.dropped(Click("post", 0, THERE[1], THERE[0], 1), rows, None)
    moved = evaluation.units.index[kinds.index("patrol")]
    assert plan["scenario"].units_moved == (UnitMove(unit_id=moved, lon=THERE[0], lat=THERE[1]),)


def test_a_drawn_place_is_a_candidate_and_stands_on_the_map_until_it_is_removed():
    app = opened(view="siting", language="en", scenario=PLAN.model_copy(update={"drawn": (THERE,)}))
    assert "1 put by hand" in words(app)
    shown, _state = posts(app)
    assert shown["look"][-1] == "idea"
    assert shown["fixed"][-1] == 1
    button(app, "siting undraw").click().run()
    assert app.session_state["scenario"].drawn == ()


def test_a_click_on_the_curve_chooses_its_number_and_leaves_the_fewest(monkeypatch):
    monkeypatch.setattr(curves, "picked", lambda _key: 5)
    app = opened(view="siting", language="en", remembered={wishes.NAME: wishes.Wish(model="fewest")})
    assert sentence(app).startswith("5 more posts reach")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("empty", ["stations", "units"])
def test_without_stations_or_units_the_page_says_what_there_is_to_say(language, empty, tmp_path):
    folder = saved(small(**{empty: small_frames()[empty].iloc[:0]}), tmp_path / "empty")
    app = opened(folder, view="siting", language=language)
    assert not app.exception
    assert sentence(app)


def test_where_nobody_responds_the_page_says_so():
    app = opened(view="siting", language="en", scenario=Scenario(responding_forces=()))
    assert not app.exception
    assert "Nobody responds in this plan" in words(app)
