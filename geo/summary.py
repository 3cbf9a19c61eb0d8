"""Summary: the headline numbers of an evaluation, flat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo import coverage, strength
from geo.operation import Operation


def headline(operation: Operation, tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the headline numbers.

    `need` is the whole need by force, `need_guards` the part of it that stands guard at stations, `shortfall`
    what is still missing once others have stood in.

    Parameters
    ----------
    operation : what was evaluated.
    tables : stations, units, need, gaps, balance, stability and risk of the evaluation.
    """
    stations, units, need = tables["stations"], tables["units"], tables["need"]
    covered = int(stations["covered"].sum())
    balance = tables["balance"].set_index("force")
    return {
        "stations": len(stations),
        "villages": len(operation.villages),
        "electing_villages": int(operation.villages["electing"].sum()),
        "districts": int(stations["district"].nunique()),
        "voters": int(stations["registered_voters"].sum()),
        "units": len(units),
        "personnel": int(units["personnel"].sum()),
        "personnel_by_force": {f: int(n) for f, n in units.groupby("force")["personnel"].sum().items()},
        "covered": covered,
        "covered_share": covered / len(stations) if len(stations) else None,
        "gaps": len(tables["gaps"]),
        "high_risk": int(stations["rank"].ge(coverage.HIGH_RANK).sum()),
        "class_counts": {c: int(n) for c, n in stations["class_id"].value_counts().sort_index().items()},
        "need": {force: int(people) for force, people in balance["need"].items()},
        "need_guards": {force: int(need[force].sum()) for force in strength.GUARDS},
        "shortfall": {force: int(people) for force, people in balance["shortfall"].items()},
        "stable_share": float(tables["stability"]["stable"].mean()) if len(stations) else None,
        "completeness": float(tables["risk"]["completeness"].mean()) if len(stations) else None,
    }
