"""The power goes at any moment: no save that was reported is lost; and the same cuts do find a setting that loses some."""

from __future__ import annotations

from collections import Counter

import apsw
import pytest
import sqlalchemy as sa

from dashboard.store import StoreError, events, opening, plans
from dashboard.store.engine import connected, parsed, url_of
from dashboard.store.tables import SNAPSHOT
from geo.scenario import Scenario
from tests.reliability.cuts import Disk, cuts
from tests.stores import WATI, a_plan, file_store

OPEN, CLOSE, FILE = "-- open", "-- close", "/disk/petapam.sqlite"
SAVES = 40


@pytest.fixture
def told(folder):
    """Give the store before, and every statement that the saves after it sent, as they were sent."""
    store = file_store(folder)
    plan, statements = a_plan(store), []
    before = store.file.read_bytes()

    def keep(statement):
        """Leave out what a trigger sends, after which its own statement is told again."""
        if not statement.startswith("--") and statement != statements[-1]:
            statements.append(statement)

    def opened(connection, _record):
        statements.append(OPEN)
        connection.set_trace_callback(keep)

    sa.event.listen(store.engine, "connect", opened, insert=True)
    sa.event.listen(store.engine, "close", lambda *_: statements.append(CLOSE))
    for n in range(1, SAVES + 1):
        scenario = Scenario(name=f"{n} " + "x" * (n * 97 % 2500), threshold_min=10 + n)
        plan = plans.save(store, WATI, plan.plan_id, based_on=n, scenario=scenario)
        statements.append(n)
    opening.forget()
    return before, statements


def steps(before, statements, *, settings=None):
    """Send statements to the recording disk; with settings in place of the store's, over one connection."""
    disk = Disk({FILE: before})
    connection = None
    if settings:
        connection = apsw.Connection(FILE, vfs="recorded")
        for pragma in settings:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    for it in statements:
        if isinstance(it, int):
            disk.steps.append(("reported", it))
        elif it == OPEN:
            connection = connection if settings else apsw.Connection(FILE, vfs="recorded")
        elif it == CLOSE:
            if not settings:
                connection.close()
        elif not (settings and it.startswith("PRAGMA")):
            connection.execute(it).fetchall()
    kept = list(disk.steps)
    connection.close()
    disk.unregister()
    return kept


def after(store, files):
    """Return what the store itself finds when it is opened after a cut: saves there are, or what is wrong."""
    for name in ("", "-journal", "-wal", "-shm"):
        store.file.with_name(f"{store.file.name}{name}").unlink(missing_ok=True)
    for name, content in files.items():
        if name.startswith(FILE):
            store.file.with_name(store.file.name + name.removeprefix(FILE)).write_bytes(content)
    try:
        opening.quick_check(store)
        with store.reading() as connection:
            if events.examined(connection).problem:
                return "broken"
            return connection.execute(sa.select(sa.func.max(SNAPSHOT.c.version))).scalar_one() - 1
    except StoreError:
        return "broken"


def outcomes(folder, before, kept, *, count, seed):
    found, store = Counter(), connected(parsed(url_of(folder / "found.sqlite")))
    for reported, files in cuts(kept, {FILE: before}, count=count, seed=seed):
        there = after(store, files)
        found[there if there == "broken" else "whole" if there >= reported else "lost"] += 1
    return found


def test_no_reported_save_is_lost_when_the_power_goes(told, folder, amount, record_property):
    before, statements = told
    kept = steps(before, statements)
    assert sum(it[0] == "sync" for it in kept) == 3 * SAVES
    assert sum(it[0] == "delete" and it[2] for it in kept) == SAVES
    found = outcomes(folder, before, kept, count=amount(2000, 20_000), seed=1)
    record_property(
        "power cuts, DELETE/EXTRA as the store has it", ", ".join(f"{n} {word}" for word, n in found.items())
    )
    assert found == {"whole": amount(2000, 20_000)}


def test_the_same_cuts_find_that_another_setting_loses_saves(told, folder, amount, record_property):
    before, statements = told
    settings = ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=40")
    found = outcomes(
        folder, before, steps(before, statements, settings=settings), count=amount(200, 2000), seed=1
    )
    record_property(
        "power cuts, WAL/NORMAL as a control", ", ".join(f"{n} {word}" for word, n in found.items())
    )
    assert found["lost"] > amount(200, 2000) / 4
    weaker = ("journal_mode=DELETE", "synchronous=OFF")
    found = outcomes(
        folder, before, steps(before, statements, settings=weaker), count=amount(200, 2000), seed=1
    )
    record_property(
        "power cuts, DELETE/OFF as a control", ", ".join(f"{n} {word}" for word, n in found.items())
    )
    assert found["lost"] + found["broken"] > 0
