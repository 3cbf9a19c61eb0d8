"""OSM: a road graph out of an OpenStreetMap extract, streamed (needs pyosmium)."""

from __future__ import annotations

import array
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np

from geo import extract
from geo.errors import Fault, InputError
from geo.extract import Progress, silent
from geo.scenario import Vehicle
from geo.travel import junctions, speeds
from geo.travel.graph import RoadGraph
from geo.travel.junctions import Ways
from geo.travel.osm_tags import Use, speed_kmh, stops, use
from geo.travel.speeds import SpeedTable

LIMITS = ("maxspeed", "maxspeed:forward", "maxspeed:backward")


class _Ref(Protocol):
    ref: int


class _Way(Protocol):
    tags: Iterable[tuple[str, str]]
    nodes: Iterable[_Ref]


class _Drawn:
    """The roads of a file, as far as they were read."""

    def __init__(self, table: SpeedTable, vehicle: Vehicle) -> None:
        self.table, self.vehicle = table, vehicle
        self.numbers = {word: i for i, it in enumerate(table.speed) for word in it.osm}
        self.refs, self.start = array.array("q"), array.array("q", [0])
        self.uses: list[Use] = []
        self.count: Counter[str] = Counter()

    def add(self, way: _Way) -> None:
        """Take up a way if the vehicle uses it, or count why not."""
        tags = dict(way.tags)
        self.count["ways"] += 1
        found = use(tags, self.table, self.numbers, self.vehicle)
        if isinstance(found, str):
            self.count[found] += 1
            return
        refs = [node.ref for node in way.nodes]
        if not refs[1:]:
            return
        self.count["limits_unread"] += any(speed_kmh(tags[key]) is None for key in LIMITS if key in tags)
        self.refs.extend(refs)
        self.start.append(len(self.refs))
        self.uses.append(found)

    def ways(self) -> tuple[np.ndarray, Ways]:
        """Return the ids of the points, and the ways over them."""
        ids, point = np.unique(np.frombuffer(self.refs, np.int64), return_inverse=True)
        column = np.array(self.uses, dtype=float).reshape(-1, len(Use._fields)).T
        number, bridge = column[0].astype(int), column[4] > 0
        start = np.array(self.start)
        return ids, Ways(point, start, column[1], column[2], column[3], number, bridge)


def _points(
    path: Path, osmium: ModuleType, ids: np.ndarray, vehicle: Vehicle, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Return degrees (n, 2) of points by id, NaN where the file lacks them, and whether each is blocked."""
    place, blocked = np.full((len(ids), 2), np.nan), np.zeros(len(ids), bool)
    found, lon, lat = array.array("q"), array.array("d"), array.array("d")
    barriers = []
    wanted = osmium.filter.IdFilter(ids.tolist())
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(wanted)
    for node in extract.each(path, nodes, lambda done: progress("points", done, len(ids))):
        at = node.location
        if not at.valid():
            continue
        found.append(node.id)
        lon.append(at.lon)
        lat.append(at.lat)
        if len(node.tags) and stops(dict(node.tags), vehicle):
            barriers.append(node.id)
    place[np.searchsorted(ids, np.frombuffer(found, np.int64))] = np.column_stack([lon, lat])
    blocked[np.searchsorted(ids, barriers)] = True
    return place, blocked


def read(
    path: Path | str,
    *,
    vehicle: Vehicle = "car",
    table: SpeedTable | None = None,
    progress: Progress = silent,
) -> RoadGraph:
    """Read the roads of an extract (.osm.pbf, .osm, .osm.bz2) for one vehicle.

    Turn restrictions are not read. ``meta["report"]`` counts what was left out and what lies outside the
    largest part in which everything reaches everything.

    Parameters
    ----------
    progress : told every so many objects; an exception that it raises stops the reading.

    Raises
    ------
    NotFoundError
        There is no such file, or pyosmium is not installed.
    InputError
        The file is cut short, is no OSM file, or holds no road.
    """
    path, table = Path(path), table or speeds.shipped()
    osmium = extract.pyosmium(path)
    drawn = _Drawn(table, vehicle)
    date = extract.date(path, osmium)
    ways = osmium.FileProcessor(str(path), osmium.osm.WAY)
    ways = ways.with_filter(osmium.filter.KeyFilter("highway", "route"))
    for way in extract.each(path, ways, lambda done: progress("ways", done, None)):
        drawn.add(way)
    if not drawn.uses:
        raise InputError(Fault("{file} holds no roads", "Take an extract with roads", {"file": path.name}))
    ids, taken = drawn.ways()
    place, blocked = _points(path, osmium, ids, vehicle, progress)
    progress("graph", 0, 1)
    report = {**dict(sorted(drawn.count.items())), "barriers": int(blocked.sum())}
    meta = {"source": path.name, "date": date, "report": report, **table.meta(vehicle)}
    made = junctions.graph(taken, place, blocked=blocked, meta=meta)
    if not len(made.head):
        fault = Fault("{file} holds no place for its roads", "Take a whole extract", {"file": path.name})
        raise InputError(fault)
    progress("graph", 1, 1)
    return made
