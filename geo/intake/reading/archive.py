"""Archives: members are taken out under names of our own, counted byte by byte."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from geo.intake.reading import limits
from geo.intake.reading.refused import RefusedError

PIECE = 1 << 16
DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""How an archive says that it is damaged, or packed in a way that is not read."""
NESTED = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")


def _copied(source: IO[bytes], target: Path, left: int) -> int:
    """Copy one member and return how many bytes may still come."""
    with target.open("wb") as file:
        while piece := source.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise RefusedError("zip_bomb")
            if file.tell() == 0 and piece.startswith(NESTED):
                raise RefusedError("zip_nested")
            file.write(piece)
    return left


def refuse_types(path: Path) -> None:
    """Refuse a workbook one of whose parts declares a document type; no spreadsheet writes one."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as part:
                    if DTD.search(part.read(PIECE).replace(b"\0", b"")):
                        raise RefusedError("dtd")
    except BROKEN as error:
        raise RefusedError("zip_damaged") from error


def unpack(folder: Path, *, endings: set[str]) -> dict[str, Path]:
    """Take the members with these endings out into m0.x, m1.x, ... and return where each name went.

    Raises
    ------
    RefusedError
        The archive is damaged, or holds more than it may.
    """
    left = limits.ZIP_MB * limits.MB
    found: dict[str, Path] = {}
    try:
        with zipfile.ZipFile(folder / limits.UPLOAD) as archive:
            for number, member in enumerate(archive.infolist()):
                ending = PurePosixPath(member.filename).suffix.lower()
                if (
                    member.filename.endswith("/")
                    or ending not in endings
                    or member.filename.startswith("__MACOSX/")
                ):
                    continue
                target = folder / f"m{number}{ending}"
                with archive.open(member) as source:
                    left = _copied(source, target, left)
                found[member.filename] = target
    except BROKEN as error:
        raise RefusedError("zip_damaged") from error
    return found
