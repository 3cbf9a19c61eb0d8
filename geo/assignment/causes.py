"""Causes: why a station is not served in full, as a key with numbers.

The cause is that of the first force, in alphabetical order, that lacks people there; tried in this order:

============ =========================================================================================
cause        meaning
============ =========================================================================================
no_place     the station has no coordinates
no_strength  somebody could come in time, but his people are posted elsewhere; or nobody has people to post
max_stations somebody could come in time and has people, but guards as many stations as one may
no_road      no unit of the force finds any way to it
out_of_time  whoever may come needs longer than `posting_limit_min`
forbidden    whoever could come in time is forbidden to
sector       whoever could come in time belongs to another sector
not_at_home  whoever could come in time are Linmas of another village
group        the station has its people; another one of its group lacks some
============ =========================================================================================

"Somebody" is a unit of the force or of one that stands in, with people beyond its reserve.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from geo.assignment import arcs as reaching
from geo.assignment import demand as demands
from geo.assignment import prices
from geo.assignment.filling import Posted
from geo.assignment.reasons import nearest_own
from geo.assignment.task import NO_LIMIT, Task

_FREE = {"forbidden": (), "sectors": "ignore", "linmas_at_home": False}


def _freed(task: Task, *names: str, limit: bool = True) -> Task:
    """Return the task with all people and slots there, and without some rules."""
    changes: dict[str, Any] = {name: _FREE[name] for name in names}
    if not limit:
        changes["posting_limit_min"] = None
    return task.changed(
        scenario=task.scenario.model_copy(update=changes),
        capacity=task.strength["available"].to_numpy(np.int64),
        slots=np.full(len(task.units), NO_LIMIT, np.int64),
        forbidden=task.forbidden[:0] if "forbidden" in names else task.forbidden,
        home=np.zeros(len(task.units), bool) if "linmas_at_home" in names else task.home,
    )


def _reached(task: Task, open_: np.ndarray) -> np.ndarray:
    """Return which needs (s, f) any unit may meet at all."""
    demand = demands.of(task, open_)
    reach = reaching.first(task, demand, k=1)
    found = np.zeros(open_.shape, bool)
    while True:
        lone = np.bincount(reach.arcs.demand, minlength=len(demand.people)) == 0
        wider = prices.completed(reach, lone)
        if wider is reach:
            found[demand.station[~lone], demand.force[~lone]] = True
            return found
        reach = wider


def _spare(task: Task, posted: Posted, open_: np.ndarray) -> np.ndarray:
    """Return which needs (s, f) a unit with people left could meet, but for the stations it guards."""
    used = np.bincount(posted.unit, posted.people, len(task.units)).astype(np.int64)
    spare = _freed(task).changed(capacity=np.clip(task.strength["available"].to_numpy() - used, 0, None))
    return _reached(spare, open_)


def _causes(task: Task, posted: Posted, open_: np.ndarray) -> np.ndarray:
    """Return the cause of each missing need (s, f); "" where nobody is missing."""
    some = np.array(
        [(task.serves(it) & (task.strength["available"].to_numpy() > 0)).any() for it in task.forces]
    )
    cause = np.where(open_ > 0, "not_at_home", "").astype(object)

    def settle(rows: np.ndarray, key: str) -> None:
        cause[(open_ > 0) & rows & (cause == "not_at_home")] = key

    placeless = ~np.isfinite(task.station_xy).all(axis=1)
    settle(np.broadcast_to(placeless[:, None], open_.shape), "no_place")
    settle(np.broadcast_to(~some[None, :], open_.shape), "no_strength")
    within = _reached(_freed(task), open_)
    settle(within & _spare(task, posted, open_), "max_stations")
    settle(within, "no_strength")
    tried: list[tuple[str, Callable[[], np.ndarray]]] = [
        ("no_road", lambda: ~_reached(_freed(task, *_FREE, limit=False), open_)),
        ("out_of_time", lambda: _reached(_freed(task, limit=False), open_)),
        ("forbidden", lambda: _reached(_freed(task, "forbidden"), open_)),
        ("sector", lambda: _reached(_freed(task, "forbidden", "sectors"), open_)),
        ("out_of_time", lambda: ~_reached(_freed(task, *_FREE), open_)),
    ]
    for key, rows in tried:
        if (cause == "not_at_home").any():
            settle(rows(), key)
    return cause


def columns(task: Task, posted: Posted, missing: np.ndarray, *, served: np.ndarray) -> dict[str, Any]:
    """Return reason, short_force, nearest_unit_id and nearest_min of every station.

    `short_force` is the force whose cause it is, `nearest_unit_id` and `nearest_min` the nearest unit of that
    force with people on its books; None and NaN where the station is served or there is none.
    """
    stations = len(task.stations)
    reason, force = np.full(stations, "", object), np.full(stations, -1)
    unit, minutes = np.full(stations, -1), np.full(stations, np.nan)
    reason[~served] = "group"
    open_ = np.where(served[:, None], 0, missing)
    rows = np.flatnonzero((open_ > 0).any(axis=1))
    if len(rows):
        force[rows] = (open_[rows] > 0).argmax(axis=1)
        reason[rows] = _causes(task, posted, open_)[rows, force[rows]]
        for name in np.unique(force[rows]):
            mine = rows[force[rows] == name]
            unit[mine], minutes[mine] = nearest_own(task, int(name), mine)
    ids, forces = np.array([*task.units.index, None], object), np.array([*task.forces, None], object)
    return {
        "reason": reason,
        "short_force": forces[force],
        "nearest_unit_id": ids[unit],
        "nearest_min": minutes,
    }
