"""Events: what was done, by whom and when, in a chain that shows whether it was changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import chain, contents
from dashboard.store.chain import Head
from dashboard.store.engine import Store
from dashboard.store.tables import EVENT, GUARDED
from geo.errors import Fault


@dataclass(frozen=True)
class Event:
    """Something that was done."""

    seq: int
    at: dt.datetime
    actor: str
    role: str
    action: str
    object: str
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True)
class Verdict:
    """Whether a store is as the events say.

    Parameters
    ----------
    events : how many events are sound, from the first on.
    head : the last of them.
    fault : what is wrong; None if nothing is.
    clock_back : numbers of events that are older than the one before: a clock was set back.
    """

    events: int
    head: Head
    fault: Fault | None
    clock_back: list[int]

    @property
    def problem(self) -> str:
        """What is wrong as an English sentence; empty if nothing is."""
        return self.fault.text() if self.fault else ""


def now() -> str:
    """Return the time as the store writes it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def moment(written: str) -> dt.datetime:
    """Return a time that the store wrote."""
    return dt.datetime.fromisoformat(written)


def last(connection: sa.Connection) -> Head:
    """Return where the chain ends, inside a transaction."""
    found = connection.execute(
        sa.select(EVENT.c.seq, EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)
    ).first()
    return Head(*found) if found else Head()


def add(
    connection: sa.Connection,
    actor: Actor,
    action: str,
    *,
    object: str,
    detail: Mapping[str, Any],
    rows: Mapping[str, str | None] | None = None,
) -> Event:
    """Add an event inside a writing transaction.

    Parameters
    ----------
    object : what it was done to.
    detail : what else is to be known; plain JSON, without the key `chain.ROWS`.
    rows : hash of every guarded row that the transaction wrote, by its name; None for one it took away.
    """
    if chain.ROWS in detail:
        raise KeyError(chain.ROWS)
    head, at_utc = last(connection), now()
    told = chain.canonical({**detail, chain.ROWS: dict(rows)} if rows else dict(detail))
    values = [head.seq + 1, at_utc, actor.name, actor.role, action, object, told, head.hash]
    hash_ = chain.digest(values)
    connection.execute(EVENT.insert().values(dict(zip(EVENT.columns.keys(), [*values, hash_], strict=True))))
    return Event(head.seq + 1, moment(at_utc), actor.name, actor.role, action, object, dict(detail), hash_)


def append(store: Store, actor: Actor, action: str, *, object: str, detail: Mapping[str, Any]) -> Event:
    """Add an event that changed nothing in the store: an export, a sign-in, a refusal."""
    with store.writing() as connection:
        return add(connection, actor, action, object=object, detail=detail)


def head(store: Store) -> Head:
    """Return where the chain ends."""
    with store.reading() as connection:
        return last(connection)


def listed(store: Store, *, limit: int = 100, before: int | None = None) -> list[Event]:
    """Return events, the last first; `before` leaves out the one of that number and all after it."""
    asked = sa.select(EVENT).order_by(EVENT.c.seq.desc()).limit(limit)
    with store.reading() as connection:
        found = connection.execute(asked if before is None else asked.where(EVENT.c.seq < before)).all()
    return [_event(row) for row in found]


def _event(row: sa.Row[Any]) -> Event:
    detail = {key: value for key, value in json.loads(row.detail).items() if key != chain.ROWS}
    return Event(row.seq, moment(row.at_utc), row.actor, row.role, row.action, row.object, detail, row.hash)


def verify(store: Store, *, anchor: Head | None = None, deep: bool = False) -> Verdict:
    """Hold every event against the one before, and every guarded row against the last event that changed it.

    Parameters
    ----------
    anchor : a head that was printed on an export or a backup; the chain must pass through it. Only this finds
        a chain that was computed anew as a whole.
    deep : look through the features of recorded operations too, which takes longer.
    """
    with store.reading() as connection:
        return examined(connection, anchor=anchor, deep=deep)


def examined(connection: sa.Connection, *, anchor: Head | None = None, deep: bool = False) -> Verdict:
    """Do what `verify` does, inside a transaction."""
    rows = connection.execute(sa.select(EVENT).order_by(EVENT.c.seq))
    walk = chain.walked(rows, anchor=anchor)
    fault = walk.fault or chain.row_fault(walk.rows, _guarded(connection))
    if deep and fault is None:
        fault = contents.fault(connection)
    return Verdict(walk.events, walk.head, fault, walk.clock_back)


def _guarded(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    for table, (key, others) in GUARDED.items():
        columns = [table.c[name] for name in (*key, *others)]
        for row in connection.execute(sa.select(*columns)):
            yield chain.row_name(table.name, row[: len(key)]), chain.digest(list(row))


def hashed(table: sa.Table, values: Mapping[str, Any]) -> dict[str, str | None]:
    """Return name and hash of a row of a guarded table, as `add` takes them."""
    key, others = GUARDED[table]
    told = chain.digest([values[name] for name in (*key, *others)])
    return {chain.row_name(table.name, [values[name] for name in key]): told}
