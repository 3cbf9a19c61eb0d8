"""Archives: what the directory of a ZIP file says, judged before anything is unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath

from geo.intake.gate.upload import Upload
from geo.intake.reading import limits

ARCHIVES = {".zip", ".kmz", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".xlsx", ".ods", ".jar"}
UNSEEN = ("__MACOSX/",)
PACKED = {"kmz", "shp"}
"""Kinds that people pack by hand; what lies in a workbook is its program's business."""
ENCRYPTED = 0x1
SYSTEM_UNIX = 16
LISTED = b"PK\x01\x02"
"""Begins every entry of a directory; a giant one is not even parsed."""
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    struct.error,
    IndexError,
    OverflowError,
    ValueError,
)
"""How a directory fails that says nonsense."""


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name or name.startswith(("/", "\\")) or ".." in parts or ":" in name or not name.isprintable()


def _fault(members: list[zipfile.ZipInfo]) -> str | None:
    """Return the code of what is wrong with the directory."""
    if any(it.flag_bits & ENCRYPTED for it in members):
        return "zip_encrypted"
    if any(stat.S_ISLNK(it.external_attr >> SYSTEM_UNIX) for it in members):
        return "zip_link"
    if any(_leads_out(it.filename) or _leads_out(it.orig_filename) for it in members):
        return "zip_path"
    if sum(it.file_size for it in members) > limits.ZIP_MB * limits.MB:
        return "zip_bomb"
    small = limits.ZIP_SMALL_MB * limits.MB
    if any(it.file_size > small and it.file_size > limits.ZIP_RATIO * it.compress_size for it in members):
        return "zip_bomb"
    return None


def _kinds(names: Iterable[str]) -> set[str]:
    kept = {name.lower() for name in names if not name.startswith(UNSEEN)}
    endings = {PurePosixPath(name).suffix for name in kept}
    found = set()
    if "xl/workbook.xml" in kept:
        found.add("xlsx")
    if "content.xml" in kept and "mimetype" in kept:
        found.add("ods")
    if ".kml" in endings:
        found.add("kmz")
    if ".shp" in endings:
        found.add("shp")
    return found


def _members(upload: Upload) -> list[zipfile.ZipInfo] | None:
    try:
        with zipfile.ZipFile(upload.path) as archive:
            return archive.infolist()
    except BROKEN:
        return None


def _nested(names: Iterable[str]) -> bool:
    return any(PurePosixPath(name).suffix.lower() in ARCHIVES for name in names)


def _only(names: list[str]) -> str:
    """Return the one kind that the names speak of, or the code of a refusal."""
    found = _kinds(names)
    if not found:
        return "?zip_nested" if _nested(names) else "?zip_nothing"
    if len(found) > 1:
        return "?zip_several"
    only = found.pop()
    return "?zip_nested" if only in PACKED and _nested(names) else only


def kind(upload: Upload) -> str:
    """Return the kind of an archive, or the code of a refusal behind a question mark."""
    if sum(piece.count(LISTED) for piece in upload.pieces()) > 2 * limits.ZIP_MEMBERS:
        return "?zip_many"
    members = _members(upload)
    if members is None:
        return "?zip_damaged"
    if len(members) > limits.ZIP_MEMBERS:
        return "?zip_many"
    names = [it.filename for it in members if not it.filename.endswith("/")]
    fault = _fault(members) or ("zip_damaged" if len(set(names)) < len(names) else None)
    return f"?{fault}" if fault else _only(names)
