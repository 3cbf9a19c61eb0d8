"""Genuine: whether a file that came is the one that was meant: size, checksums, first bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from geo.errors import Fault
from geo.fetch import trouble
from geo.fetch.source import Form, Order

Told = Callable[[str, int, int | None], None]
"""Told the step, how many bytes of it are done, and of how many where that is known."""
PIECE = 2**20
_HEAD = 4096
_PAGE = re.compile(
    rb"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml)", re.IGNORECASE | re.DOTALL
)
_BOM = b"\xef\xbb\xbf"
FORMS: dict[Form, re.Pattern[bytes]] = {
    "zip": re.compile(rb"\APK\x03\x04"),
    "pbf": re.compile(rb"\A\x00\x00..\x0a\x09OSMHeader", re.DOTALL),
    "sql": re.compile(rb"(?i)\A\s*(?:/\*|--|INSERT\b|DELETE\b|DROP\b|CREATE\b|REPLACE\b)"),
    "json": re.compile(rb"\A\s*[\[{]"),
    "csv": re.compile(rb"\A[^\x00<{\[]*?[,;\t]"),
}
"""How a file of each form begins."""


def check_form(head: bytes, order: Order) -> None:
    """Refuse a file that does not begin as one of its form does: a page to sign in, mostly.

    Raises
    ------
    FetchError
        It begins otherwise.
    """
    start = head.removeprefix(_BOM)
    said = {"file": order.file, "form": order.source.form.upper()}
    if _PAGE.match(start):
        fault = Fault(
            "Instead of {file} a web page came",
            "Open a page in a browser: the network may want you to sign in; then type the same command again",
            said,
        )
        raise trouble.spoilt(fault)
    if not FORMS[order.source.form].match(start):
        fault = Fault(
            "What came is no {form} file: {file} is not what the source promises",
            "See the page of the source; it may have changed",
            said,
        )
        raise trouble.spoilt(fault)


def check_size(total: int | None, order: Order, *, largest: int) -> None:
    """Refuse a file of another size than it must have, or of one that nobody expects [B]; None passes.

    Raises
    ------
    FetchError
        It has.
    """
    if total is None:
        return
    said = {"file": order.file, "size": total, "expected": order.source.bytes, "largest": largest}
    if total > largest:
        fault = Fault(
            "{file} is larger than {largest} bytes, which is more than is expected of it",
            "See the page of the source; where it is right, allow more with --largest",
            said,
        )
        raise trouble.spoilt(fault)
    if order.source.bytes is not None and total != order.source.bytes:
        fault = Fault(
            "{file} should have {expected} bytes and has {size}",
            "Type the same command again; where that does not help, the source has changed: see its page",
            said,
        )
        raise trouble.spoilt(fault)


def digests(path: Path, *, told: Told) -> tuple[str, str]:
    """Return SHA-256 and MD5 of a file, in hexadecimal."""
    strong, weak = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    size, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            strong.update(piece)
            weak.update(piece)
            done += len(piece)
            told("check", done, size)
    return strong.hexdigest(), weak.hexdigest()


def head(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def check_sum(found: str, order: Order) -> None:
    """Refuse a file with another SHA-256 than it must have.

    Raises
    ------
    FetchError
        It has; nothing of it is kept.
    """
    if order.sha256 and found != order.sha256:
        fault = Fault(
            "{file} is damaged or not the file that was meant: its SHA-256 is {found}, not {expected}",
            "Type the same command again; where that does not help, ask whoever told you the checksum",
            {"file": order.file, "found": found, "expected": order.sha256},
        )
        raise trouble.spoilt(fault)


def check_md5(found: str, theirs: str, order: Order) -> None:
    """Refuse a file with another MD5 than the server says of it; an empty one passes.

    Raises
    ------
    FetchError
        It has; nothing of it is kept.
    """
    if theirs and found != theirs:
        fault = Fault(
            "{file} is damaged: its MD5 is {found}, and the server says {expected}",
            "Type the same command again; the server may just have put a newer file there",
            {"file": order.file, "found": found, "expected": theirs},
        )
        raise trouble.spoilt(fault)
