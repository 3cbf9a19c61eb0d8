"""Opening: a store is made, brought forward and examined before anybody gets it."""

from __future__ import annotations

import os
import secrets
import threading
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

from dashboard import shelf
from dashboard.store import events
from dashboard.store.engine import Store, connected, damaged, parsed, plainly, remote, url_of
from dashboard.store.errors import StoreError
from dashboard.store.events import Verdict
from geo import folder as folders
from geo.errors import Fault

VARIABLE = "PETAPAM_DATABASE_URL"
"""Environment variable with the address of a PostgreSQL database that takes the place of the file."""
FILE = "petapam.sqlite"
LATEST = "0002"
"""Version of the tables that this program works with."""
_opened: dict[str, Store] = {}
_opening = threading.RLock()


def default_url() -> str:
    """Return the address of the store: `PETAPAM_DATABASE_URL`, else a file in the user's data folder."""
    return os.environ.get(VARIABLE, "").strip() or url_of(shelf.home() / "store" / FILE)


def open_store(url: str | None = None, *, examined: bool = True) -> Store:
    """Open the store, make it where there is none, and bring its tables forward.

    Parameters
    ----------
    url : its address; None for that of `default_url`.
    examined : hold every row against the chain of events; without, only for looking at what is wrong.

    Raises
    ------
    StoreError
        It cannot be reached, it is damaged, or was changed by somebody else than this program; it is left as
        it is.
    """
    address = parsed(url or default_url())
    key = address.render_as_string(hide_password=False)
    with _opening:
        store = _opened.get(key) if examined else None
        if store is not None and store.file is not None and not store.file.exists():
            raise StoreError(
                Fault(
                    "The file of the store is gone", "Put it back, or restore a backup: petapam restore FILE"
                )
            )
        if store is None:
            store = connected(address, pooled=examined)
            try:
                _open(store, examined=examined)
            except BaseException:
                store.engine.dispose()
                raise
            if examined:
                _opened[key] = store
        return store


def _open(store: Store, *, examined: bool) -> None:
    if store.file is not None:
        _prepare(store.file)
    _bring_forward(store)
    if examined:
        with store.reading() as connection:
            require_sound(connection)


def forget() -> None:
    """Let go of every open store; who opens one next examines it again."""
    with _opening:
        for store in _opened.values():
            store.engine.dispose()
        _opened.clear()


def _prepare(file: Path) -> None:
    """See that the file is where it may be, and make it, whole, where there is none."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if remote(file.parent):
        raise StoreError(
            Fault(
                "{folder} lies on another machine; two programs would damage the store there",
                "Keep it on a disk of this machine, or use PostgreSQL",
                {"folder": file.parent},
            )
        )
    if not file.exists():
        _make(file)
    if not file.stat().st_size:
        raise StoreError(damaged("the file is empty"))


def _make(file: Path) -> None:
    """Make an empty store aside and put it in its place: no half-made store is ever found there."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        made = connected(parsed(url_of(part)))
        with made.writing() as connection:
            import_module("dashboard.store.migrating").upgrade(connection)
        folders.flush(part)
        try:
            os.link(part, file)
        except FileExistsError:  # another process made one meanwhile
            return
        except OSError:  # a file system that knows no second names
            part.rename(file)
        folders.flush(file.parent)
    finally:
        part.unlink(missing_ok=True)


def _bring_forward(store: Store) -> None:
    if store.file is not None:
        quick_check(store)
    with store.reading() as connection:
        version = _version(connection)
    if version != LATEST:
        migrating = import_module("dashboard.store.migrating")
        if version not in {"", *migrating.known()}:
            raise StoreError(
                Fault("The store was written by a newer PetaPAM", "Install that version or a later one")
            )
        with store.writing() as connection:
            migrating.upgrade(connection)
            require_sound(connection)
    if store.file is None:
        import_module("dashboard.store.qgis").ensure(store)


def _version(connection: sa.Connection) -> str:
    """Return the version of the tables, empty where there are none; refuses another program's database."""
    names = set(sa.inspect(connection).get_table_names())
    if "alembic_version" in names:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        if not found:
            raise StoreError(damaged("the version of its tables is missing"))
        return str(found)
    if connection.dialect.name == "sqlite" or names & {"event", "plan", "snapshot", "account"}:
        raise StoreError(damaged("it is not a store of PetaPAM, or tables are missing"))
    return ""


def quick_check(store: Store) -> None:
    """Raise `StoreError` where the pages of a file do not hold together."""
    with plainly(), store.engine.connect() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise StoreError(damaged("; ".join(found)))


def require_sound(connection: sa.Connection, *, deep: bool = False) -> Verdict:
    """Raise `StoreError` where the events do not vouch for what is there; `deep` as in `events.verify`."""
    verdict = events.examined(connection, deep=deep)
    if verdict.fault is not None:
        raise StoreError(verdict.fault)
    return verdict
