"""Every role and every action at the services: who may not is refused before anything happens."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

from dashboard import service
from dashboard.access import ACTIONS, OWNER, ROLES, Actor, ForbiddenError, may

BY_PAGES = {
    "see_summary": "the pages Method and Province ask it before they open",
    "see_scores": "the pages Risk and Coverage ask it before they open",
    "see_people": "the pages with postings ask it before they open",
}
"""Actions that look at an evaluation and change nothing: `VIEWS` names the pages that ask."""
BY_COMMANDS = {
    "manage_users": "`petapam users`, at the machine alone",
    "revoke_sessions": "`petapam users`, at the machine alone",
}
"""Actions of whoever has the machine: no page offers them, and no service does."""


def modules():
    found = pkgutil.iter_modules(service.__path__, f"{service.__name__}.")
    return [importlib.import_module(it.name) for it in found]


def functions():
    return [
        it
        for module in modules()
        for name, it in inspect.getmembers(module, inspect.isfunction)
        if it.__module__ == module.__name__ and not name.startswith("_")
    ]


SERVICES = functions()


def test_every_public_function_of_the_services_asks_first():
    assert [it.__qualname__ for it in SERVICES if not hasattr(it, "action")] == []
    assert len(SERVICES) > 30


def test_every_action_of_the_matrix_has_a_service_or_a_reason_why_not():
    asked = {it.action for it in SERVICES}
    assert set(ACTIONS) - asked == set(BY_PAGES) | set(BY_COMMANDS)


@pytest.fixture
def untouched(monkeypatch):
    """Let no service reach a store or a folder."""

    def reached(*_args, **_kwargs):
        raise AssertionError

    for module in modules():
        for name in ("open_store", "shelf", "stored", "events", "settings"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, reached)


@pytest.mark.parametrize("role", ["", "nobody", *ROLES])
def test_a_role_that_may_not_is_refused_before_anything_happens(role, untouched):
    refused = {}
    for it in SERVICES:
        if not may(role, it.action):
            with pytest.raises(ForbiddenError, match="role may not"):
                it(Actor("somebody", role))
            refused.setdefault(it.action, []).append(it)
    assert set(refused) == {it.action for it in SERVICES if not may(role, it.action)}


@pytest.mark.parametrize("role", [OWNER, *ROLES])
def test_a_role_that_may_gets_past_the_question(role, untouched):
    for it in SERVICES:
        if may(role, it.action):
            with pytest.raises((TypeError, AssertionError, AttributeError)):
                it(Actor("somebody", role))
    assert any(may(role, it.action) for it in SERVICES)
