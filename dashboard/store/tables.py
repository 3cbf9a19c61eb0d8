"""Tables: what the store holds, the same on SQLite and on PostgreSQL.

Times are text, UTC, as ISO 8601 writes them; flags are 0 or 1; geometry is WKB in degrees (EPSG:4326): what
is hashed must be the same bytes on either engine.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()


def _text(name: str, **options: bool) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)


def _whole(name: str, **options: bool) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, **options)


EVENT = sa.Table(
    "event",
    METADATA,
    _whole("seq", primary_key=True, autoincrement=False),
    _text("at_utc"),
    _text("actor"),
    _text("role"),
    _text("action"),
    _text("object"),
    _text("detail"),
    _text("prev"),
    _text("hash", unique=True),
)
"""Append-only; `hash` covers everything before it and `prev`, which is the hash of the event before."""

PLAN = sa.Table(
    "plan",
    METADATA,
    _text("plan_id", primary_key=True),
    _text("operation", index=True),
    _text("name"),
    _whole("version"),
    _whole("approved"),
    _whole("archived"),
    _text("branch_of"),
    _text("made_utc"),
)
"""`approved` is the version that was approved, 0 for none."""

SNAPSHOT = sa.Table(
    "snapshot",
    METADATA,
    sa.Column("plan_id", sa.Text, sa.ForeignKey("plan.plan_id"), primary_key=True),
    _whole("version", primary_key=True, autoincrement=False),
    _text("payload"),
    _text("digest"),
    _text("data_digest"),
    _text("author"),
    _text("role"),
    _text("at_utc"),
    _text("reason"),
)
"""Every save; `payload` is the scenario as JSON."""

DRAFT = sa.Table(
    "draft",
    METADATA,
    _text("actor", primary_key=True),
    _text("operation", primary_key=True),
    _text("plan_id", primary_key=True),
    _whole("based_on"),
    _text("payload"),
    _text("at_utc"),
)

SETTING = sa.Table("setting", METADATA, _text("key", primary_key=True), _text("value"))

ACCOUNT = sa.Table(
    "account",
    METADATA,
    _text("name", primary_key=True),
    _text("role"),
    _text("password"),
    _whole("disabled"),
    _whole("epoch"),
    _text("changed_utc"),
    _whole("failures"),
    _text("locked_until"),
)
"""`epoch` grows whenever sessions of the account must end."""

OPERATION = sa.Table(
    "operation",
    METADATA,
    _text("key", primary_key=True),
    _text("digest", primary_key=True),
    _whole("number"),
    _text("meta"),
    _text("registers"),
    _text("roads"),
    _text("content"),
    _text("author"),
    _text("at_utc"),
    _text("reason"),
)
"""One recorded state of an operation; `number` counts the states of a key, `roads` is the SHA-256 of the road
graph, `content` that of its features."""

FEATURE = sa.Table(
    "feature",
    METADATA,
    _text("digest", primary_key=True),
    _text("kind", primary_key=True),
    _text("id", primary_key=True),
    _text("attributes"),
    sa.Column("geom", sa.LargeBinary),
)
"""Villages, stations, units and the land around: attributes as JSON, geometry as WKB."""

FILE = sa.Table(
    "file", METADATA, _text("sha256", primary_key=True), sa.Column("content", sa.LargeBinary, nullable=False)
)

GUARDED: dict[sa.Table, tuple[tuple[str, ...], tuple[str, ...]]] = {
    PLAN: (("plan_id",), ("operation", "name", "version", "approved", "archived", "branch_of", "made_utc")),
    SNAPSHOT: (
        ("plan_id", "version"),
        ("payload", "digest", "data_digest", "author", "role", "at_utc", "reason"),
    ),
    SETTING: (("key",), ("value",)),
    ACCOUNT: (("name",), ("role", "password", "disabled", "epoch", "changed_utc")),
    OPERATION: (
        ("key", "digest"),
        ("number", "meta", "registers", "roads", "content", "author", "at_utc", "reason"),
    ),
}
"""Tables whose rows the events vouch for: the columns of the key, and the columns that are hashed with it."""
