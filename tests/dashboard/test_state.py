from __future__ import annotations

import pytest

from dashboard import controls, state, text
from geo.scenario import Scenario


@pytest.fixture
def session(monkeypatch):
    """Give `dashboard.state` an empty session and an empty address line."""
    kept, asked = {}, {}
    monkeypatch.setattr(state.st, "session_state", kept)
    monkeypatch.setattr(state.st, "query_params", asked)
    return kept


@pytest.fixture
def asked(session):
    """Give the address line of the session."""
    return state.st.query_params


def test_something_is_news_when_it_differs_from_the_last_answer(session):
    assert not state.is_news("spot", None)
    assert state.is_news("spot", (1, 2))
    assert not state.is_news("spot", (1, 2))
    assert state.is_news("spot", (1, 3))
    assert state.is_news("spot", None)
    assert state.is_news("spot", (1, 3))


def test_news_of_one_thing_is_no_news_of_another(session):
    assert state.is_news("spot", 0)
    assert state.is_news("row", 0)
    assert not state.is_news("row", 0)


def test_the_first_row_of_a_table_is_news_too(session):
    assert not state.is_news("row", None)
    assert state.is_news("row", 0)


def test_each_new_selection_makes_the_map_fly_once(session):
    assert (state.station(), state.flight()) == (None, 0)
    state.set_station("s1")
    state.set_station("s1")
    assert (state.station(), state.flight()) == ("s1", 1)
    state.set_station("s2")
    state.set_station("s1")
    assert state.flight() == 3


def test_another_operation_forgets_the_scenario_and_the_selection(session):
    state.set_operation("a")
    state.set_scenario(Scenario(threshold_min=20))
    state.set_station("s1")
    before = state.revision()
    state.set_operation("a")
    assert (state.scenario().threshold_min, state.station(), state.revision()) == (20, "s1", before)
    state.set_operation("b")
    assert state.scenario() == Scenario()
    assert state.station() is None
    assert state.revision() == before + 1


def test_going_back_to_the_base_plan_gives_every_control_a_new_key(session):
    before = controls._key("threshold")
    state.set_scenario(Scenario(speed_kmh=20))
    assert controls._key("threshold") == before
    state.reset_scenario()
    assert state.scenario() == Scenario()
    assert controls._key("threshold") != before


def test_a_change_keeps_everything_else(session):
    state.set_scenario(Scenario(speed_kmh=20))
    controls.change(threshold_min=15)
    assert state.scenario() == Scenario(speed_kmh=20, threshold_min=15)


def test_the_token_is_made_once(session):
    assert state.token() == state.token()
    assert len(state.token()) == 64


def test_a_link_may_name_a_shipped_operation_only(session, asked, tmp_path):
    assert state.operation() is None
    asked["operation"] = "pasuruan-2023"
    assert state.operation() == "pasuruan-2023"
    for elsewhere in (str(tmp_path), "../operations/pasuruan-2023", "//server/share", ""):
        asked["operation"] = elsewhere
        assert state.operation() is None
    state.set_operation("a")
    asked["operation"] = "pasuruan-2023"
    assert state.operation() == "a"


def test_the_language_of_the_address_line_wins_and_stays_for_the_session(session, asked):
    assert state.language() == "id"
    asked["lang"] = "en"
    assert state.language() == "en"
    del asked["lang"]
    assert state.language() == "en"
    asked["lang"] = "xx"
    assert state.language() == "en"
    assert text.language() == "en"


def test_the_address_line_names_a_language_only_where_it_is_not_the_default(session, asked):
    state.set_language("en")
    assert asked == {"lang": "en"}
    state.set_language("id")
    assert asked == {}
    assert state.language() == "id"


def test_the_wall_stays_a_wall_for_the_session(session, asked):
    assert not state.kiosk()
    asked["mode"] = "kiosk"
    assert state.kiosk()
    del asked["mode"]
    assert state.kiosk()
