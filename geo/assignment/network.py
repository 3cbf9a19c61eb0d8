"""Network: one min-cost flow of demands, units and ways to go without, as OR-tools solves it.

Cost scaling: Goldberg & Tarjan 1990, doi:10.1287/moor.15.3.430. A demand that goes without pays for it.
Demands that share a `tag` are served at most `quota` times together: the rest of them must go without.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from geo.assignment import prices
from geo.assignment.arcs import GRID, LONGEST_MIN, Reach
from geo.assignment.prices import Uses
from geo.errors import Fault, SolverError

UNTAGGED = -1
MILD = 4
"""Times the dearest arc that going without costs when OR-tools is asked first; seldom is more needed."""


@dataclass(frozen=True, eq=False)
class Network:
    """What the arcs of a `Reach` do not say.

    Attributes
    ----------
    people : to be posted for each demand (d,); 0 leaves it out.
    times : how many times the dear price each person costs that a demand goes without (d,).
    credit : what going without saves beside the demand's own arcs (d,).
    capacity : people of each unit (u,).
    tag : group of demands that share a quota (d,), `UNTAGGED` for none.
    quota : how many of the people of each tag may be posted.
    """

    people: np.ndarray
    times: np.ndarray
    credit: np.ndarray
    capacity: np.ndarray
    tag: np.ndarray
    quota: np.ndarray

    @property
    def sink(self) -> int:
        """Number of the node where all people go; the units and then the tags come before it."""
        return len(self.capacity) + len(self.quota)


@dataclass(frozen=True, eq=False)
class Solved:
    """A cheapest flow: uses by demand and node, the arcs among them, and the least prices of all nodes."""

    uses: Uses
    arcs: np.ndarray
    price: np.ndarray


def untagged(people: np.ndarray, times: np.ndarray, capacity: np.ndarray) -> Network:
    """Return a network without quotas and credits."""
    none = np.zeros(0, np.int64)
    return Network(people, times, np.zeros(len(people), np.int64), capacity, np.full(len(people), -1), none)


def dear(reach: Reach, *, more: int = 0) -> int:
    """Return a price that no saving of travel can outweigh, whatever arcs are still unknown.

    An exchange passes a unit at most once, so it saves less than twice the dearest arc for each unit that may
    be passed: all of the pools, and those of one village. No way is longer than `LONGEST_MIN`.
    """
    task = reach.task
    pooled = np.unique(np.concatenate([np.zeros(0, int), *(pool.unit for pool in reach.pools)]))
    village = task.units["village_id"].iloc[np.flatnonzero(task.home)]
    passed = len(pooled) + int(village.value_counts().max() if len(village) else 0)
    limit = task.scenario.posting_limit_min or LONGEST_MIN
    dearest = int(task.weight.max(initial=1)) * GRID * (math.ceil(limit + task.scenario.sector_extra_min) + 1)
    return 2 * (passed + 2) * (dearest + more + 1)


def options(reach: Reach, net: Network, price: int, *, must: bool) -> tuple[Uses, np.ndarray]:
    """Return what each demand may take, nothing taken yet, by demand and node; and the arcs among them.

    Parameters
    ----------
    price : of going without once; with `must` nobody may.
    """
    live, arcs = np.flatnonzero(net.people > 0), reach.arcs
    used = np.flatnonzero(net.people[arcs.demand] > 0)
    spare = live[:0] if must else live
    rest = np.where(net.tag[spare] == UNTAGGED, net.sink, len(net.capacity) + net.tag[spare])
    demand, node = np.concatenate([arcs.demand[used], spare]), np.concatenate([arcs.unit[used], rest])
    cost = np.concatenate([arcs.cost[used], net.times[spare] * price - net.credit[spare]])
    order = np.argsort(demand, kind="stable")
    return Uses(demand[order], node[order], cost[order], np.zeros(len(order), np.int64)), used


def run(
    uses: Uses, net: Network, dear: int, *, beside: np.ndarray | None = None
) -> tuple[Uses, np.ndarray] | None:
    """Return the uses with their flow, and the least prices of all nodes; None where somebody finds no way.

    OR-tools takes the longer the larger the costs are, so it is asked at a milder price of going without
    first. Prices at the whole costs prove or refute that answer; refuted, it is asked again.

    Parameters
    ----------
    dear : price of going without once, in the costs of `uses`.
    beside : load of units and tags by others, which `net` knows nothing of.

    Raises
    ------
    SolverError
        OR-tools gives up, as costs go beyond 64 bits, or errs.
    """
    besides = np.zeros(net.sink, np.int64) if beside is None else beside
    for cost in _costs(uses, net, dear):
        flow = _flow(uses._replace(cost=cost), net)
        if flow is None:
            return None
        found, load = uses._replace(flow=flow[: len(uses.demand)]), flow[len(uses.demand) :]
        told = prices.of(found, net.sink + 1, _links(net, load, besides))
        if told is not None:
            return found, told
    raise SolverError(Fault("A flow is not the cheapest one", "Report this plan as a fault"))


def _costs(uses: Uses, net: Network, dear: int) -> list[np.ndarray]:
    """Return the costs that OR-tools is asked at, one after the other: mild ones, then the whole."""
    without = uses.node >= len(net.capacity)
    dearest = int(uses.cost[~without].max(initial=0)) + int(net.credit.max(initial=0))
    saved = dear - MILD * (dearest + 1)
    if saved <= 0 or not without.any():
        return [uses.cost]
    return [uses.cost - np.where(without, net.times[uses.demand], 0) * saved, uses.cost]


def _flow(uses: Uses, net: Network) -> np.ndarray | None:
    """Return what OR-tools sends over the uses, then from units and tags to the sink; None if not all can.

    Raises
    ------
    SolverError
        OR-tools gives up, as costs go beyond 64 bits.
    """
    live = np.flatnonzero(net.people > 0)
    units, tags, base = len(net.capacity), len(net.quota), len(live)
    seat = np.zeros(len(net.people), np.int64)
    seat[live] = np.arange(base)
    asked = np.bincount(net.tag[net.tag >= 0], net.people[net.tag >= 0], tags).astype(np.int64)
    least, total = np.maximum(asked - net.quota, 0), int(net.people[live].sum())
    graph = min_cost_flow.SimpleMinCostFlow()
    names = graph.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([seat[uses.demand], base + np.arange(net.sink)]).astype(np.int32),
        np.concatenate([base + uses.node, np.full(net.sink, base + net.sink)]).astype(np.int32),
        np.concatenate([net.people[uses.demand], net.capacity, np.full(tags, total)]).astype(np.int64),
        np.concatenate([uses.cost, np.zeros(net.sink, np.int64)]).astype(np.int64),
    )
    supply = np.concatenate([net.people[live], np.zeros(units), -least, [least.sum() - total]])
    graph.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply.astype(np.int64))
    status = graph.solve()
    if status == graph.INFEASIBLE:
        return None
    if status != graph.OPTIMAL:
        why = {"status": status.name}
        raise SolverError(Fault("The flow has no answer ({status})", "Report this plan as a fault", why))
    return np.asarray(graph.flows(names))


def solve(reach: Reach, net: Network, price: int, *, must: bool) -> Solved | None:
    """Solve one network on the known arcs; None where some demand cannot be met."""
    uses, used = options(reach, net, price, must=must)
    found = run(uses, net, price)
    return None if found is None else Solved(found[0], used, found[1])


def _links(net: Network, load: np.ndarray, beside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the moves between units or tags and "anywhere else" that cost nothing."""
    units = len(net.capacity)
    room = np.append(np.flatnonzero(load[:units] < net.capacity), np.arange(units, net.sink))
    used = np.flatnonzero(load + beside > 0)
    source = np.concatenate([room, np.full(len(used), net.sink)])
    return source, np.concatenate([np.full(len(room), net.sink), used])
