"""Engine: how the store's file or server is opened, and what each transaction does first.

The file is opened by the standard library's sqlite3 alone and never by its path with `open`: another SQLite
in the process, or closing any handle of the file, drops the locks that keep two writers apart.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from dashboard.store.errors import StoreError
from geo.errors import Fault

PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "fullfsync=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "busy_timeout=30000",
    "secure_delete=ON",
)
"""A save that was reported is on disk, also when the power goes the next moment: see tests/reliability.
The write-ahead log is faster and loses saves at its usual setting."""
BUSY_S = 30
LOCK = 7419_2026
"""Number of PostgreSQL's advisory lock that puts writers in a row."""
WRITES = "petapam_writes"
DISK, BUSY, LOST = ("53100", "53200"), ("55P03", "40001", "40P01"), ("08", "57P")
REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs"}
"""File systems that are known not to keep a lock."""
MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, eq=False)
class Store:
    """An open store.

    Parameters
    ----------
    engine : where the rows are.
    file : the SQLite file; None on PostgreSQL.
    """

    engine: sa.Engine
    file: Path | None

    @property
    def address(self) -> str:
        """Where the store is, without any password."""
        return str(self.file) if self.file else self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the store, whatever is written meanwhile."""
        options = {} if self.file else {"isolation_level": "REPEATABLE READ"}
        with plainly(), self.engine.connect() as bare:
            connection = bare.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection that alone may write; all is kept, or nothing where the block raises."""
        with plainly(), self.engine.connect() as bare:
            connection = bare.execution_options(**{WRITES: True})
            with connection.begin():
                if self.file is None:
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                yield connection


@contextmanager
def plainly() -> Iterator[None]:
    """Say in plain words what the database refuses."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_fault(error)) from error
    except sqlite3.Error as error:
        raise StoreError(_lite(error)) from error
    except UnicodeDecodeError as error:  # of words in a damaged file, or of an error that quotes them
        raise StoreError(damaged(str(error))) from error


def _fault(error: DBAPIError) -> Fault:
    if isinstance(error.orig, sqlite3.Error):
        return _lite(error.orig)
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if state in DISK:
        return _full()
    if state in BUSY:
        return busy()
    if not state or state.startswith(LOST):
        return Fault(
            "The database server does not answer",
            "Look whether it runs, then see whether your last save is there before you save again",
        )
    return _other(error.orig)


def _lite(error: sqlite3.Error) -> Fault:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return _full()
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return busy()
    if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"} or name.startswith("SQLITE_CORRUPT"):
        return damaged(str(error))
    if name.startswith("SQLITE_IOERR"):
        return Fault(
            "The disk cannot be written ({why}); nothing was changed",
            "Look at its space and its health, then save again",
            {"why": str(error)},
        )
    if name.startswith("SQLITE_READONLY"):
        return Fault(
            "The store cannot be written: its file was moved or may only be read",
            "Look at the rights of the file and its folder, then save again",
        )
    return _other(error)


def _full() -> Fault:
    return Fault("The disk is full; nothing was changed", "Free some space and save again")


def busy() -> Fault:
    """Return the fault of a store that somebody else holds for too long."""
    return Fault("The store is busy; nothing was changed", "Save again in a moment")


def _other(error: BaseException | None) -> Fault:
    why = " ".join(str(error).split())
    return Fault("The store refuses this ({why})", "Try again; nothing was changed", {"why": why})


def damaged(why: str) -> Fault:
    """Return the fault of a store that is not whole."""
    return Fault(
        "The store is damaged ({why}) and was left as it is",
        "Restore a backup: petapam restore FILE",
        {"why": " ".join(why.split())},
    )


def parsed(url: str) -> sa.URL:
    """Return an address with the driver that is used for it; raises `StoreError` where it is none of ours."""
    try:
        address = sa.make_url(url)
    except ArgumentError as error:
        fault = Fault("The address of the database cannot be read", "Write it as postgresql://user@host/name")
        raise StoreError(fault) from error
    name = address.get_backend_name()
    if name in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if name != "sqlite" or not address.database:
        raise StoreError(
            Fault(
                "PetaPAM keeps its store in SQLite or PostgreSQL, not in {name}",
                "Name one of these",
                {"name": name},
            )
        )
    return address.set(drivername="sqlite")


def url_of(file: Path) -> str:
    """Return the address of a SQLite file."""
    return sa.URL.create("sqlite", database=str(file)).render_as_string()


def connected(url: sa.URL, *, pooled: bool = False) -> Store:
    """Return a store at an address that `parsed` gave; nothing is opened yet.

    Parameters
    ----------
    pooled : keep connections to a server for the next transaction.
    """
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database)).absolute()
        # A connection of its own for each transaction: no handle outlives it, so that a file can be replaced.
        options = {"timeout": BUSY_S, "isolation_level": None}
        engine = sa.create_engine(url, connect_args=options, poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", _settle)
        sa.event.listen(engine, "begin", _begin)
        return Store(engine, file)
    try:
        pool = {"pool_size": 5, "max_overflow": 15} if pooled else {"poolclass": sa.NullPool}
        engine = sa.create_engine(url, pool_pre_ping=True, **pool)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(
            Fault("The driver for PostgreSQL is not installed", "Install petapam[postgis]")
        ) from error
    return Store(engine, None)


def _settle(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def remote(folder: Path) -> bool:
    """Return whether a folder lies on another machine; False as well where the system does not tell."""
    if os.name == "nt":
        return str(folder.resolve()).startswith("\\\\")
    if not MOUNTS.exists():
        return False
    lines = (line.split(" ") for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines())
    points = {Path(parts[1].replace("\\040", " ")): parts[2] for parts in lines}
    place = folder.resolve()
    return next((points[it] for it in (place, *place.parents) if it in points), "") in REMOTE
