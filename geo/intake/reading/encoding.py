"""Encoding: which one a text file is written in, found from its bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

from geo.intake.reading.refused import RefusedError

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CANDIDATES = ("utf-8", "cp1252")
"""Tried in turn; the first that can read every byte is it. What neither reads is no text."""
PIECE = 1 << 20


def _readable(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked(head: bytes) -> str | None:
    """Return UTF-16 for a text that says nothing, but has a zero in nearly every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most = 0.4 * len(head) / 2
    if odd > most and not even:
        return "utf-16-le"
    return "utf-16-be" if even > most and not odd else None


def encoding(path: Path) -> str:
    """Return the encoding of a text file.

    Raises
    ------
    RefusedError
        It is in none that is known, or it is no text.
    """
    with path.open("rb") as file:
        head = file.read(4_096)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None) or _unmarked(head)
    for name in [marked] if marked else CANDIDATES:
        if _readable(path, name):
            return name
    raise RefusedError("encoding")


def whole(path: Path) -> str:
    """Return a text file as one text, without its mark."""
    return path.read_bytes().decode(encoding(path)).removeprefix("\ufeff")
