"""Operation: one election event in one jurisdiction, as a folder on disk and as checked frames."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pydantic import Field

from geo import catalogue, crs, schema
from geo.errors import Fault, InputError, NotFoundError
from geo.model import Model
from geo.scenario import ClassOverride

OUTSIDE = ""
"""District of a unit that stands in none of the operation's villages: it serves the whole operation."""


class Published(Model):
    """A number that a source states of the operation; the checks hold the data against it."""

    key: str
    value: float
    source: str


class Meta(Model):
    """What `operation.toml` says."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    jurisdiction: str
    election_day: dt.date
    data_date: dt.date
    classification: Literal["SR", "R", "T", "B"] = "T"
    pattern: str = "pasuruan-kota-2022"
    simulated: tuple[str, ...] = ()
    schematic: bool = False
    notes: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()
    class_override: tuple[ClassOverride, ...] = ()


@dataclass(frozen=True, eq=False)
class Operation:
    """Checked frames in EPSG:4326, each indexed by its id, with what is known about them."""

    meta: Meta
    villages: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame

    @classmethod
    def build(cls, meta: Meta, frames: dict[str, gpd.GeoDataFrame]) -> Operation:
        """Check three frames (villages, stations, units) against their contracts and against each other.

        Raises
        ------
        InputError
            A frame breaks its contract, or a station or unit names a village that is not there.
        """
        checked = {
            kind: schema.check(crs.require_geographic(frames[kind], what=kind), kind)
            for kind in ("villages", "stations", "units")
        }
        villages = checked["villages"]
        for kind in ("stations", "units"):
            named = checked[kind]["village_id"]
            unknown = named[named.notna() & named.ne("") & ~named.isin(villages.index)]
            if len(unknown):
                raise InputError(
                    Fault(
                        "{kind} name villages that are not in the operation",
                        "Add the village or correct its code",
                        {"kind": kind},
                        unknown.index.tolist(),
                    )
                )
        return cls(meta, villages, checked["stations"], checked["units"])

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits over the content: equal data, equal digest, wherever they are stored."""
        sums = hashlib.sha256(json.dumps(self.meta.model_dump(mode="json"), sort_keys=True).encode())
        for frame in (self.villages, self.stations, self.units):
            columns = sorted(c for c in frame.columns if c != frame.geometry.name)
            sums.update(frame[columns].to_csv(index=False, lineterminator="\n").encode())
            for shape in frame.geometry.to_wkb():
                sums.update(shape or b"-")
        return sums.hexdigest()[:16]

    @cached_property
    def station_places(self) -> pd.DataFrame:
        """Name, village, district, number and voters of every station, on the stations' index."""
        village = self.villages[["name", "district"]].rename(columns={"name": "village"})
        named = self.stations[["village_id", "number", "registered_voters", "place"]]
        return pd.DataFrame(named.join(village, on="village_id"))

    @cached_property
    def station_indicators(self) -> pd.DataFrame:
        """Raw values of the catalogue's indicators that the data hold, on the stations' index; NaN if unknown."""
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
        by_village = units["village_id"].map(self.villages["district"])
        loose = units[by_village.isna() & units.geometry.notna()]
        hits = gpd.sjoin(
            loose[[loose.geometry.name]],
            self.villages[["district", "geometry"]],
            how="inner",
            predicate="intersects",
        )
        by_point = hits.groupby(level=0)["district"].min()
        return pd.Series(by_village.fillna(by_point.reindex(units.index)).fillna(OUTSIDE), name="district")

    @cached_property
    def station_xy(self) -> np.ndarray:
        """(n, 2) degrees east and north of the stations; NaN where a point is missing."""
        return schema.xy(self.stations)


def _points(path: Path) -> gpd.GeoDataFrame:
    text = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    missing = [column for column in ("lon", "lat") if column not in text]
    if missing:
        raise InputError(
            Fault(
                "{file} has no column {column}",
                "Add the column and load it again",
                {"file": path.name, "column": " / ".join(missing)},
            )
        )
    lonlat = text[["lon", "lat"]].apply(pd.to_numeric, errors="coerce")
    broken = text[lonlat.isna().any(axis=1) & text[["lon", "lat"]].notna().any(axis=1)]
    if len(broken):
        raise InputError(
            Fault(
                "{file}: a coordinate is not a number",
                "Write degrees with a decimal point",
                {"file": path.name},
                broken.iloc[:, 0].astype(str).tolist(),
            )
        )
    points = gpd.points_from_xy(lonlat["lon"], lonlat["lat"])
    shapes = gpd.GeoSeries(points, crs=crs.GEOGRAPHIC).where(lonlat.notna().all(axis=1))
    numbers = [c for c in ("number", "registered_voters", "personnel", "turnout_min") if c in text]
    frame = text.drop(columns=["lon", "lat"])
    for column in numbers:
        number = pd.to_numeric(frame[column], errors="coerce")
        wrong = frame[number.isna() & frame[column].notna()]
        if len(wrong):
            raise InputError(
                Fault(
                    "{file}: {column} is not a number",
                    "Write digits only",
                    {"file": path.name, "column": column},
                    wrong.iloc[:, 0].astype(str).tolist(),
                )
            )
        frame[column] = number
    return gpd.GeoDataFrame(frame, geometry=shapes)


def _villages(path: Path) -> gpd.GeoDataFrame:
    try:
        return pyogrio.read_dataframe(path)
    except pyogrio.errors.DataSourceError as error:
        raise InputError(
            Fault(
                "{file} cannot be read as a map layer ({why})",
                "Save it again as GeoJSON",
                {"file": path.name, "why": error},
            )
        ) from error


def load(path: Path | str) -> Operation:
    """Load an operation.

    Parameters
    ----------
    path : a folder with operation.toml, villages.geojson, stations.csv and units.csv; or the id of a
        shipped operation.

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
    files = [folder / name for name in ("operation.toml", "villages.geojson", "stations.csv", "units.csv")]
    absent = [file.name for file in files if not file.is_file()]
    if absent:
        raise NotFoundError(
            Fault(
                "The folder {folder} is not complete, it lacks",
                "Add these files",
                {"folder": folder.name},
                absent,
            )
        )
    frames = {"villages": _villages(files[1]), "stations": _points(files[2]), "units": _points(files[3])}
    return Operation.build(Meta.from_toml(files[0]), frames)


def save(operation: Operation, folder: Path | str) -> None:
    """Write an operation as a folder that `load` reads back to an equal digest."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "operation.toml").write_text(operation.meta.to_toml(), encoding="utf-8")
    pyogrio.write_dataframe(
        operation.villages.reset_index(drop=True),
        folder / "villages.geojson",
        driver="GeoJSON",
        COORDINATE_PRECISION="15",
    )
    for name, frame in (("stations", operation.stations), ("units", operation.units)):
        table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        table = table.assign(lon=frame.geometry.x, lat=frame.geometry.y)
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
