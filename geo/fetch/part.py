"""Part: a file in the making; nothing of it bears the final name before it is whole and on the disk."""

from __future__ import annotations

import os
import shutil
import time
import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import tomli_w

from geo.errors import Fault
from geo.fetch import disk, trouble

CHECKPOINT, CHECKPOINT_S = 16 * 2**20, 5.0
"""After so many bytes, or seconds, what came is brought to the disk: a power cut costs no more [B, s]."""
SPARE = 64 * 2**20
"""So much of a disk is left free [B]."""


@dataclass(frozen=True)
class Note:
    """What is known of the part that is kept: from where, which state of the file, how much of it.

    Attributes
    ----------
    url : address that was asked.
    etag, modified : what the server calls this state of the file; empty where it does not.
    total : bytes of the whole file, 0 where unknown.
    kept : bytes that are certainly on the disk.
    """

    url: str
    etag: str = ""
    modified: str = ""
    total: int = 0
    kept: int = 0

    @property
    def state(self) -> str:
        """What tells this state of the file from any other (RFC 9110, 8.8); empty where nothing does."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified


class Part:
    """The part of one file, with its note beside it; use it as a context: what cannot be gone on with goes.

    Parameters
    ----------
    target : the file that it will be.
    url : where it comes from; the part of another address is not gone on with.

    Attributes
    ----------
    size : bytes that have come, this time and before.
    restarted, went_on : whether an earlier part was given up, or gone on with.
    """

    def __init__(self, target: Path, *, url: str) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.part")
        self.note_path = target.with_name(f"{target.name}.part.toml")
        self.size = 0
        self.restarted = self.went_on = False
        self._keeps = False
        self._made: list[Path] = []
        self._handle: BinaryIO | None = None
        self._synced, self._synced_at = 0, time.monotonic()
        self.note = self._found(url)

    def __enter__(self) -> Self:
        """Return the part; nothing is touched yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep what can be gone on with, and leave nothing else behind."""
        if self._handle is None:
            return
        self.hold()
        if self.note.kept:
            self._close()
        else:
            self.discard()

    def _found(self, url: str) -> Note:
        """Return the note of the part that lies there, as far as the part bears it out."""
        try:
            note = Note(**tomllib.loads(self.note_path.read_text(encoding="utf-8")))
            size = self.path.stat().st_size
        except (OSError, ValueError, TypeError):
            return Note(url)
        return replace(note, kept=min(note.kept, size)) if note.url == url and note.kept > 0 else Note(url)

    def begin(self, note: Note, *, keeps: bool) -> None:
        """Start from nothing, with what the server says of the file, and whether a part is worth keeping."""
        self.restarted |= self.note.kept > 0
        self.went_on, self._keeps = False, keeps
        self._open()
        with trouble.on_disk(self.target):
            self._file.truncate(0)
            self._file.seek(0)
        self.note, self.size, self._synced = replace(note, kept=0), 0, 0
        self._write_note()

    def go_on(self) -> None:
        """Go on where the part ends."""
        self._open()
        with trouble.on_disk(self.target):
            self._file.truncate(self.note.kept)
            self._file.seek(self.note.kept)
        self.size = self._synced = self.note.kept
        self.went_on = self._keeps = True

    def hold(self) -> None:
        """Bring what has come to the disk, so that it can be gone on with, where that is of any use."""
        if self._handle is None:
            return
        if self._keeps:
            self._checkpoint()
        else:
            self.note, self.size = replace(self.note, kept=0), 0

    def start_over(self) -> None:
        """Give the part up, to begin again from nothing."""
        self.discard()
        self.restarted, self.went_on = True, False

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        with trouble.on_disk(self.target):
            self._file.write(piece)
        self.size += len(piece)
        if self.size - self._synced >= CHECKPOINT or time.monotonic() - self._synced_at > CHECKPOINT_S:
            self._checkpoint()

    def finish(self) -> Path:
        """Bring all of it to the disk and return where it lies, still under the name of a part."""
        self._checkpoint()
        return self.path

    def publish(self) -> None:
        """Give the finished file its name, in one step; what had that name before is replaced."""
        self._close()
        with trouble.on_disk(self.target):
            self.path.replace(self.target)
            self.note_path.unlink(missing_ok=True)
            disk.sync_folder(self.target.parent)

    def discard(self) -> None:
        """Leave nothing behind, not even a folder that was made for it."""
        self._close()
        with trouble.on_disk(self.target):
            self.path.unlink(missing_ok=True)
            self.note_path.unlink(missing_ok=True)
        for folder in reversed(self._made):
            with suppress(OSError):
                folder.rmdir()
        self._made.clear()
        self.note, self.size = Note(self.note.url), 0

    def refuse_without_room(self, total: int | None) -> None:
        """Refuse where the rest of a file of `total` bytes would fill the disk."""
        folder = next(it for it in (self.target.parent, *self.target.parent.resolve().parents) if it.is_dir())
        with trouble.on_disk(self.target):
            free = shutil.disk_usage(folder).free - SPARE
        needed = (total or 0) - self.note.kept
        if needed > free:
            raise trouble.full(self.target.name, needed=needed, free=free)

    @property
    def _file(self) -> BinaryIO:
        if self._handle is None:
            raise ValueError(self.path)
        return self._handle

    def _open(self) -> None:
        if self._handle is not None:
            return
        folder = self.target.parent
        missing = [it for it in (folder, *folder.parents) if not it.exists()]
        with trouble.on_disk(self.target):
            folder.mkdir(parents=True, exist_ok=True)
            self._made = missing[::-1]
            number = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            self._handle = os.fdopen(number, "r+b")
        try:
            disk.claim(self._handle)
        except OSError as error:
            self._handle.close()
            self._handle = None
            fault = Fault(
                "{file} is being fetched by another petapam",
                "Wait until it has ended",
                {"file": self.target.name},
            )
            raise trouble.refused(fault) from error

    def _checkpoint(self) -> None:
        with trouble.on_disk(self.target):
            self._file.flush()
            os.fsync(self._file.fileno())
        self._synced, self._synced_at = self.size, time.monotonic()
        self.note = replace(self.note, kept=self.size)
        self._write_note()

    def _write_note(self) -> None:
        disk.write_whole(self.note_path, tomli_w.dumps(asdict(self.note)).encode())

    def _close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            # A buffer that a full disk did not take is tried once more on closing; it is lost either way.
            with suppress(OSError):
                handle.close()
