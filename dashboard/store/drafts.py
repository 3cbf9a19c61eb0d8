"""Drafts: what somebody has under his hands and has not saved, one for each user and plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.access import Actor
from dashboard.store import events
from dashboard.store.engine import Store
from dashboard.store.tables import DRAFT

KEY = ("actor", "operation", "plan_id")
REST = ("based_on", "payload", "at_utc")


@dataclass(frozen=True)
class Draft:
    """A draft.

    Parameters
    ----------
    plan_id : the plan it changes; empty where it is none yet.
    based_on : the version it began from; 0 for none.
    payload : JSON, as it was put.
    """

    operation: str
    plan_id: str
    based_on: int
    payload: str
    at: dt.datetime


def put(store: Store, actor: Actor, *, operation: str, plan_id: str, based_on: int, payload: str) -> Draft:
    """Keep a draft in the place of the one before; no event."""
    values = {"actor": actor.name, "operation": operation, "plan_id": plan_id}
    values |= {"based_on": based_on, "payload": payload, "at_utc": events.now()}
    insert = (sqlite if store.file else postgresql).insert(DRAFT).values(values)
    newer = {name: insert.excluded[name] for name in REST}
    with store.writing() as connection:
        connection.execute(insert.on_conflict_do_update(index_elements=KEY, set_=newer))
    return Draft(operation, plan_id, based_on, payload, events.moment(str(values["at_utc"])))


def get(store: Store, actor: Actor, *, operation: str, plan_id: str) -> Draft | None:
    """Return the draft of a plan; None where there is none."""
    asked = sa.select(DRAFT).where(*_mine(actor, operation), DRAFT.c.plan_id == plan_id)
    return _first(store, asked)


def latest(store: Store, actor: Actor, *, operation: str) -> Draft | None:
    """Return the last draft of somebody for an operation; None where there is none."""
    asked = sa.select(DRAFT).where(*_mine(actor, operation)).order_by(DRAFT.c.at_utc.desc(), DRAFT.c.plan_id)
    return _first(store, asked.limit(1))


def drop(store: Store, actor: Actor, *, operation: str, plan_id: str) -> None:
    """Let go of a draft, if there is one."""
    with store.writing() as connection:
        connection.execute(DRAFT.delete().where(*_mine(actor, operation), DRAFT.c.plan_id == plan_id))


def _mine(actor: Actor, operation: str) -> tuple[Any, ...]:
    return DRAFT.c.actor == actor.name, DRAFT.c.operation == operation


def _first(store: Store, asked: sa.Select[Any]) -> Draft | None:
    with store.reading() as connection:
        row = connection.execute(asked).first()
    if row is None:
        return None
    return Draft(row.operation, row.plan_id, row.based_on, row.payload, events.moment(row.at_utc))
