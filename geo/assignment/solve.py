"""Solve: the exact posting, by the plainest method that the structure of the task allows.

1. Everybody at once, as one flow. If that meets every need, nothing can serve more or travel less.
2. Else groups served or not, as a flow, where that can say it (`geo.assignment.flags`).
3. Else a mixed-integer program over what is short (`geo.assignment.mixed`): the groups that a flow shows to
   compete for people who are not there. All others are served in every best answer.
4. People who are left then go to stations that stay incomplete, as one more flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from geo.assignment import arcs as reaching
from geo.assignment import demand as demands
from geo.assignment import filling, flags, mixed, network, prices, slots
from geo.assignment import flow as flows
from geo.assignment.arcs import Reach
from geo.assignment.control import Control
from geo.assignment.filling import Posted
from geo.assignment.plain import components
from geo.assignment.task import Task

MOST_PAIRS = 2_000_000
"""A program that would need more pairs of demand and unit looks at the nearest only, and proves less."""


@dataclass(frozen=True, eq=False)
class Served:
    """The groups served in full (g,), and the people on the arcs that do it."""

    reach: Reach
    people: np.ndarray
    groups: np.ndarray
    method: str
    proven: bool
    gap: float


@dataclass(frozen=True, eq=False)
class Solution:
    """Who is posted where, which groups are served in full (g,), and how that is known."""

    rows: Posted
    groups: np.ndarray
    method: str
    proven: bool
    gap: float


class _Problem(NamedTuple):
    people: np.ndarray
    capacity: np.ndarray
    slotted: np.ndarray
    weight: np.ndarray


def _hopeless(reach: Reach, capacity: np.ndarray) -> tuple[Reach, np.ndarray]:
    """Return the groups (g,) with a need that all units it may ask could not meet together."""

    def short(known: Reach) -> np.ndarray:
        there = np.bincount(known.arcs.demand, capacity[known.arcs.unit], len(known.demand.people))
        return np.asarray(there < known.demand.people)

    while (wider := prices.completed(reach, short(reach))) is not reach:
        reach = wider
    groups = np.zeros(reach.task.groups, bool)
    groups[reach.demand.group[short(reach)]] = True
    return reach, groups


def _together(
    reach: Reach, problem: _Problem, open_: np.ndarray
) -> tuple[Reach, np.ndarray, np.ndarray, bool]:
    """Return the demands that the open groups are tied to, the groups, and whether all arcs are known.

    Every group tied to a unit whose slots bind is open too.
    """
    demand, slotted = reach.demand, problem.slotted
    while True:
        arcs = reach.arcs.at(np.flatnonzero(problem.people[reach.arcs.demand] > 0))
        of_demand, of_unit = components(arcs, demands=len(problem.people), units=len(slotted))
        live = problem.people > 0
        tied = live & np.isin(of_demand, of_unit[slotted])
        open_ = open_ | np.isin(np.arange(len(open_)), demand.group[tied])
        inside = live & np.isin(of_demand, of_demand[live & open_[demand.group]])
        if int(inside.sum()) * len(slotted) > MOST_PAIRS:
            return reach, inside, open_, False
        wider = prices.completed(reach, inside)
        if wider is reach:
            return reach, inside, open_, True
        reach = wider


def _by_program(reach: Reach, problem: _Problem, control: Control) -> Served:
    """Decide by a program what no flow can, then post by a flow who is decided."""
    task, demand = reach.task, reach.demand
    ones = np.ones(len(problem.people), np.int64)
    net = network.untagged(problem.people, ones, problem.capacity)
    short = flows.solved(flows.cheapest(reach, net, should_stop=control.should_stop))
    reach = short.reach
    competing = (problem.people > 0) & (short.worth >= short.dear // 2)
    open_ = np.isin(np.arange(task.groups), demand.group[competing])
    reach, inside, open_, exact = _together(reach, problem, open_)
    program = mixed.Program(
        reach=reach,
        people=np.where(inside, problem.people, 0),
        times=None,
        open=open_,
        weight=problem.weight,
        capacity=problem.capacity,
        slots=task.slots,
        slotted=problem.slotted,
    )
    answer = mixed.solve(program, control=control)
    served, usable = answer.served, answer.usable
    if served is None:
        served, usable = ~open_, np.ones(len(reach.arcs.demand), bool)
    if problem.slotted.any():
        reach = Reach(task, demand, reach.arcs.at(np.flatnonzero(usable)), (), (), ())
    people = np.where(served[demand.group], problem.people, 0)
    found = flows.solved(
        flows.cheapest(
            reach,
            network.untagged(people, ones, problem.capacity),
            must=True,
            should_stop=control.should_stop,
        )
    )
    lost = float(problem.weight[open_ & ~served].sum() / problem.weight.sum())
    gap = answer.gap if exact else max(answer.gap, lost)
    return Served(found.reach, found.people, served, "mixed", answer.proven and exact, gap)


def _in_full(reach: Reach, problem: _Problem, control: Control) -> Served:
    """Serve groups in full: the heaviest set of them, with the least travel."""
    task = reach.task
    ones = np.ones(len(problem.people), np.int64)
    net = network.untagged(problem.people, ones, problem.capacity)
    every = np.ones(task.groups, bool)
    all_ = flows.cheapest(reach, net, must=True, should_stop=control.should_stop)
    if all_ is None:
        soft = flags.choose(
            reach, problem.people, problem.capacity, weight=problem.weight, should_stop=control.should_stop
        )
        if soft is not None and not slots.overdone(soft.reach, soft.people, task.slots, problem.slotted):
            return Served(soft.reach, soft.people, soft.served, "flow", proven=True, gap=0.0)
        all_ = flows.cheapest(reach, net, should_stop=control.should_stop)
    found = flows.solved(all_)
    if not found.without.any() and not slots.overdone(found.reach, found.people, task.slots, problem.slotted):
        return Served(found.reach, found.people, every, "flow", proven=True, gap=0.0)
    return _by_program(found.reach, problem, control)


def solve(task: Task, *, control: Control) -> Solution:
    """Return the exact posting of a task.

    Raises
    ------
    SolverError, StoppedError
        A solver gives up; somebody stopped it.
    """
    demand = demands.of(task, task.open)
    capacity, slotted = slots.capacity(task, demand)
    reach, lost = _hopeless(reaching.first(task, demand, k=control.neighbours), capacity)
    weight = np.bincount(task.group, task.weight, task.groups).astype(np.int64)
    people = np.where(lost[demand.group], 0, demand.people)
    served = _in_full(reach, _Problem(people, capacity, slotted, weight), control)
    groups, reach = served.groups & ~lost, served.reach
    kept = np.where(groups[demand.group[reach.arcs.demand]], served.people, 0)
    rows, proven = [filling.locked(task), filling.on_arcs(reach, kept)], served.proven
    open_ = np.where(groups[task.group][:, None], 0, task.open)
    if open_.any():
        more, sure = filling.fill(filling.left(task, reach, kept), open_, control=control)
        rows.append(more)
        proven &= sure
    return Solution(filling.joined(*rows), groups, served.method, proven, served.gap)
