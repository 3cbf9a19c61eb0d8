"""A background map of one's own: an OpenStreetMap extract as vector tiles in one file, drawn offline."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio

from geo.basemap import archive, kinds
from geo.basemap.read import Drawn
from geo.extract import Progress, silent

NAME = "basemap"
SIMPLIFY = 0.5
"""Tolerance of shapes in units of a tile (4096 across), before the last zoom."""
_ALL = "SELECT zoom_level, tile_column, tile_row FROM tiles"
_ONE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"


def _cut(drawn: Drawn, folder: Path, progress: Progress) -> list[Path]:
    """Cut every layer into tiles of its own zooms."""
    made = []
    for i, (name, frame) in enumerate(drawn.layers.items()):
        progress("tiles", i, len(drawn.layers))
        made.append(folder / f"{name}.mbtiles")
        pyogrio.write_dataframe(
            frame.assign(name=frame["name"].where(frame["name"].ne(""))),
            made[-1],
            layer=name,
            driver="MBTiles",
            MINZOOM=kinds.LAYERS[name],
            MAXZOOM=kinds.LAST_ZOOM,
            SIMPLIFICATION=SIMPLIFY,
        )
    progress("tiles", len(made), len(made))
    return made


def _merged(files: list[Path]) -> Iterator[tuple[int, bytes]]:
    """Yield the tiles of all files in the order of the archive.

    A vector tile is a list of layers in protocol buffers, so tiles of the same place are joined by writing
    one behind the other (Mapbox Vector Tile Specification 2.1, section 4.1).
    """
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(sqlite3.connect(file))) for file in files]
        holders: dict[tuple[int, int, int], list[int]] = {}
        for i, store in enumerate(stores):
            for key in store.execute(_ALL):
                holders.setdefault(key, []).append(i)
        from_north = {(z, x, y): archive.number(z, x, (1 << z) - 1 - y) for z, x, y in holders}
        for key in sorted(holders, key=from_north.__getitem__):
            tiles = (gzip.decompress(stores[i].execute(_ONE, key).fetchone()[0]) for i in holders[key])
            yield from_north[key], gzip.compress(b"".join(tiles), compresslevel=6, mtime=0)


def write(drawn: Drawn, path: Path | str, *, progress: Progress = silent) -> None:
    """Write what was read as one archive (.pmtiles); an interruption leaves the former file, or none."""
    with TemporaryDirectory() as folder:
        files = _cut(drawn, Path(folder), progress)
        said = {
            "name": NAME,
            "source": drawn.source,
            "date": drawn.date,
            "attribution": "© OpenStreetMap contributors (ODbL)",
            "vector_layers": [
                {
                    "id": name,
                    "fields": {"kind": "String", "name": "String", "rank": "Number"},
                    "minzoom": kinds.LAYERS[name],
                    "maxzoom": kinds.LAST_ZOOM,
                }
                for name in drawn.layers
            ],
        }
        zooms = min(kinds.LAYERS[name] for name in drawn.layers), kinds.LAST_ZOOM
        archive.write(Path(path), _merged(files), bounds=drawn.bounds, zooms=zooms, about=said)
