"""Filling: people who are left go to stations that stay incomplete, and the locked ones are counted in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geo.assignment import arcs as reaching
from geo.assignment import demand as demands
from geo.assignment import flow as flows
from geo.assignment import mixed, network, slots
from geo.assignment.arcs import Reach
from geo.assignment.control import Control
from geo.assignment.task import Task


class Posted(NamedTuple):
    """Who is posted where, (p,) each: positions, people, minutes, metres, and whether it stays incomplete."""

    station: np.ndarray
    force: np.ndarray
    unit: np.ndarray
    people: np.ndarray
    minutes: np.ndarray
    metres: np.ndarray


def on_arcs(reach: Reach, people: np.ndarray) -> Posted:
    """Return the people on arcs as rows."""
    used = np.flatnonzero(people > 0)
    arcs, demand = reach.arcs.at(used), reach.demand
    return Posted(
        demand.station[arcs.demand],
        demand.force[arcs.demand],
        arcs.unit,
        people[used],
        arcs.minutes,
        arcs.metres,
    )


def joined(*several: Posted) -> Posted:
    """Return rows together, by station, force and unit."""
    rows = Posted(*(np.concatenate(columns) for columns in zip(*several, strict=True)))
    order = np.lexsort((rows.unit, rows.force, rows.station))
    return Posted(*(column[order] for column in rows))


def locked(task: Task) -> Posted:
    """Return the locked pairs as rows; minutes and metres are NaN where there is no way."""
    held = task.locked
    units, unit = np.unique(held.unit, return_inverse=True)
    stations, station = np.unique(held.station, return_inverse=True)
    minutes, metres = np.full((2, len(stations), len(units)), np.nan)
    if len(units):
        places = task.unit_xy[units], task.station_xy[stations]
        start = task.turnout_min[units]
        label, far, long = task.model.nearest(*places, turnout_min=start, k=len(units))
        row, rank = np.nonzero((label >= 0) & np.isfinite(long))
        minutes[row, label[row, rank]] = long[row, rank]
        metres[row, label[row, rank]] = far[row, rank]
    return Posted(
        held.station, held.force, held.unit, held.people, minutes[station, unit], metres[station, unit]
    )


def left(task: Task, reach: Reach, people: np.ndarray) -> Task:
    """Return the task with the people and slots that a posting leaves."""
    used = np.bincount(reach.arcs.unit, people, len(task.capacity)).astype(np.int64)
    return task.changed(
        capacity=task.capacity - used, slots=task.slots - slots.taken(reach, people, len(task.capacity))
    )


def fill(task: Task, open_: np.ndarray, *, control: Control) -> tuple[Posted, bool]:
    """Post as many people as possible, of those at the heavier stations first, with the least travel.

    Serving one more person never costs another one his place, so the heaviest choice is a largest one, too
    (a transversal matroid); only where slots bind that takes a program.

    Parameters
    ----------
    task : with the capacity and slots that are left.
    open_ : people that are missing (s, f).

    Returns
    -------
    rows : who goes where.
    proven : whether that is the best.
    """
    demand = demands.of(task, open_)
    capacity, slotted = slots.capacity(task, demand)
    reach = reaching.first(task, demand, k=control.neighbours)
    net = network.untagged(demand.people, demand.weight, capacity)
    found = flows.solved(flows.cheapest(reach, net, should_stop=control.should_stop))
    if not slots.overdone(found.reach, found.people, task.slots, slotted):
        return on_arcs(found.reach, found.people), True
    many = int(demand.people @ demand.weight) + 1
    program = mixed.Program(
        reach=found.reach,
        people=demand.people,
        times=many + demand.weight,
        open=np.zeros(task.groups, bool),
        weight=np.zeros(task.groups, np.int64),
        capacity=capacity,
        slots=task.slots,
        slotted=slotted,
    )
    answer = mixed.solve(program, control=control)
    if answer.served is None:
        return on_arcs(reach, np.zeros(len(reach.arcs.demand), np.int64)), False
    arcs = found.reach.arcs.at(np.flatnonzero(answer.usable))
    narrow = Reach(task, demand, arcs, (), (), ())
    best = flows.solved(flows.cheapest(narrow, net, should_stop=control.should_stop))
    return on_arcs(best.reach, best.people), answer.proven
