"""Checks: sums that must agree, as data that a screen prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.operation import Operation

COLUMNS = ("check", "expected", "actual", "ok", "source")


@dataclass(frozen=True)
class Check:
    """One sum counted two ways; `source` is "data", or who published the expected number."""

    check: str
    expected: float
    actual: float
    source: str = "data"

    def row(self) -> dict[str, Any]:
        """Return the check as a row of `COLUMNS`."""
        return {
            "check": self.check,
            "expected": self.expected,
            "actual": self.actual,
            "ok": self.expected == self.actual,
            "source": self.source,
        }


def _published(operation: Operation, summary: Mapping[str, Any]) -> list[Check]:
    counted = {
        **{key: value for key, value in summary.items() if isinstance(value, int | float)},
        **{f"personnel.{force}": people for force, people in summary["personnel_by_force"].items()},
        **{f"need.{force}": people for force, people in summary["need"].items()},
        **{f"need_guards.{force}": people for force, people in summary["need_guards"].items()},
    }
    return [Check(it.key, it.value, counted.get(it.key, 0), it.source) for it in operation.meta.published]


def _roles(operation: Operation, tables: Mapping[str, pd.DataFrame]) -> Check:
    """Return the people of all roles, counted place by place, against quantity times number of places."""
    electing = operation.villages[operation.villages["electing"]]
    places = {"village": len(electing), "district": electing["district"].nunique(), "operation": 1}
    roles = tables["need_by_role"]
    each = roles.drop_duplicates("role_id")
    return Check(
        "roles_by_place", int((each["people"] * each["per"].map(places)).sum()), int(roles["people"].sum())
    )


def _headcount(tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any]) -> list[Check]:
    """Return the need of each force, and what is short, counted by district, by role and by request."""
    by_role, by_district = (
        tables[name].groupby("force")["need"].sum() for name in ("balance_by_role", "balance_by_district")
    )
    short = int(tables["balance"]["shortfall"].sum())
    return [
        *(
            Check(f"need_by_{what}.{force}", need, int(table.get(force, 0)))
            for force, need in summary["need"].items()
            for what, table in (("role", by_role), ("district", by_district))
        ),
        Check("shortfall_by_role", short, int(tables["balance_by_role"]["shortfall"].sum())),
        Check("shortfall_asked_for", short, int(tables["bko"]["people"].sum())),
        Check("stand_ins", int(tables["balance"]["given"].sum()), int(tables["balance"]["received"].sum())),
    ]


def reconcile(
    operation: Operation, tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any]
) -> pd.DataFrame:
    """Hold the totals of an evaluation against each other and against what was published.

    Parameters
    ----------
    operation : what was evaluated.
    tables : units (as planned), need, need_by_role, by_village, by_district, balance, balance_by_role,
        balance_by_district and bko of the evaluation.
    summary : its summary.

    Returns
    -------
    DataFrame
        check (a key), expected, actual, ok, source.
    """
    units, need = tables["units"], tables["need"]
    by_village = tables["by_village"]
    electing = operation.villages["electing"]
    served = electing.index.isin(by_village.index)
    outside = by_village.index.isin(electing.index[~electing])
    village_need = need.groupby(operation.stations["village_id"])[list(summary["need_guards"])].sum().sum()
    rows = [
        Check("stations_per_village", len(operation.stations), int(by_village["stations"].sum())),
        Check("stations_per_district", len(operation.stations), int(tables["by_district"]["stations"].sum())),
        Check("covered_and_gaps", summary["stations"], summary["covered"] + summary["gaps"]),
        Check("electing_without_station", 0, int((electing & ~served).sum())),
        Check("station_outside_electing", 0, int(by_village.loc[outside, "stations"].sum())),
        Check(
            "personnel_by_force", int(units["personnel"].sum()), sum(summary["personnel_by_force"].values())
        ),
        Check(
            "personnel_once",
            int(units.loc[~units.index.duplicated(), "personnel"].sum()),
            int(tables["balance"].groupby("force")["strength"].sum().sum()),
        ),
        *(
            Check(f"need_by_village.{force}", summary["need_guards"][force], int(village_need[force]))
            for force in summary["need_guards"]
        ),
        _roles(operation, tables),
        *_headcount(tables, summary),
        *_published(operation, summary),
    ]
    return pd.DataFrame([row.row() for row in rows], columns=list(COLUMNS))
