"""Plans, their snapshots and drafts, settings, and events that nobody can change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

LITE = (
    "BEFORE UPDATE ON event",
    "BEFORE DELETE ON event",
    "BEFORE INSERT ON event WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event)",
)
REFUSE = """
CREATE FUNCTION petapam_event_refused() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are never changed'; END $$
"""
POSTGRES = ("BEFORE UPDATE OR DELETE ON event FOR EACH ROW", "BEFORE TRUNCATE ON event FOR EACH STATEMENT")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def upgrade() -> None:
    """Make the tables and the triggers."""
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *map(_text, ("at_utc", "actor", "role", "action", "object", "detail", "prev")),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "plan",
        sa.Column("plan_id", sa.Text, primary_key=True),
        _text("operation"),
        _text("name"),
        *map(_whole, ("version", "approved", "archived")),
        _text("branch_of"),
        _text("made_utc"),
    )
    op.create_index("ix_plan_operation", "plan", ["operation"])
    op.create_table(
        "snapshot",
        sa.Column("plan_id", sa.Text, sa.ForeignKey("plan.plan_id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        *map(_text, ("payload", "digest", "data_digest", "author", "role", "at_utc", "reason")),
    )
    op.create_table(
        "draft",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("actor", "operation", "plan_id")),
        _whole("based_on"),
        _text("payload"),
        _text("at_utc"),
    )
    op.create_table("setting", sa.Column("key", sa.Text, primary_key=True), _text("value"))
    _keep_events()


def _keep_events() -> None:
    """Refuse every change of an event, and on SQLite also one that would take the place of another."""
    if op.get_context().dialect.name == "sqlite":
        for number, when in enumerate(LITE):
            body = "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
            op.execute(f"CREATE TRIGGER event_{number} {when} {body}")
        return
    op.execute(REFUSE)
    for number, when in enumerate(POSTGRES):
        op.execute(f"CREATE TRIGGER event_{number} {when} EXECUTE FUNCTION petapam_event_refused()")
