"""Plain: needs that are met best by whoever is cheapest for each, as there are people enough for all."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.assignment.arcs import DONE, Arcs, Reach


def components(arcs: Arcs, *, demands: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the component of every demand and every unit in the graph of the arcs."""
    ends = arcs.demand, demands + arcs.unit
    size = demands + units
    graph = coo_matrix((np.ones(len(arcs.demand), bool), ends), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    return label[:demands], label[demands:]


def complete(reach: Reach) -> np.ndarray:
    """Return which demands have all their units among the arcs, (d,)."""
    done = np.ones(len(reach.demand.people), bool)
    for pool, bound in zip(reach.pools, reach.bound, strict=True):
        done[pool.demand] &= bound >= DONE
    return done


def cheapest_arc(reach: Reach) -> np.ndarray:
    """Return the cheapest arc of each demand, the first unit of equals; -1 where it is not known."""
    arcs = reach.arcs
    best = np.full(len(reach.demand.people), -1)
    if not len(arcs.demand):
        return best
    starts = np.flatnonzero(np.append(True, arcs.demand[1:] != arcs.demand[:-1]))
    least = np.minimum.reduceat(arcs.cost, starts)
    equal = np.flatnonzero(arcs.cost == np.repeat(least, np.diff(np.append(starts, len(arcs.demand)))))
    best[arcs.demand[equal[::-1]]] = equal[::-1]
    for pool, bound in zip(reach.pools, reach.bound, strict=True):
        known = best[pool.demand] >= 0
        mine, limit = pool.demand[known], bound[known]
        best[mine[arcs.cost[best[mine]] > limit]] = -1
    return best


def plain(reach: Reach, people: np.ndarray, capacity: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Return which demands lie where everybody fits in by his cheapest unit at once, (d,)."""
    arcs, units = reach.arcs, len(capacity)
    of_demand, of_unit = components(arcs, demands=len(people), units=units)
    held = np.flatnonzero((best >= 0) & (people > 0))
    load = np.bincount(arcs.unit[best[held]], people[held], units)
    tight = np.zeros(len(people) + units, bool)
    tight[of_unit[load > capacity]] = True
    tight[of_demand[(best < 0) & (people > 0)]] = True
    return np.asarray(~tight[of_demand] & (people > 0))
