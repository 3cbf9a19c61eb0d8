"""Relaxations: the smallest single change of a plan that lets everything be served, or the most; computed.

Every row is solved with its change applied, so that what it says it serves, it serves. In this order:

============== ======================================================================= =====================
kind           what is changed                                                         amount
============== ======================================================================= =====================
people         so many people more of a force, placed where they have the least way    people
time           `posting_limit_min` is raised, to whole minutes                         minutes
reserve_share  less of each unit is kept back, by whole percents                       share (0..1)
reserve_kind   units of a kind (``force`` None, ``detail`` the kind) are released      people released
sectors        units of other sectors may come, at the price of `sector_extra_min`     none (NaN)
lock           a locked pair is given up                                               none (NaN)
forbidden      a forbidden pair is allowed                                             none (NaN)
stand_in       another force may stand in, where `MAY_STAND_IN` allows it              none (NaN)
max_stations   a unit may guard more stations                                          stations
home           Linmas may leave their village                                          none (NaN)
============== ======================================================================= =====================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.assignment import reinforcing, rules
from geo.assignment.attempts import Desk
from geo.assignment.control import Stop, go_on
from geo.assignment.posting import Posting
from geo.scenario import MAY_STAND_IN, Scenario
from geo.travel import TravelModel

COLUMNS = (
    "kind",
    "amount",
    "force",
    "unit_id",
    "detail",
    "serves",
    "served",
    "makes_whole",
    "proven",
    "station_ids",
    "changes",
)
LONGEST_LIMIT_MIN = 1440
TIME_LIMIT_S = 5.0
"""What one attempt may take [s]; what is not proven then says so."""


def _people(desk: Desk) -> Iterator[dict[str, Any]]:
    """Yield a row for each force that lacks people, then one for all of them together."""
    short = [it for it in desk.forces if desk.base.stations[f"missing_{it}"].sum() > 0]
    for forces in [[it] for it in short] + ([short] if len(short) > 1 else []):
        rows, like, proven = reinforcing.fewest(
            desk.stations,
            desk.units,
            desk.need,
            model=desk.model,
            scenario=desk.scenario,
            forces=forces,
            control=desk.control(),
        )
        if not rows:
            continue
        changes = {"units_added": [*desk.scenario.model_dump()["units_added"], *rows]}
        tried = desk.attempt(changes, units=reinforcing.added(desk.units, rows, like=like))
        places = tuple((at, row["force"], row["personnel"]) for at, row in zip(like, rows, strict=True))
        yield from desk.row(
            "people",
            changes,
            tried,
            amount=float(sum(row["personnel"] for row in rows)),
            force=forces[0] if len(forces) == 1 else None,
            unit_id=max(places, key=lambda it: (it[2], it[0]))[0],
            detail=places,
            proven=proven and tried.solution.proven,
        )


def _time(desk: Desk) -> Iterator[dict[str, Any]]:
    limit = desk.scenario.posting_limit_min
    if limit is None:
        return
    found = desk.smallest("posting_limit_min", low=int(limit), high=LONGEST_LIMIT_MIN)
    if found is not None:
        changes = {"posting_limit_min": found}
        yield from desk.row("time", changes, desk.attempt(changes), amount=float(found))


def _reserve(desk: Desk) -> Iterator[dict[str, Any]]:
    scenario = desk.scenario
    if scenario.reserve_share > 0:
        now = int(100 - scenario.reserve_share * 100)
        found = desk.smallest("reserve_share", low=now, high=100, share=100)
        if found is not None:
            share = desk.value(found, 100)
            changes: dict[str, Any] = {"reserve_share": share}
            yield from desk.row("reserve_share", changes, desk.attempt(changes), amount=float(share))
    kinds = sorted(set(scenario.reserve_kinds))
    best = 0
    for released in [[it] for it in kinds] + ([kinds] if len(kinds) > 1 else []):
        changes = {"reserve_kinds": [it for it in scenario.reserve_kinds if it not in released]}
        tried = desk.attempt(changes)
        if len(released) > 1 and tried.weight <= best:
            continue
        best = max(best, tried.weight)
        people = rules.strength(desk.units, tried.task.scenario)["available"].sum()
        more = people - rules.strength(desk.units, scenario)["available"].sum()
        yield from desk.row("reserve_kind", changes, tried, amount=float(more), detail=tuple(released))


def _pairs(desk: Desk) -> Iterator[dict[str, Any]]:
    for kind, name in (("lock", "locked"), ("forbidden", "forbidden")):
        pairs = desk.scenario.model_dump()[name]
        for pair in sorted({(it["unit_id"], it["station_id"]) for it in pairs}):
            left = [it for it in pairs if (it["unit_id"], it["station_id"]) != pair]
            changes = {name: left}
            yield from desk.row(kind, changes, desk.attempt(changes), unit_id=pair[0], detail=pair[1])


def _stand_ins(desk: Desk) -> Iterator[dict[str, Any]]:
    used = list(desk.scenario.substitutes)
    for force in desk.forces:
        for other in MAY_STAND_IN[force]:
            if (force, other) not in used:
                changes = {"substitutes": [*used, (force, other)]}
                yield from desk.row("stand_in", changes, desk.attempt(changes), force=force, detail=other)


def _rules(desk: Desk) -> Iterator[dict[str, Any]]:
    if desk.scenario.sectors == "keep":
        changes: dict[str, Any] = {"sectors": "prefer"}
        yield from desk.row("sectors", changes, desk.attempt(changes))


def _more(desk: Desk) -> Iterator[dict[str, Any]]:
    scenario = desk.scenario
    if scenario.max_stations is not None:
        most = min(max(len(desk.stations), scenario.max_stations + 1), 10_000)
        found = desk.smallest("max_stations", low=scenario.max_stations, high=most)
        if found is not None:
            changes: dict[str, Any] = {"max_stations": found}
            yield from desk.row("max_stations", changes, desk.attempt(changes), amount=float(found))
    if scenario.linmas_at_home:
        changes = {"linmas_at_home": False}
        yield from desk.row("home", changes, desk.attempt(changes), force="linmas")


STEPS: tuple[Callable[[Desk], Iterator[dict[str, Any]]], ...] = (
    _people,
    _time,
    _reserve,
    _rules,
    _pairs,
    _stand_ins,
    _more,
)


def relaxations(
    posting: Posting,
    stations: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    *,
    need: pd.DataFrame,
    model: TravelModel,
    scenario: Scenario,
    time_limit_s: float = TIME_LIMIT_S,
    should_stop: Stop = go_on,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return what would let more stations be served, one change at a time, in the order of the table above.

    Parameters
    ----------
    posting : what the plan serves as it is; see `geo.assignment.posting.assign` for the other parameters.
    time_limit_s : for each attempt [s].
    progress : told before each step how many are done, of how many.

    Returns
    -------
    DataFrame
        kind, amount, force, unit_id, detail; serves (stations more than now), served (in all), makes_whole
        (every station is), proven, station_ids (those newly served), changes (fields of `Scenario`, for
        ``Scenario.parse({**plan.model_dump(), **changes})``). Empty where everything is served. ``detail`` of
        people is a tuple of (unit_id where they stand, force, people); the people are sent with the plan's
        reserve kept back from them, and belong to no sector or village.

    Raises
    ------
    StoppedError
        `should_stop` said so.
    """
    rows: list[dict[str, Any]] = []
    if posting.served < len(posting.stations):
        desk = Desk(stations, units, need, model, scenario, posting, should_stop, time_limit_s)
        for done, step in enumerate(STEPS):
            if progress is not None:
                progress(done, len(STEPS))
            rows += step(desk)
    return pd.DataFrame(rows, columns=list(COLUMNS))
