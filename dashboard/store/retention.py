"""Retention: what is older than an installation keeps is let go of; the events still vouch for the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import chain, events
from dashboard.store.engine import Store
from dashboard.store.tables import DRAFT, PLAN, SNAPSHOT

SETTING, DEFAULT_DAYS = "retention_days", 365


@dataclass(frozen=True)
class Swept:
    """How many drafts, and how many superseded versions of archived plans, were let go of."""

    drafts: int
    versions: int


def sweep(store: Store, actor: Actor, *, days: int) -> Swept:
    """Let go of drafts that nobody touched for so long, and of old versions of plans in the archive.

    The last version of a plan and an approved one stay, and so does every event; that something went is one
    itself.
    """
    before = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat(timespec="microseconds")
    with store.writing() as connection:
        drafts = connection.execute(DRAFT.delete().where(DRAFT.c.at_utc < before)).rowcount
        old = _superseded(connection, before)
        for plan_id, version in old:
            chosen = SNAPSHOT.c.plan_id == plan_id, SNAPSHOT.c.version == version
            connection.execute(SNAPSHOT.delete().where(*chosen))
        if drafts or old:
            gone = dict.fromkeys(chain.row_name(SNAPSHOT.name, it) for it in old)
            told = {"days": days, "drafts": drafts, "versions": len(old)}
            events.add(connection, actor, "store.sweep", object="store", detail=told, rows=gone)
    return Swept(drafts, len(old))


def _superseded(connection: sa.Connection, before: str) -> list[tuple[str, int]]:
    """Return plan and number of the versions that may go."""
    asked = (
        sa.select(SNAPSHOT.c.plan_id, SNAPSHOT.c.version)
        .join(PLAN, PLAN.c.plan_id == SNAPSHOT.c.plan_id)
        .where(PLAN.c.archived == 1, SNAPSHOT.c.at_utc < before)
        .where(SNAPSHOT.c.version != PLAN.c.version, SNAPSHOT.c.version != PLAN.c.approved)
        .order_by(SNAPSHOT.c.plan_id, SNAPSHOT.c.version)
    )
    return [(plan_id, version) for plan_id, version in connection.execute(asked)]
