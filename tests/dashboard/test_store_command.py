"""`petapam backup`, `restore` and `audit`: they say what they did, and end with 1 where something is not as it was."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from dashboard import shelf
from dashboard.access import ROLES, Actor, ForbiddenError
from dashboard.cli import app
from dashboard.service import backups
from dashboard.store import events, open_store, opening, plans, retention, settings
from tests.postgres import ENGINES
from tests.stores import WATI, a_plan, database_store, tamper, url


@pytest.fixture(params=ENGINES)
def store(request, tmp_path, monkeypatch):
    """Give the store that the commands find, with a plan in it."""
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "data"))
    monkeypatch.delenv(opening.VARIABLE, raising=False)
    if request.param == "sqlite":
        made = open_store()
        a_plan(made, saves=3)
        yield made
    else:
        with database_store(request.getfixturevalue("cluster")) as made:
            monkeypatch.setenv(opening.VARIABLE, url(made))
            a_plan(made, saves=3)
            yield made
    opening.forget()


def run(*words):
    done = CliRunner().invoke(app, [*map(str, words)])
    opening.forget()
    return done.exit_code, " ".join(done.output.split())


def test_a_backup_is_restored_with_what_each_command_printed(store, tmp_path):
    code, said = run("backup", tmp_path / "a.zip")
    head = events.listed(store, limit=1)[0].detail["head"]
    assert (code, "backed up and examined" in said, head in said) == (0, True, True)
    assert (tmp_path / "a.zip.sha256").read_text().split()[0] in said
    code, said = run("restore", tmp_path / "a.zip")
    assert (code, "The store of before is kept" in said, head in said) == (0, True, True)
    assert len(plans.of_operation(open_store(), "kota")) == 1
    code, said = run("audit", "verify", "--head", head)
    assert (code, said.split(" head ")[0]) == (
        0,
        "4 events and everything they vouch for are as they were written",
    )


def test_the_record_is_listed_for_people_and_for_programs(store):
    code, said = run("audit", "list", "--last", 2)
    assert (code, said.count("plan.save"), "plan.create" in said) == (0, 2, False)
    done = CliRunner().invoke(app, ["audit", "list", "--json"])
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [it["seq"] for it in told] == [3, 2, 1]
    assert told[0]["detail"]["version"] == 3


def test_what_was_changed_is_said_with_a_code_and_the_store_is_not_opened(store, tmp_path):
    tamper(store, "UPDATE plan SET name = 'Lain'")
    opening.forget()
    code, said = run("audit", "verify")
    assert (code, "is not as its last event says" in said) == (1, True)
    code, said = run("backup", tmp_path / "a.zip")
    assert (code, "is not as its last event says" in said) == (1, True)
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_commands_that_cannot_be_done_say_why(store, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"no")
    assert run("restore", tmp_path / "no.zip")[0] == 1
    code, said = run("restore", tmp_path / "nothing.zip")
    assert (code, "nothing.zip" in said) == (1, True)
    code, said = run("audit", "verify", "--head", "3:abc")
    assert (code, "is no head of a chain" in said) == (1, True)
    code, said = run("audit", "verify", "--head", f"3:{'0' * 64}")
    assert (code, "not the one that was printed" in said) == (1, True)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_clock_that_was_set_back_is_noted(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(events, "now", lambda: "2000-01-01T00:00:00.000000+00:00")
        plans.archive(store, WATI, plans.of_operation(store, "kota")[0].plan_id)
    code, said = run("audit", "verify")
    assert (code, "event 4 is older than the one before it" in said) == (0, True)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_is_old_is_let_go_of_by_the_setting_of_the_installation(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(events, "now", lambda: "2020-01-01T00:00:00.000000+00:00")
        plans.archive(store, WATI, a_plan(store, name="Lama", saves=3).plan_id)
    settings.put(store, WATI, retention.SETTING, 36_000)
    said = "let go of {} drafts and {} superseded versions of archived plans"
    assert run("audit", "sweep") == (0, said.format(0, 0))
    settings.put(store, WATI, retention.SETTING, 30)
    assert run("audit", "sweep") == (0, said.format(0, 2))
    assert run("audit", "verify")[0] == 0


@pytest.mark.parametrize("role", ["", *ROLES])
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_only_who_keeps_the_installation_backs_up_restores_and_sweeps(store, role, tmp_path):
    actor, target = Actor("x", role), tmp_path / "a.zip"
    asked = (
        lambda: backups.make(actor, target),
        lambda: backups.restore(actor, target),
        lambda: backups.sweep(actor),
    )
    before = events.head(store)
    for ask in asked:
        if role == "admin":
            assert ask() is not None
        else:
            with pytest.raises(ForbiddenError):
                ask()
    assert target.exists() == (role == "admin")
    assert (events.head(store) == before) == (role != "admin")
    opening.forget()
