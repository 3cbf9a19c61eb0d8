"""Load: what the posting asks of every unit, for a fair share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.assignment.filling import Posted
from geo.assignment.task import Task


def table(task: Task, posted: Posted) -> pd.DataFrame:
    """Return the load of every unit.

    Returns
    -------
    DataFrame
        By unit_id: force, personnel, reserve (kept back), available, people (posted), left [people],
        stations (guarded), person_minutes (people x minutes of their way) and kilometres (the unit's way to
        each of its stations, once, however many go; as `distance_m` is measured). A way that is not known
        counts 0.
    """
    units = len(task.units)
    people = np.bincount(posted.unit, posted.people, units).astype(np.int64)
    minutes = np.bincount(posted.unit, posted.people * np.nan_to_num(posted.minutes), units)
    pairs, first = np.unique(task.pair(posted.unit, posted.station), return_index=True)
    unit = pairs // max(len(task.stations), 1)
    metres = np.bincount(unit, np.nan_to_num(posted.metres[first]), units)
    return task.strength.assign(
        force=task.unit_force,
        people=people,
        left=task.strength["available"] - people,
        stations=np.bincount(unit, minlength=units),
        person_minutes=minutes,
        kilometres=metres / 1000,
    )[
        [
            "force",
            "personnel",
            "reserve",
            "available",
            "people",
            "left",
            "stations",
            "person_minutes",
            "kilometres",
        ]
    ]
