"""Shelf: the operations of the user, one folder each in the user's own data folder."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import secrets
import shutil
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from threading import RLock

from geo import catalogue
from geo import folder as folders
from geo import operation as operations
from geo.errors import Fault, InputError, NotFoundError
from geo.meta import Meta
from geo.operation import Operation

VARIABLE = "PETAPAM_HOME"
"""Environment variable that names another data folder."""
ABOUT = "operation.toml"
NAME_LETTERS, KEY_LETTERS = 120, 60
KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
_writing = RLock()


def home() -> Path:
    """Return the user's data folder: `PETAPAM_HOME`, else where the system keeps data of programs."""
    told = os.environ.get(VARIABLE)
    if told:
        return Path(told).expanduser().resolve()
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "PetaPAM"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "PetaPAM"
    shared = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (shared if shared.is_absolute() else Path.home() / ".local" / "share") / "petapam"


def _room(name: str) -> Path:
    """Return a folder of the data folder; others than the user cannot look into it."""
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    room = home() / name
    room.mkdir(mode=0o700, exist_ok=True)
    return room


def _held(name: str) -> dict[str, Path]:
    room = home() / name
    if not room.is_dir():
        return {}
    return {it.name: it for it in sorted(room.iterdir()) if it.is_dir() and folders.found(it, ABOUT)}


def own() -> dict[str, Path]:
    """Return the folders of the user's operations by key."""
    return {key: folder for key, folder in _held("operations").items() if KEY.fullmatch(key)}


def shipped() -> list[str]:
    """Return the ids of the shipped operations."""
    return list(catalogue.operations())


def is_own(path: Path | str) -> bool:
    """Return whether a path is the folder of one of the user's operations."""
    return Path(path) in own().values()


def linked(key: str | None) -> str | None:
    """Return the path of an operation that a link may open: a shipped one or one of the user's, by its key.

    A key is compared with what is there, never made into a path: no address opens a folder of the disk.
    """
    if key in catalogue.operations():
        return key
    found = own().get(key or "")
    return None if found is None else str(found)


def key_of(path: Path | str) -> str:
    """Return what names an operation wherever its folder lies: its key here, a shipped id, or name and place.

    A folder that is neither shipped nor the user's is told from others of its name by a digest of its place.
    """
    told = str(path)
    if told in catalogue.operations():
        return told
    if is_own(told):
        return Path(told).name
    place = Path(told).expanduser().resolve()
    return f"{place.name}~{hashlib.sha256(str(place).encode()).hexdigest()[:12]}"


def free_key(name: str) -> str:
    """Return a key for a name that neither a shipped operation nor one of the user's has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:KEY_LETTERS].strip("-") or "operation"
    taken = {*catalogue.operations(), *own()}
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def proper_name(name: str) -> str:
    """Return a name on one line; raises `InputError` where it is empty or too long."""
    kept = " ".join(name.split())
    if not kept:
        raise InputError(Fault("The operation has no name", "Give it one"))
    if len(kept) > NAME_LETTERS:
        raise InputError(
            Fault("The name is too long", "Give it one of {most} letters at most", {"most": NAME_LETTERS})
        )
    return kept


def add(operation: Operation) -> Path:
    """Put an operation on the shelf under a key of its own, and return its folder.

    The folder appears when everything is in it.
    """
    with _writing:
        key = free_key(operation.meta.name)
        aside = _room("operations") / f".{secrets.token_hex(8)}"
        told = {"id": key, "name": proper_name(operation.meta.name)}
        named = replace(operation, meta=Meta.parse({**operation.meta.model_dump(), **told}))
        try:
            operations.save(named, aside)
            target = aside.with_name(key)
            aside.rename(target)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        folders.flush(target.parent)
    return target


def save(operation: Operation, folder: Path | str, *, before: str) -> None:
    """Replace one of the user's operations, all of it at once.

    Parameters
    ----------
    before : digest of the operation that was edited; somebody else may have saved meanwhile.

    Raises
    ------
    NotFoundError
        The folder is none of the user's operations: shipped ones and others are never written.
    InputError
        The operation on the shelf is not the one that was edited.
    """
    with _writing:
        folder = _checked(folder)
        if operations.load(folder).digest != before:
            raise InputError(
                Fault(
                    "The operation was saved by somebody else meanwhile",
                    "Look at what changed there and save again",
                )
            )
        operations.save(operation, folder)


def rename(folder: Path | str, name: str) -> None:
    """Give one of the user's operations another name; its key stays, so that links still work."""
    with _writing:
        folder = _checked(folder)
        kept = proper_name(name)
        about = Meta.from_toml(folders.found(folder, ABOUT) or folder / ABOUT)
        with folders.changed(folder) as aside:
            told = about.model_copy(update={"name": kept}).to_toml()
            (aside / ABOUT).write_text(told, encoding="utf-8", newline="\n")


def remove(folder: Path | str) -> Path:
    """Put one of the user's operations into the trash, and return where it lies there."""
    with _writing:
        folder = _checked(folder)
        moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
        target = _room("trash") / f"{folder.name}~{moment}-{secrets.token_hex(2)}"
        folder.rename(target)
        folders.flush(target.parent)
    return target


def removed() -> dict[str, Path]:
    """Return the folders in the trash by name, the last removed first."""
    held = _held("trash")
    return dict(sorted(held.items(), key=lambda it: it[0].rpartition("~")[2], reverse=True))


def restore(name: str) -> Path:
    """Put an operation from the trash back on the shelf, and return its folder."""
    with _writing:
        held = removed()
        if name not in held:
            raise NotFoundError(Fault("There is no removed operation {name}", "Look again", {"name": name}))
        target = _room("operations") / free_key(name.rpartition("~")[0])
        held[name].rename(target)
        folders.flush(target.parent)
    return target


def put_back(folder: Path) -> bool:
    """Move a whole folder to the shelf under its own name, as a backup holds it.

    What stands there with another content goes into the trash first; returns whether it did.
    """
    with _writing:
        target = _room("operations") / folder.name
        before = own().get(folder.name)
        if before is not None and _same(before, folder):
            return False
        if before is not None:
            remove(before)
        shutil.move(folder, target)
        folders.flush(target.parent)
    return before is not None


def _same(one: Path, other: Path) -> bool:
    """Return whether two folders hold the same files of an operation."""
    names = (*operations.NEEDED, *operations.EXTRA)
    pairs = [(folders.found(one, name), folders.found(other, name)) for name in names]
    return all(a.read_bytes() == b.read_bytes() if a and b else a is b for a, b in pairs)


def _checked(folder: Path | str) -> Path:
    """Return the folder of one of the user's operations; raises `NotFoundError` for any other path."""
    if not is_own(folder):
        raise NotFoundError(
            Fault("This operation is not yours to change", "Save a copy of your own and change that")
        )
    return Path(folder)
