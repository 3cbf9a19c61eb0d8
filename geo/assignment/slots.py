"""Slots: how many stations a unit may guard, and when that is more than a question of people."""

from __future__ import annotations

import numpy as np

from geo.assignment.arcs import Reach
from geo.assignment.demand import Demand
from geo.assignment.task import Task


def capacity(task: Task, demand: Demand) -> tuple[np.ndarray, np.ndarray]:
    """Return the people of each unit (u,), and which units' slots bind beside them (u,).

    Where nobody asks for more than one person, and a station asks a unit once, a slot is a person.
    """
    several = np.zeros(len(task.forces), bool)
    several[demand.force[demand.people > 1]] = True
    serving = np.array([task.serves(it) for it in task.forces], bool).reshape(
        len(task.forces), len(task.capacity)
    )
    asked = np.isin(np.arange(len(task.forces)), demand.force)
    single = (serving & asked[:, None]).sum(axis=0) <= 1
    single[task.locked.unit] = False
    single &= ~(serving & several[:, None]).any(axis=0)
    binding = task.slots < task.capacity
    return np.where(single, np.minimum(task.capacity, task.slots), task.capacity), binding & ~single


def taken(reach: Reach, people: np.ndarray, units: int) -> np.ndarray:
    """Return how many stations each unit guards with these people on the arcs, locked pairs not counted."""
    used = np.flatnonzero(people > 0)
    unit, station = reach.arcs.unit[used], reach.demand.station[reach.arcs.demand[used]]
    pairs = np.unique(reach.task.pair(unit, station)[~reach.task.is_locked(unit, station)])
    return np.bincount(pairs // max(len(reach.task.stations), 1), minlength=units)


def overdone(reach: Reach, people: np.ndarray, slots: np.ndarray, slotted: np.ndarray) -> bool:
    """Return whether any slotted unit guards more stations than it may."""
    return bool(slotted.any() and (taken(reach, people, len(slots)) > slots)[slotted].any())
