from __future__ import annotations

import pytest

from dashboard import text
from geo import operation as operations
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.showing import (
    DEMO,
    LANGUAGES,
    VIEWS,
    WITH_MAP,
    cards,
    component,
    control,
    elements,
    opened,
    saved,
    sentence,
    tables,
    texts,
    turned,
    words,
)


@pytest.fixture
def folder(small_folder):
    return small_folder


def written(value: int, language: str) -> str:
    text.use(language)
    return text.number(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_shows_the_demo_without_a_complaint(language):
    app = opened(language=language)
    for view in VIEWS:
        app = app if view == "briefing" else turned(app, view)
        assert not app.exception, view
        assert not app.error, view
        assert texts(app, "pp-notice pp-error") == [], view
        assert texts(app, "pp-badge pp-simulated") == ["SIMULASI"], view
        assert texts(app, "pp-badge") == ["TERBATAS"], view
        maps = [it for it in elements(app) if it.type == "component_instance"]
        assert len(maps) == (view in WITH_MAP), view


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_shows_a_small_operation_without_a_complaint(language, folder):
    app = opened(folder, language=language)
    for view in VIEWS:
        app = app if view == "briefing" else turned(app, view)
        assert not app.exception, view
        assert texts(app, "pp-badge pp-simulated") == [], view
        assert "Small" in words(app), view


@pytest.mark.parametrize(
    ("view", "language", "expected"),
    [
        ("briefing", "id", "124 dari 152 TPS terjangkau dalam 10 menit; 28 tidak, 10 di Kec. Lekok."),
        ("briefing", "en", "124 of 152 TPS are reached within 10 minutes; 28 are not, 10 of them in Lekok."),
        ("coverage", "en", "124 of 152 TPS are reached within 10 minutes; 28 are not, 10 of them in Lekok."),
        ("risk", "en", "Of 152 TPS: 16 very vulnerable, 41 vulnerable, 95 less vulnerable."),
        (
            "strength",
            "en",
            "The operation needs 300 Polri, 100 Brimob, 100 TNI, 450 Linmas and others; the strength is enough.",
        ),
    ],
)
def test_one_sentence_answers_the_question_of_the_page(view, language, expected):
    assert sentence(opened(view=view, language=language)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_on_the_screen_are_those_of_the_evaluation(language, evaluation):
    total = evaluation.summary
    app = opened(language=language)
    covered, gaps, personnel, vulnerable = cards(app)
    assert covered == f"{written(total['covered'], language)} / {written(total['stations'], language)}"
    assert gaps == written(total["gaps"], language)
    assert personnel == written(total["personnel"], language)
    classes = total["class_counts"]
    assert int(vulnerable) == sum(n for c, n in classes.items() if c not in ("low", "unassessed"))
    assert len(evaluation.gaps) == len(tables(turned(app, "coverage"))[0])

    by_force, rules, by_district, by_role, roles = tables(turned(app, "strength"))
    balance = by_force.set_axis(["force", "need", "strength", "shortfall", "surplus"], axis=1)
    assert balance["need"].tolist()[0] == total["need"]["polri"]
    assert balance["strength"].sum() == total["personnel"]
    assert balance["shortfall"].sum() == sum(total["shortfall"].values())
    assert (len(rules), len(roles)) == (1, 11)
    assert by_role.iloc[:, 2].sum() == by_district.iloc[:, 2].sum() == sum(total["need"].values())
    assert app.session_state["scenario"] == Scenario()
    assert evaluation.digest in words(turned(app, "method"))


def test_the_threshold_changes_the_scenario_the_sentence_and_the_map(demo):
    app = opened(view="coverage", language="en")
    before = component(app)
    control(app, "threshold").set_value(20).run()
    plan = app.session_state["scenario"]
    assert plan == Scenario(threshold_min=20)
    total = evaluate(demo, plan).summary
    assert total["gaps"] == 0
    assert sentence(app) == "All 152 TPS are reached within 20 minutes."
    after = component(app)
    assert after["feature_group"] != before["feature_group"]
    assert after["script"].count("/layers/") == before["script"].count("/layers/") == 1


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [("speed", 25, "speed_kmh"), ("turnout", 4.5, "turnout_min"), ("circuity", 1.5, "circuity")],
)
def test_every_assumption_about_response_changes_the_gaps(demo, key, value, field):
    app = opened(language="en")
    control(app, key).set_value(value).run()
    plan = app.session_state["scenario"]
    assert plan == Scenario(**{field: value})
    assert cards(app)[1] == str(evaluate(demo, plan).summary["gaps"]) != "28"


def test_who_responds_changes_the_gaps_and_nobody_at_all_is_a_plan_too(demo):
    app = opened(language="en")
    control(app, "forces").set_value(["polri", "tni"]).run()
    plan = app.session_state["scenario"]
    assert plan.responding_forces == ("polri", "tni")
    assert cards(app)[1] == str(evaluate(demo, plan).summary["gaps"])
    control(app, "forces").set_value([]).run()
    assert not app.exception
    assert cards(app)[1] == "152"
    assert not turned(app, "coverage").exception


def test_a_weight_changes_the_classes_and_the_way_back_restores_them(demo):
    app = opened(view="risk", language="en")
    before = sentence(app)
    control(app, "weight conflict_history").set_value(3.0).run()
    plan = app.session_state["scenario"]
    assert dict(plan.weights)["conflict_history"] == 3.0
    assert plan.digest != Scenario().digest
    counts = evaluate(demo, plan).summary["class_counts"]
    assert all(str(n) in sentence(app) for n in counts.values())
    assert sentence(app) != before

    (back,) = [it for it in app.button if it.label == "Back to the base plan"]
    back.click().run()
    assert app.session_state["scenario"] == Scenario()
    assert sentence(app) == before
    assert control(app, "weight conflict_history").value == 1.5
    assert "Back to the base plan" not in [it.label for it in app.button]


def test_a_weight_set_back_by_hand_is_the_base_plan_again():
    app = opened(view="risk", language="en")
    control(app, "weight gambling").set_value(2.0).run()
    control(app, "weight gambling").set_value(1.0).run()
    assert app.session_state["scenario"] == Scenario()


def test_the_breaks_of_the_classes_never_cross():
    app = opened(view="risk", language="en")
    control(app, "breaks").set_value((40, 95)).run()
    assert app.session_state["scenario"].class_breaks == (0.40, 0.95, 0.95)
    assert not app.exception


def test_all_weights_at_zero_leave_every_station_without_a_score():
    app = opened(view="risk", language="en")
    for slider in app.slider:
        if str(slider.key).startswith("weight"):
            slider.set_value(0.0)
    app.run()
    assert not app.exception
    assert sentence(app) == "Of 152 TPS: 152 not assessed."


def test_another_pattern_changes_the_need_and_survives_the_switch_of_language(demo):
    app = opened(view="strength", language="en")
    control(app, "pattern").set_value("mojokerto-kota-2022").run()
    plan = app.session_state["scenario"]
    assert plan == Scenario(pattern="mojokerto-kota-2022")
    need = evaluate(demo, plan).summary["need"]
    assert need["polri"] > 300
    assert f"needs {need['polri']} Polri, " in sentence(app)

    control(app, "language").set_value("id").run()
    assert not app.exception
    assert app.session_state["scenario"] == plan
    assert control(app, "pattern").value == "mojokerto-kota-2022"
    assert f"{need['polri']} Polri" in sentence(app)


def test_the_language_follows_the_switch_and_the_address_line():
    app = opened(language="en")
    assert "are reached within" in sentence(app)
    control(app, "language").set_value("id").run()
    assert "terjangkau dalam" in sentence(app)
    assert "lang" not in app.query_params
    control(app, "language").set_value("en").run()
    assert "are reached within" in sentence(app)
    assert app.query_params["lang"] in ("en", ["en"])


def test_a_language_that_does_not_exist_means_indonesian():
    assert "terjangkau dalam" in sentence(opened(language="xx"))


def test_another_operation_brings_its_own_numbers_and_the_base_plan():
    app = opened(language="en")
    control(app, "threshold").set_value(20).run()
    control(app, "operation").set_value("pasuruan-2023").run()
    assert not app.exception
    other = evaluate(operations.load("pasuruan-2023"), Scenario())
    assert app.session_state["scenario"] == Scenario()
    assert cards(app)[0] == f"{other.summary['covered']} / {other.summary['stations']}"


def test_a_copy_of_a_shipped_operation_stays_chosen_although_it_has_the_same_name(demo, tmp_path):
    copy = saved(demo, tmp_path / "copy")
    app = opened(copy, language="en")
    control(app, "threshold").set_value(20).run()
    assert app.session_state["operation"] == str(copy)
    assert app.session_state["scenario"].threshold_min == 20
    assert len(set(control(app, "operation").options)) == 3


@pytest.mark.parametrize("asked", ["pasuruan-2023", "{folder}", "nothing-of-the-kind"])
def test_a_link_opens_shipped_operations_only(asked, folder, monkeypatch):
    monkeypatch.setenv("PETAPAM_OPERATION", DEMO)
    app = opened(None, language="en", link=asked.format(folder=folder))
    expected = asked if asked == "pasuruan-2023" else DEMO
    assert app.session_state["operation"] == expected


def test_the_wall_shows_the_same_answer_without_a_control():
    app = opened(language="en", mode="kiosk")
    assert sentence(app).startswith("124 of 152 TPS")
    styles = [it.proto.body for it in elements(app) if it.type == "html" and "<style>" in it.proto.body]
    assert any("kiosk.css" in body for body in styles)
    assert not any("kiosk.css" in it.proto.body for it in elements(opened()) if it.type == "html")


def test_a_selected_station_is_explained_on_risk_and_reached_on_coverage(folder):
    app = opened(folder, view="risk", language="en", station="s6")
    assert any(title.startswith("Why Empat · TPS 1 is") for title in texts(app, "pp-title"))
    assert [it.type for it in elements(app)].count("vega_lite_chart") == 1
    app = turned(app, "coverage")
    assert "Empat · TPS 1" in texts(app, "pp-title")
    assert len(tables(app)[1]) == 2
    assert '"focus": 5' in component(app)["feature_group"]
    assert '"focus"' not in component(opened(folder))["feature_group"]
