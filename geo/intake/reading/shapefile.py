"""Shapefiles: every one that an archive holds with its table; a missing half is said, not filled in."""

from __future__ import annotations

import codecs
from pathlib import Path, PurePosixPath

from geo.intake.reading import drivers
from geo.intake.reading.archive import unpack
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.refused import RefusedError

NEEDED = (".shp", ".shx", ".dbf")
BESIDE = (".prj", ".cpg")
MAGIC = b"\x00\x00\x27\x0a"
MOST_WKT = 20_000
NAMES = ("utf-8", "cp1252", "iso8859-1", "cp1250", "cp1251", "cp437", "cp850", "cp936", "big5", "shift_jis")
"""Encodings that a .cpg may name; any other is found from the bytes."""
PIECE = 1 << 16


def _codec(name: str) -> str | None:
    bare = name.strip().lower()
    bare = f"cp{bare.removeprefix('ansi').strip(' _-')}" if bare.startswith("ansi") else bare
    try:
        found = codecs.lookup(f"cp{bare}" if bare.isdigit() else bare).name
    except LookupError:
        return None
    return found if found in NAMES else None


def encoding(table: Path, page: Path | None) -> str:
    """Return the encoding of a .dbf: what its .cpg says, else UTF-8 where every byte allows it."""
    said = _codec(page.read_bytes()[:64].decode("ascii", "replace")) if page is not None else None
    if said is not None:
        return said
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with table.open("rb") as file:
            file.read(32)
            while piece := file.read(PIECE):
                decoder.decode(piece)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _draft(base: str, parts: dict[str, Path]) -> Draft:
    if not set(NEEDED) <= set(parts):
        raise RefusedError("shp_incomplete")
    for ending in (".shp", ".shx"):
        with parts[ending].open("rb") as file:
            if file.read(4) != MAGIC:
                raise RefusedError("unreadable")
    home = parts[".shp"].parent
    for ending, path in parts.items():
        path.rename(home / f"layer{ending}")
    parts = {ending: home / f"layer{ending}" for ending in parts}
    draft = drivers.layer(
        parts[".shp"], PurePosixPath(base).name, encoding=encoding(parts[".dbf"], parts.get(".cpg"))
    )
    for path in parts.values():
        path.unlink()
    return draft


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read every shapefile of an archive; without a .prj it says nothing of its coordinates."""
    found = unpack(folder, endings={*NEEDED, *BESIDE})
    bases: dict[str, dict[str, Path]] = {}
    for inside, path in found.items():
        bases.setdefault(inside[: -len(path.suffix)], {})[path.suffix] = path
    layers = {base: parts for base, parts in sorted(bases.items()) if ".shp" in parts}
    if not layers:
        raise RefusedError("shp_incomplete")
    drafts = []
    for number, (base, parts) in enumerate(layers.items()):
        drafts.append(_draft(base, parts))
        tell(number + 1, len(layers))
    return [draft for draft in drafts if len(draft)]
