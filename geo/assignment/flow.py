"""Flow: the cheapest way to post people where each demand may also go without, for a price. Exact.

Demands and units are the nodes of a min-cost flow (OR-tools, cost scaling: Goldberg & Tarjan 1990,
doi:10.1287/moor.15.3.430). A demand that goes without pays for it. Demands that share a `tag` are served at
most `quota` times together: the rest of them must go without.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python import min_cost_flow

from geo.assignment import prices
from geo.assignment.arcs import GRID, LONGEST_MIN, Reach
from geo.assignment.control import Stop, check, go_on
from geo.assignment.plain import cheapest_arc, plain
from geo.assignment.prices import Uses
from geo.errors import Fault, SolverError

UNTAGGED = -1
NOTHING = np.iinfo(np.int64).min // 4


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


@dataclass(frozen=True, eq=False)
class Flow:
    """People on every arc of `reach`, what each demand goes without, and what each pays at the prices.

    `dear` is the price of going without once.
    """

    reach: Reach
    people: np.ndarray
    without: np.ndarray
    worth: np.ndarray
    dear: int


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


@dataclass(frozen=True, eq=False)
class Solved:
    """A flow: uses in the order of demand and node, the arcs among them, the load of the nodes."""

    uses: Uses
    arcs: np.ndarray
    load: np.ndarray


def solve_once(reach: Reach, net: Network, price: int, *, must: bool) -> Solved | None:
    """Solve one network; None where everybody must be posted and cannot."""
    live, arcs = np.flatnonzero(net.people > 0), reach.arcs
    used = np.flatnonzero(net.people[arcs.demand] > 0)
    units, tags = len(net.capacity), len(net.quota)
    sink, spare = units + tags, live[:0] if must else live
    rest = np.where(net.tag[spare] == UNTAGGED, sink, units + net.tag[spare])
    demand, node = np.concatenate([arcs.demand[used], spare]), np.concatenate([arcs.unit[used], rest])
    cost = np.concatenate([arcs.cost[used], net.times[spare] * price - net.credit[spare]])
    order = np.lexsort((node, demand))
    demand, node, cost = demand[order], node[order], cost[order]
    seat = np.zeros(len(net.people), np.int64)
    seat[live] = np.arange(len(live))
    asked = np.bincount(net.tag[net.tag >= 0], net.people[net.tag >= 0], tags).astype(np.int64)
    least = np.maximum(asked - net.quota, 0)
    base, total = len(live), int(net.people[live].sum())
    graph = min_cost_flow.SimpleMinCostFlow()
    names = graph.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([seat[demand], base + np.arange(sink)]).astype(np.int32),
        np.concatenate([base + node, np.full(sink, base + sink)]).astype(np.int32),
        np.concatenate([net.people[demand], net.capacity, np.full(tags, total)]).astype(np.int64),
        np.concatenate([cost, np.zeros(sink, np.int64)]).astype(np.int64),
    )
    supply = np.concatenate([net.people[live], np.zeros(units), -least, [least.sum() - total]])
    graph.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply.astype(np.int64))
    status = graph.solve()
    if must and status == graph.INFEASIBLE:
        return None
    if status != graph.OPTIMAL:
        why = {"status": status.name}
        raise SolverError(Fault("The flow has no answer ({status})", "Report this plan as a fault", why))
    flow = np.asarray(graph.flows(names))
    return Solved(Uses(demand, node, cost, flow[: len(demand)]), used, flow[len(demand) :])


def links(net: Network, load: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the moves between units or tags and "anywhere else" that cost nothing."""
    units, sink = len(net.capacity), len(load)
    room = np.append(np.flatnonzero(load[:units] < net.capacity), np.arange(units, sink))
    used = np.flatnonzero(load > 0)
    source = np.concatenate([room, np.full(len(used), sink)])
    return source, np.concatenate([np.full(len(room), sink), used])


def _easy(reach: Reach, net: Network) -> tuple[np.ndarray, np.ndarray]:
    """Return which demands need no flow, and the cheapest arc of each; a quota is never easy."""
    best = cheapest_arc(reach)
    easy = plain(reach, net.people, net.capacity, best)
    return easy & (net.tag == UNTAGGED), best


def cheapest(reach: Reach, net: Network, *, must: bool = False, should_stop: Stop = go_on) -> Flow | None:
    """Return the cheapest flow over all arcs there are, known or not: arcs are added until prices prove it.

    Parameters
    ----------
    must : nobody may go without; None is returned where the known arcs do not allow that.

    Raises
    ------
    SolverError, StoppedError
        OR-tools gives up (costs beyond 64 bits); somebody stopped it.
    """
    without_price = dear(reach, more=int(net.credit.max(initial=0)))
    while True:
        check(should_stop)
        easy, best = _easy(reach, net)
        found = solve_once(
            reach, replace(net, people=np.where(easy, 0, net.people)), without_price, must=must
        )
        if found is None:
            return None
        price = prices.of(found.uses, len(found.load) + 1, links(net, found.load))
        worth = prices.worth(found.uses, price, demands=len(net.people))
        worth[net.people == 0] = NOTHING
        worth[easy] = reach.arcs.cost[best[easy]]
        wider = prices.widened(reach, price[: len(net.capacity)], worth)
        if wider is reach:
            break
        reach = wider
    unit = found.uses.node < len(net.capacity)
    people, without = np.zeros(len(reach.arcs.demand), np.int64), np.zeros(len(net.people), np.int64)
    people[found.arcs] = found.uses.flow[unit]
    people[best[easy]] = net.people[easy]
    without[found.uses.demand[~unit]] = found.uses.flow[~unit]
    return Flow(reach, people, without, worth, without_price)


def solved(found: Flow | None) -> Flow:
    """Return a flow that must exist.

    Raises
    ------
    SolverError
        It does not.
    """
    if found is None:
        raise SolverError(Fault("What was found to be possible is not", "Report this plan as a fault"))
    return found
