"""Registers of an operation: readiness at H-1 and preparations in the villages (all simulated)."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from deployment import seed_of

SIMULATED = "SIMULASI"
"""What every note says."""

_FULL_SHARE = 0.55
"""Share of the reports of personnel in which nobody is missing."""
_SILENT_EVERY = 9
"""Every so many-th unit has not reported."""
_PEOPLE_PER = {"vehicle": 8, "radio": 5}
_SHIELDS = "tameng dalmas"
_UNTOUCHED_EVERY = 10
"""Every so many-th village has no entry yet."""
_KINDS = {"committee": (21, 12), "dialogue": (18, 8), "visit": (9, 3), "figures": (10, 3), "survey": (4, 1)}
"""Kind of preparation -> most and fewest days before the election."""
_OPEN_SHARE = {"committee": 0.04, "dialogue": 0.1, "visit": 0.15, "figures": 0.3, "survey": 0.25}
_DUE_DAYS = 2
"""What is open is due so many days before the election at the latest."""


def _items(unit: pd.Series) -> dict[str, int]:
    """Return what is planned for a unit: its people, and for all but Linmas what they carry."""
    people = int(unit["personnel"])
    planned = {"personnel": people}
    if unit["force"] != "linmas":
        planned |= {item: -(-people // per) for item, per in _PEOPLE_PER.items()}
    if unit["kind"] == "standby" and unit["force"] in {"polri", "brimob"}:
        planned[_SHIELDS] = people
    return planned


def build_readiness(operation: str, units: pd.DataFrame) -> pd.DataFrame:
    """Return what the units report, by unit and item.

    Parameters
    ----------
    operation : id of the operation, part of the seed.
    units : unit_id, kind, force and personnel.
    """
    rows = []
    ordered = units.sort_values("unit_id", ignore_index=True)
    for place, unit in ordered.iterrows():
        if int(str(place)) % _SILENT_EVERY == _SILENT_EVERY - 2:
            continue
        rng = seed_of(operation, "readiness", unit["unit_id"])
        for item, planned in _items(unit).items():
            full = rng.random() < _FULL_SHARE
            missing = 0 if full else int(rng.integers(0, max(2, round(planned * 0.09)) + 1))
            extra = int(full and item == "personnel" and rng.random() < 0.05)
            rows.append((unit["unit_id"], item, planned, max(planned - missing, 0) + extra))
    columns = ["unit_id", "item", "planned", "present"]
    return pd.DataFrame(rows, columns=columns).sort_values(["unit_id", "item"], ignore_index=True)


def build_preparations(operation: str, villages: list[str], *, election_day: dt.date) -> pd.DataFrame:
    """Return what was done and what is open, by village and date.

    Parameters
    ----------
    operation : id of the operation, part of the seed.
    villages : ids of the electing villages.
    election_day : day of the election.
    """
    rows = []
    for place, village_id in enumerate(sorted(villages)):
        if place % _UNTOUCHED_EVERY == _UNTOUCHED_EVERY - 3:
            continue
        rng = seed_of(operation, "preparations", village_id)
        for kind, (most, fewest) in _KINDS.items():
            before = int(rng.integers(fewest, most + 1))
            pending = bool(rng.random() < _OPEN_SHARE[kind])
            day = election_day - dt.timedelta(days=min(before, _DUE_DAYS) if pending else before)
            state = "open" if pending else "done"
            rows.append((village_id, kind, day.isoformat(), state, SIMULATED))
    columns = ["village_id", "kind", "date", "state", "note"]
    made = pd.DataFrame(rows, columns=columns)
    return made.sort_values(["village_id", "date", "kind"], ignore_index=True)
