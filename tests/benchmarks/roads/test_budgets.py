"""What was promised of roads, on the machine at hand: seconds are printed, and held to a generous multiple."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from national import near_roads
from roadlike import roadlike

from geo.evaluate import evaluate
from geo.scenario import Scenario
from geo.travel import osm
from geo.travel.graph import RoadGraph
from geo.travel.roads import RoadTravel
from geo.travel.straight import StraightLine
from tests.operations import scattered

HERE = Path(__file__).parent
CITY = [
    path
    for path in (HERE.parents[3] / "shared" / "data" / "roads").glob("heidelberg.osm.pbf")
    if path.is_file()
]
NATION = [int(word) for word in os.environ.get("PETAPAM_NODES", "100000").split(",")]
ROOM = 2
"""A shared machine may be this much slower than promised."""


def took(record_property, what, promised_s, seconds):
    record_property(what, f"{seconds:.2f} s of {promised_s:g} s")
    print(f"\n{what}: {seconds:.2f} s of {promised_s:g} s")
    assert seconds < ROOM * promised_s


@pytest.mark.parametrize("path", CITY, ids=lambda path: path.name)
def test_a_city_is_read_and_its_isochrones_are_drawn_in_seconds(path, record_property):
    start = time.perf_counter()
    graph = osm.read(path)
    took(record_property, "Heidelberg, extract to graph", 6, time.perf_counter() - start)
    points = near_roads(graph, 30, 0)
    units = gpd.GeoSeries(gpd.points_from_xy(*points.T), crs=4326)
    units = units.to_crs(units.estimate_utm_crs())
    model = RoadTravel(graph, StraightLine(speed_kmh=40, circuity=1.3))
    model.reach(units[:1], turnout_min=np.zeros(1), threshold_min=1)
    start = time.perf_counter()
    for limit in (5, 10, 15, 30):
        model.reach(units, turnout_min=np.full(30, 2.0), threshold_min=limit)
    took(record_property, "Heidelberg, isochrones of 30 units x 4 thresholds", 3, time.perf_counter() - start)


def regency(tmp_path):
    """An operation of 500 stations and 40 units on 60,000 junctions."""
    graph = roadlike(255)
    operation = scattered(stations=500, units=40, villages=40)
    frames = {"stations": near_roads(graph, 500, 3), "units": near_roads(graph, 40, 4)}
    moved = {
        kind: getattr(operation, kind).set_geometry(gpd.points_from_xy(*points.T, crs=4326))
        for kind, points in frames.items()
    }
    graph.save(tmp_path / "roads.npz")
    return type(operation)(
        operation.meta, operation.villages, moved["stations"], moved["units"], roads=tmp_path / "roads.npz"
    )


@pytest.mark.parametrize(
    ("knob", "values"),
    [("threshold_min", (8.0, 9.0)), ("turnout_min", (3.0, 4.0)), ("period", ("night", "market_day"))],
)
def test_a_moved_knob_is_answered_at_once(knob, values, tmp_path, record_property):
    operation = regency(tmp_path)
    plan = Scenario(engine="roads")
    evaluate(operation, plan)
    for value in values:
        start = time.perf_counter()
        made = evaluate(operation, plan.model_copy(update={knob: value}))
        seconds = time.perf_counter() - start
        assert made.stations["quality"].eq("road").any()
    took(record_property, f"regency of 60,000 junctions by road, {knob} moved", 0.3, seconds)


@pytest.mark.parametrize("nodes", NATION)
def test_a_nation_from_file_to_three_nearest_units(nodes, tmp_path, record_property):
    known = os.environ.get("PETAPAM_GRAPH")
    path = Path(known) if known else tmp_path / "roads.npz"
    if not known:
        roadlike(round((nodes / 0.927) ** 0.5)).save(path)
    count = (823_000, 5000) if nodes > 5_000_000 else (nodes // 12, 700)
    place = {**os.environ, "PYTHONPATH": str(HERE.parents[2])}
    command = [sys.executable, str(HERE / "national.py"), str(path), *map(str, count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=place)
    found = json.loads(done.stdout.splitlines()[-1])
    parts = ", ".join(
        f"{key} {found[key]:.1f}" for key in ("load_s", "snap_s", "nearest_s", "cpu_s", "peak_gb")
    )
    title = f"{found['nodes']:,} junctions, {count[0]:,} stations, {count[1]:,} units, k=3 ({parts})"
    took(record_property, title, 60, found["total_s"])
    assert found["lost"] == 0
    assert RoadGraph.load(path).n_nodes == found["nodes"]
