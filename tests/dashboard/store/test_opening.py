"""Opening: made whole or not at all, brought forward from the first version, and never open when it is not sound."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from dashboard import shelf
from dashboard.store import StoreError, engine, events, migrating, open_store, opening, plans
from dashboard.store.engine import connected, parsed, url_of
from dashboard.store.tables import EVENT, METADATA, PLAN, SNAPSHOT
from tests.postgres import ENGINES
from tests.stores import BUDI, a_plan, file_store, tamper, url

ROOT = Path(__file__).parents[3]


def rows(store, *tables):
    with store.reading() as connection:
        return {it.name: connection.execute(sa.select(it)).all() for it in tables}


@pytest.fixture(params=ENGINES)
def first(request, folder):
    """Give a store with the tables of the first version and a plan in it."""
    held = a_plan(file_store(folder), saves=3)
    found = rows(file_store(folder), EVENT, PLAN, SNAPSHOT)
    assert held.version == 3
    if request.param == "sqlite":
        old = connected(parsed(url_of(folder / "old.sqlite")))
        name = None
    else:
        cluster = request.getfixturevalue("cluster")
        name = cluster.database()
        old = connected(parsed(cluster.url(name)))
    with old.writing() as connection:
        migrating.upgrade(connection, "0001")
        for table in (PLAN, SNAPSHOT, EVENT):
            connection.execute(table.insert(), [dict(it._mapping) for it in found[table.name]])
    yield old
    old.engine.dispose()
    if name:
        cluster.drop(name)
    opening.forget()


def test_a_store_of_the_first_version_is_brought_forward_with_everything_in_it(first):
    before = rows(first, EVENT, PLAN, SNAPSHOT)
    opened = open_store(url(first))
    assert rows(opened, EVENT, PLAN, SNAPSHOT) == before
    plan = plans.of_operation(opened, "kota")[0]
    assert plans.save(opened, BUDI, plan.plan_id, based_on=3, scenario=plan.scenario).version == 4
    assert events.verify(opened).problem == ""
    opened.engine.dispose()


def test_a_store_that_was_changed_is_not_brought_forward_but_left_as_it_is(first):
    tamper(first, "UPDATE plan SET name = 'Lain'")
    with pytest.raises(StoreError, match="not as its last event says"):
        open_store(url(first))
    with first.reading() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "0001"
        assert "account" not in sa.inspect(connection).get_table_names()


def test_the_migrations_lead_to_the_tables_that_the_program_knows(store):
    assert migrating.known()[-1] == opening.LATEST
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_store_lies_in_the_data_folder_where_only_its_user_looks(tmp_path, monkeypatch):
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "data"))
    monkeypatch.delenv(opening.VARIABLE, raising=False)
    store = open_store()
    assert store.file == tmp_path / "data" / "store" / "petapam.sqlite"
    assert open_store() is store
    if os.name == "posix":
        assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
        assert stat.S_IMODE(store.file.parent.stat().st_mode) == 0o700
    assert [it.name for it in store.file.parent.iterdir()] == ["petapam.sqlite"]
    opening.forget()


def test_every_connection_waits_until_a_save_is_on_disk(lite):
    told = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
    }
    told |= {"busy_timeout": 30_000, "cell_size_check": 1, "recursive_triggers": 1}
    with lite.engine.connect() as connection:
        found = {key: connection.exec_driver_sql(f"PRAGMA {key}").scalar() for key in told}
    assert found == told


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'x'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT 1, at_utc, 'x', role, action, object, detail, prev, 'h' FROM event",
        "INSERT INTO event SELECT 9, at_utc, actor, role, action, object, detail, prev, 'h' FROM event",
        "TRUNCATE event",
    ],
)
def test_the_database_itself_refuses_to_change_an_event(store, statement):
    lite = store.file is not None
    plain = "REPLACE" not in statement and "SELECT 9" not in statement
    a_plan(store)
    before = rows(store, EVENT)
    wanted = statement if (lite or plain) else "UPDATE event SET seq = 2"
    wanted = "DELETE FROM event WHERE seq = 1" if lite and statement.startswith("TRUNCATE") else wanted
    with pytest.raises(StoreError, match="never changed"), store.writing() as connection:
        connection.exec_driver_sql(wanted)
    assert rows(store, EVENT) == before


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_store_is_not_opened_and_left_as_it_is(folder, content):
    file = folder / "petapam.sqlite"
    file.write_bytes(content)
    with pytest.raises(StoreError, match="petapam restore"):
        open_store(url_of(file))
    assert file.read_bytes() == content


def test_the_file_of_another_program_or_of_a_newer_petapam_is_not_opened(folder, lite):
    with sqlite3.connect(folder / "other.sqlite") as other:
        other.execute("CREATE TABLE plan (x)")
    other.close()
    with pytest.raises(StoreError, match="not a store of PetaPAM"):
        open_store(url_of(folder / "other.sqlite"))
    tamper(lite, "UPDATE alembic_version SET version_num = '9999'")
    opening.forget()
    with pytest.raises(StoreError, match="newer PetaPAM"):
        open_store(url(lite))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mysql://u@h/n", "SQLite or PostgreSQL, not in mysql"),
        ("sqlite://", "SQLite or PostgreSQL"),
        ("nothing", "cannot be read"),
        ("postgresql://u:geheim@127.0.0.1:9/n", "does not answer"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_the_password(address, says):
    with pytest.raises(StoreError, match=says) as raised:
        open_store(address)
    assert "geheim" not in str(raised.value)


def test_a_store_whose_file_is_gone_is_not_made_anew_behind_the_back_of_its_users(lite):
    a_plan(lite)
    lite.file.rename(lite.file.with_name("aside"))
    with pytest.raises(StoreError, match="is gone"):
        open_store(url(lite))
    assert not lite.file.exists()
    lite.file.with_name("aside").rename(lite.file)
    assert open_store(url(lite)) is lite


def test_a_folder_of_another_machine_is_refused(folder, monkeypatch):
    mounts = folder / "mounts"
    lines = [f"{kind} {place} {kind} rw 0 0" for kind, place in (("ext4", "/"), ("nfs4", folder))]
    mounts.write_text("\n".join(lines))
    monkeypatch.setattr(engine, "MOUNTS", mounts)
    assert not engine.remote(folder.parent)
    with pytest.raises(StoreError, match="another machine"):
        open_store(url_of(folder / "x" / "petapam.sqlite"))
    assert not (folder / "x" / "petapam.sqlite").exists()


def test_a_save_into_a_file_that_was_moved_away_is_refused(lite):
    plan = a_plan(lite)

    def save():
        with lite.writing() as connection:
            lite.file.rename(lite.file.with_name("aside.sqlite"))
            connection.execute(PLAN.update().where(PLAN.c.plan_id == plan.plan_id).values(name="Lain"))

    with pytest.raises(StoreError, match="moved"):
        save()


def test_no_other_sqlite_than_pythons_own_touches_the_store():
    told = [file for file in (ROOT / "dashboard" / "store").rglob("*.py") if file.is_file()]
    words = re.compile(r"^\s*(?:import|from) (?:apsw|pyogrio|fiona|osgeo)\b", re.MULTILINE)
    assert told
    assert [file.name for file in told if words.search(file.read_text(encoding="utf-8"))] == []
    everywhere = [it for it in (ROOT / "dashboard").rglob("*.py") if "apsw" in it.read_text(encoding="utf-8")]
    assert everywhere == []
