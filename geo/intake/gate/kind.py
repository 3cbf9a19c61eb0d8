"""Kind: what a file is, from its content; its name may only agree or be silent."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from geo.intake.gate.archive import kind as archived
from geo.intake.gate.upload import Upload

ENDINGS = {
    **dict.fromkeys(("csv", "tsv", "txt", "tab", "xlsx", "xls", "ods"), "table"),
    **dict.fromkeys(("geojson", "json"), "json"),
    **dict.fromkeys(("parquet", "geoparquet"), "parquet"),
    **{it: it for it in ("sql", "kml", "kmz", "gpx", "gpkg", "zip", "fgb")},
}
"""What an ending promises. Offices call tables what they like: those are told apart by content alone."""
PROMISED = {
    **{it: {"table"} for it in ("csv", "xlsx", "ods", "xls")},
    **{it: {it} for it in ("json", "kml", "gpx", "gpkg", "fgb", "parquet")},
    "sql": {"sql", "table"},
    "kmz": {"kmz", "zip"},
    "shp": {"zip"},
}
"""Which promise each kind keeps."""
PASTED = {"csv", "json", "sql", "kml", "gpx"}
"""What may come without an ending: text that somebody pasted."""
MAGIC = ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"), (b"fgb\x03", "fgb"), (b"PAR1", "parquet"))
SQLITE, APPLICATIONS = b"SQLite format 3\x00", {b"GPKG", b"GP10", b"GP11"}
BLANK = b" \t\r\n"
ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
HTML = re.compile(rb"<!doctype\s+html|<html|<table|<head|<body", re.IGNORECASE)
DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
SQL = re.compile(rb"(?:--|/\*|#|(?:INSERT|CREATE|DROP|SET|USE|LOCK|BEGIN|START|TRUNCATE)\b)", re.IGNORECASE)
INSERT = re.compile(rb"INSERT\s+(?:IGNORE\s+)?INTO\b", re.IGNORECASE)
CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27})
MARKED = (b"\xff\xfe", b"\xfe\xff")
HEAD = 1 << 16


def _narrow(head: bytes) -> bytes:
    """Return a text's head without its mark, UTF-16 without its zeros."""
    if head.startswith(MARKED) or (b"\0" in head and _sixteen(head)):
        return head.removeprefix(MARKED[0]).removeprefix(MARKED[1]).replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _sixteen(head: bytes) -> bool:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return (even == 0) != (odd == 0) and max(even, odd) > 0.4 * len(head) / 2


def _xml(upload: Upload, head: bytes) -> str:
    if HTML.search(head[:2_048]):
        return "?web_page"
    if any(DTD.search(piece.replace(b"\0", b"")) for piece in upload.pieces()):
        return "?dtd"
    root = ROOT.search(head)
    kinds = {b"kml": "kml", b"gpx": "gpx", b"placemark": "kml", b"document": "kml", b"folder": "kml"}
    return kinds.get(root[1].lower(), "?kind_unknown") if root else "?kind_unknown"


def _text(upload: Upload, whole_head: bytes) -> str:
    head = _narrow(whole_head).lstrip(BLANK)
    if head.translate(None, CONTROL) != head:
        return "?kind_unknown"
    if head[:1] == b"<":
        return _xml(upload, head)
    if head[:1] in {b"{", b"["}:
        return "json"
    return "sql" if SQL.match(head) and INSERT.search(head) else "csv"


def content(upload: Upload) -> str:
    """Return the kind of a file from its bytes, or the code of a refusal behind a question mark."""
    head = upload.head(HEAD)
    if not head.strip(BLANK + b"\0"):
        return "?empty"
    if head.startswith(b"PK"):
        return archived(upload)
    if head.startswith(SQLITE):
        return "gpkg" if head[68:72] in APPLICATIONS else "?kind_unknown"
    return next((kind for magic, kind in MAGIC if head.startswith(magic)), None) or _text(upload, head)


def agrees(kind: str, name: str) -> bool:
    """Return whether a name promises what the content is; a pasted text needs none."""
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        return not ending and kind in PASTED
    return ENDINGS[ending] in PROMISED[kind]
