"""Flow: the cheapest way to post people where each demand may also go without, for a price. Exact."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.assignment import core, network, prices, scout
from geo.assignment.arcs import Reach
from geo.assignment.control import Stop, check, go_on
from geo.assignment.network import UNTAGGED, Network, Solved
from geo.assignment.plain import cheapest_arc, components, plain
from geo.errors import Fault, SolverError

NOTHING = np.iinfo(np.int64).min // 4


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


def _short(reach: Reach, net: Network) -> bool:
    """Return whether some component of the arcs has fewer people than it asks for."""
    size = len(net.people), len(net.capacity)
    of_demand, of_unit = components(reach.arcs, demands=size[0], units=size[1])
    asked, there = (
        np.bincount(of_demand, net.people, sum(size)),
        np.bincount(of_unit, net.capacity, sum(size)),
    )
    return bool((asked > there).any())


def _easy(reach: Reach, net: Network) -> tuple[np.ndarray, np.ndarray]:
    """Return which demands need no flow, and the cheapest arc of each; a quota is never easy."""
    best = cheapest_arc(reach)
    easy = plain(reach, net.people, net.capacity, best)
    return easy & (net.tag == UNTAGGED), best


def _solved(
    reach: Reach, net: Network, dear: int, *, price: np.ndarray | None, must: bool, rough: bool
) -> Solved | None:
    """Return a cheapest flow on the known arcs; None where some demand cannot be met."""
    if price is not None:
        share = core.SMALL if rough else core.SMALLEST
        found = core.solve(reach, net, dear, price=price, must=must, share=share, rough=rough)
        if found is not None:
            return found
    return network.solve(reach, net, dear, must=must)


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
    if must and _short(reach, net):
        return None
    dear = network.dear(reach, more=int(net.credit.max(initial=0)))
    easy, best = _easy(reach, net)
    hard = replace(net, people=np.where(easy, 0, net.people))
    price = scout.sampled(reach, hard, dear, must=must)
    rough = True
    if price is not None:
        reach = prices.explored(reach, price[: len(net.capacity)], hard.people > 0)
    while True:
        check(should_stop)
        easy, best = _easy(reach, net)
        hard = replace(net, people=np.where(easy, 0, net.people))
        found = _solved(reach, hard, dear, price=price, must=must, rough=rough)
        rough = False
        if found is None:
            return None
        price = found.price
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
    return Flow(reach, people, without, worth, dear)


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
