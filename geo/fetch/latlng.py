"""Latlng: village boundaries of cahyadsn/wilayah_boundaries, whose points are [lat, lng], as GeoJSON.

One ``INSERT`` of rows ``('35.75.01.1002','Gentong',-7.64,112.89,'[[[lat,lng],...]]')``, or JSON with the same
fields. A path is a polygon (rings) or, one level deeper, several.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import Fault
from geo.fetch import trouble

COLUMNS = ("kode", "nama", "lat", "lng", "path")
SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5
"""Indonesia [degrees]."""
_HEADER = re.compile(r"(?i)INSERT\s+INTO\s+[`\"]?wilayah_boundaries[`\"]?\s*\(([^)]*)\)\s*VALUES")
_BEGIN, _LINK = re.compile(r"\s*\("), re.compile(r"\s*([,;])")
_CELL = re.compile(r"\s*(?:'((?:[^'\\]|''|\\.)*)'|((?i:NULL)|[-+.\deE]+))\s*([,)])", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_POLYGON, _SEVERAL = 3, 4
_PAIR = 2
_RING = 4


def convert(path: Path) -> tuple[str, dict[str, int]]:
    """Return boundaries as GeoJSON in lon, lat, with counts of what was read.

    Parameters
    ----------
    path : SQL, or JSON with the same fields.

    Raises
    ------
    FetchError
        A row cannot be read, or a point lies outside Indonesia either way round; nothing is left out.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(_json_rows(text) if text.lstrip()[:1] in {"[", "{"} else _sql_rows(text))
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, error) from error
    found, wrong = [], []
    for row in sorted(rows, key=lambda it: str(it.get("kode"))):
        try:
            found.append(_feature(row))
        except (ValueError, TypeError, KeyError, RecursionError):
            wrong.append(str(row.get("kode")))
    if wrong or not found:
        fault = Fault(
            "Rows of {file} have no boundary that can be read",
            "See the page of the source; its form may have changed",
            {"file": path.name},
            wrong,
        )
        raise trouble.spoilt(fault)
    lines = ",\n".join(json.dumps(it, ensure_ascii=False, allow_nan=False) for it in found)
    counts = {"read": len(rows), "kept": len(found)}
    counts["without_shape"] = sum(it["geometry"] is None for it in found)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', counts


def _sql_rows(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of the INSERTs of a dump, each up to its semicolon; nothing is passed over."""
    header = _HEADER.search(text)
    if header is None:
        raise ValueError("no INSERT INTO wilayah_boundaries")
    while header is not None:
        names = [it.strip().strip('`"').lower() for it in header[1].split(",")]
        if missing := [it for it in COLUMNS if it not in names]:
            raise ValueError(f"no column {missing[0]}")
        at, link = header.end(), ","
        while link == ",":
            cells, at = _row(text, at)
            if len(cells) != len(names):
                raise ValueError(_line(text, at))
            yield dict(zip(names, cells, strict=True))
            found = _LINK.match(text, at)
            if found is None:
                raise ValueError(_line(text, at))
            link, at = found[1], found.end()
        header = _HEADER.search(text, at)


def _row(text: str, at: int) -> tuple[list[str | None], int]:
    """Return the cells of the row that begins at a place, and where it ends."""
    begun = _BEGIN.match(text, at)
    if begun is None:
        raise ValueError(_line(text, at))
    cells: list[str | None] = []
    at, link = begun.end(), ","
    while link == ",":
        cell = _CELL.match(text, at)
        if cell is None:
            raise ValueError(_line(text, at))
        bare = None if (cell[2] or "").upper() == "NULL" else cell[2]
        cells.append(bare if cell[1] is None else _plain(cell[1]))
        at, link = cell.end(), cell[3]
    return cells, at


def _line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"


def _plain(quoted: str) -> str:
    return _ESCAPED.sub(lambda found: found[1] or "'", quoted)


def _json_rows(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON list, of one object, or of an export that wraps its rows in "data"."""
    found = json.loads(text)
    if isinstance(found, dict):
        found = found.get("data", [found])
    tables = [it for it in found if isinstance(it, dict) and it.get("type") == "table"]
    for row in tables[0].get("data", []) if tables else found:
        if not isinstance(row, dict) or "kode" not in row or "path" not in row:
            raise ValueError("a row without kode or path")
        yield row


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    path = json.loads(row["path"]) if isinstance(row["path"], str) and row["path"] else row["path"]
    code, name = str(row["kode"]), str(row.get("nama") or "")
    return {
        "type": "Feature",
        "properties": {"kode": code, "nama": name},
        "geometry": _shape(path) if path else None,
    }


def _shape(path: list[Any]) -> dict[str, Any]:
    depth = _depth(path)
    if depth == _POLYGON:
        return {"type": "Polygon", "coordinates": [_ring(it) for it in path]}
    if depth == _SEVERAL:
        return {"type": "MultiPolygon", "coordinates": [[_ring(it) for it in part] for part in path]}
    raise ValueError(depth)


def _depth(path: object) -> int:
    depth = 0
    while isinstance(path, list) and path:
        depth, path = depth + 1, path[0]
    return depth


def _ring(points: list[list[float]]) -> list[list[float]]:
    """Return a ring of (lat, lng) as one of (lon, lat), closed; one that is (lng, lat) already stays."""
    pairs = np.asarray(points, float)
    if pairs.ndim != _PAIR or pairs.shape[1] != _PAIR or len(pairs) < _RING - 1:
        raise ValueError(pairs.shape)
    if _inside(pairs[:, ::-1]):
        pairs = pairs[:, ::-1]
    elif not _inside(pairs):
        raise ValueError("outside Indonesia")
    ring: list[list[float]] = pairs.tolist()
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _inside(lonlat: np.ndarray) -> bool:
    lon, lat = lonlat.T
    return bool(((lon > WEST) & (lon < EAST) & (lat > SOUTH) & (lat < NORTH)).all())


def _unreadable(path: Path, error: Exception) -> trouble.FetchError:
    fault = Fault(
        "{file} cannot be read as boundaries ({why})",
        "See the page of the source; its form may have changed",
        {"file": path.name, "why": str(error)[:120]},
    )
    return trouble.spoilt(fault)
