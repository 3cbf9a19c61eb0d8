"""Operation: one election event in one jurisdiction, as a folder on disk and as checked frames."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import catalogue, contract, crs, files, registers, schema
from geo import folder as folders
from geo.errors import Fault, InputError, NotFoundError
from geo.meta import Meta, Published

__all__ = ["Meta", "Operation", "Published", "load", "save"]

AT_POINT_DEG = 1e-5
ROADS = "roads.npz"
"""Name of the road graph in an operation's folder."""
BASEMAP = "basemap.pmtiles"
"""Name of the background map in an operation's folder."""
GROUND = "ground.geojson"
"""Name of the land around in an operation's folder."""
NEEDED = ("operation.toml", "villages.geojson", "stations.csv", "units.csv")
"""Files that an operation's folder must hold."""
EXTRA = (GROUND, ROADS, BASEMAP, *(f"{kind}.csv" for kind in registers.REGISTERS))
"""Files that it may hold besides."""
OUTSIDE = ""
"""District of a unit that stands in none of the operation's villages: it serves the whole operation."""


@dataclass(frozen=True, eq=False)
class Operation:
    """Checked frames in EPSG:4326, each indexed by its id, with what is known about them."""

    meta: Meta
    villages: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame | None = None
    """Land around the operation, name and polygon, for orientation only: no number depends on it."""
    roads: Path | None = None
    """File of the road graph; read by the engine ``roads`` when a scenario asks for it."""
    basemap: Path | None = None
    """File of the background map, for orientation only, as `ground`; read piece by piece by the browser."""
    readiness: pd.DataFrame | None = None
    """What units report at H-1; see `geo.registers`."""
    preparations: pd.DataFrame | None = None
    """What was done in the villages and what is still open; see `geo.registers`."""

    @classmethod
    def build(
        cls,
        meta: Meta,
        frames: dict[str, gpd.GeoDataFrame],
        *,
        ground: gpd.GeoDataFrame | None = None,
        roads: Path | None = None,
        basemap: Path | None = None,
        tables: Mapping[str, pd.DataFrame] | None = None,
    ) -> Operation:
        """Check three frames (villages, stations, units) and the registers against their contracts.

        Raises
        ------
        InputError
            A frame or register breaks its contract, or names a village or unit that is not there.
        """
        levels = {"villages": "village", "stations": "station", "units": ""}
        numeric = {
            kind: [key for key, it in catalogue.indicators().items() if it.level == level]
            for kind, level in levels.items()
        }
        checked = {
            kind: schema.check(crs.require_geographic(frames[kind], what=kind), kind, numeric=numeric[kind])
            for kind in ("villages", "stations", "units")
        }
        villages = checked["villages"]
        for kind in ("stations", "units"):
            unknown = contract.unknown_villages(checked[kind], kind, known=villages.index)
            if unknown:
                raise InputError(*unknown)
        units = checked["units"]
        kept = registers.check_all(tables or {}, units=units.index, villages=villages.index)
        return cls(meta, villages, checked["stations"], units, ground, roads, basemap, **kept)

    @property
    def _told(self) -> str:
        return json.dumps(self.meta.model_dump(mode="json", exclude={"routing"}), sort_keys=True)

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits over the content: equal data, equal digest, wherever they are stored."""
        sums = hashlib.sha256(self._told.encode())
        for frame in (self.villages, self.stations, self.units):
            sums.update(files.as_text(frame.drop(columns=frame.geometry.name)))
            for shape in frame.geometry.to_wkb():
                sums.update(shape or b"-")
        for table in (self.readiness, self.preparations):
            sums.update(b"" if table is None else files.as_text(table))
        if self.roads is not None:
            with self.roads.open("rb") as file:
                sums.update(hashlib.file_digest(file, "sha256").digest())
        return sums.hexdigest()[:16]

    @cached_property
    def station_places(self) -> pd.DataFrame:
        """Name, village, district, number and voters of every station, on the stations' index."""
        village = self.villages[["name", "district"]].rename(columns={"name": "village"})
        named = self.stations[["village_id", "number", "registered_voters", "place"]]
        return pd.DataFrame(named.join(village, on="village_id"))

    @cached_property
    def station_indicators(self) -> pd.DataFrame:
        """Raw values of the catalogue's indicators in the data, on the stations' index; NaN if unknown."""
        sources = {"village": self.villages, "station": self.stations}
        held = {key: sources[it.level] for key, it in catalogue.indicators().items() if it.level in sources}
        columns = {key: frame[key].astype(float) for key, frame in held.items() if key in frame}
        return pd.DataFrame(
            {
                key: values
                if values.index is self.stations.index
                else self.stations["village_id"].map(values)
                for key, values in columns.items()
            },
            index=self.stations.index,
        )

    @cached_property
    def unit_districts(self) -> pd.Series:
        """District in which each unit stands, on the units' index; `OUTSIDE` where it stands in none."""
        return self.districts_at(self.units)

    def districts_at(self, units: gpd.GeoDataFrame) -> pd.Series:
        """Return the district in which each row's village or point lies, on the rows' index."""
        by_village = units["village_id"].map(self.villages["district"].to_dict()).astype(object)
        loose = units[by_village.isna() & units.geometry.notna()]
        hits = gpd.sjoin(
            loose[[loose.geometry.name]],
            self.villages[["district", "geometry"]],
            how="inner",
            predicate="intersects",
        )
        by_point = hits.groupby(level=0)["district"].min().astype(object)
        return pd.Series(by_village.fillna(by_point.reindex(units.index)).fillna(OUTSIDE), name="district")

    def station_at(self, *, lon: float, lat: float) -> str | None:
        """Return the id of the station at a point [degrees], to about a metre; None where there is none."""
        off = np.nan_to_num(np.abs(self.station_xy - (lon, lat)).max(axis=1, initial=0), nan=np.inf)
        if not len(off) or off.min() > AT_POINT_DEG:
            return None
        return str(self.stations.index[int(off.argmin())])

    @cached_property
    def station_xy(self) -> np.ndarray:
        """(n, 2) degrees east and north of the stations; NaN where a point is missing."""
        return schema.xy(self.stations)


