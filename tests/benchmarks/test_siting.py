"""Posts and what they cover: ours, a greedy filling and spopt with CBC, on one instance.

PETAPAM_RIVALS=/path/to/python names an interpreter that has spopt and pulp.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from geo import candidates, location, schema, siting
from geo.evaluate import evaluate
from geo.location import choice, covering
from geo.operation import load
from geo.scenario import Scenario
from geo.travel.straight import StraightLine
from tests.operations import scattered

RIVAL = Path(__file__).parent / "siting_rival.py"
RIVALS = os.environ.get("PETAPAM_RIVALS", sys.executable)
RIVAL_LIMIT_S = 600


def seconds(work):
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def rival(cover: location.Cover, count: int, folder: Path) -> str:
    """Return what spopt says of the points that nothing holds yet, in words."""
    fresh = np.flatnonzero(cover.held == 0)
    rows = cover.rows[fresh]
    point = np.repeat(np.arange(len(fresh)), np.diff(rows.indptr))
    path = folder / "instance.npz"
    np.savez(path, site=rows.indices, point=point, weights=cover.weights[fresh], n_sites=rows.shape[1])
    try:
        done = subprocess.run(
            [RIVALS, str(RIVAL), str(path), str(count)],
            capture_output=True, text=True, check=False, timeout=RIVAL_LIMIT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"spopt: no answer in {RIVAL_LIMIT_S} s"
    if done.returncode != 0:
        return "spopt: not here"
    found = json.loads(done.stdout.splitlines()[-1])
    value = found["value"] + cover.weights[cover.held > 0].sum()
    return f"spopt/CBC: build {found['build_s']:.2f} s, solve {found['solve_s']:.2f} s, covered {value:.0f}"


def side_by_side(cover: location.Cover, count: int, folder: Path) -> list[str]:
    took, best = seconds(lambda: location.maximal_covering(cover, count, time_limit_s=60))
    merged = covering._Merged.of(cover, np.zeros_like(cover.weights))
    greedy_s, filled = seconds(lambda: choice.greedy(merged.worth, count))
    filled_value = merged.worth(filled)[-1, 0] + cover.weights[cover.held > 0].sum()
    assert best.value >= filled_value
    return [
        f"{len(cover.weights):,} points in {len(merged.weights):,} groups, {cover.rows.shape[1]} sites, {count} posts",
        f"ours: {took:.2f} s, covered {best.value:.0f}, gap {best.gap:.6f}, proven {best.proven}",
        f"greedy: {greedy_s:.2f} s, covered {filled_value:.0f} ({filled_value / best.value:.4f} of ours)",
        rival(cover, count, folder),
    ]


def record(title: str, lines: list[str], record_property) -> None:
    print("\n" + "\n".join([title, *lines]))
    for number, line in enumerate(lines):
        record_property(f"{title} [{number}]", line)


@pytest.mark.parametrize("engine", ["straight", "roads"])
@pytest.mark.parametrize("name", ["pasuruan-kota-2022", "pasuruan-2023"])
def test_the_curve_of_a_regency_for_one_to_ten_posts(name, engine, tmp_path, record_property):
    plan = evaluate(load(name), Scenario(threshold_min=6, engine=engine))
    places = siting.candidates(plan)
    took, found = seconds(lambda: siting.curve(plan, places))
    assert all(it.proven for it in found)
    cover = candidates.cover(plan, places, weights=np.ones(len(plan.stations), dtype=int))
    lines = [f"curve 1..10 of {len(places)} candidates: {took:.2f} s", *side_by_side(cover, 10, tmp_path)]
    for name_of, ask in (("backup", siting.backup), ("median", siting.p_median), ("centre", siting.p_centre)):
        took, answer = seconds(lambda ask=ask: ask(plan, places, 10))
        lines.append(f"{name_of}, 10 posts: {took:.2f} s, {answer.value:.6g}, proven {answer.proven}")
    record(f"siting, {name}, {engine}", lines, record_property)


@pytest.mark.parametrize("threshold_min", [8, 10, 15])
def test_two_hundred_posts_of_a_province(threshold_min, tmp_path, record_property):
    made = scattered(stations=120_000, units=700, villages=2_000)
    there, sites = made.station_xy, schema.xy(made.units)
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    pairs_s, (site, point, _) = seconds(
        lambda: engine.within(sites, there, turnout_min=np.full(700, 2.0), limit_min=threshold_min)
    )
    cover = location.Cover.of(site, point, n_sites=700, weights=np.ones(len(there)))
    lines = [f"{len(site):,} pairs in {pairs_s:.2f} s", *side_by_side(cover, 200, tmp_path)]
    record(f"siting, province, {threshold_min} min", lines, record_property)
