"""Features: those of one area out of the map of a whole country, read feature by feature.

The official villages are one GeoJSON of about a gigabyte in an archive; it is never held as a whole.
"""

from __future__ import annotations

import codecs
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import Fault
from geo.fetch import trouble
from geo.fetch.genuine import Told

MEMBER = re.compile(r"(?i)(?:^|/)[a-z]{3}_adm(?:in)?4[^/]*\.geojson$")
"""Name of the layer of villages in an archive of OCHA (COD-AB)."""
CODE = "adm4_pcode"
COUNTRY = "ID"
PIECE = 2**20
LONGEST_FEATURE = 64 * 2**20
"""A feature of more characters than this is none."""
LARGEST_LAYER = 8 * 2**30
MOST_VILLAGES = 20_000
"""More than any area that can be asked for has."""
_START = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = tuple(" \t\r\n,")
_WGS84 = re.compile(r"(?i)CRS84|EPSG:{1,2}4326")


def cut(archive: Path, digits: str, *, told: Told) -> tuple[str, dict[str, int]]:
    """Return the villages of an area as GeoJSON, with counts of what was read and what was kept.

    Parameters
    ----------
    archive : ZIP of COD-AB in GeoJSON.
    digits : first digits of the BPS code of the area: 4 for a regency, 7 for a district.
    told : progress of "prepare" [B].

    Raises
    ------
    FetchError
        It is no such archive, or no village has the code.
    """
    read = 0
    kept: list[dict[str, Any]] = []
    try:
        with zipfile.ZipFile(archive) as opened:
            info = _member(opened, archive)
            with opened.open(info) as stream:
                pieces = _texts(iter(lambda: stream.read(PIECE), b""), told=told, total=info.file_size)
                for feature in features(pieces):
                    read += 1
                    if _code(feature).startswith(COUNTRY + digits) and len(kept) <= MOST_VILLAGES:
                        kept.append(feature)
        text = _collection(kept)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise _unreadable(archive, error) from error
    if not kept:
        fault = Fault(
            "None of {count} villages in {file} has a code that begins with {code}",
            "Check the code: it is that of BPS, which in some provinces differs from that of the ministry",
            {"count": read, "file": archive.name, "code": digits},
        )
        raise trouble.refused(fault)
    return text, {
        "read": read,
        "kept": len(kept),
        "without_shape": sum(not it.get("geometry") for it in kept),
    }


def features(pieces: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield the features of a GeoJSON collection that comes in pieces of text.

    Raises
    ------
    json.JSONDecodeError
        It is none, or ends before its end.
    """
    buffer, decoder = "", json.JSONDecoder()
    while (start := _START.search(buffer)) is None:
        piece = next(pieces, None)
        if piece is None or len(buffer) > PIECE:
            raise json.JSONDecodeError("no features", buffer[:20], 0)
        buffer += piece
    if '"crs"' in buffer[: start.start()] and not _WGS84.search(buffer[: start.start()]):
        raise json.JSONDecodeError("another coordinate reference system", buffer[:20], 0)
    at = start.end()
    while True:
        while buffer[at : at + 1] in _BETWEEN:
            at += 1
        if buffer.startswith("]", at):
            return
        try:
            feature, end = decoder.raw_decode(buffer, at)
        except json.JSONDecodeError:
            piece = next(pieces, None)
            if piece is None or len(buffer) - at > LONGEST_FEATURE:
                raise
            buffer, at = buffer[at:] + piece, 0
            continue
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise json.JSONDecodeError("no feature", buffer[at : at + 20], 0)
        yield feature
        at = end


def _collection(kept: list[dict[str, Any]]) -> str:
    """Return features as GeoJSON, one a line, in the order of their codes."""
    if len(kept) > MOST_VILLAGES:
        raise ValueError(f"more than {MOST_VILLAGES} villages")
    ordered = sorted(kept, key=_code)
    lines = ",\n".join(json.dumps(it, ensure_ascii=False, allow_nan=False) for it in ordered)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _code(feature: dict[str, Any]) -> str:
    """Return the code of a village; older editions write the names of columns in capitals."""
    properties = feature.get("properties") or {}
    return next((str(value) for key, value in properties.items() if key.lower() == CODE), "")


def _member(opened: zipfile.ZipFile, archive: Path) -> zipfile.ZipInfo:
    """Return the layer of villages in an archive."""
    found = [it for it in opened.infolist() if MEMBER.search(it.filename)]
    if len(found) != 1 or found[0].file_size > LARGEST_LAYER:
        fault = Fault(
            "{file} holds {count} layers of villages (adm4, GeoJSON) that can be read, not one",
            "See the page of the source; it may have changed",
            {"file": archive.name, "count": len(found)},
        )
        raise trouble.spoilt(fault)
    return found[0]


def _texts(pieces: Iterator[bytes], *, told: Told, total: int) -> Iterator[str]:
    """Yield bytes as text and tell how many have been read [B]."""
    decoder, done = codecs.getincrementaldecoder("utf-8-sig")(), 0
    for piece in pieces:
        done += len(piece)
        if done > LARGEST_LAYER:
            raise ValueError(done)
        told("prepare", done, total)
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _unreadable(archive: Path, error: Exception) -> trouble.FetchError:
    fault = Fault(
        "The map in {file} cannot be read ({why})",
        "Type the same command again with --again; where that does not help, see the page of the source",
        {"file": archive.name, "why": str(error)[:120] or type(error).__name__},
    )
    return trouble.spoilt(fault)
