"""Folder: files that change together or not at all, whatever breaks off the writing.

New files are written aside and flushed to disk. One rename then makes them count, and they are put in their
places. Where that was broken off, the files that count still lie aside: `found` gives those, and the next
writing puts them in their places first.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PENDING = ".petapam-pending"
"""Name of the folder in which files lie that count already and are not in their places yet."""
GONE = ".gone"
"""What a mark's name ends in that takes a file away."""


def flush(path: Path) -> None:
    """Wait until a file is on disk, or the names in a folder where the system lets one wait for these."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a path to write to; what stands there at the end takes the place of `path` at once.

    Where the block raises, `path` stays as it was.
    """
    part = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}.part")
    part.touch(exist_ok=False)
    try:
        yield part
        flush(part)
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    flush(path.parent)


@contextmanager
def changed(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to; its files are put into `folder` at the end, all or none.

    Files of `folder` that are not written stay as they are; `take_away` marks those that are to go. Where the
    block raises, `folder` stays as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".petapam-{secrets.token_hex(8)}"
    aside.mkdir()
    try:
        yield aside
        for file in aside.iterdir():
            flush(file)
        flush(aside)
        put_in_place(folder)
        aside.rename(folder / PENDING)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    flush(folder)
    put_in_place(folder)


def take_away(aside: Path, name: str) -> None:
    """Mark in the folder of `changed` that a file is to go."""
    (aside / f"{name}{GONE}").touch()


def put_in_place(folder: Path) -> None:
    """Put the files that count already in their places, where the writing of them was broken off."""
    pending = folder / PENDING
    if not pending.is_dir():
        return
    for file in sorted(pending.iterdir()):
        if file.name.endswith(GONE):
            (folder / file.name.removesuffix(GONE)).unlink(missing_ok=True)
        else:
            file.replace(folder / file.name)
    flush(folder)
    shutil.rmtree(pending)


def found(folder: Path, name: str) -> Path | None:
    """Return the file of a folder that counts under a name; None where there is none."""
    pending = folder / PENDING
    if (pending / f"{name}{GONE}").exists():
        return None
    return next((path for path in (pending / name, folder / name) if path.is_file()), None)
