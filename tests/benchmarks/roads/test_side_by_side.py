"""Ours against others on one road-like graph, in one run: seconds, ratios, peak memory, and the floor.

PETAPAM_NODES=100000,1000000 chooses the sizes (10000000 takes minutes and gigabytes);
PETAPAM_RIVALS=/path/to/python names an interpreter that has pandana, igraph and networkx.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from roadlike import roadlike

HERE = Path(__file__).parent
SIZES = [int(word) for word in os.environ.get("PETAPAM_NODES", "100000").split(",")]
RIVALS = os.environ.get("PETAPAM_RIVALS", sys.executable)
MOST_NODES = {"networkx": 200_000, "igraph": 2_000_000, "pandana": 2_000_000}
WAYS = ("numba", "scipy", "pandana", "igraph", "networkx")


@pytest.fixture(scope="module", params=SIZES)
def roads(request, tmp_path_factory):
    graph = roadlike(round((request.param / 0.927) ** 0.5))
    path = tmp_path_factory.mktemp("roads") / "roads.npz"
    graph.save(path)
    return graph, path


def measured(way, path, units, k):
    python = sys.executable if way in {"numba", "scipy"} else RIVALS
    root = str(HERE.parents[2])
    place = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    command = [python, str(HERE / "measure.py"), way, str(path), str(units), str(k)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=place)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 and done.stdout else None


def floor_s(graph):
    """Seconds of one pass that gathers a number over every edge."""
    values = np.random.default_rng(0).random(graph.n_nodes)
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        np.take(values, graph.head)
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize("k", [1, 3])
def test_k_nearest_side_by_side(roads, k, record_property):
    graph, path = roads
    units = 5000 if graph.n_nodes > 5_000_000 else 700
    floor = floor_s(graph)
    title = f"{graph.n_nodes:,} nodes, {len(graph.head):,} edges, {units} units, k={k}"
    lines, ours = [f"floor: one gather over the edges {floor:.3f} s"], None
    for way in WAYS:
        if graph.n_nodes > MOST_NODES.get(way, np.inf):
            continue
        found = measured(way, path, units, k)
        if found is None:
            lines.append(f"{way}: not here")
            continue
        ours = ours or found
        assert found["sum_min"] is None or abs(found["sum_min"] / ours["sum_min"] - 1) < 1e-3
        ratio = found["query_s"] / ours["query_s"]
        counted = (found["build_s"] + found["query_s"]) / ours["query_s"]
        lines.append(
            f"{way}: build {found['build_s']:.2f} s, query {found['query_s']:.2f} s, peak {found['peak_gb']:.2f} GB; "
            f"{ratio:.1f} x ours, {counted:.1f} x with its build, {found['query_s'] / floor:.0f} x the floor"
        )
    print("\n" + "\n".join([title, *lines]))
    for number, line in enumerate(lines):
        record_property(f"{title} [{number}]", line)
