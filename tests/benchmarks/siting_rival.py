"""Measure spopt with CBC on one maximal covering instance, in a process of its own: prints one JSON line.

Usage: siting_rival.py INSTANCE COUNT. The instance is an .npz with site, point, weights and n_sites.
"""

import json
import sys
import time
from importlib import import_module

import numpy as np


def main():
    with np.load(sys.argv[1]) as stored:
        site, point, weights = stored["site"], stored["point"], stored["weights"]
        n_sites = int(stored["n_sites"])
    cost = np.full((len(weights), n_sites), 2.0)
    cost[point, site] = 0.0
    locate, pulp = import_module("spopt.locate"), import_module("pulp")
    start = time.perf_counter()
    model = locate.MCLP.from_cost_matrix(cost, weights.astype(float), 1, p_facilities=int(sys.argv[2]))
    built = time.perf_counter() - start
    start = time.perf_counter()
    model = model.solve(pulp.PULP_CBC_CMD(msg=0), results=False)
    found = pulp.value(model.problem.objective)
    print(json.dumps({"build_s": built, "solve_s": time.perf_counter() - start, "value": found}))


if __name__ == "__main__":
    main()
