"""No service begins before it has asked whether the role of whoever calls it may."""

from __future__ import annotations

import pytest

from dashboard.access import ACTIONS, OWNER, ROLES, VIEWS, Actor, ForbiddenError, may, needs


@pytest.fixture
def saved(monkeypatch):
    monkeypatch.setattr("dashboard.access.guard.SERVICES", {})
    done = []

    @needs("save_plan")
    def save(actor, what):
        done.append((actor.name, what))
        return len(done)

    return save, done


@pytest.mark.parametrize("role", ["", "nobody", *ROLES, OWNER])
def test_a_service_does_something_only_for_a_role_of_the_matrix(saved, role):
    save, done = saved
    if role in {"planner", OWNER}:
        assert save(Actor("a", role), "plan") == 1
    else:
        with pytest.raises(ForbiddenError, match="role may not"):
            save(Actor("a", role), "plan")
    assert len(done) == (role in {"planner", OWNER})


def test_a_service_cannot_ask_for_what_the_matrix_does_not_know():
    with pytest.raises(KeyError):
        needs("fly")


def test_who_has_not_signed_in_may_do_nothing():
    assert not any(may("", action) for action in ACTIONS)


def test_an_administrator_sees_no_plan_and_a_planner_keeps_no_accounts():
    assert not may("admin", "see_scores")
    assert not may("planner", "manage_users")


def test_every_role_of_the_matrix_is_known_and_every_view_asks_for_an_action():
    assert {role for roles in ACTIONS.values() for role in roles} == set(ROLES)
    assert set(VIEWS.values()) <= set(ACTIONS)


def test_a_service_says_for_which_action_it_asks(saved):
    save, _done = saved
    assert save.action == "save_plan"
