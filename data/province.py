"""A whole province to measure with: `python data/build.py province OUT [--seed N] [--small]`. All SIMULASI.

Names, codes, numbers of villages and of stations of East Java's 38 regencies are facts, their outlines are
drawn around the label points of their villages (`facts/regencies.csv`). Villages, stations, units and all
else is invented by seeded chance; no plan may be made from it, and none of it is committed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from deployment import MAX_VOTERS, seed_of
from indicator_values import INDICATORS, indicator_values
from outline import to_degrees
from parcels import DECIMALS, grouped, inside, on_grid, outline_of, parcels
from strengths import units_of

from geo import operation as operations
from geo.meta import Meta
from geo.operation import Operation

HERE = Path(__file__).resolve().parent
DAY = dt.date(2026, 3, 23)
VILLAGES_PER_DISTRICT = 12
SMALL_VILLAGES, SMALL_STATIONS = 40, 60
"""In the small set a regency has one village for so many, and one station for so many."""
_SIMULATED = (
    "stations.point", "stations.number", "stations.registered_voters", "stations.place", "units.point",
    "units.personnel", "villages.electing", "villages.registered_voters",
    *(f"villages.{name}" for name in INDICATORS),
)  # fmt: skip
_NOTE = {
    "id": "Contoh untuk pengujian kinerja: hanya nama, kode, jumlah desa dan jumlah TPS 2024 yang nyata.",
    "en": "Made to measure with: only name, code, number of villages and of stations of 2024 are real.",
}


class Regency(NamedTuple):
    """One row of `facts/regencies.csv`, with the size of what is made of it."""

    code: str
    name: str
    outline: str
    villages: int
    stations: int

    @property
    def short(self) -> str:
        """The name without what kind of regency it is."""
        return self.name.removeprefix("Kabupaten ")

    @property
    def key(self) -> str:
        """Id of the operation: the code and the name, in small letters."""
        return f"{self.code.replace('.', '')}-{re.sub(r'[^a-z]+', '-', self.short.lower())}"


def regencies(facts: Path, *, small: bool = False) -> list[Regency]:
    """Return the regencies by code; of the small set with a few villages each."""
    table = pd.read_csv(facts / "regencies.csv", dtype={"code": str}).sort_values("code")
    made = []
    for row in table.itertuples():
        villages, stations = int(row.villages_2025), int(row.stations_2024)
        if small:
            villages = max(3, villages // SMALL_VILLAGES)
            stations = max(2 * villages, stations // SMALL_STATIONS)
        made.append(Regency(str(row.code), str(row.name), str(row.outline), villages, stations))
    return made


def _counts(total: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return (count,) whole numbers, at least 1, that add up to a total (largest remainders)."""
    weight = rng.lognormal(0, 0.45, count)
    exact = (total - count) * weight / weight.sum()
    whole = np.floor(exact).astype(int)
    first = np.argsort(whole - exact, kind="stable")[: total - count - int(whole.sum())]
    whole[first] += 1
    return whole + 1


def villages_of(regency: Regency, seed: str) -> gpd.GeoDataFrame:
    """Return invented villages that fill a regency; electing all of them."""
    rng = seed_of(seed, regency.code, "villages")
    shapes, points = parcels(outline_of(regency.outline), regency.villages, rng)
    districts = grouped(points, max(1, round(regency.villages / VILLAGES_PER_DISTRICT)))
    ids = [f"{regency.code}.{d + 1:02d}.{2001 + i}" for i, d in enumerate(districts)]
    kind = "Kelurahan" if regency.name.startswith("Kota") else "Desa"
    remote = np.clip(rng.poisson(0.7, len(ids)), 0, 3)
    values = [
        indicator_values(seed, village_id, hot=False, named=False, remoteness=int(level))
        for village_id, level in zip(ids, remote, strict=True)
    ]
    told = pd.DataFrame({
        "village_id": ids,
        "name": [f"{kind} {regency.short} {i + 1:03d}" for i in range(len(ids))],
        "district": [f"{regency.short} {d + 1:02d}" for d in districts],
        "regency": regency.name,
        "electing": True,
        "geometry_quality": "schematic",
    }).join(pd.DataFrame(values).astype(float))  # fmt: skip
    return gpd.GeoDataFrame(told, geometry=on_grid(shapes), crs=4326).assign(metric=shapes)


