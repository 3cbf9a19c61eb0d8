"""Every view for every role: shown, or refused without a word of what stands on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard import admission, state
from dashboard.access import ACTIONS, OWNER, ROLES, VIEWS, Actor, may
from dashboard.door import words
from tests.dashboard.showing import HOME, PATIENCE_S, opened, texts

SHOWN = sorted(path.stem for path in (HOME / "views").glob("*.py") if path.stem != "__init__")
REACHED = "reached"
WITHOUT_OPERATION = "keeping"
"""The view that shows no operation; `test_keeping_view` opens it."""


@pytest.fixture
def bare(monkeypatch):
    """Let the sidebar end right where the data of an operation would begin."""

    def reached(_default: str) -> None:
        state.hold(REACHED, value=True)

    monkeypatch.setattr("dashboard.controls.operation", reached)


def seen(actor: Actor, view: str, monkeypatch) -> AppTest:
    monkeypatch.setattr("dashboard.state.actor", lambda: actor)
    app = AppTest.from_file(HOME / "app.py", default_timeout=PATIENCE_S)
    app.query_params["lang"] = "en"
    return app.switch_page(f"views/{view}.py").run()


def test_every_view_has_an_action_in_the_matrix():
    assert set(SHOWN) <= set(VIEWS)


def a_role(view: str, *, that_may: bool) -> str:
    """Return a role that may open a view, or one that may not; each role has its turn."""
    those = [it for it in ("", *ROLES, OWNER) if may(it, VIEWS[view]) == that_may]
    return those[SHOWN.index(view) % len(those)]


def is_refused(app: AppTest) -> bool:
    return texts(app, "pp-title") == ["This view is not open to you"]


@pytest.mark.parametrize("view", [it for it in SHOWN if it != WITHOUT_OPERATION])
def test_a_view_reaches_its_data_for_a_role_that_may_see_it_and_for_no_other(bare, monkeypatch, view):
    welcome = seen(Actor("somebody", a_role(view, that_may=True)), view, monkeypatch)
    assert not welcome.exception
    assert welcome.session_state["held"][REACHED]
    assert not is_refused(welcome)
    turned_away = seen(Actor("somebody", a_role(view, that_may=False)), view, monkeypatch)
    assert not turned_away.exception
    assert "held" not in turned_away.session_state
    assert is_refused(turned_away)


@pytest.mark.parametrize("role", ["", *ROLES, OWNER])
def test_the_navigation_offers_a_role_what_the_matrix_gives_it(role):
    somebody = Actor("somebody", role)
    offered = [view for view in VIEWS if admission.may_open(view, somebody)]
    assert offered == [view for view, action in VIEWS.items() if role == OWNER or role in ACTIONS[action]]
    assert admission.first(list(VIEWS), somebody) == (offered or list(VIEWS))[0]
    assert not admission.may_open("nowhere", somebody)


def test_somebody_who_signed_in_reads_his_name_his_role_and_the_way_out(monkeypatch):
    monkeypatch.setattr("dashboard.state.actor", lambda: Actor("<b>budi", "planner"))
    app = opened(None, language="id")
    (strip,) = texts(app, "pp-account")
    assert "<b>budi" in strip
    assert "Perencana" in strip
    assert "Keluar" in strip


def test_the_owner_of_a_machine_is_not_told_who_he_is():
    assert texts(opened(None), "pp-account") == []


def test_every_role_has_a_name(monkeypatch):
    assert len({words.role(role) for role in (*ROLES, OWNER)}) == len(ROLES) + 1
    assert words.role("emperor") == ""


def test_the_table_of_the_readme_is_the_matrix():
    readme = (Path(dashboard.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    lines = [line.split("|")[1:-1] for line in readme.splitlines() if line.startswith("| `")]
    told = {
        action.strip(" `"): {role for role, cell in zip(ROLES, cells, strict=True) if cell.strip() == "yes"}
        for names, *cells in lines
        if len(cells) == len(ROLES)
        for action in names.split(",")
    }
    assert told == {action: set(roles) for action, roles in ACTIONS.items()}
