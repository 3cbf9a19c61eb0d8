"""Figures to look at, not to pass: `pytest tests/benchmarks` runs them, the normal test run leaves them out."""

from __future__ import annotations

import time

import numpy as np
import pytest

from geo import schema
from geo.evaluate import evaluate
from geo.operation import Operation, load
from geo.scenario import Scenario
from geo.travel import geodesic
from geo.travel.straight import StraightLine
from tests.operations import scattered

SIZES = {
    "152 stations, the demonstration": lambda: load("pasuruan-kota-2022"),
    "5,084 stations x 40 units": lambda: scattered(stations=5_084, units=40, villages=399),
    "120,000 stations x 700 units": lambda: scattered(stations=120_000, units=700, villages=2_000),
}


def seconds(work) -> tuple[float, tuple[np.ndarray, ...]]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES), scope="module")
def operation(request) -> Operation:
    return request.param()


def test_evaluating_a_whole_operation_warm(benchmark, operation):
    speeds = iter(range(30, 100))
    made = benchmark.pedantic(
        lambda: evaluate(operation, Scenario(speed_kmh=next(speeds))), rounds=5, warmup_rounds=1
    )
    assert made.summary["covered"] + made.summary["gaps"] == len(operation.stations)
    assert made.checks["ok"].all()


@pytest.mark.parametrize("units", [28, 300, 700])
def test_the_nearest_units_against_a_whole_matrix_of_geodesics(units, record_property):
    operation = scattered(stations=5_084, units=units, villages=399)
    engine = StraightLine(speed_kmh=40, circuity=1.3)
    there, homes = operation.station_xy, schema.xy(operation.units)
    turnout_min = operation.units["turnout_min"].fillna(2.0).to_numpy()

    def by_tree():
        return engine.nearest(homes, there, turnout_min=turnout_min, k=3)

    def by_matrix():
        pairs = np.repeat(there, units, axis=0), np.tile(homes, (len(there), 1))
        minutes = geodesic.distance_m(*pairs).reshape(-1, units) * engine.min_per_m + turnout_min
        labels = np.argsort(minutes, axis=1, kind="stable")[:, :3]
        return labels, np.take_along_axis(minutes, labels, axis=1)

    by_tree()
    ours, (labels, _, minutes) = seconds(by_tree)
    brute, (expected_labels, expected_minutes) = seconds(by_matrix)
    np.testing.assert_array_equal(labels, expected_labels)
    np.testing.assert_allclose(minutes, expected_minutes, atol=1e-9)
    figure = f"tree {ours:.3f} s, matrix of geodesics {brute:.3f} s, {brute / ours:.0f} times"
    record_property(f"3 nearest of {units} units for 5,084 stations", figure)
