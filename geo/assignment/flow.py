"""Flow: the cheapest way to post people where each demand may also go without, for a price. Exact."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.assignment import core, network, prices
from geo.assignment.arcs import Reach
from geo.assignment.control import Stop, check, go_on
from geo.assignment.network import UNTAGGED, Network, Solved
from geo.assignment.plain import cheapest_arc, plain
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


def _easy(reach: Reach, net: Network) -> tuple[np.ndarray, np.ndarray]:
    """Return which demands need no flow, and the cheapest arc of each; a quota is never easy."""
    best = cheapest_arc(reach)
    easy = plain(reach, net.people, net.capacity, best)
    return easy & (net.tag == UNTAGGED), best


def _solved(
    reach: Reach, net: Network, dear: int, *, price: np.ndarray | None, must: bool
) -> tuple[Solved, np.ndarray] | None:
    """Return a cheapest flow on the known arcs with its prices; None where some demand cannot be met."""
    if price is not None:
        again = core.again(reach, net, dear, price=price, must=must)
        if again is not None:
            return again
    found = network.solve(reach, net, dear, must=must)
    if found is None:
        return None
    told = prices.of(found.uses, net.sink + 1, network.links(net, found.load))
    if told is None:
        raise SolverError(Fault("A flow is not the cheapest one", "Report this plan as a fault"))
    return found, told


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
    dear = network.dear(reach, more=int(net.credit.max(initial=0)))
    price = None
    while True:
        check(should_stop)
        easy, best = _easy(reach, net)
        hard = replace(net, people=np.where(easy, 0, net.people))
        answer = _solved(reach, hard, dear, price=price, must=must)
        if answer is None:
            return None
        found, price = answer
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
