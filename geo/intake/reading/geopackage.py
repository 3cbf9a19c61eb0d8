"""GeoPackage: its tables as SQLite holds them, opened read-only; no map library, no extension, no trigger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.intake.reading import limits
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.plain import text
from geo.intake.reading.refused import RefusedError
from geo.intake.reading.shapes import Wkb

ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the envelope by its code (OGC 12-128r18, 2.1.3)."""
EMPTY = 0x10
ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
FUNCTIONS = frozenset({
    "abs", "avg", "cast", "ceil", "coalesce", "count", "date", "datetime", "floor", "format", "glob",
    "group_concat", "hex", "ifnull", "iif", "instr", "julianday", "length", "like", "lower", "ltrim", "max",
    "min", "nullif", "printf", "quote", "replace", "round", "row_number", "rtrim", "strftime", "substr",
    "substring", "sum", "time", "total", "trim", "typeof", "unicode", "upper",
})  # fmt: skip
STEPS, MOST_CALLS = 100_000, 1_000
"""A query is asked every so many steps of SQLite's machine whether it may go on, and at most so often."""
TOLD_EVERY = 5_000
SHORTEST = 13
"""Bytes of the header and of a geometry without any coordinate."""
Layer = tuple[str, str | None, str | None]
"""Its table, geometry column and CRS."""


class _Guard:
    """Lets a query read and nothing else, and not for ever."""

    def __init__(self) -> None:
        self.calls = 0
        self.denied = False

    def may_go_on(self) -> int:
        """Return zero while a query may go on."""
        self.calls += 1
        return int(self.calls > MOST_CALLS)

    def may(self, action: int, _first: str | None, second: str | None, *_others: object) -> int:
        """Allow reading and plain functions; whatever else a view of the file tries is refused."""
        allowed = action in ALLOWED
        if action == sqlite3.SQLITE_FUNCTION:
            allowed = (second or "").lower() in FUNCTIONS
        self.denied |= not allowed
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def verdict(self, error: Exception) -> RefusedError:
        """Return why a query failed; a function that SQLite does not know is one of another program."""
        if self.denied or any(it in str(error) for it in ("no such function", "unsafe use of")):
            return RefusedError("forbidden_query")
        return RefusedError("endless_query" if self.calls > MOST_CALLS else "unreadable")


def _open(path: Path, guard: _Guard) -> sqlite3.Connection:
    base = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    base.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.FILE_MB["gpkg"] * limits.MB)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.setlimit(sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0"):
        base.execute(f"PRAGMA {pragma}")
    base.set_progress_handler(guard.may_go_on, STEPS)
    base.set_authorizer(guard.may)
    return base


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def wkb(blob: object) -> Wkb:
    """Return the WKB of a GeoPackage geometry; None for one that is empty or no geometry."""
    if not isinstance(blob, bytes) or len(blob) < SHORTEST or blob[:2] != b"GP":
        return None
    flags = blob[3]
    envelope = flags >> 1 & 7
    if flags & EMPTY or envelope >= len(ENVELOPES):
        return None
    return blob[8 + ENVELOPES[envelope] :] or None


def _crs(base: sqlite3.Connection, srs: object) -> str | None:
    found = base.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?",
        (srs,),
    ).fetchone()
    if found is None or not isinstance(srs, int) or srs <= 0:
        return None
    organization, code, definition = found
    if isinstance(organization, str) and organization.upper() in {"EPSG", "ESRI"} and isinstance(code, int):
        return f"{organization.upper()}:{code}"
    return str(definition) if definition and definition != "undefined" else None


def _layers(base: sqlite3.Connection) -> Iterator[Layer]:
    """Yield each layer's table, geometry column and CRS; tables without geometry have neither."""
    rows = base.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c "
        "LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name "
        "WHERE c.data_type IN ('features', 'attributes') ORDER BY c.rowid"
    ).fetchmany(limits.MOST_SHEETS + 1)
    if len(rows) > limits.MOST_SHEETS:
        raise RefusedError("too_many_sheets", most=limits.MOST_SHEETS)
    for table, column, srs in rows:
        yield str(table), column, _crs(base, srs) if column is not None else None


def _draft(base: sqlite3.Connection, layer: Layer, *, size: int, tell: Tell) -> Draft:
    """Read one layer; it cannot have more rows than the file has bytes."""
    table, column, crs = layer
    cursor = base.execute(f"SELECT * FROM {_quoted(table)}")
    names: list[str] = [it[0] for it in cursor.description]
    place = names.index(column) if column in names else -1
    draft = Draft(table, columns=[it for it in names if it != column], crs=crs)
    for number, row in enumerate(cursor):
        if number > size:
            raise RefusedError("endless_query")
        cells: list[Any] = list(row)
        blob = cells.pop(place) if place >= 0 else None
        draft.add(number + 1, [text(cell) for cell in cells], wkb(blob), given=blob is not None)
        if number % TOLD_EVERY == 0:
            tell(number, number)
    return draft


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read every layer and every table without geometry that the file lists."""
    guard = _Guard()
    path = folder / limits.UPLOAD
    base = _open(path, guard)
    try:
        drafts = [_draft(base, layer, size=path.stat().st_size, tell=tell) for layer in list(_layers(base))]
    except (sqlite3.Error, OverflowError) as error:
        raise guard.verdict(error) from error
    finally:
        base.close()
    return [draft for draft in drafts if len(draft)]
