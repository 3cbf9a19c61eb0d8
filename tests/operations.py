"""Invented operations for tests: one small enough to work by hand, and scattered ones of any size.

The small one lies on the equator, where 0.01 degrees of longitude are the same number of metres everywhere.
`BY_HAND` drives them in exactly one minute, so every travel time can be read off the coordinates.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import cache, lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.operation import Meta, Operation
from geo.scenario import Scenario

DAY = dt.date(2022, 3, 23)
CENTIDEGREE_M = math.radians(0.01) * 6_378_137.0
BY_HAND = Scenario(
    speed_kmh=CENTIDEGREE_M * 0.06,
    circuity=1,
    turnout_min=2,
    threshold_min=10,
    pattern="mojokerto-kota-2022",
    weights={"candidates": 1, "conflict_history": 1},
)


def meta(**changes: object) -> Meta:
    """Return the meta of an invented operation."""
    given = {
        "id": "small",
        "name": "Small",
        "jurisdiction": "Equator",
        "election_day": DAY,
        "data_date": DAY,
        "pattern": "pasuruan-kota-2022",
    }
    return Meta.parse({**given, **changes})


def small_frames() -> dict[str, gpd.GeoDataFrame]:
    """Return four square villages in two districts, six stations and three units, all on the equator."""
    wests = [112.0, 112.1, 112.2, 112.3]
    villages = gpd.GeoDataFrame(
        {
            "village_id": ["v1", "v2", "v3", "v4"],
            "name": ["Satu", "Dua", "Tiga", "Empat"],
            "district": ["Barat", "Barat", "Timur", "Timur"],
            "regency": "Khatulistiwa",
            "electing": True,
            "registered_voters": [700.0, 500.0, 300.0, np.nan],
            "candidates": [6.0, 2.0, 4.0, np.nan],
            "conflict_history": [3.0, 0.0, np.nan, np.nan],
        },
        geometry=[shapely.box(west, -0.05, round(west + 0.1, 1), 0.05) for west in wests],
        crs=4326,
    )
    stations = gpd.GeoDataFrame(
        {
            "station_id": ["s1", "s2", "s3", "s4", "s5", "s6"],
            "village_id": ["v1", "v1", "v2", "v3", "v3", "v4"],
            "number": [1, 2, 1, 1, 2, 1],
            "registered_voters": [300, 400, 500, 200, 100, np.nan],
            "place": "Balai desa",
            "location_quality": "surveyed",
        },
        geometry=gpd.points_from_xy([112.02, 112.06, 112.16, 112.21, 112.26, 112.38], [0.0] * 6),
        crs=4326,
    )
    units = gpd.GeoDataFrame(
        {
            "unit_id": ["u1", "u2", "u3"],
            "name": ["Polsek Barat", "Brimob", "Linmas Empat"],
            "kind": ["polsek", "standby", "post"],
            "force": ["polri", "brimob", "linmas"],
            "personnel": [10, 20, 6],
            "sector": None,
            "turnout_min": [np.nan, 5.0, np.nan],
            "village_id": [None, None, "v4"],
        },
        geometry=gpd.points_from_xy([112.05, 112.20, 112.38], [0.0] * 3),
        crs=4326,
    )
    return {"villages": villages, "stations": stations, "units": units}


def small(**changes: gpd.GeoDataFrame) -> Operation:
    """Return the small operation, with frames of your own in place of its frames."""
    return Operation.build(meta(), {**small_frames(), **changes}) if changes else _small()


@cache
def _small() -> Operation:
    """Return the small operation as it is; it is built once, as nobody changes what he is given."""
    return Operation.build(meta(), small_frames())


@lru_cache(maxsize=64)
def scattered(
    *,
    stations: int,
    units: int,
    villages: int = 4,
    seed: int = 0,
    spread_deg: tuple[float, float] = (3.5, 1.5),
) -> Operation:
    """Return an operation of any size: square villages side by side, everything else scattered over them."""
    rng = np.random.default_rng(seed)
    width, height = spread_deg
    west, south, step = 111.0, -8.4, width / villages
    codes = np.array([f"v{i:04}" for i in range(villages)], dtype=object)
    shapes = [
        shapely.box(west + i * step, south, west + (i + 1) * step, south + height) for i in range(villages)
    ]
    of = rng.integers(0, villages, stations)
    east = west + (of + rng.uniform(0.01, 0.99, stations)) * step
    frames = {
        "villages": {
            "village_id": codes,
            "name": codes,
            "district": [f"d{i % 28:02}" for i in range(villages)],
            "regency": "r",
            "electing": True,
            "registered_voters": rng.integers(900, 6100, villages).astype(float),
            "candidates": rng.integers(2, 7, villages).astype(float),
            "conflict_history": rng.integers(0, 4, villages).astype(float),
        },
        "stations": {
            "station_id": [f"s{i:06}" for i in range(stations)],
            "village_id": codes[of],
            "number": pd.Series(of).groupby(of).cumcount().to_numpy() + 1,
            "registered_voters": rng.integers(100, 501, stations).astype(float),
            "place": "",
            "location_quality": "simulated",
        },
        "units": {
            "unit_id": [f"u{i:04}" for i in range(units)],
            "name": "unit",
            "kind": "polsek",
            "force": rng.choice(["polri", "brimob", "tni"], units),
            "personnel": rng.integers(0, 40, units),
            "sector": None,
            "turnout_min": np.where(rng.random(units) < 0.5, np.nan, rng.integers(0, 12, units)),
            "village_id": None,
        },
    }
    points = {
        "stations": gpd.points_from_xy(east, south + rng.uniform(0, height, stations)),
        "units": gpd.points_from_xy(
            west + rng.uniform(0, width, units), south + rng.uniform(0, height, units)
        ),
        "villages": shapes,
    }
    return Operation.build(
        meta(id="scattered"),
        {
            kind: gpd.GeoDataFrame(pd.DataFrame(frames[kind]), geometry=points[kind], crs=4326)
            for kind in frames
        },
    )
