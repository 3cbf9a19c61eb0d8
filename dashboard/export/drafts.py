"""Drafts: files that GDAL writes, in a folder of this run alone that is gone when their bytes are read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pyogrio

Options = Mapping[str, str | dict[str, str]]


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that only this user may read (mode 700), and remove it."""
    with tempfile.TemporaryDirectory(prefix="petapam-") as name:
        yield Path(name)


def write(frame: gpd.GeoDataFrame, file: Path, *, shape: str, options: Options) -> None:
    """Write one layer with GDAL; an empty one keeps its columns and its kind of shape.

    Parameters
    ----------
    options : of `pyogrio.write_dataframe`, driver and layer among them.
    """
    pyogrio.write_dataframe(frame, file, geometry_type=shape, **options)
