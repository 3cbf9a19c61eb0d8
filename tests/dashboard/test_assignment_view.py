"""The page of the posting: who guards what, why, and what a planner ties together."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from dashboard import posting_tables, reasons, text
from dashboard.legend import DIGITS
from dashboard.views import assignment
from geo.changes import Pair
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import cards, opened, sentence, tables, texts, words
from tests.operations import scattered

SHORT = Scenario(reserve_share=0.5)
STATION = "35.14.16.2008-01"


@pytest.fixture(scope="module")
def demo():
    return load("pasuruan-kota-2022")


@pytest.fixture(scope="module")
def short(demo):
    return evaluate(demo, SHORT)


def test_the_sentence_and_the_cards_are_the_numbers_of_the_posting(short):
    app = opened(view="assignment", language="en", scenario=SHORT)
    made = short.posting
    assert sentence(app).startswith(f"{made.served} of 152 TPS get everybody they need")
    assert cards(app)[:3] == [
        f"{made.served} / 152",
        str(made.rows["people"].sum()),
        str(made.stations["missing"].sum()),
    ]
    assert "Proven" in words(app)
    nearest = short.guarding.filled(nearest_only=True).served
    assert texts(app, "pp-card-note")[0] == f"from the nearest unit alone: {nearest}"
    assert nearest <= made.served


def test_the_posting_list_holds_every_row_and_the_load_every_unit_that_may_post(short):
    app = opened(view="assignment", language="en", scenario=SHORT)
    made = short.posting
    listed = next(it for it in tables(app) if "Locked" in it)
    assert len(listed) == len(made.rows)
    assert listed["People"].sum() == made.rows["people"].sum()
    load_ = next(it for it in tables(app) if "Person minutes" in it)
    assert load_["Posted"].sum() == made.load["people"].sum()


def test_a_selected_station_tells_who_comes_and_why(short):
    app = opened(view="assignment", language="en", scenario=SHORT, station=STATION)
    rows = short.posting.rows
    here = rows[rows["station_id"] == STATION]
    assert len(here)
    for row in here.to_dict("records"):
        assert reasons.posted(row, short.units) in words(app)


def test_a_unit_can_be_locked_to_the_selected_station_and_let_go_again():
    app = opened(view="assignment", language="en", station=STATION, unit="polsek-kraton")
    unit = next(it for it in app.selectbox if it.label == "Unit")
    unit.set_value("polsek-kraton").run()
    tie = next(it for it in app.button_group if it.label == "This unit at this TPS")
    tie.set_value("locked").run()
    assert app.session_state["scenario"].locked == (Pair(unit_id="polsek-kraton", station_id=STATION),)
    assert "because the planner locked it there" in words(app)
    tie = next(it for it in app.button_group if it.label == "This unit at this TPS")
    tie.set_value("").run()
    assert app.session_state["scenario"].locked == ()


def test_every_reason_and_cause_has_words_in_both_languages():
    units = pd.DataFrame({"name": ["Polsek"]}, index=["u1"])
    row = {"unit_id": "u1", "nearest_unit_id": "u1", "people": 1, "travel_min": 2.0, "extra_min": 1.0}
    row |= {"nearest_short": 3, "force": "polri"}
    keys = ("locked", "stand_in", "nearest", "reserve", "forbidden", "sector", "nearest_full", "max_stations")
    station = {"served": False, "missing": 2, "short_force": "polri", "nearest_unit_id": "u1"}
    station |= {"nearest_min": 9.0}
    causes = ("no_place", "no_strength", "max_stations", "no_road", "out_of_time", "forbidden", "sector")
    for language in ("en", "id"):
        text.use(language)
        told = {reasons.posted({**row, "reason": key}, units) for key in (*keys, "unproven")}
        assert len(told) == len(keys) + 1
        gone = {
            reasons.missing({**station, "reason": key}, units) for key in (*causes, "not_at_home", "group")
        }
        assert len(gone) == len(causes) + 2
        assert not any("{" in it for it in told | gone)
    assert reasons.missing({**station, "served": True}, units) == ""


def test_more_units_than_digits_still_give_every_station_a_look():
    evaluation = evaluate(scattered(stations=300, units=60), Scenario(pattern="pasuruan-kota-2022"))
    made = evaluation.posting
    look, extra = assignment.look(evaluation, made, "polri")
    assert len(extra["marks"]) == 300
    assert {DIGITS.index(it) for it in extra["marks"]} <= set(range(len(look.kinds.looks)))


def test_a_list_too_long_for_boxes_is_shown_without_them(monkeypatch, short):
    monkeypatch.setattr(posting_tables, "EDITED_ROWS", 10)
    app = opened(view="assignment", language="en", scenario=SHORT)
    assert any(len(it) == len(short.posting.rows) for it in tables(app))


def test_a_change_that_serves_more_can_be_taken_into_the_plan(short):
    app = opened(view="assignment", language="en", scenario=SHORT)
    for _attempt in range(60):
        choices = [it for it in app.selectbox if it.label == "Take into the plan"]
        if choices:
            break
        time.sleep(0.5)
        app.run()
    found = short.relaxations
    choices[0].set_value(0).run()
    assert evaluate(short.operation, app.session_state["scenario"]).posting.served == found["served"].iloc[0]
    assert found["served"].iloc[0] > short.posting.served
