"""Archive: one file of vector tiles that a browser reads piece by piece (PMTiles, version 3).

The format is https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md: a header of 127 bytes, a
directory of the tiles along a Hilbert curve, a JSON text about the whole, and the tiles.
"""

from __future__ import annotations

import gzip
import json
import secrets
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from geo.basemap.coast import Bounds
from geo.errors import Fault, InputError

HEADER = struct.Struct("<7sB11QBBBBBB4iB2i")
MAGIC, VERSION = b"PMTiles", 3
GZIP, VECTOR = 2, 1
SEVEN, MORE = 7, 0x80
"""A number is written in pieces of seven bits; the eighth says that more follow."""
LEAF = 2_048
"""Tiles in a directory of the second level; so many or fewer need no second level."""
DEGREE = 10_000_000


class Tile(NamedTuple):
    """A tile along the curve, by where it lies in the file."""

    number: int
    offset: int
    length: int
    run: int = 1


def number(z: int, x: int, y: int) -> int:
    """Return the place of a tile (zoom, column from west, row from north) along the Hilbert curve."""
    place = ((1 << 2 * z) - 1) // 3
    for level in range(z - 1, -1, -1):
        size = 1 << level
        right, down = bool(x & size), bool(y & size)
        place += size * size * ((3 * right) ^ down)
        x, y = x & (size - 1), y & (size - 1)
        if not down:
            x, y = (size - 1 - y, size - 1 - x) if right else (y, x)
    return place


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >> SEVEN:
        out.append(value & MORE - 1 | MORE)
        value >>= SEVEN
    return bytes([*out, value])


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=9, mtime=0)


def directory(tiles: Sequence[Tile]) -> bytes:
    """Return a directory: steps of numbers, runs, lengths, and places, 0 where a tile follows the last."""
    values = [len(tiles)]
    before = (0, *(tile.number for tile in tiles))
    values += [tile.number - last for tile, last in zip(tiles, before, strict=False)]
    values += [tile.run for tile in tiles]
    values += [tile.length for tile in tiles]
    end = None
    for tile in tiles:
        values.append(0 if tile.offset == end else tile.offset + 1)
        end = tile.offset + tile.length
    return _packed(b"".join(map(_varint, values)))


def directories(tiles: Sequence[Tile]) -> tuple[bytes, bytes]:
    """Return the first directory and all those of the second level, which the first one points into."""
    if len(tiles) <= LEAF:
        return directory(tiles), b""
    leaves, entries, offset = [], [], 0
    for start in range(0, len(tiles), LEAF):
        part = tiles[start : start + LEAF]
        leaves.append(directory(part))
        entries.append(Tile(part[0].number, offset, len(leaves[-1]), 0))
        offset += len(leaves[-1])
    return directory(entries), b"".join(leaves)


def write(
    path: Path,
    tiles: Iterable[tuple[int, bytes]],
    *,
    bounds: Bounds,
    zooms: tuple[int, int],
    about: dict[str, Any],
) -> None:
    """Write an archive; an interruption leaves the former file, or none.

    Parameters
    ----------
    tiles : number along the curve, rising, and the tile, compressed with gzip.
    bounds : west, south, east, north [degrees].
    zooms : first and last zoom.
    about : what the archive says of itself.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part, body = (path.with_name(f".{path.name}.{secrets.token_hex(4)}") for _ in range(2))
    try:
        listed, offset = [], 0
        with body.open("xb") as file:
            for place, tile in tiles:
                listed.append(Tile(place, offset, len(tile)))
                offset += file.write(tile)
        with part.open("xb") as file, body.open("rb") as stored:
            file.write(_head(listed, offset, bounds, zooms, about))
            while block := stored.read(1 << 20):
                file.write(block)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
        body.unlink(missing_ok=True)


def _head(
    listed: Sequence[Tile], size: int, bounds: Bounds, zooms: tuple[int, int], about: dict[str, Any]
) -> bytes:
    """Return all that stands before the tiles."""
    root, leaves = directories(listed)
    text = _packed(json.dumps(about, ensure_ascii=False, sort_keys=True).encode())
    parts, places, at = (root, text, leaves), [], HEADER.size
    for length in (*map(len, parts), size):
        places += [at, length]
        at += length
    count = len(listed)
    west, south, east, north = (round(it * DEGREE) for it in bounds)
    middle = (zooms[0], (west + east) // 2, (south + north) // 2)
    numbers = (*places, count, count, count, 1, GZIP, GZIP, VECTOR, *zooms, west, south, east, north, *middle)
    return b"".join([HEADER.pack(MAGIC, VERSION, *numbers), *parts])


def about(path: Path) -> dict[str, Any]:
    """Return what an archive says of itself.

    Raises
    ------
    InputError
        The file is no archive of vector tiles, or is cut short.
    """
    try:
        with path.open("rb") as file:
            head = HEADER.unpack(file.read(HEADER.size))
            whole = head[8] + head[9] <= path.stat().st_size
            file.seek(head[4])
            said: dict[str, Any] = json.loads(gzip.decompress(file.read(head[5])))
        unfit = head[:2] != (MAGIC, VERSION) or head[16] != VECTOR or not whole
    except (OSError, EOFError, ValueError, struct.error):
        unfit = True
    if unfit:
        fault = Fault("{file} is not a whole basemap", "Build it again", {"file": path.name})
        raise InputError(fault)
    return said
