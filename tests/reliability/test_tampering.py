"""Somebody who holds the store changes it past the program: it is found out, with the printed head in any case."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from dashboard.store import StoreError, accounts, chain, events, open_store, opening, plans, settings
from dashboard.store.tables import EVENT
from tests.stores import BUDI, WATI, a_plan, tamper, url

TAMPERINGS = {
    "another actor": ["UPDATE event SET actor = 'budi' WHERE seq = 3"],
    "another time": ["UPDATE event SET at_utc = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 3"],
    "an event removed": ["DELETE FROM event WHERE seq = 3"],
    "an event removed and the others renumbered": [
        "DELETE FROM event WHERE seq = 3",
        "UPDATE event SET seq = -(seq - 1) WHERE seq > 3",
        "UPDATE event SET seq = -seq WHERE seq < 0",
    ],
    "the last events cut off": ["DELETE FROM event WHERE seq > 4"],
    "two events changed places": [
        "UPDATE event SET seq = -3 WHERE seq = 3",
        "UPDATE event SET seq = 3 WHERE seq = 4",
        "UPDATE event SET seq = 4 WHERE seq = -3",
    ],
    "the scenario alone": [
        "UPDATE snapshot SET payload = replace(payload, '11.0', '61.0') WHERE version = 2"
    ],
    "the whole chain computed anew": [],
}


def recomputed(store):
    """Write another actor into an event, and every hash after it anew, as whoever knows the program may."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(EVENT).order_by(EVENT.c.seq)).all()
    prev, statements = chain.GENESIS, []
    for row in rows:
        values = [row.seq, row.at_utc, "budi" if row.seq == 3 else row.actor, *row[3:7], prev]
        told = chain.digest(values)
        statements.append(
            f"UPDATE event SET actor = '{values[2]}', prev = '{prev}', hash = '{told}' WHERE seq = {row.seq}"
        )
        prev = told
    return statements


@pytest.fixture
def head(store):
    """Give what was printed on an export of a store in which there is something to change."""
    plan = a_plan(store, saves=4)
    plans.approve(store, BUDI, plan.plan_id, version=4)
    settings.put(store, BUDI, "idle_min", 30)
    printed = chain.parsed(str(events.head(store)))
    a_plan(store, name="Rencana B")
    return printed


def test_eight_of_eight_tamperings_are_found_with_the_printed_head(head, store, record_property):
    found, alone = [], []
    with store.reading() as connection:
        kept = {it.name: connection.execute(sa.select(it)).mappings().all() for it in chain_tables()}
    for name, statements in TAMPERINGS.items():
        tamper(store, *(statements or recomputed(store)))
        found += [name] * bool(events.verify(store, anchor=head).problem)
        alone += [name] * bool(events.verify(store).problem)
        put_back(store, kept)
    record_property(
        f"tamperings found, {store.engine.dialect.name}", f"{len(found)} of 8, {len(alone)} without the head"
    )
    assert found == list(TAMPERINGS)
    assert set(TAMPERINGS) - set(alone) <= {"the whole chain computed anew", "the last events cut off"}
    assert events.verify(store, anchor=head).problem == ""


def chain_tables():
    return [EVENT, EVENT.metadata.tables["snapshot"]]


def put_back(store, kept):
    """Undo a tampering, to try the next one."""
    lite = store.file is not None
    with store.engine.begin() as connection:
        if not lite:
            connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER USER")
        for table in chain_tables():
            connection.execute(table.delete())
            connection.execute(table.insert(), [dict(row) for row in kept[table.name]])
    if lite:  # `tamper` takes them away each time
        with store.engine.begin() as connection:
            for n in range(3):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER event_{n} BEFORE UPDATE ON event WHEN 0 BEGIN SELECT 1; END"
                )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE plan SET approved = 0",
        "UPDATE plan SET version = 3",
        "UPDATE plan SET name = 'Lain' WHERE name = 'Rencana B'",
        "UPDATE snapshot SET author = 'budi' WHERE version = 1",
        "DELETE FROM snapshot WHERE version = 2",
        "DELETE FROM setting",
        "UPDATE setting SET value = '9999'",
        "INSERT INTO setting VALUES ('open_door', 'true')",
        "UPDATE account SET role = 'admin'",
        "UPDATE account SET password = 'x'",
        "INSERT INTO account VALUES ('x', 'admin', 'y', 0, 1, '', 0, '')",
    ],
)
def test_no_row_that_matters_can_be_changed_past_the_events(lite, change, monkeypatch):
    quick = accounts.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", quick)
    plan = a_plan(lite, saves=4)
    plans.approve(lite, BUDI, plan.plan_id, version=4)
    settings.put(lite, BUDI, "idle_min", 30)
    accounts.add(lite, BUDI, "wati", password="kata sandi" * 2, role="planner")
    a_plan(lite, name="Rencana B")
    opening.forget()
    tamper(open_store(url(lite)), change)
    opening.forget()
    with pytest.raises(StoreError, match="evidence"):
        open_store(url(lite))


def test_a_clock_that_was_set_back_is_said_and_breaks_nothing(store, monkeypatch):
    a_plan(store)
    late = dt.datetime(2099, 1, 1, tzinfo=dt.UTC).isoformat(timespec="microseconds")
    with monkeypatch.context() as patch:
        patch.setattr(events, "now", lambda: late)
        events.append(store, WATI, "export.sheet", object="plan:x", detail={"rows": 3})
    events.append(store, WATI, "export.sheet", object="plan:x", detail={"rows": 3})
    verdict = events.verify(store)
    assert (verdict.problem, verdict.clock_back) == ("", [3])


def test_a_head_of_another_store_does_not_fit(head, store):
    other = dataclasses.replace(head, hash="f" * 64)
    assert "not the one that was printed" in events.verify(store, anchor=other).problem
    beyond = dataclasses.replace(head, seq=99)
    assert "but 99 was printed" in events.verify(store, anchor=beyond).problem


def test_many_events_are_held_against_each_other_in_seconds(lite, amount, record_property):
    many = amount(500, 100_000)
    with lite.writing() as connection:
        for n in range(many):
            events.add(connection, WATI, "export.sheet", object=f"plan:{n}", detail={"rows": n})
    begun = dt.datetime.now(dt.UTC)
    verdict = events.verify(lite)
    took_s = (dt.datetime.now(dt.UTC) - begun).total_seconds()
    record_property(f"{many} events verified", f"{took_s:.2f} s")
    assert (verdict.events, verdict.problem) == (many, "")
