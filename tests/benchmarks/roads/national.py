"""The whole way once, in a process of its own: load a graph, snap stations and units, k = 3. Prints one JSON line.

Usage: national.py GRAPH STATIONS UNITS
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from measure import peak_gb

from geo.travel import arrivals
from geo.travel.arrivals import Depart
from geo.travel.graph import RoadGraph
from geo.travel.snap import Snapper

BESIDE_DEG = 0.0008


def near_roads(graph, count, seed):
    """Points some ten metres beside random junctions."""
    rng = np.random.default_rng(seed)
    node = rng.choice(graph.n_nodes, count)
    return np.column_stack([graph.x[node], graph.y[node]]) + rng.uniform(-BESIDE_DEG, BESIDE_DEG, (count, 2))


def main():
    path, stations, units = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    tiny = RoadGraph.from_edges([0.0, 1.0], [0.0, 0.0], [0], [1], [1.0])
    tiny.nearest([0], k=3)
    cpu, marks = time.process_time(), [time.perf_counter()]
    graph = RoadGraph.load(path)
    marks.append(time.perf_counter())
    places, posts = near_roads(graph, stations, 1), near_roads(graph, units, 2)
    marks.append(time.perf_counter())
    snapper = Snapper(graph)
    there, unit = snapper.snap(places), snapper.snap(posts)
    del snapper
    marks.append(time.perf_counter())
    leaving = Depart(unit, np.full(units, 2.0), unit.access_m)
    found = arrivals.nearest(graph, leaving, there, k=3)
    marks.append(time.perf_counter())
    load, _, snap, search = np.diff(marks)
    figures = {"nodes": graph.n_nodes, "load_s": load, "snap_s": snap, "nearest_s": search}
    figures["cpu_s"] = time.process_time() - cpu
    figures |= {"total_s": load + snap + search, "peak_gb": peak_gb(), "lost": int((found.labels < 0).sum())}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
