"""Provenance: the small file beside a fetched one: what it is, from where, since when, on what terms."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tomli_w

from geo.errors import Fault
from geo.fetch import address, trouble
from geo.fetch.disk import write_whole
from geo.fetch.part import Note
from geo.fetch.source import Order


@dataclass(frozen=True)
class Sums:
    """What was counted of a file, and what that was held against.

    Attributes
    ----------
    size : [B].
    sha256 : in hexadecimal.
    held_against : "sha256", "md5" of the server, "size" as the server stated it, or "nothing".
    """

    size: int
    sha256: str
    held_against: str


def beside(file: Path) -> Path:
    """Return where the provenance of a file is."""
    return file.with_name(f"{file.name}.source.toml")


def read(file: Path) -> dict[str, Any] | None:
    """Return the provenance of a file; None where there is none that can be read."""
    try:
        return tomllib.loads(beside(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write(file: Path, order: Order, *, note: Note, sums: Sums) -> Path:
    """Write the provenance of a fetched file and return where."""
    said = _of_source(order) | {
        "address": address.shown(order.parts),
        "address_from_user": order.mirrored,
        "etag": note.etag,
        "last_modified": note.modified,
        "size_bytes": sums.size,
        "sha256": sums.sha256,
        "held_against": sums.held_against,
    }
    write_whole(beside(file), tomli_w.dumps(said).encode())
    return beside(file)


def write_made(file: Path, order: Order, *, origin: Path, counts: dict[str, int]) -> Path:
    """Write the provenance of a file that was made of a fetched one, and return where."""
    content = file.read_bytes()
    fetched = read(origin) or {}
    said = _of_source(order) | {
        "made_from": origin.name,
        "made_from_sha256": fetched.get("sha256", ""),
        "made_from_fetched_at": fetched.get("fetched_at", ""),
        "made_by": order.source.prepare,
        "code": order.code,
        "counts": counts,
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    write_whole(beside(file), tomli_w.dumps(said).encode())
    return beside(file)


def refuse_strange(file: Path) -> None:
    """Refuse to write over a file that was not fetched by us, or that somebody has changed since.

    Raises
    ------
    FetchError
        There is such a file.
    """
    if not file.exists():
        return
    known = read(file)
    with trouble.on_disk(file):
        same = known is not None and file.is_file() and known.get("sha256") == _sha256(file)
    if not same:
        fault = Fault(
            "There is a file {file} already that petapam did not fetch, or that was changed since",
            "Move it away, or choose another folder with --out",
            {"file": file.name},
        )
        raise trouble.refused(fault)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _of_source(order: Order) -> dict[str, Any]:
    source = order.source
    return {
        "source": source.id,
        "what": source.what["en"],
        "licence": source.licence,
        "attribution": source.attribution,
        "page": source.page,
        "fetched_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "fetched_by": f"petapam {version('petapam')}",
    }
