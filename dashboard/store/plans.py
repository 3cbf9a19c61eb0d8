"""Plans: scenarios with a name, saved so that nobody's work is ever overwritten."""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.store import rows
from dashboard.store.engine import Store
from dashboard.store.plan import Plan, Status, Version
from dashboard.store.saving import copy, create, restore, save
from dashboard.store.standing import approve, archive, rename, unarchive, unlock
from dashboard.store.tables import PLAN, SNAPSHOT

__all__ = [
    "Plan",
    "Status",
    "Version",
    "approve",
    "archive",
    "copy",
    "create",
    "get",
    "of_operation",
    "rename",
    "restore",
    "save",
    "unarchive",
    "unlock",
    "version",
    "versions",
]


def get(store: Store, plan_id: str) -> Plan:
    """Return a plan as it stands; raises `NotFoundError` where there is none."""
    with store.reading() as connection:
        return rows.plan_of(rows.current(connection, plan_id))


def of_operation(store: Store, operation: str, *, archived: bool = False) -> list[Plan]:
    """Return the plans of an operation, the last saved first; the archived ones instead where asked for."""
    asked = (
        sa.select(PLAN, *rows.ABOUT)
        .select_from(rows.CURRENT)
        .where(PLAN.c.operation == operation, PLAN.c.archived == int(archived))
        .order_by(SNAPSHOT.c.at_utc.desc(), PLAN.c.plan_id)
    )
    with store.reading() as connection:
        return [rows.plan_of(row) for row in connection.execute(asked)]


def versions(store: Store, plan_id: str) -> list[Version]:
    """Return all versions of a plan, the first first; raises `NotFoundError` where there is no such plan."""
    asked = sa.select(SNAPSHOT).where(SNAPSHOT.c.plan_id == plan_id).order_by(SNAPSHOT.c.version)
    with store.reading() as connection:
        rows.current(connection, plan_id)
        return [rows.version_of(row) for row in connection.execute(asked)]


def version(store: Store, plan_id: str, n: int) -> Version:
    """Return one version; raises `NotFoundError` where there is none."""
    with store.reading() as connection:
        return rows.version_of(rows.snapshot(connection, plan_id, n))
