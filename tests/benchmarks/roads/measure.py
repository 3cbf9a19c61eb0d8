"""Measure one way to find the k nearest units, in a process of its own: prints one JSON line.

Usage: measure.py WAY GRAPH UNITS K. The rivals need only numpy and their own package, so that they may live in
another environment; minutes run from unit to node, so pandana gets the edges reversed.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np

ROWS = 8
"""Rows of the full table that are measured for those that know nothing better; the rest is estimated."""


def ours(path, units, k, name):
    graph_of = import_module("geo.travel.graph").RoadGraph
    start = time.perf_counter()
    graph = graph_of.load(path)
    build = time.perf_counter() - start
    tiny = graph_of.from_edges([0.0, 1.0], [0.0, 0.0], [0], [1], [1.0])
    tiny.nearest([0], k=k, engine_name=name)
    start = time.perf_counter()
    _, minutes = graph.nearest(units, k=k, engine_name=name)
    return build, time.perf_counter() - start, minutes


def _arrays(path):
    with np.load(path) as stored:
        tail = np.repeat(np.arange(len(stored["indptr"]) - 1), np.diff(stored["indptr"]))
        return stored["x"], stored["y"], tail, stored["head"].astype(int), stored["edge_min"]


def pandana(path, units, k):
    pdna, pd = import_module("pandana"), import_module("pandas")
    x, y, tail, head, minutes = _arrays(path)
    start = time.perf_counter()
    frame = pd.DataFrame({"seconds": minutes * 60})
    net = pdna.Network(pd.Series(x), pd.Series(y), pd.Series(head), pd.Series(tail), frame, twoway=False)
    build = time.perf_counter() - start
    start = time.perf_counter()
    longest = 1e6  # seconds: pandana keeps three decimals
    net.set_pois("units", longest, k, pd.Series(x[units]), pd.Series(y[units]))
    found = net.nearest_pois(longest, "units", num_pois=k)
    return build, time.perf_counter() - start, found.to_numpy() / 60


def igraph(path, units, k):
    ig = import_module("igraph")
    x, _, tail, head, minutes = _arrays(path)
    start = time.perf_counter()
    graph = ig.Graph(n=len(x), edges=np.column_stack([tail, head]), directed=True)
    build = time.perf_counter() - start
    start = time.perf_counter()
    rows = units[:ROWS]
    graph.distances(source=rows.tolist(), weights=minutes.tolist(), mode="out")
    return build, (time.perf_counter() - start) * len(units) / len(rows), None


def networkx(path, units, k):
    nx = import_module("networkx")
    x, _, tail, head, minutes = _arrays(path)
    start = time.perf_counter()
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(x)))
    graph.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), minutes.tolist(), strict=True))
    build = time.perf_counter() - start
    start = time.perf_counter()
    rows = units[: ROWS if k > 1 else len(units)]
    if k == 1:
        nx.multi_source_dijkstra_path_length(graph, set(rows.tolist()))
        return build, time.perf_counter() - start, None
    for unit in rows.tolist():
        nx.single_source_dijkstra_path_length(graph, unit)
    return build, (time.perf_counter() - start) * len(units) / len(rows), None


def peak_gb():
    """Most memory this process had at once [GB]; NaN where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next(
        (int(line.split()[1]) * 1024 / 1e9 for line in lines if line.startswith("VmHWM")), float("nan")
    )


def main():
    way, path, count, k = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with np.load(path) as stored:
        n = len(stored["x"])
    units = np.sort(np.random.default_rng(0).choice(n, count, replace=False))
    rivals = {"pandana": pandana, "igraph": igraph, "networkx": networkx}
    known = {name: rivals[name] for name in (way,) if name in rivals}
    build, query, minutes = known[way](path, units, k) if known else ours(path, units, k, way)
    total = None if minutes is None else float(np.sum(minutes[:, k - 1], dtype=float))
    print(json.dumps({"build_s": build, "query_s": query, "peak_gb": peak_gb(), "sum_min": total}))


if __name__ == "__main__":
    main()
