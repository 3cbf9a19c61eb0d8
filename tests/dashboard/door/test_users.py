"""The commands that keep accounts: each asks for a password twice, and each is written down."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from dashboard import users_command
from dashboard.access import Actor, ForbiddenError
from dashboard.door import stored
from dashboard.store import events, open_store
from tests.dashboard.door.house import PASSWORD


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path))
    monkeypatch.delenv("PETAPAM_DATABASE_URL", raising=False)


def told(*words: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(users_command.app, list(words), input=typed)
    return done.exit_code, done.output


def test_an_account_lives_through_its_commands_and_each_is_written_down(home, monkeypatch):
    assert told("add", "budi", "--role", "planner", "--password-stdin", typed=PASSWORD) == (
        0,
        "budi: planner\n",
    )
    before = stored.StoredBook().check("budi", PASSWORD)
    assert told("role", "budi", "--role", "staff") == (0, "budi: staff\n")
    assert told("revoke", "budi")[0] == 0
    assert told("disable", "budi")[0] == 0
    known = stored.StoredBook().get("budi")
    assert (known.role, known.disabled, known.epoch > before.epoch) == ("staff", True, True)
    assert "disabled" in told("list")[1]
    assert told("enable", "budi")[0] == 0
    assert told("password", "budi", "--password-stdin", typed=PASSWORD * 2)[0] == 0
    assert stored.StoredBook().check("budi", PASSWORD * 2).role == "staff"
    acted = [it.action for it in events.listed(open_store(), limit=20)]
    for action in ("add", "role", "revoke", "disable", "enable", "password"):
        assert f"account.{action}" in acted
    assert PASSWORD not in str(events.listed(open_store(), limit=20))


def test_somebody_of_a_provider_is_signed_out_without_an_account_here(home):
    assert stored.StoredBook().turns("polda:budi") == 0
    assert told("revoke", "polda:budi") == (0, "polda:budi: signed out\n")
    assert stored.StoredBook().turns("polda:budi") == 1


def test_two_passwords_that_differ_change_nothing(home, monkeypatch):
    typed = iter([PASSWORD, PASSWORD + "!"])
    monkeypatch.setattr(users_command, "getpass", lambda _prompt: next(typed))
    code, _said = told("add", "budi", "--role", "planner")
    assert code == 1
    assert stored.StoredBook().get("budi") is None


@pytest.mark.parametrize(
    "words",
    [("add", "budi", "--role", "emperor"), ("role", "nobody", "--role", "staff"), ("revoke", "nobody")],
)
def test_what_cannot_be_is_said_plainly(home, words):
    options = ["--password-stdin"] if words[0] == "add" else []
    assert told(*words, *options, typed=PASSWORD)[0] == 1


@pytest.mark.parametrize("role", ["", "planner", "leadership", "staff", "screen"])
def test_only_an_administrator_keeps_accounts(home, role):
    somebody = Actor("somebody", role)
    for service in (stored.disable, stored.enable, stored.revoke):
        with pytest.raises(ForbiddenError):
            service(somebody, "budi")
    with pytest.raises(ForbiddenError):
        stored.add(somebody, "budi", password=PASSWORD, role="admin")
    with pytest.raises(ForbiddenError):
        stored.listed(somebody)
    assert not stored.StoredBook().any()
