"""Backup: the store and the user's own operations in one file, which is examined before it counts.

The file is a zip: the store (a copy made by SQLite itself, or PostgreSQL's dump), the folders of the
operations, and a manifest with the SHA-256 of each part and the head of the chain of events.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version as installed
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from dashboard import shelf
from dashboard.access import Actor
from dashboard.store import chain, dumping, events
from dashboard.store.chain import Head
from dashboard.store.engine import Store, connected, parsed, plainly, url_of
from dashboard.store.errors import StoreError
from dashboard.store.opening import LATEST, quick_check, require_sound
from dashboard.store.tables import EVENT, METADATA
from geo import folder as folders
from geo.errors import Fault
from geo.operation import EXTRA, NEEDED

FORMAT, NUMBER = "petapam-backup", 1
MANIFEST, LITE, DUMP = "manifest.json", "store.sqlite", "store.dump"
OPERATIONS = "operations"
CHUNK_BYTES = 1 << 20
DAMAGED = (zipfile.BadZipFile, zlib.error)
"""What the reader of a ZIP says of one that was changed."""


@dataclass(frozen=True)
class Backup:
    """A backup that was examined.

    Parameters
    ----------
    head : where the chain of events ended.
    tables : version of the tables.
    operations : keys of the user's operations in it.
    """

    path: Path
    sha256: str
    head: Head
    at: str
    tables: str
    operations: tuple[str, ...]
    members: Mapping[str, str]


def make(store: Store, actor: Actor, target: Path) -> Backup:
    """Write a backup, while others may go on saving, and leave an event.

    The copy is opened and examined before it takes the place of `target`; its SHA-256 is written beside it.

    Raises
    ------
    StoreError
        The store or the copy is not sound; what stood at `target` is as it was.
    """
    target = target.absolute()
    with aside(target.parent) as folder:
        copied = folder / (LITE if store.file else DUMP)
        _copy(store, copied)
        with opened(copied, folder, tables=LATEST) as copy, copy.reading() as connection:
            head = events.last(connection)
        told = {"format": FORMAT, "number": NUMBER, "program": installed("petapam"), "at": events.now()}
        with folders.replaced(target) as part:
            part.chmod(0o600)
            _pack(part, copied, {**told, "tables": LATEST, "head": str(head)})
            made = examined(part, folder)
        with folders.replaced(target.with_name(f"{target.name}.sha256")) as part:
            part.write_text(f"{made.sha256}  {target.name}\n", encoding="utf-8")
    detail = {"file": target.name, "sha256": made.sha256, "head": str(made.head)}
    detail["operations"] = " ".join(made.operations)
    events.append(store, actor, "store.backup", object=f"backup:{target.name}", detail=detail)
    return Backup(target, made.sha256, made.head, made.at, made.tables, made.operations, made.members)


def examined(path: Path, folder: Path) -> Backup:
    """Hold every part of a backup against its manifest; raises `StoreError` where it is none or not whole.

    Parameters
    ----------
    folder : where the parts are unpacked to, under their names.
    """
    try:
        with zipfile.ZipFile(path) as pack:
            told = json.loads(pack.read(MANIFEST))
            if told["format"] != FORMAT or told["number"] > NUMBER:
                raise _no_backup(path)
            members, head = dict(told["members"]), chain.parsed(told["head"])
            if sorted([*members, MANIFEST]) != sorted(pack.namelist()) or not all(map(_known, members)):
                raise _no_backup(path)
            for name, sha256 in members.items():
                _unpack(pack, name, sha256, into=folder / "parts")
    except (*DAMAGED, KeyError, TypeError, ValueError, EOFError, NotImplementedError) as error:
        raise _no_backup(path) from error
    keys = {name.split("/")[1] for name in members if name.startswith(f"{OPERATIONS}/")}
    return Backup(path, _sha256(path), head, told["at"], told["tables"], tuple(sorted(keys)), members)


@contextmanager
def aside(place: Path) -> Iterator[Path]:
    """Give an empty folder beside a file to be written; it is gone at the end."""
    place.mkdir(parents=True, exist_ok=True)
    folder = place / f".petapam-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def opened(copied: Path, folder: Path, *, tables: str) -> Iterator[Store]:
    """Give a store of its own with what a copy or a dump holds, brought forward to the tables of today.

    Raises
    ------
    StoreError
        The copy is damaged, or the events do not vouch for it.
    """
    file = copied if copied.name == LITE else folder / "read.sqlite"
    store = connected(parsed(url_of(file)))
    migrating = import_module("dashboard.store.migrating")
    if tables not in migrating.known():
        raise StoreError(
            Fault("The store was written by a newer PetaPAM", "Install that version or a later one")
        )
    if copied.name == DUMP:
        with store.writing() as connection:
            migrating.upgrade(connection, tables)
            _fill(connection, copied)
    quick_check(store)
    with store.writing() as connection:
        if tables != LATEST:
            migrating.upgrade(connection)
        require_sound(connection, deep=True)
    try:
        yield store
    finally:
        store.engine.dispose()


def _fill(connection: sa.Connection, dumped: Path) -> None:
    """Put the rows of a dump into empty tables; events in their order."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    held: dict[sa.Table, list[dumping.Row]] = {}
    for table, row in dumping.rows(dumped):
        held.setdefault(table, []).append(row)
    for table in METADATA.sorted_tables:
        found = held.get(table, [])
        if table is EVENT:
            found = sorted(found, key=lambda row: int(str(row["seq"])))
        if found:
            connection.execute(table.insert(), found)


def _copy(store: Store, target: Path) -> None:
    if store.file is None:
        dumping.dump(store, target)
        return
    with plainly():
        raw = store.engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM INTO ?", (str(target),))
        finally:
            raw.close()
    folders.flush(target)


def _pack(part: Path, copied: Path, told: Mapping[str, Any]) -> None:
    """Put the store, the user's operations and the manifest into one zip."""
    found = {copied.name: copied}
    for key, folder in shelf.own().items():
        paths = {name: folders.found(folder, name) for name in (*NEEDED, *EXTRA)}
        found |= {f"{OPERATIONS}/{key}/{name}": path for name, path in paths.items() if path}
    members = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as pack:
        for name, path in found.items():
            with path.open("rb") as source, pack.open(name, "w", force_zip64=True) as sink:
                members[name] = _through(source, sink)
        pack.writestr(MANIFEST, json.dumps({**told, "members": members}, indent=1))


def _known(name: str) -> bool:
    """Return whether a part has a name that a backup gives: no other one is ever written to the disk."""
    top, _slash, rest = name.partition("/")
    key, _slash, file = rest.partition("/")
    own = top == OPERATIONS and bool(shelf.KEY.fullmatch(key)) and file in {*NEEDED, *EXTRA}
    return own or name in {LITE, DUMP}


def _unpack(pack: zipfile.ZipFile, name: str, sha256: str, *, into: Path) -> None:
    target = into / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with pack.open(name) as source, target.open("wb") as sink:
        found = _through(source, sink)
    if found != sha256:
        raise StoreError(Fault("{name} of the backup is damaged", "Take another backup", {"name": name}))


def _through(source: IO[bytes], sink: IO[bytes]) -> str:
    """Copy bytes and return their SHA-256."""
    sums = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        sums.update(chunk)
        sink.write(chunk)
    return sums.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_backup(path: Path) -> StoreError:
    fault = Fault("{file} is no backup", "Choose a file that petapam backup wrote", {"file": path.name})
    return StoreError(fault)
