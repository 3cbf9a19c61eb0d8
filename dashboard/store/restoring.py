"""Restoring: a backup takes the place of the store, which is kept aside; nothing is ever overwritten."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from dashboard import shelf
from dashboard.access import Actor
from dashboard.store import backup, events, qgis
from dashboard.store.backup import DUMP, LITE, OPERATIONS, Backup
from dashboard.store.chain import Head
from dashboard.store.engine import Store, busy, connected, parsed
from dashboard.store.errors import StoreError
from dashboard.store.opening import default_url, forget, require_sound
from dashboard.store.qgis import VIEWS
from dashboard.store.tables import METADATA
from geo import folder as folders
from geo.errors import Fault

ROWS = 500
FUNCTION = "petapam_event_refused"


@dataclass(frozen=True)
class Restored:
    """What a restoring did.

    Parameters
    ----------
    kept : where the store of before lies now; empty where there was none.
    operations : keys of the operations that were put on the shelf.
    trashed : those of them in whose place others stood, which lie in the trash.
    """

    backup: Backup
    kept: str
    operations: tuple[str, ...]
    trashed: tuple[str, ...]


def restore(path: Path, actor: Actor, *, url: str | None = None) -> Restored:
    """Put a backup in the place of the store at an address, whichever engine either is of.

    Raises
    ------
    StoreError
        The file is no sound backup, or the store is in use; everything is as it was.
    """
    address = parsed(url or default_url())
    target = connected(address)
    place = target.file.parent if target.file else shelf.home() / "store"
    with backup.aside(place) as folder:
        found = backup.examined(path, folder)
        require_checksum(path, found.sha256)
        copied = next(it for name in (LITE, DUMP) if (it := folder / "parts" / name).exists())
        with backup.opened(copied, folder, tables=found.tables) as fresh:
            kept = _swapped(target, fresh, actor, found=found)
        put, trashed = _shelved(folder / "parts" / OPERATIONS)
    forget()
    return Restored(found, kept, put, trashed)


def require_checksum(path: Path, sha256: str) -> None:
    """Raise `StoreError` where a checksum lies beside a backup and says otherwise."""
    beside = path.with_name(f"{path.name}.sha256")
    if beside.is_file() and beside.read_text(encoding="utf-8").split()[:1] != [sha256]:
        raise StoreError(
            Fault(
                "{file} is not the backup that its checksum was written for",
                "Take another backup",
                {"file": path.name},
            )
        )


def _swapped(target: Store, fresh: Store, actor: Actor, *, found: Backup) -> str:
    """Put a store in the place of another, and return where that one is kept."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dt%H%M%S%f")
    if target.file is None:
        return _schema_swapped(target, fresh, actor, found=found, kept=f"petapam_before_{stamp}")
    file, new = target.file, Path(str(fresh.file))
    keeps = file.with_name(f"{file.stem}.before-{stamp}{file.suffix}") if file.exists() else None
    with _alone(target) as head:
        _told(fresh, actor, found=found, detail={"kept": keeps.name if keeps else "", "before": head})
        fresh.engine.dispose()
        new.chmod(0o600)
        folders.flush(new)
        if keeps is not None:
            _keep(file, keeps)
        new.replace(file)
        folders.flush(file.parent)
    return str(keeps or "")


@contextmanager
def _alone(target: Store) -> Iterator[str]:
    """Keep everybody else from the file meanwhile; give the head of its chain, empty where it tells none.

    A store that is too damaged for a lock is nobody's to write.
    """
    if target.file is None or not target.file.exists():
        yield ""
        return
    raw, head = None, ""
    try:
        raw = target.engine.raw_connection()
        raw.cursor().execute("BEGIN EXCLUSIVE")
        last = raw.cursor().execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        head = str(Head(*last)) if last else ""
    except (sqlite3.DatabaseError, DBAPIError) as error:
        found = error.orig if isinstance(error, DBAPIError) else error
        if (getattr(found, "sqlite_errorname", "") or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreError(busy()) from error
    try:
        yield head
    finally:
        if raw is not None:
            raw.close()


def _keep(file: Path, keeps: Path) -> None:
    """Give the old file another name beside its own, with the journal of a write that nobody finished."""
    journal = file.with_name(f"{file.name}-journal")
    if journal.exists():
        journal.rename(keeps.with_name(f"{keeps.name}-journal"))
    try:
        os.link(file, keeps)
    except OSError:  # a file system that knows no second names
        file.rename(keeps)


def _schema_swapped(target: Store, fresh: Store, actor: Actor, *, found: Backup, kept: str) -> str:
    """Move the tables of before into a schema of their own and fill new ones, in one transaction."""
    with target.writing() as connection:
        there = set(sa.inspect(connection).get_table_names()) & {*METADATA.tables, "alembic_version"}
        head = str(events.last(connection)) if "event" in there else ""
        _told(fresh, actor, found=found, detail={"kept": kept if there else "", "before": head})
        for view in VIEWS.values():
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view}")
        if there:
            connection.exec_driver_sql(f"CREATE SCHEMA {kept}")
            for name in sorted(there):
                connection.exec_driver_sql(f"ALTER TABLE {name} SET SCHEMA {kept}")
            connection.exec_driver_sql(f"ALTER FUNCTION {FUNCTION}() SET SCHEMA {kept}")
        import_module("dashboard.store.migrating").upgrade(connection)
        with fresh.reading() as source:
            for table in METADATA.sorted_tables:
                order = table.primary_key.columns
                for rows in source.execute(sa.select(table).order_by(*order)).mappings().partitions(ROWS):
                    connection.execute(table.insert(), [dict(row) for row in rows])
        require_sound(connection, deep=True)
    qgis.ensure(target)
    return f"schema {kept}" if there else ""


def _told(fresh: Store, actor: Actor, *, found: Backup, detail: dict[str, str]) -> None:
    """Write into the store that comes back where it came from and what it takes the place of."""
    said = {"file": found.path.name, "sha256": found.sha256, "head": str(found.head), **detail}
    events.append(fresh, actor, "store.restore", object="store", detail=said)


def _shelved(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put the operations of a backup on the shelf; return the keys, and those that took another's place."""
    put, trashed = [], []
    for held in sorted(folder.iterdir()) if folder.is_dir() else ():
        put.append(held.name)
        if shelf.put_back(held):
            trashed.append(held.name)
    return tuple(put), tuple(trashed)
