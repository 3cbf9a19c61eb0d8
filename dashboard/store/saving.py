"""Saving: a plan's next version, with the version it was based on.

Every change is one transaction: the version is looked at, the snapshot written, the event added; all or
nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import events, rows
from dashboard.store.engine import Store
from dashboard.store.errors import ConflictError, LockedError
from dashboard.store.plan import Plan, Version
from geo.errors import Fault, InputError
from geo.scenario import Scenario

NAME_LETTERS, REASON_LETTERS = 120, 500


@dataclass(frozen=True)
class _Work:
    """What somebody wants to keep; an empty `data_digest` means that of the version before."""

    scenario: Scenario
    data_digest: str
    reason: str


def create(
    store: Store,
    actor: Actor,
    *,
    operation: str,
    data_digest: str,
    name: str,
    scenario: Scenario,
    reason: str = "",
    branch_of: str = "",
) -> Plan:
    """Keep a scenario as a new plan, version 1.

    Raises
    ------
    InputError
        The name is empty or too long, or the reason is too long.
    """
    told = {"operation": operation, "name": proper_name(name), "branch_of": branch_of}
    work = _Work(scenario, data_digest, proper_reason(reason))
    with store.writing() as connection:
        plan_id = _begin(connection, actor, "plan.create", told=told, work=work)
        return rows.plan_of(rows.current(connection, plan_id))


def copy(store: Store, actor: Actor, plan_id: str, *, name: str) -> Plan:
    """Keep the last version of a plan, also of an approved one, as a new plan; raises as `create`."""
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        told = {"operation": row.operation, "name": proper_name(name), "branch_of": ""}
        work = _Work(rows.scenario(row.payload), row.data_digest, "")
        source = {"copy_of": plan_id, "copied": row.version}
        new = _begin(connection, actor, "plan.copy", told=told, work=work, detail=source)
        return rows.plan_of(rows.current(connection, new))


def save(
    store: Store,
    actor: Actor,
    plan_id: str,
    *,
    based_on: int,
    scenario: Scenario,
    data_digest: str = "",
    reason: str = "",
) -> Plan:
    """Save a plan as its next version.

    The same work saved twice, as after an answer that was lost on the way, is one version.

    Raises
    ------
    ConflictError
        Somebody else saved the plan meanwhile: this work was kept as a plan of its own.
    LockedError
        The plan is approved or archived; nothing was written.
    """
    work = _Work(scenario, data_digest, proper_reason(reason))
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        if _is_again(row, actor, based_on=based_on, work=work):
            return rows.plan_of(row)
        plan, clash = _saved(connection, actor, row, based_on=based_on, work=work)
    if clash is not None:
        raise clash
    return plan


def restore(store: Store, actor: Actor, plan_id: str, n: int, *, based_on: int, reason: str = "") -> Plan:
    """Make an old version the newest; raises as `save`, and `NotFoundError` for a version there is not."""
    told = proper_reason(reason)
    with store.writing() as connection:
        row = rows.current(connection, plan_id)
        old = rows.version_of(rows.snapshot(connection, plan_id, n))
        work = _Work(old.scenario, old.data_digest, told)
        plan, clash = _saved(connection, actor, row, based_on=based_on, work=work, restored=n)
    if clash is not None:
        raise clash
    return plan


def proper_name(name: str) -> str:
    """Return a name on one line; raises `InputError` where it is empty or too long."""
    kept = " ".join(name.split())
    if not kept:
        raise InputError(Fault("The plan has no name", "Give it one"))
    if len(kept) > NAME_LETTERS:
        raise InputError(
            Fault("The name is too long", "Give it one of {most} letters at most", {"most": NAME_LETTERS})
        )
    return kept


def proper_reason(reason: str) -> str:
    """Return a reason on one line; raises `InputError` where it is too long."""
    kept = " ".join(reason.split())
    if len(kept) > REASON_LETTERS:
        raise InputError(
            Fault("The reason is too long", "Say it in {most} letters", {"most": REASON_LETTERS})
        )
    return kept


def _is_again(row: sa.Row[Any], actor: Actor, *, based_on: int, work: _Work) -> bool:
    """Return whether the last version is this very work, saved by the same one."""
    return (
        row.version == based_on + 1
        and row.author == actor.name
        and row.data_digest == (work.data_digest or row.data_digest)
        and row.payload == rows.payload(work.scenario)
    )


def _saved(
    connection: sa.Connection,
    actor: Actor,
    row: sa.Row[Any],
    *,
    based_on: int,
    work: _Work,
    restored: int = 0,
) -> tuple[Plan, ConflictError | None]:
    """Write the next version of a plan, or a plan of its own with the error to raise when that is kept."""
    require_open(row)
    work = _Work(work.scenario, work.data_digest or row.data_digest, work.reason)
    if row.version != based_on:
        base = rows.version_of(rows.snapshot(connection, row.plan_id, based_on))
        mine, theirs = _branch(connection, actor, row, based_on=based_on, work=work), rows.plan_of(row)
        return mine, conflict(mine=mine, theirs=theirs, base=base)
    new = row.version + 1
    written = rows.put_plan(connection, rows.plan_values(row, version=new), new=False)
    written |= _snapshot(connection, actor, row.plan_id, version=new, work=work)
    detail: dict[str, object] = {"version": new, "digest": work.scenario.digest, "reason": work.reason}
    if restored:
        detail["restored"] = restored
    action = "plan.restore" if restored else "plan.save"
    events.add(connection, actor, action, object=f"plan:{row.plan_id}", detail=detail, rows=written)
    return rows.plan_of(rows.current(connection, row.plan_id)), None


def require_open(row: sa.Row[Any]) -> None:
    """Raise `LockedError` where a plan takes no change."""
    if row.archived:
        raise LockedError(Fault("The plan is archived", "Take it out of the archive first, or save a copy"))
    if row.approved:
        raise LockedError(
            Fault("The plan is approved and cannot be changed", "Save a copy, or ask leadership to unlock it")
        )


def _branch(connection: sa.Connection, actor: Actor, row: sa.Row[Any], *, based_on: int, work: _Work) -> Plan:
    """Keep work that came too late as a plan of its own."""
    stem = f"{row.name[: NAME_LETTERS - 40]} ({actor.name[:30]})"
    taken = rows.taken_names(connection, row.operation)
    tries = (stem, *(f"{stem} {n}" for n in range(2, len(taken) + 3)))
    name = next(it for it in tries if it not in taken)
    told = {"operation": row.operation, "name": name, "branch_of": row.plan_id}
    detail = {"branch_of": row.plan_id, "based_on": based_on, "found": row.version}
    new = _begin(connection, actor, "plan.branch", told=told, work=work, detail=detail)
    return rows.plan_of(rows.current(connection, new))


def conflict(*, mine: Plan, theirs: Plan, base: Version) -> ConflictError:
    """Return the error that says who was first, when, and where this work is."""
    values = {"who": theirs.author, "at": theirs.at.strftime("%Y-%m-%d %H:%M UTC"), "mine": mine.name}
    fault = Fault(
        "{who} saved this plan meanwhile ({at}); nothing was overwritten, yours is kept as {mine}",
        "Look at what differs and take over what you need",
        values,
    )
    return ConflictError(fault, mine=mine, theirs=theirs, base=base)


def _begin(
    connection: sa.Connection,
    actor: Actor,
    action: str,
    *,
    told: Mapping[str, Any],
    work: _Work,
    detail: Mapping[str, Any] | None = None,
) -> str:
    """Write a plan of one version with its event, and return its id."""
    plan_id = secrets.token_hex(8)
    values = {
        "plan_id": plan_id,
        "version": 1,
        "approved": 0,
        "archived": 0,
        "made_utc": events.now(),
        **told,
    }
    written = rows.put_plan(connection, values, new=True)
    written |= _snapshot(connection, actor, plan_id, version=1, work=work)
    said = {"name": values["name"], "operation": values["operation"], "version": 1}
    said |= {"digest": work.scenario.digest, "reason": work.reason, **(detail or {})}
    events.add(connection, actor, action, object=f"plan:{plan_id}", detail=said, rows=written)
    return plan_id


def _snapshot(
    connection: sa.Connection, actor: Actor, plan_id: str, *, version: int, work: _Work
) -> dict[str, str | None]:
    values = {
        "plan_id": plan_id,
        "version": version,
        "payload": rows.payload(work.scenario),
        "digest": work.scenario.digest,
        "data_digest": work.data_digest,
        "author": actor.name,
        "role": actor.role,
        "at_utc": events.now(),
        "reason": work.reason,
    }
    return rows.put_snapshot(connection, values)
