"""Upload: a file that came from outside, copied under a name of our own; its bytes are only looked at."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.intake.gate.refusal import refusal
from geo.intake.reading import limits

PIECE = 1 << 20
OVERLAP = 64
MOST_NAME = 200
LARGEST_MB = max(limits.FILE_MB.values())
FORBIDDEN = frozenset('/\\:*?"<>|')


@dataclass(frozen=True)
class Upload:
    """Where the copy lies, and how long it is [bytes]."""

    path: Path
    name: str
    size: int

    def head(self, length: int) -> bytes:
        """Return the first bytes."""
        with self.path.open("rb") as file:
            return file.read(length)

    def pieces(self) -> Iterator[bytes]:
        """Yield all bytes in pieces that overlap, so that a short word is never cut in two."""
        with self.path.open("rb") as file:
            tail = b""
            while piece := file.read(PIECE):
                yield tail + piece
                tail = piece[-OVERLAP:]


def _check_name(name: str) -> None:
    bad = not name.strip(" .") or len(name) > MOST_NAME or not FORBIDDEN.isdisjoint(name)
    if bad or not name.isprintable():
        raise refusal("bad_name", name)


def _copied(source: Path, target: Path, name: str) -> int:
    try:
        with source.open("rb") as file, target.open("xb") as copy:
            size = 0
            while piece := file.read(PIECE):
                size += len(piece)
                if size > LARGEST_MB * limits.MB:
                    raise refusal("too_big", name, most=LARGEST_MB)
                copy.write(piece)
    except OSError as error:
        raise refusal("not_there", name) from error
    return size


def receive(source: Path | bytes, *, name: str, folder: Path) -> Upload:
    """Copy a file into a folder of its own, under a name that nobody outside chose.

    Raises
    ------
    IntakeError
        Its name is none, it is no plain file, it is empty or too big.
    """
    _check_name(name)
    target = folder / limits.UPLOAD
    if isinstance(source, Path):
        if not source.exists() or not stat.S_ISREG(source.stat().st_mode):
            raise refusal("not_there", name)
        size = _copied(source, target, name)
    else:
        size = len(source)
        if size > LARGEST_MB * limits.MB:
            raise refusal("too_big", name, most=LARGEST_MB)
        with target.open("xb") as copy:
            copy.write(source)
    if not size:
        raise refusal("empty", name)
    return Upload(target, name, size)
