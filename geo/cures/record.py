"""Record: one cure, and the table of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from geo.evaluate import evaluate
from geo.evaluation import Evaluation

Gap = Literal["response", "strength"]
KINDS = (
    "switch_on",
    "move_back",
    "open_road",
    "unlock",
    "allow",
    "release_reserve",
    "stand_in",
    "cross_sectors",
    "leave_village",
    "more_stations",
    "raise_limit",
    "move_unit",
    "more_people",
    "add_post",
    "raise_threshold",
)
"""Kinds of cures, the cheapest first: what undoes a choice of the plan costs nothing; rules come before
people and places, what the district has before what it must ask for; what lowers the standard comes last."""
COLUMNS = (
    "gap",
    "kind",
    "unit_id",
    "candidate_id",
    "name",
    "lon",
    "lat",
    "force",
    "detail",
    "amount",
    "closes",
    "opens",
    "station_ids",
    "opened_ids",
    "cost",
    "changes",
)


@dataclass(frozen=True, eq=False)
class Cure:
    """One change of the plan and the gaps that it closes and opens."""

    kind: str
    changes: dict[str, Any]
    station_ids: tuple[str, ...] = ()
    opened_ids: tuple[str, ...] = ()
    gap: Gap = "response"
    unit_id: str | None = None
    candidate_id: str | None = None
    name: str | None = None
    lonlat: tuple[float, float] = (float("nan"), float("nan"))
    amount: float = float("nan")
    force: str | None = None
    detail: Any = None

    @property
    def net(self) -> int:
        """Gaps closed less gaps opened."""
        return len(self.station_ids) - len(self.opened_ids)

    def row(self) -> dict[str, Any]:
        """Return the row of the table."""
        return {
            "gap": self.gap,
            "kind": self.kind,
            "unit_id": self.unit_id,
            "candidate_id": self.candidate_id,
            "name": self.name,
            "lon": self.lonlat[0],
            "lat": self.lonlat[1],
            "force": self.force,
            "detail": self.detail,
            "amount": self.amount,
            "closes": len(self.station_ids),
            "opens": len(self.opened_ids),
            "station_ids": self.station_ids,
            "opened_ids": self.opened_ids,
            "cost": KINDS.index(self.kind),
            "changes": self.changes,
        }


def table(cures: Iterable[Cure]) -> pd.DataFrame:
    """Return the cures that close anything, by gaps closed less gaps opened, kind, amount and ids.

    What lowers the standard stands after everything else.
    """

    def order(cure: Cure) -> tuple[Any, ...]:
        amount = 0.0 if pd.isna(cure.amount) else cure.amount
        ids = cure.unit_id or "", cure.candidate_id or ""
        return cure.kind == KINDS[-1], -cure.net, KINDS.index(cure.kind), amount, *ids

    kept = sorted((cure for cure in cures if cure.station_ids), key=order)
    made = pd.DataFrame([cure.row() for cure in kept], columns=list(COLUMNS))
    texts = ["unit_id", "candidate_id", "name", "force", "detail"]
    made[texts] = made[texts].astype(object).where(made[texts].notna(), None)
    return made.astype({"lon": float, "lat": float, "amount": float})


def ids_of(index: pd.Index) -> tuple[str, ...]:
    """Return ids as a tuple."""
    return tuple(str(it) for it in index)


def evaluated(evaluation: Evaluation, changes: dict[str, Any]) -> Evaluation:
    """Return the plan with changes of its scenario."""
    return evaluate(evaluation.operation, evaluation.scenario.model_copy(update=changes))


def tried(evaluation: Evaluation, cure: Cure) -> Cure:
    """Return the cure with the gaps of its sort that it closes and opens, found by evaluating it."""
    after = evaluated(evaluation, cure.changes)
    tables = [it.gaps if cure.gap == "response" else it.unserved for it in (evaluation, after)]
    old, new = (pd.Index(it["station_id"], dtype=object) for it in tables)
    return replace(cure, station_ids=ids_of(old.difference(new)), opened_ids=ids_of(new.difference(old)))
