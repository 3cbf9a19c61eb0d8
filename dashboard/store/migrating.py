"""Migrating: bring the tables of a store forward, one step after the other, in one transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def known() -> list[str]:
    """Return the versions of the tables, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return [it.revision for it in reversed(list(script.walk_revisions()))]


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Bring the tables forward inside the transaction that is open."""
    command.upgrade(_config(connection), to)