def load(path: Path | str) -> Operation:
    """Load an operation.

    Parameters
    ----------
    path : a folder with operation.toml, villages.geojson, stations.csv, units.csv and, where there are any,
        roads.npz, basemap.pmtiles, readiness.csv and preparations.csv; or the id of a shipped operation.

    Raises
    ------
    NotFoundError
        Neither a folder nor a shipped id, or a file of the folder is missing.
    InputError, ScenarioError
        The content breaks its contract; every fault found is listed.
    """
    folder = Path(path)
    if not folder.is_dir():
        known = catalogue.operations()
        if str(path) not in known:
            raise NotFoundError(
                Fault(
                    "There is no operation {path}",
                    "Give a folder, or one of {known}",
                    {"path": path, "known": ", ".join(known)},
                )
            )
        folder = known[str(path)]
    paths = {name: folders.found(folder, name) for name in (*NEEDED, *EXTRA)}
    absent = [name for name in NEEDED if paths[name] is None]
    if absent:
        raise NotFoundError(
            Fault(
                "The folder {folder} is not complete, it lacks",
                "Add these files",
                {"folder": folder.name},
                absent,
            )
        )
    about, villages, stations, units = (it for name in NEEDED if (it := paths[name]))
    frames = {
        "villages": files.read_shapes(villages),
        "stations": files.read_points(stations),
        "units": files.read_points(units),
    }
    around = paths[GROUND]
    ground = crs.require_geographic(files.read_shapes(around), what="ground") if around else None
    return Operation.build(
        Meta.from_toml(about),
        frames,
        ground=ground,
        roads=paths[ROADS],
        basemap=paths[BASEMAP],
        tables=registers.read(folder),
    )


def save(operation: Operation, folder: Path | str) -> None:
    """Write an operation as a folder that `load` reads back to an equal digest.

    All of its files are replaced at once, or none: also a writing that breaks off leaves the operation of
    before or this one. Other files of the folder stay.
    """
    with folders.changed(Path(folder)) as aside:
        files.write_text(operation.meta.to_toml(), aside / "operation.toml")
        files.write_shapes(operation.villages, aside / "villages.geojson")
        files.write_points(operation.stations, aside / "stations.csv")
        files.write_points(operation.units, aside / "units.csv")
        registers.write({"readiness": operation.readiness, "preparations": operation.preparations}, aside)
        if operation.ground is not None:
            files.write_shapes(operation.ground, aside / GROUND)
        for file, name in ((operation.roads, ROADS), (operation.basemap, BASEMAP)):
            if file is not None:
                shutil.copyfile(file, aside / name)
        for name in EXTRA:
            if not (aside / name).exists():
                folders.take_away(aside, name)
