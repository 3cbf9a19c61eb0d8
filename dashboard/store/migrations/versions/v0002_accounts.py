"""Accounts of a shared installation, and the rows of operations with their geometry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _keys(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        *_keys("name"),
        _text("role"),
        _text("password"),
        *map(_whole, ("disabled", "epoch")),
        _text("changed_utc"),
        _whole("failures"),
        _text("locked_until"),
    )
    op.create_table(
        "operation",
        *_keys("key", "digest"),
        _whole("number"),
        *map(_text, ("meta", "registers", "roads", "content", "author", "at_utc", "reason")),
    )
    op.create_table(
        "feature", *_keys("digest", "kind", "id"), _text("attributes"), sa.Column("geom", sa.LargeBinary)
    )
    op.create_table("file", *_keys("sha256"), sa.Column("content", sa.LargeBinary, nullable=False))