def stations_of(villages: gpd.GeoDataFrame, regency: Regency, seed: str) -> gpd.GeoDataFrame:
    """Return invented stations inside their villages."""
    rng = seed_of(seed, regency.code, "stations")
    counts = _counts(regency.stations, len(villages), rng)
    points = np.vstack([
        inside(max(shapely.get_parts(shape), key=shapely.area), int(n), rng)
        for shape, n in zip(villages["metric"], counts, strict=True)
    ])  # fmt: skip
    number = np.concatenate([np.arange(1, n + 1) for n in counts])
    village_id, name = (villages[key].to_numpy(object).repeat(counts) for key in ("village_id", "name"))
    voters = np.clip(np.round(rng.normal(270, 25, len(number))), 120, MAX_VOTERS)
    lonlat = np.round(to_degrees(points), DECIMALS)
    return gpd.GeoDataFrame(
        {
            "station_id": [f"{a}-{n:03d}" for a, n in zip(village_id, number, strict=True)],
            "village_id": village_id,
            "number": number,
            "registered_voters": voters.astype(int),
            "place": [f"TPS {n} {a}" for a, n in zip(name, number, strict=True)],
            "location_quality": "simulated",
        },
        geometry=shapely.points(lonlat),
        crs=4326,
    )


def _meta(regency: Regency) -> Meta:
    return Meta.parse({
        "id": regency.key, "name": f"Polres {regency.short} (SIMULASI)",
        "jurisdiction": f"Polres {regency.short}",
        "election_day": DAY, "data_date": DAY, "classification": "T", "pattern": "nasional-2019",
        "simulated": _SIMULATED, "schematic": True, "notes": (_NOTE,),
    })  # fmt: skip


def build_regency(regency: Regency, seed: str) -> Operation:
    """Return the operation of one regency, the same for the same seed."""
    villages = villages_of(regency, seed)
    stations = stations_of(villages, regency, seed)
    units = units_of(villages, stations, regency.code, short=regency.short, seed=seed)
    voters = stations.groupby("village_id")["registered_voters"].sum().reindex(villages["village_id"])
    shown = villages.drop(columns="metric").assign(registered_voters=voters.to_numpy(float))
    return Operation.build(_meta(regency), {"villages": shown, "stations": stations, "units": units})


def build(target: Path, *, seed: int = 0, small: bool = False) -> list[str]:
    """Write a folder of operations, and return one line for each and their sum."""
    lines, counted = [], np.zeros(3, int)
    for regency in regencies(HERE / "facts", small=small):
        made = build_regency(regency, f"province {seed}")
        operations.save(made, target / regency.key)
        sizes = np.array([len(made.villages), len(made.stations), len(made.units)])
        counted += sizes
        lines.append(
            f"{regency.key}: {sizes[0]:,} villages, {sizes[1]:,} TPS, {sizes[2]:,} units, {made.digest}"
        )
    total = f"{len(lines)} operations: {counted[0]:,} villages, {counted[1]:,} TPS, {counted[2]:,} units"
    return [*lines, f"{total} (SIMULASI, seed {seed})"]


def main(arguments: list[str]) -> int:
    """Build the set that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="build.py province", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="folder that gets one folder per regency")
    parser.add_argument("--seed", type=int, default=0, help="same seed, same data")
    parser.add_argument("--small", action="store_true", help="a few villages per regency, to try it out")
    options = parser.parse_args(arguments)
    print("\n".join(build(options.out, seed=options.seed, small=options.small)))
    return 0
