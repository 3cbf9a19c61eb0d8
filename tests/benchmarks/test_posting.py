"""Figures of the exact posting, beside filling station by station; see `test_evaluate` for how to run them.

Every instance has one police need and two home Linmas for each station. Stations lie in villages, half of these
around towns; police units lie near the villages, and their people are what nearest-only would ask of them, each
0.3 to 1.7 times that, all together `supply` times the need. Linmas of a village are enough for it, except in one
village of fifty, which lacks two. Risk classes are 70, 20, 8 and 2 per cent. Straight lines.
"""

from __future__ import annotations

import resource
import time
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from geo.assignment import assign, greedy
from geo.scenario import Scenario
from geo.travel.straight import StraightLine

MODEL = StraightLine(speed_kmh=40, circuity=1.3)
CLASSES = ("low", "elevated", "high", "special")


class Land(NamedTuple):
    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    need: pd.DataFrame


def land(*, stations: int, police: int, villages: int, supply: float, side_deg: float, lacking: bool) -> Land:
    rng = np.random.default_rng(7)
    towns = rng.random((max(3, villages // 60), 2))
    near = towns[rng.integers(0, len(towns), villages // 2)] + rng.normal(0, 0.02, (villages // 2, 2))
    centre = np.vstack([near, rng.random((villages - len(near), 2))])
    of = np.sort(rng.integers(0, villages, stations))
    spot = centre[of] + rng.normal(0, 0.15 / np.sqrt(villages), (stations, 2))
    post = centre[rng.choice(villages, police, replace=police > villages)] + rng.normal(0, 0.002, (police, 2))
    asked = np.bincount(cKDTree(post).query(spot)[1], minlength=police) * rng.uniform(0.3, 1.7, police)
    people = np.floor(asked * supply * stations / asked.sum()).astype(int)
    people[: int(supply * stations) - people.sum()] += 1
    count = np.bincount(of, minlength=villages) * 2
    if lacking:
        count[::50] = np.maximum(count[::50] - 2, 0)
    names = np.array([f"v{i:05}" for i in range(villages)], dtype=object)
    ids = np.array([f"s{i:06}" for i in range(stations)], dtype=object)
    unit_ids = [*(f"p{i:05}" for i in range(police)), *(f"l{i:05}" for i in range(villages))]

    def points(xy: np.ndarray) -> np.ndarray:
        return gpd.points_from_xy(105 + xy[:, 0] * side_deg, -8 + xy[:, 1] * side_deg)

    there = gpd.GeoDataFrame(
        {"village_id": names[of], "class_id": rng.choice(CLASSES, stations, p=[0.7, 0.2, 0.08, 0.02])},
        index=ids,
        geometry=points(spot),
        crs=4326,
    )
    posts = gpd.GeoDataFrame(
        {
            "kind": ["polsek"] * police + ["post"] * villages,
            "force": ["polri"] * police + ["linmas"] * villages,
            "personnel": np.concatenate([people, count]).astype(float),
            "sector": None,
            "village_id": [*[None] * police, *names],
            "turnout_min": np.nan,
        },
        index=unit_ids,
        geometry=points(np.vstack([post, centre])),
        crs=4326,
    )
    need = pd.DataFrame({"polri": 1, "linmas": 2, "tni": 0, "group": ids}, index=ids)
    return Land(there, posts, need)


SIZES = {
    "regency, 152 stations, 30 police units, 20 villages": {
        "stations": 152,
        "police": 30,
        "villages": 20,
        "side_deg": 0.3,
    },
    "province, 120,000 stations, 700 police units, 8,000 villages": {
        "stations": 120_000,
        "police": 700,
        "villages": 8_000,
        "side_deg": 3.0,
    },
    "country, 823,000 stations, 5,000 police units, 83,000 villages": {
        "stations": 823_000,
        "police": 5_000,
        "villages": 83_000,
        "side_deg": 15.0,
    },
}
CASES = {
    "enough for all": {"supply": 1.05, "lacking": False},
    "short of police and Linmas": {"supply": 0.95, "lacking": True},
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("size", SIZES)
def test_the_exact_posting_against_filling_station_by_station(size, case, record_property):
    made = land(**SIZES[size], **case)
    given = made.stations, made.units, made.need
    small = len(made.stations) < 1000
    plan = Scenario()
    if small:
        assign(*given, model=MODEL, scenario=plan)
    start, spent = time.perf_counter(), time.process_time()
    found = assign(*given, model=MODEL, scenario=plan)
    wall, cpu = time.perf_counter() - start, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    assert found.checks["ok"].all()
    assert found.proven
    shares = {}
    if len(made.stations) < 500_000:
        for name, options in {
            "nearest only": {"nearest_only": True},
            "by id": {"order": "id"},
            "by class": {},
            "nearest first": {"order": "near"},
        }.items():
            other = greedy(*given, model=MODEL, scenario=plan, **options)
            assert other.weighted <= found.weighted
            shares[name] = f"{other.share:.1%}"
    told = f"{wall:.2f} s ({cpu:.2f} s of one core), at most {peak:.2f} GB, {found.method}, proven; served {found.share:.1%} ({found.weighted_share:.1%} weighted)"
    record_property(
        f"posting, {size}, {next(k for k, v in CASES.items() if v is case)}", f"{told}; greedy {shares}"
    )
