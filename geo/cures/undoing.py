"""Undoing: cures that take back a choice of the plan, or its standard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo import assignment, deployment, schema
from geo.cures.record import Cure, ids_of, tried
from geo.evaluation import Evaluation
from geo.scenario import Scenario

LONGEST_MIN = next(it.le for it in Scenario.model_fields["threshold_min"].metadata if hasattr(it, "le"))
"""The longest threshold that a scenario may have [min]."""
ROUNDING = 1e-9


def switched_on(evaluation: Evaluation) -> Iterator[Cure]:
    """Yield every unit that the plan switched off and that would close a gap."""
    operation, plan = evaluation.operation, evaluation.scenario
    if not plan.units_off:
        return
    units = deployment.planned_units(operation, plan.model_copy(update={"units_off": ()}))
    off = units[units.index.isin(plan.units_off)]
    able = assignment.responding(off, forces=plan.responding_forces)
    gap = np.flatnonzero(~evaluation.stations["covered"])
    unit, station, _ = evaluation.engine.within(
        schema.xy(able),
        operation.station_xy[gap],
        turnout_min=assignment.turnout(able, default_min=plan.turnout_min),
        limit_min=plan.threshold_min,
    )
    for i, unit_id in enumerate(able.index):
        yield Cure(
            "switch_on",
            {"units_off": tuple(it for it in plan.units_off if it != unit_id)},
            ids_of(evaluation.stations.index[gap[station[unit == i]]]),
            unit_id=unit_id,
            name=able.loc[unit_id, "name"],
        )


def moved_back(evaluation: Evaluation) -> Iterator[Cure]:
    """Yield every unit that the plan moved and that closes more gaps than it opens where it came from."""
    plan = evaluation.scenario
    for move in plan.units_moved:
        if move.unit_id in plan.units_off:
            continue
        changes = {"units_moved": tuple(it for it in plan.units_moved if it is not move)}
        name = evaluation.operation.units.loc[move.unit_id, "name"]
        cure = tried(evaluation, Cure("move_back", changes, unit_id=move.unit_id, name=name))
        if cure.net > 0:
            yield cure


def opened(evaluation: Evaluation) -> Iterator[Cure]:
    """Yield every closure whose end closes more gaps than it opens; `amount` is its number from 0."""
    plan = evaluation.scenario
    if evaluation.engine.answered_by == "straight":
        return
    for number, closure in enumerate(plan.closures):
        changes = {"closures": plan.closures[:number] + plan.closures[number + 1 :]}
        east, north = np.mean(closure.coordinates, axis=0).tolist()
        told = Cure("open_road", changes, name=closure.reason, lonlat=(east, north), amount=number)
        cure = tried(evaluation, told)
        if cure.net > 0:
            yield cure


def patient(evaluation: Evaluation) -> Iterator[Cure]:
    """Yield every whole number of minutes by which a longer threshold closes more gaps."""
    plan = evaluation.scenario
    late = evaluation.gaps.dropna(subset="over_min")
    steps = np.unique(np.ceil(late["over_min"].to_numpy(float) - ROUNDING))
    for more_min in steps[plan.threshold_min + steps <= LONGEST_MIN].tolist():
        threshold_min = plan.threshold_min + more_min
        within = late.loc[late["travel_min"].le(threshold_min), "station_id"]
        closed = tuple(sorted(within))
        yield Cure("raise_threshold", {"threshold_min": threshold_min}, closed, amount=more_min)
