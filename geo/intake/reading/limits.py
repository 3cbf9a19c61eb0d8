"""Limits: how much one file may hold, and what its reader may use."""

from __future__ import annotations

MB = 1 << 20

FILE_MB = {
    "csv": 256,
    "xlsx": 64,
    "ods": 64,
    "xls": 64,
    "json": 96,
    "sql": 96,
    "kml": 64,
    "gpx": 64,
    "gpkg": 256,
    "fgb": 256,
    "parquet": 256,
    "shp": 128,
    "kmz": 64,
}
"""Largest file of each kind [MB]; the keys are the kinds that are read."""

MOST_ROWS = 1_200_000
MOST_FEATURES = 1_000_000
MOST_VERTICES = 5_000_000
MOST_COLUMNS = 2_000
MOST_CELLS = 30_000_000
MOST_CELL_CHARS = 4_000_000
MOST_SHEETS = 64
MOST_MERGED = 100_000

ZIP_MEMBERS = 512
ZIP_MB = 512
ZIP_RATIO = 200
"""A member that grows more than this, and past `ZIP_SMALL_MB`, is a bomb (real sheets grow 10 to 60-fold)."""
ZIP_SMALL_MB = 1

MEMORY_MB = 2_048
RESULT_MB = 768
OPEN_FILES = 128
SECONDS, SECONDS_PER_MB = 20.0, 0.4
"""Wall clock of one file: this much, and more for each of its MB [s]."""

UPLOAD = "upload"
"""Name of the file inside its folder, whatever its user calls it."""


def seconds(size: int) -> float:
    """Return how long a file of `size` bytes may take [s]."""
    return SECONDS + SECONDS_PER_MB * size / MB
