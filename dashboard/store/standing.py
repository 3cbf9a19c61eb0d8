"""Standing: what a plan is called, whether it is approved, and whether it lies in the archive."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import events, rows
from dashboard.store.engine import Store
from dashboard.store.plan import Plan
from dashboard.store.saving import conflict, proper_name, proper_reason, require_open
from geo.errors import Fault, InputError


def rename(store: Store, actor: Actor, plan_id: str, *, name: str) -> Plan:
    """Give a plan another name; raises `LockedError` where it is approved or archived."""
    kept = proper_name(name)
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        require_open(row)
        return _changed(connection, actor, row, action="plan.rename", detail={"before": row.name}, name=kept)


def archive(store: Store, actor: Actor, plan_id: str) -> Plan:
    """Put a plan into the archive; an approved one stays approved there."""
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        return _changed(connection, actor, row, action="plan.archive", archived=1)


def unarchive(store: Store, actor: Actor, plan_id: str) -> Plan:
    """Take a plan out of the archive."""
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        return _changed(connection, actor, row, action="plan.unarchive", archived=0)


def approve(store: Store, actor: Actor, plan_id: str, *, version: int, reason: str = "") -> Plan:
    """Approve the version that was looked at; from then on the plan takes no new one.

    Raises
    ------
    ConflictError
        There is a newer version: that one is to be looked at first.
    InputError
        The plan lies in the archive.
    """
    told = proper_reason(reason)
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        if row.archived:
            raise InputError(Fault("The plan is archived", "Take it out of the archive first"))
        if row.version != version:
            stands = rows.plan_of(row)
            seen = rows.version_of(rows.snapshot(connection, plan_id, version))
            raise conflict(mine=stands, theirs=stands, base=seen)
        detail = {"version": version, "digest": row.digest, "reason": told}
        return _changed(connection, actor, row, action="plan.approve", detail=detail, approved=version)


def unlock(store: Store, actor: Actor, plan_id: str, *, reason: str = "") -> Plan:
    """Take an approval back, so that the plan can be changed again."""
    told = proper_reason(reason)
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        detail = {"version": row.approved, "reason": told}
        return _changed(connection, actor, row, action="plan.unlock", detail=detail, approved=0)


def _changed(
    connection: sa.Connection,
    actor: Actor,
    row: sa.Row[Any],
    *,
    action: str,
    detail: dict[str, object] | None = None,
    **columns: object,
) -> Plan:
    """Write changed columns of a plan with their event; nothing where they are so already."""
    if any(getattr(row, name) != value for name, value in columns.items()):
        written = rows.put_plan(connection, rows.plan_values(row, **columns), new=False)
        said = {**columns, **(detail or {})}
        events.add(connection, actor, action, object=f"plan:{row.plan_id}", detail=said, rows=written)
    return rows.plan_of(rows.current(connection, row.plan_id))
