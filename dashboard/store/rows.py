"""Rows: plans and versions as the tables hold them, read and written inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from dashboard.store import events
from dashboard.store.plan import Plan, Status, Version
from dashboard.store.tables import PLAN, SNAPSHOT
from geo.errors import Fault, NotFoundError
from geo.scenario import Scenario

COLUMNS = tuple(it.name for it in PLAN.columns)
CURRENT = sa.join(
    PLAN, SNAPSHOT, sa.and_(PLAN.c.plan_id == SNAPSHOT.c.plan_id, PLAN.c.version == SNAPSHOT.c.version)
)
ABOUT = [
    SNAPSHOT.c[name] for name in ("payload", "digest", "data_digest", "author", "role", "at_utc", "reason")
]


def payload(scenario: Scenario) -> str:
    """Return a scenario as the text that is stored."""
    return json.dumps(scenario.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def scenario(text: str) -> Scenario:
    """Return the scenario of a stored text."""
    return Scenario.parse(json.loads(text))


def status(row: sa.Row[Any]) -> Status:
    """Return the state of a plan."""
    if row.archived:
        return "archived"
    return "approved" if row.approved else "open"


def plan_of(row: sa.Row[Any]) -> Plan:
    """Return the plan of a row of `CURRENT`."""
    return Plan(
        plan_id=row.plan_id,
        operation=row.operation,
        name=row.name,
        version=row.version,
        status=status(row),
        scenario=scenario(row.payload),
        data_digest=row.data_digest,
        author=row.author,
        at=events.moment(row.at_utc),
        reason=row.reason,
        branch_of=row.branch_of,
        digest=row.digest,
        approved=row.approved,
    )


def version_of(row: sa.Row[Any]) -> Version:
    """Return the version of a row of the snapshots."""
    return Version(
        plan_id=row.plan_id,
        version=row.version,
        scenario=scenario(row.payload),
        digest=row.digest,
        author=row.author,
        role=row.role,
        at=events.moment(row.at_utc),
        reason=row.reason,
        data_digest=row.data_digest,
    )


def current(connection: sa.Connection, plan_id: str) -> sa.Row[Any]:
    """Return the row of a plan with its last version; raises `NotFoundError` where there is none."""
    asked = sa.select(PLAN, *ABOUT).select_from(CURRENT).where(PLAN.c.plan_id == plan_id)
    row = connection.execute(asked).first()
    if row is None:
        raise NotFoundError(Fault("There is no such plan", "Choose one of the list"))
    return row


def snapshot(connection: sa.Connection, plan_id: str, version: int) -> sa.Row[Any]:
    """Return the row of one version; raises `NotFoundError` where there is none."""
    asked = sa.select(SNAPSHOT).where(SNAPSHOT.c.plan_id == plan_id, SNAPSHOT.c.version == version)
    row = connection.execute(asked).first()
    if row is None:
        raise NotFoundError(Fault("The plan has no version {n}", "Choose one of the list", {"n": version}))
    return row


def plan_values(row: sa.Row[Any], **changed: object) -> dict[str, Any]:
    """Return the columns of a plan with some of them changed."""
    return {name: getattr(row, name) for name in COLUMNS} | changed


def put_plan(connection: sa.Connection, values: Mapping[str, Any], *, new: bool) -> dict[str, str | None]:
    """Write the row of a plan; return its name and hash."""
    if new:
        connection.execute(PLAN.insert().values(dict(values)))
    else:
        connection.execute(PLAN.update().where(PLAN.c.plan_id == values["plan_id"]).values(dict(values)))
    return events.hashed(PLAN, values)


def put_snapshot(connection: sa.Connection, values: Mapping[str, Any]) -> dict[str, str | None]:
    """Write a version; return its name and hash."""
    connection.execute(SNAPSHOT.insert().values(dict(values)))
    return events.hashed(SNAPSHOT, values)


def taken_names(connection: sa.Connection, operation: str) -> set[str]:
    """Return the names of the plans of an operation, archived ones too."""
    return set(connection.execute(sa.select(PLAN.c.name).where(PLAN.c.operation == operation)).scalars())
