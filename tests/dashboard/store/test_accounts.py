"""Accounts: a password opens its own account only, failures lock it, and every try is an event."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import SignInError, accounts, events
from dashboard.store.tables import ACCOUNT
from geo.errors import InputError, NotFoundError

ADMIN, WORD = Actor("ani", "admin"), "kata sandi panjang"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Spend less on a hash than in earnest."""
    monkeypatch.setattr(
        accounts, "_hasher", accounts.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    accounts._nobodys.cache_clear()
    yield
    accounts._nobodys.cache_clear()


@pytest.fixture
def wati(store):
    return accounts.add(store, ADMIN, " Wati ", password=WORD, role="planner")


def refused(store, name, password):
    with pytest.raises(SignInError) as raised:
        accounts.check(store, name, password)
    return str(raised.value)


def test_the_right_password_opens_the_account_and_only_a_hash_is_kept(store, wati):
    assert accounts.check(store, "WATI", WORD) == wati
    assert (wati.name, wati.role, wati.disabled, wati.epoch) == ("wati", "planner", False, 1)
    with store.reading() as connection:
        kept = connection.execute(sa.select(ACCOUNT.c.password)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert WORD not in kept
    told = [str(it) for it in events.listed(store, limit=10)]
    assert not any(WORD in it or kept in it for it in told)


def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(store, wati):
    assert refused(store, "wati", "salah") == refused(store, "tidak-ada", WORD)
    tried = events.listed(store, limit=2)
    assert [(it.action, it.actor) for it in tried] == [
        ("session.refuse", "tidak-ada"),
        ("session.refuse", "wati"),
    ]


def test_a_name_that_there_is_not_costs_a_hash_as_well(store, wati, monkeypatch):
    asked = []
    monkeypatch.setattr(accounts, "_is", lambda hashed, password: asked.append(hashed[:9]) or False)
    refused(store, "tidak-ada", WORD)
    refused(store, "wati", WORD)
    assert asked == ["$argon2id", "$argon2id"]


def test_five_failures_lock_an_account_for_a_quarter_of_an_hour(store, wati, monkeypatch):
    said = [refused(store, "wati", "salah") for _ in range(5)]
    assert ["locked" in it for it in said] == [False, False, False, False, True]
    assert "locked" in refused(store, "wati", WORD)
    until = accounts.get(store, "wati").locked_until
    assert dt.timedelta(minutes=14) < until - dt.datetime.now(dt.UTC) <= dt.timedelta(minutes=15)
    monkeypatch.setattr(accounts, "LOCK", -dt.timedelta(minutes=1))
    with store.writing() as connection:
        past = (until - dt.timedelta(hours=1)).isoformat(timespec="microseconds")
        connection.execute(ACCOUNT.update().values(locked_until=past))
    assert accounts.check(store, "wati", WORD).locked_until is None


def test_a_success_begins_the_count_of_failures_anew(store, wati):
    for _ in range(3):
        for _ in range(4):
            refused(store, "wati", "salah")
        assert accounts.check(store, "wati", WORD).locked_until is None


@pytest.mark.parametrize("change", ["set_password", "set_role", "disable", "revoke"])
def test_whatever_changes_an_account_ends_its_sessions(store, wati, change):
    options = {"set_password": {"password": WORD + "!"}, "set_role": {"role": "staff"}}.get(change, {})
    changed = getattr(accounts, change)(store, ADMIN, "wati", **options)
    assert changed.epoch == wati.epoch + 1
    assert accounts.get(store, "wati") == changed
    assert events.verify(store).problem == ""


def test_a_disabled_account_opens_to_nobody_until_it_is_enabled(store, wati):
    assert accounts.disable(store, ADMIN, "wati").disabled
    refused(store, "wati", WORD)
    assert not accounts.enable(store, ADMIN, "wati").disabled
    assert accounts.check(store, "wati", WORD).name == "wati"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("wati", WORD, "planner"), "already"),
        (("../x", WORD, "planner"), "cannot be the name"),
        (("", WORD, "planner"), "cannot be the name"),
        (("budi", "pendek", "planner"), "too short"),
        (("budi.hartono", "Budi.Hartono", "planner"), "name itself"),
        (("budi", "x" * 201, "planner"), "too long"),
        (("budi", WORD, "owner"), "no role owner"),
    ],
)
def test_an_account_that_cannot_be_is_refused(lite, asked, says):
    accounts.add(lite, ADMIN, "wati", password=WORD, role="planner")
    name, password, role = asked
    with pytest.raises(InputError, match=says):
        accounts.add(lite, ADMIN, name, password=password, role=role)
    assert [it.name for it in accounts.listed(lite)] == ["wati"]


def test_an_account_that_there_is_not_cannot_be_changed(store):
    with pytest.raises(NotFoundError, match="no account siapa"):
        accounts.set_role(store, ADMIN, "siapa", role="staff")
