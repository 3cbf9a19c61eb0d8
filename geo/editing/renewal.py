"""Renewal: the next election begins with the villages, stations and units of the last."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from geo.meta import Meta
from geo.operation import Operation


def left_behind(operation: Operation, *, today: dt.date) -> dict[str, int]:
    """Return how much of an operation `renewed` leaves behind.

    Returns
    -------
    dict
        Number of class_override (those dated before today), readiness and preparations (rows), published.
    """
    return {
        "class_override": sum(it.date < today for it in operation.meta.class_override),
        "readiness": 0 if operation.readiness is None else len(operation.readiness),
        "preparations": 0 if operation.preparations is None else len(operation.preparations),
        "published": len(operation.meta.published),
    }


def renewed(
    operation: Operation, *, operation_id: str, name: str, election_day: dt.date, today: dt.date
) -> Operation:
    """Return the operation for another election day.

    Villages, stations, units, ground, roads and what is said of the data are kept, the date of the data too.
    What was true of the last election only is left behind; see `left_behind`.

    Raises
    ------
    ScenarioError
        The id or name is not allowed.
    """
    kept = tuple(it for it in operation.meta.class_override if it.date >= today)
    told = {"id": operation_id, "name": name, "election_day": election_day}
    about = Meta.parse({**operation.meta.model_dump(), **told, "class_override": kept, "published": ()})
    return replace(operation, meta=about, readiness=None, preparations=None)
