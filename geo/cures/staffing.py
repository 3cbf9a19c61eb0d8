"""Staffing: cures that let the posting serve more stations in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geo.assignment import Stop
from geo.cures.record import Cure, tried
from geo.evaluation import Evaluation
from geo.scenario import Scenario

KIND_OF = {
    "people": "more_people",
    "time": "raise_limit",
    "reserve_share": "release_reserve",
    "reserve_kind": "release_reserve",
    "sectors": "cross_sectors",
    "lock": "unlock",
    "forbidden": "allow",
    "stand_in": "stand_in",
    "max_stations": "more_stations",
    "home": "leave_village",
}
"""What a relaxation of the posting is called among the cures."""


def relaxed(evaluation: Evaluation, *, stop: Stop | None) -> Iterator[Cure]:
    """Yield every relaxation of the posting, with the gaps that it closes and opens.

    Raises
    ------
    StoppedError
        `stop` said so.
    """
    if evaluation.unserved.empty:
        return
    found = evaluation.relaxations if stop is None else evaluation.relaxed(should_stop=stop)
    for row in found.to_dict("records"):
        yield tried(evaluation, _cure(evaluation, row))


def _cure(evaluation: Evaluation, row: Mapping[Any, Any]) -> Cure:
    plan = Scenario.parse({**evaluation.scenario.model_dump(), **row["changes"]})
    unit_id = row["unit_id"] or None
    names = evaluation.units["name"]
    return Cure(
        kind=KIND_OF[row["kind"]],
        changes={name: getattr(plan, name) for name in row["changes"]},
        gap="strength",
        unit_id=unit_id,
        name=None if unit_id is None else names.get(unit_id, unit_id),
        amount=row["amount"],
        force=row["force"] or None,
        detail=row["detail"],
    )
