"""Measure spopt with CBC on one posting instance, in a process of its own: prints one JSON line.

Usage: posting_rival.py INSTANCE LIMIT_S. The instance is an .npz with minutes (clients, units), weights (clients,) and
capacity (units,). spopt has no assignment of its own; a p-median with capacities where every unit is a facility that is
there already is one, as long as there are people enough.
"""

import json
import sys
import time
from importlib import import_module

import numpy as np


def main():
    with np.load(sys.argv[1]) as stored:
        minutes, weights, capacity = stored["minutes"], stored["weights"], stored["capacity"]
    locate, pulp = import_module("spopt.locate"), import_module("pulp")
    units = len(capacity)
    start = time.perf_counter()
    model = locate.PMedian.from_cost_matrix(
        minutes * weights[:, None],
        np.ones(len(weights)),
        p_facilities=units,
        predefined_facilities_arr=np.arange(units),
        facility_capacities=capacity,
    )
    built = time.perf_counter() - start
    start = time.perf_counter()
    model = model.solve(pulp.PULP_CBC_CMD(msg=0, timeLimit=float(sys.argv[2])), results=False)
    found = pulp.value(model.problem.objective)
    status = pulp.LpStatus[model.problem.status]
    print(
        json.dumps(
            {"build_s": built, "solve_s": time.perf_counter() - start, "value": found, "status": status}
        )
    )


if __name__ == "__main__":
    main()
