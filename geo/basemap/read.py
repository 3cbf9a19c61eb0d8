"""Read what a basemap shows out of an OpenStreetMap extract, streamed (needs pyosmium)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs, extract
from geo.basemap import coast, kinds
from geo.basemap.coast import Bounds
from geo.basemap.kinds import Kind
from geo.errors import Fault, InputError
from geo.extract import Progress, silent

LARGE_BYTES = 300_000_000
"""Above this the places of nodes are kept in a file instead of in memory: 16 bytes for each."""
BATCH = 20_000
COLUMNS = ["layer", "kind", "rank", "name"]


@dataclass(frozen=True)
class Drawn:
    """What a basemap shows.

    Parameters
    ----------
    layers : by name of layer; EPSG:4326, columns kind, rank, name.
    bounds : west, south, east, north of what was read [degrees].
    source : name of the extract.
    date : of its data, as it states them.
    """

    layers: dict[str, gpd.GeoDataFrame]
    bounds: Bounds
    source: str
    date: str


@contextmanager
def _places(path: Path) -> Iterator[str]:
    """Give the kind of store for the places of nodes that suits the size of the file."""
    if path.stat().st_size < LARGE_BYTES:
        yield "sparse_mem_array"
        return
    with TemporaryDirectory() as folder:
        yield f"sparse_file_array,{folder}/places"


class _Thing(Protocol):
    tags: Iterable[tuple[str, str]]

    def type_str(self) -> str: ...


class _Taken:
    """Takes things as they stream by; keeps those that are drawn, cut to the bounds, batch by batch."""

    def __init__(self, osmium: ModuleType, bounds: Bounds | None) -> None:
        wkb = osmium.geom.WKBFactory()
        self.broken = (RuntimeError, osmium.InvalidLocationError)
        self.frame = None if bounds is None else shapely.box(*bounds)
        self.known: dict[str, tuple[Callable[[dict[str, str]], Kind | None], Callable[[_Thing], str]]] = {
            "a": (kinds.of_area, wkb.create_multipolygon),
            "w": (kinds.of_line, wkb.create_linestring),
            "n": (kinds.of_point, wkb.create_point),
        }
        self.rows: list[tuple[str, str, int, str]] = []
        self.shapes: list[str] = []
        self.parts: list[gpd.GeoDataFrame] = []

    def add(self, thing: _Thing) -> None:
        """Keep a thing if it is drawn; one whose shape is broken or incomplete is left out."""
        kind_of, shape_of = self.known.get(thing.type_str(), (None, None))
        if kind_of is None or shape_of is None:
            return
        tags = dict(thing.tags)
        kind = kind_of(tags)
        if kind is None:
            return
        try:
            self.shapes.append(shape_of(thing))
        except self.broken:
            return
        self.rows.append((kind.layer, kind.kind, kind.rank, tags.get("name", "")))
        if len(self.rows) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Turn what has gathered into shapes within the bounds."""
        shapes = shapely.from_wkb(np.array(self.shapes, dtype=object))
        rows = pd.DataFrame(self.rows, columns=COLUMNS)
        self.rows, self.shapes = [], []
        if self.frame is not None:
            shapely.prepare(self.frame)
            near = shapely.intersects(self.frame, shapes)
            rows, shapes = rows[near], shapes[near]
            across = ~shapely.contains_properly(self.frame, shapes)
            shapes[across] = shapely.intersection(shapely.make_valid(shapes[across]), self.frame)
        self.parts.append(gpd.GeoDataFrame(rows, geometry=shapes, crs=crs.GEOGRAPHIC))

    def all(self) -> gpd.GeoDataFrame:
        """Return everything that was kept."""
        self.flush()
        whole = pd.concat(self.parts, ignore_index=True)
        return whole[~whole.geometry.is_empty]


def _small(whole: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with small areas in the layers that begin at a nearer zoom."""
    layer = whole["layer"].copy()
    box = whole.geometry.bounds
    narrower = np.cos(np.radians((box["miny"] + box["maxy"]) / 2))
    km2 = shapely.area(whole.geometry.to_numpy()) * coast.KM_PER_DEGREE**2 * narrower
    for large, (small, limit) in kinds.SMALL.items():
        layer[whole["layer"].eq(large) & (km2 < limit)] = small
    return whole.assign(layer=layer)


def _ground(shores: gpd.GeoDataFrame, bounds: Bounds) -> dict[str, gpd.GeoDataFrame]:
    """Return sea and earth, as far as there are any; beyond the bounds there is neither."""
    land = coast.land(shores.geometry.to_numpy(), bounds)
    shapes = {"sea": shapely.difference(shapely.box(*bounds), land), "earth": land}
    return {
        name: gpd.GeoDataFrame(
            {"kind": [name], "rank": [1], "name": [""]}, geometry=[shape], crs=crs.GEOGRAPHIC
        )
        for name, shape in shapes.items()
        if not shape.is_empty
    }


def read(path: Path | str, *, bounds: Bounds | None = None, progress: Progress = silent) -> Drawn:
    """Read land, water, roads, rails and names of places.

    Parameters
    ----------
    bounds : west, south, east, north [degrees] of what is wanted; without them, all of the extract.
    progress : told every so many objects; an exception that it raises stops the reading.

    Raises
    ------
    NotFoundError
        There is no such file, or pyosmium is not installed.
    InputError
        The file is cut short, is no OSM file, or holds nothing to draw, or nothing within the bounds.
    """
    path = Path(path)
    osmium = extract.pyosmium(path)
    date = extract.date(path, osmium)
    taken = _Taken(osmium, bounds)
    with _places(path) as store:
        things = osmium.FileProcessor(str(path)).with_locations(store)
        things = things.with_areas(osmium.filter.KeyFilter(*kinds.AREA_KEYS))
        things = things.with_filter(osmium.filter.KeyFilter(*kinds.KEYS))
        for thing in extract.each(path, things, lambda done: progress("things", done, None)):
            taken.add(thing)
    whole = _small(taken.all())
    if whole.empty and bounds is not None:
        fault = Fault(
            "{file} shows another place",
            "Take an extract that holds the operation's villages",
            {"file": path.name},
        )
        raise InputError(fault)
    if whole.empty:
        raise InputError(Fault("{file} holds nothing to draw", "Choose another", {"file": path.name}))
    west, south, east, north = (float(it) for it in whole.total_bounds)
    found = (west, south, east, north)
    layers = {name: part.drop(columns="layer") for name, part in whole.groupby("layer")}
    ground = _ground(whole[whole["layer"].eq(kinds.COAST.layer)], found)
    drawn = {**ground, **{name: layers[name] for name in kinds.LAYERS if name in layers}}
    return Drawn(drawn, found, path.name, date)
