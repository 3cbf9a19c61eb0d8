"""Operations: what somebody may do with the operations on the shelf; each leaves an event and its rows."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

from dashboard import shelf
from dashboard.access import Actor, needs
from dashboard.store import Store, events, open_store
from dashboard.store import operations as stored
from geo import operation as loading
from geo.editing import renewed
from geo.operation import Operation

UPLOADED, DISCARDED, REMOVED, RENAMED, RESTORED = "upload", "discard", "remove", "rename", "restore"
"""What the events of this room are called, beside that of the rows that `stored.record` leaves."""


@needs("apply_data")
def add(actor: Actor, operation: Operation, *, reason: str = "") -> Path:
    """Put an operation on the shelf under a key of its own, and return its folder."""
    store = open_store()
    folder = shelf.add(operation)
    _record(store, actor, folder, reason=reason)
    return folder


@needs("apply_data")
def save(actor: Actor, operation: Operation, folder: Path | str, *, before: str, reason: str = "") -> None:
    """Replace one of the user's operations; raises as `shelf.save` does."""
    store = open_store()
    shelf.save(operation, folder, before=before)
    _record(store, actor, folder, reason=reason)


@needs("apply_data")
def take_over(actor: Actor, operation: Operation, folder: Path | str, *, before: str, copy: str = "") -> None:
    """Replace one of the user's operations by what came in, after a copy named `copy` of what it was."""
    if copy:
        was = loading.load(folder)
        add(actor, replace(was, meta=was.meta.model_copy(update={"name": copy})), reason=copy)
    save(actor, operation, folder, before=before)


@needs("apply_data")
def begin(actor: Actor, last: Operation, *, name: str, election_day: dt.date, today: dt.date) -> Path:
    """Begin the next election from the data of the last, and return the folder of the new operation."""
    proper = shelf.proper_name(name)
    key = shelf.free_key(proper)
    made = renewed(last, operation_id=key, name=proper, election_day=election_day, today=today)
    return add(actor, made, reason=last.meta.name)


@needs("apply_data")
def rename(actor: Actor, folder: Path | str, name: str) -> None:
    """Give one of the user's operations another name."""
    store = open_store()
    shelf.rename(folder, name)
    events.append(store, actor, RENAMED, object=Path(folder).name, detail={"name": shelf.proper_name(name)})


@needs("apply_data")
def remove(actor: Actor, folder: Path | str) -> Path:
    """Put one of the user's operations into the trash, and return where it lies there."""
    store = open_store()
    there = shelf.remove(folder)
    events.append(store, actor, REMOVED, object=Path(folder).name, detail={"trash": there.name})
    return there


@needs("apply_data")
def restore(actor: Actor, name: str) -> Path:
    """Put an operation from the trash back on the shelf, and return its folder."""
    store = open_store()
    folder = shelf.restore(name)
    events.append(store, actor, RESTORED, object=folder.name, detail={"trash": name})
    return folder


@needs("upload_data")
def uploaded(actor: Actor, name: str, data: bytes) -> None:
    """Note that somebody loaded a file: its name, size and sha256, nothing of what it holds."""
    told = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    events.append(open_store(), actor, UPLOADED, object=name, detail=told)


@needs("discard_upload")
def discarded(actor: Actor, names: list[str]) -> None:
    """Note that somebody gave loaded files up."""
    events.append(open_store(), actor, DISCARDED, object="", detail={"files": names})


def _record(store: Store, actor: Actor, folder: Path | str, *, reason: str) -> None:
    stored.record(store, actor, loading.load(folder), key=Path(folder).name, reason=reason)
