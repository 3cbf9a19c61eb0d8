"""Headcount: how many people of each force are out at a stage, and where they are on a day."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from fractions import Fraction

import pandas as pd

from geo.errors import Fault, InputError, ScenarioError
from geo.stage import PLACES, SHARED_PLACES, Day, Stage

DENOMINATOR = 1000
"""A share is taken as the nearest fraction of at most this denominator, so that 1/3 of 300 is 100."""


def _part(people: int, share: float) -> int:
    """Return a share of people, rounded up: ceil(people x share)."""
    return math.ceil(people * Fraction(share).limit_denominator(DENOMINATOR))


def _known(shares: Mapping[str, float], known: Collection[str]) -> None:
    unknown = sorted(set(shares) - set(known))
    if unknown:
        raise ScenarioError(
            Fault(
                "The scenario sets shares of stages or days that are not there",
                "Remove these shares",
                ids=unknown,
            )
        )


def _forces(units: pd.DataFrame) -> pd.Series:
    return units.groupby("force")["personnel"].sum().astype(int).sort_index()


def strength(
    units: pd.DataFrame, stages: Mapping[str, Stage], *, shares: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return the people of every force that each stage takes at least.

    ``people = ceil(strength x share)`` for each force, so that no force falls below its share; the total of a
    stage may thus exceed the share of the whole by less than one person for each force.

    Parameters
    ----------
    units : force and personnel [people].
    stages : stage id -> stage.
    shares : stage id -> share (0..1) in place of the published one.

    Returns
    -------
    DataFrame
        stage_id, force, strength, share (0..1), people and left [people], people + left = strength; in the
        order of the stages, forces by name.

    Raises
    ------
    ScenarioError
        A share is set for a stage that does not exist.
    """
    given = dict(shares or {})
    _known(given, stages)
    rows = []
    for stage_id, stage in stages.items():
        share = given.get(stage_id, stage.share)
        for force, there in _forces(units).items():
            people = _part(int(there), share)
            rows.append((stage_id, force, int(there), share, people, int(there) - people))
    table = pd.DataFrame(rows, columns=["stage_id", "force", "strength", "share", "people", "left"])
    return table.astype({"strength": int, "share": float, "people": int, "left": int})


def held_back(units: pd.DataFrame, *, share: float, kinds: Collection[str]) -> pd.Series:
    """Return the reserve of each unit [people]: all of a unit of these kinds, else its share rounded up."""
    whole = units["kind"].isin(kinds)
    parts = [_part(int(people), share) for people in units["personnel"]]
    return units["personnel"].where(whole, pd.Series(parts, index=units.index)).astype(int).rename("reserve")


def guards(rows: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Return the people of each force who are posted at stations, by the force of their own unit.

    Parameters
    ----------
    rows : posting rows: unit_id and people; a row without a unit posts nobody.
    units : by unit_id, with force.
    """
    posted = rows[rows["unit_id"].notna()]
    by_force = posted["people"].groupby(posted["unit_id"].map(units["force"])).sum()
    return by_force.reindex(_forces(units).index, fill_value=0).astype(int).rename("guards")


def expected_guards(units: pd.DataFrame, need: Mapping[str, int], *, reserve: pd.Series) -> pd.Series:
    """Return the guards of each force as long as nobody is posted yet: the need, as far as people are free.

    Parameters
    ----------
    units : by unit_id, with force and personnel.
    need : force -> people that the stations need.
    reserve : people whom each unit keeps back (`held_back`).
    """
    free = (units["personnel"] - reserve).clip(lower=0).groupby(units["force"]).sum().sort_index()
    wanted = pd.Series({force: need.get(str(force), 0) for force in free.index}, dtype=int)
    return free.clip(upper=wanted).astype(int).rename("guards")


def planned_days(days: Mapping[str, Day], shares: Mapping[str, float]) -> dict[str, Day]:
    """Return the days with the planner's shares in place of the proposed ones.

    Parameters
    ----------
    days : day id -> day.
    shares : ``day/group/place`` -> share (0..1), such as ``h+1/guards:linmas/standby``.

    Raises
    ------
    ScenarioError
        A share is set for a day, group or place that does not exist.
    """
    known = {
        f"{day.id}/{it.key}/{place}" for day in days.values() for it in day.posture for place in SHARED_PLACES
    }
    _known(shares, known)
    planned = {}
    for day_id, day in days.items():
        posture = tuple(
            it.model_copy(
                update={
                    place: shares.get(f"{day_id}/{it.key}/{place}", getattr(it, place))
                    for place in SHARED_PLACES
                }
            )
            for it in day.posture
        )
        planned[day_id] = day.model_copy(update={"posture": posture})
    return planned


def by_day(
    units: pd.DataFrame, days: Mapping[str, Day], *, guards: pd.Series, reserve: pd.Series
) -> pd.DataFrame:
    """Return where the people of every force are on each day.

    A force is its guards, its reserve and all others. Of each group the places are filled in the order
    station, standby, reserve, each with its share rounded up, as long as people are left; the rest is
    withdrawn. So the four places always sum to the strength of the force. Where guards and reserve together
    exceed the strength, it is the reserve that gives way.

    Parameters
    ----------
    units : by unit_id, with force and personnel [people].
    days : day id -> day.
    guards : people of each force who are posted at stations.
    reserve : people whom each unit keeps back, by unit_id.

    Returns
    -------
    DataFrame
        day_id, force, strength, station, standby, reserve, withdrawn [people]; in the order of the days.

    Raises
    ------
    InputError
        More people of a force guard stations than there are.
    """
    there = _forces(units)
    posted = guards.reindex(there.index, fill_value=0).astype(int)
    if (posted > there).any():
        raise InputError(
            Fault(
                "More people guard stations than the units have",
                "Post them again, or correct the strength of the units",
                ids=there.index[posted > there].tolist(),
            )
        )
    kept = reserve.groupby(units["force"]).sum().reindex(there.index, fill_value=0).clip(upper=there - posted)
    groups = {"guards": posted, "reserve": kept, "others": there - posted - kept}
    rows = []
    for day in days.values():
        for force in there.index:
            where = dict.fromkeys(PLACES, 0)
            for who, people in groups.items():
                left = int(people[force])
                posture = day.of(who, str(force))
                for place in SHARED_PLACES:
                    taken = min(left, _part(int(people[force]), getattr(posture, place)))
                    where[place] += taken
                    left -= taken
                where["withdrawn"] += left
            rows.append({"day_id": day.id, "force": force, "strength": int(there[force]), **where})
    table = pd.DataFrame(rows, columns=["day_id", "force", "strength", *PLACES])
    return table.astype(dict.fromkeys(["strength", *PLACES], int))
