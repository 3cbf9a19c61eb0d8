"""Figures of the exact posting, beside filling station by station; see `test_evaluate` for how to run them.

Every instance has one police need and two home Linmas for each station. Stations lie in villages, half of these
around towns; police units lie near the villages, and their people are what nearest-only would ask of them, each
0.3 to 1.7 times that, all together `supply` times the need. Linmas of a village are enough for it, except in one
village of fifty, which lacks two. Risk classes are 70, 20, 8 and 2 per cent. Straight lines.

PETAPAM_COUNTRY=1 runs the country too. PETAPAM_RIVALS=/path/to/python names an interpreter that has spopt and pulp.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from geo import schema
from geo.assignment import WEIGHT, Posting, assign, greedy, turnout
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


ALL = os.environ.get("PETAPAM_COUNTRY")
ASKED = [size for size in SIZES if ALL or not size.startswith("country")]
RIVAL = Path(__file__).parent / "posting_rival.py"
RIVALS = os.environ.get("PETAPAM_RIVALS", sys.executable)
RIVAL_LIMIT_S = 120
FILLINGS = {
    "nearest only": {"nearest_only": True},
    "filled by class": {},
    "filled by id": {"order": "id"},
    "filled nearest first": {"order": "near"},
}
MANY = 10_000
"""Beyond so many stations only the first two fillings are measured, as they go station by station."""
MOST_RIVAL_PAIRS = 50_000
"""spopt builds a variable for each pair; beyond this that alone takes minutes."""


def told(found: Posting, wall: float, cpu: float) -> str:
    return (
        f"ours: {wall:.3f} s ({cpu:.3f} s of one core), {found.method}, proven; "
        f"served {found.share:.1%} ({found.weighted_share:.1%} weighted)"
    )


def fillings(land: Land, found: Posting, plan: Scenario) -> list[str]:
    """Return what simpler ways serve, in words; none more than the exact posting."""
    lines = []
    few = 2 if len(land.stations) > MANY else len(FILLINGS)
    for name, options in list(FILLINGS.items())[:few]:
        start = time.perf_counter()
        other = greedy(*land, model=MODEL, scenario=plan, **options)
        wall = time.perf_counter() - start
        assert other.weighted <= found.weighted
        lines.append(
            f"{name}: {wall:.3f} s, served {other.share:.1%} ({other.weighted / found.weighted:.3f} of ours weighted)"
        )
    return lines


def rival(land: Land, found: Posting, folder: Path) -> str:
    """Return what spopt makes of the police alone, in words: the same stations, units, people and minutes."""
    police = land.units[land.units["force"] == "polri"].sort_index()
    stations = land.stations.sort_index()
    if len(police) * len(stations) > MOST_RIVAL_PAIRS:
        return f"spopt: {len(police) * len(stations):,} pairs are too many"
    if police["personnel"].sum() < len(stations):
        return "spopt: has no answer where people are too few"
    places = schema.xy(police), schema.xy(stations)
    pairs = MODEL.nearest(
        *places, turnout_min=turnout(police, default_min=Scenario().turnout_min), k=len(police)
    )
    minutes = np.empty(pairs[2].shape)
    np.put_along_axis(minutes, pairs[0], pairs[2], axis=1)
    weights = stations["class_id"].map(WEIGHT).to_numpy(float)
    np.savez(
        folder / "instance.npz", minutes=minutes, weights=weights, capacity=police["personnel"].to_numpy()
    )
    command = [RIVALS, str(RIVAL), str(folder / "instance.npz"), str(RIVAL_LIMIT_S)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return "spopt: not here"
    its = json.loads(done.stdout.splitlines()[-1])
    mine = found.rows[found.rows["force"] == "polri"]
    ours = float(
        mine["people"] @ (mine["travel_min"] * weights[stations.index.get_indexer(mine["station_id"])])
    )
    assert its["status"] != "Optimal" or abs(its["value"] - ours) < 0.001 * found.served
    return f"spopt/CBC, police alone: build {its['build_s']:.3f} s, solve {its['solve_s']:.3f} s, {its['status']}, {its['value']:.2f} min x rank; ours {ours:.2f}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("size", ASKED)
def test_the_exact_posting_against_filling_station_by_station(size, case, tmp_path, record_property):
    made, plan = land(**SIZES[size], **case), Scenario()
    for _ in range(3 if len(made.stations) < 1000 else 1):
        start, spent = time.perf_counter(), time.process_time()
        found = assign(*made, model=MODEL, scenario=plan)
        wall, cpu = time.perf_counter() - start, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    assert found.checks["ok"].all()
    assert found.proven
    lines = [told(found, wall, cpu), f"at most {peak:.2f} GB", rival(made, found, tmp_path)]
    if len(made.stations) < 500_000:
        lines += fillings(made, found, plan)
    title = f"posting, {size}, {next(k for k, v in CASES.items() if v is case)}"
    print("\n" + "\n".join([title, *lines]))
    for number, line in enumerate(lines):
        record_property(f"{title} [{number}]", line)
