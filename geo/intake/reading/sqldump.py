"""SQL dumps: the rows that INSERT statements hold. Nothing is executed: the text is read, token by token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from geo.intake.reading import boundaries, limits
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.encoding import whole
from geo.intake.reading.jsonfile import WGS84
from geo.intake.reading.records import Records
from geo.intake.reading.refused import RefusedError

INSERT = re.compile(
    r"""INSERT \s+ (?:IGNORE\s+)? INTO \s+ ([`"\[\]\w.]{1,200}) \s* \( ([^()]{1,20000}) \) \s* VALUES""",
    re.IGNORECASE | re.VERBOSE,
)
TOKEN = re.compile(
    r"""\s*(?:
      '(?P<text>[^'\\]*(?:(?:\\.|'')[^'\\]*)*)'
    | (?P<null>NULL)
    | (?P<number>[-+]?[\d.]+(?:[eE][-+]?\d+)?)
    | (?P<mark>[(),;])
    | (?P<comment>--[^\n]*\n|/\*.*?\*/)
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
MEANT = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
TOLD_EVERY = 2_000


def _unescaped(text: str) -> str:
    if "\\" not in text and "''" not in text:
        return text
    return ESCAPED.sub(lambda it: "'" if it[1] is None else MEANT.get(it[1], it[1]), text)


def _tuples(text: str, start: int) -> Iterator[tuple[list[str | None], int]]:
    """Yield the rows of one VALUES list, each with where it ends."""
    row: list[str | None] = []
    place = start
    while (found := TOKEN.match(text, place)) is not None:
        place = found.end()
        kind = found.lastgroup
        if kind == "text":
            row.append(_unescaped(found["text"]))
        elif kind == "null":
            row.append(None)
        elif kind == "number":
            row.append(found["number"])
        elif found["mark"] == "(":
            row = []
        elif found["mark"] == ")":
            yield row, place
        elif found["mark"] == ";":
            return
    raise RefusedError("sql_unknown")


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read one layer for each table; a field `path` that is a boundary becomes the shape of its row."""
    text = whole(folder / limits.UPLOAD)
    tables: dict[str, Records] = {}
    place = 0
    while (insert := INSERT.search(text, place)) is not None:
        name = insert[1].strip('`"[]').rsplit(".", 1)[-1].strip('`"[]')
        fields = [field.strip().strip('`"[]') for field in insert[2].split(",")]
        if len(tables) >= limits.MOST_SHEETS:
            raise RefusedError("too_many_sheets", most=limits.MOST_SHEETS)
        said = WGS84 if boundaries.FIELD in fields else None
        records = tables.setdefault(name, Records(name, crs=said))
        place = insert.end()
        for row, place in _tuples(text, insert.end()):
            if len(row) != len(fields):
                raise RefusedError("sql_unknown")
            held, shape, given = boundaries.split(dict(zip(fields, row, strict=True)))
            records.add(held, shape, given=given)
            if len(records.draft) % TOLD_EVERY == 0:
                tell(place, len(text))
    if not tables:
        raise RefusedError("sql_unknown")
    return [records.draft for records in tables.values()]
