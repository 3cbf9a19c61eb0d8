"""Scenario: every knob a planner may turn, in one frozen value."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, field_validator

from geo.changes import ClassId, ClassOverride, Closure, Degrees, Pair, UnitAddition, UnitMove
from geo.force import Force
from geo.model import Model
from geo.pattern import Rule, whole

Vehicle = Literal["car", "motorcycle"]
Period = Literal["day", "night", "market_day"]


def _pairs(value: object) -> object:
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    return tuple(sorted(value)) if isinstance(value, tuple) else value


Weights = Annotated[
    tuple[tuple[str, Annotated[float, Field(ge=0, le=100)]], ...],
    BeforeValidator(_pairs),
    PlainSerializer(dict, return_type=dict[str, float]),
]
People = Annotated[
    tuple[tuple[str, Annotated[int, Field(ge=0, le=100_000)]], ...],
    BeforeValidator(_pairs),
    PlainSerializer(dict, return_type=dict[str, int]),
]
Shares = Annotated[
    tuple[tuple[str, Annotated[float, Field(ge=0, le=1)]], ...],
    BeforeValidator(_pairs),
    PlainSerializer(dict, return_type=dict[str, float]),
]
UnitKind = Literal["polres", "polsek", "post", "standby", "patrol", "koramil"]
Substitute = tuple[Force, Force]
"""The force that is wanted, and the one that may stand in for it."""
MAY_STAND_IN: dict[str, tuple[str, ...]] = {
    "polri": ("brimob",),
    "brimob": ("polri",),
    "tni": (),
    "linmas": ("satpol_pp", "polri"),
    "satpol_pp": ("polri",),
}
"""Who may stand in for whom at all: police work is done by police only, never by Linmas, and nobody stands in
for the TNI, whose part is agreed with its own command. Which of these a plan uses is the planner's choice."""


class Scenario(Model):
    """The assumptions of one plan. Two equal scenarios hash equal and share a `digest`.

    Parameters
    ----------
    threshold_min : response standard [min]; 10 by the order of the Kapolri of 26 January 2026.
    speed_kmh : mean driving speed on the way [km/h].
    circuity : road distance over straight-line distance [1]. The default 1.3 lies between the 1.2 to 1.4
        that is usual of road networks (Ballou, Rahardja & Sakai 2002, doi:10.1016/S0965-8564(01)00044-1).
    turnout_min : minutes between call and departure where a unit has none of its own [min].
    engine : ``straight``, or ``roads`` where the operation has a road graph; without one, still straight; or
        ``service`` where it names a routing service; as long as that is silent, roads or straight.
    vehicle, period : whose speeds by road class count, and how much of them is left then (engine roads).
        Valhalla counts the vehicle too, OSRM neither: its speeds are those it was made with.
    walk_kmh : speed on foot from the road to a station [km/h] (engines roads and service).
    off_road_m : farther than this from any road [m] a place is reached by straight line (engines roads and
        service).
    closures : where roads are closed (engine roads, which also stands in for a service then).
    neighbours : how many nearest units each station keeps.
    responding_forces : who answers a call; Linmas stand guard in their village and do not respond.
    weights : indicator id -> weight; empty means the weights of the catalogue. An indicator left out of a
        non-empty table weighs nothing.
    class_breaks : scores (0..1) from which a station is elevated, high, special.
    pattern : id of the security pattern; empty means the pattern of the operation.
    unassessed_class : the class whose need is planned for a station that has no score at all.
    class_overrides, units_off, units_moved, units_added : changes against the operation.
    rules : the plan's own rules in place of the pattern's; empty, or one rule for every class.
    roles : id of the role plan; empty means that of the operation.
    role_people : role id -> people for each place of that role, in place of the role plan's.
    substitutes : (wanted, stand-in) pairs that assignment and need against strength may use, out of
        `MAY_STAND_IN`.
    reserve_share : share (0..1) of the people of every unit that is kept back from posting, rounded up.
    reserve_kinds : kinds of units that are kept back whole.
    posting_limit_min : nobody is posted to a station farther than this [min]; None for no limit.
    sectors : ``ignore`` them, ``prefer`` units of the station's sector, or ``keep`` everybody in his own.
    sector_extra_min : how many minutes of travel a unit of another sector counts more [min] (``prefer``).
    max_stations : at most so many stations for one unit; None for no limit.
    linmas_at_home : Linmas stand guard in their own village only.
    locked, forbidden : units that guard a station in any case, or in no case.
    drawn : places that a planner drew as candidates for standby posts, degrees east and north.
    arrive_by : when every guard is to be at his station, on the day before the election.
    assembly_min : minutes that a convoy takes to form [min].
    vehicle_seats : people in one vehicle of a convoy. No published figure: a planner's assumption.
    stop_min : minutes at each stop of a convoy [min]. No published figure: a planner's assumption.
    convoys : one convoy for each ``village`` or for each ``district`` that a unit goes to.
    stage_shares : stage id -> smallest share (0..1) of every force, in place of the published one.
    day_shares : ``day/group/place`` -> share (0..1) in place of the proposed one; see `geo.phases`.
    """

    name: str = ""
    threshold_min: float = Field(default=10, ge=1, le=240)
    engine: Literal["straight", "roads", "service"] = "straight"
    vehicle: Vehicle = "car"
    period: Period = "day"
    walk_kmh: float = Field(default=5, ge=1, le=15)
    off_road_m: float = Field(default=2000, ge=0, le=20_000)
    closures: tuple[Closure, ...] = ()
    speed_kmh: float = Field(default=40, ge=3, le=150)
    circuity: float = Field(default=1.3, ge=1, le=3)
    turnout_min: float = Field(default=2, ge=0, le=60)
    neighbours: int = Field(default=3, ge=1, le=20)
    responding_forces: tuple[Force, ...] = ("polri", "brimob")
    weights: Weights = ()
    class_breaks: tuple[float, float, float] = (0.33, 0.66, 0.85)
    pattern: str = ""
    unassessed_class: ClassId = "elevated"
    class_overrides: tuple[ClassOverride, ...] = ()
    units_off: tuple[str, ...] = ()
    units_moved: tuple[UnitMove, ...] = ()
    units_added: tuple[UnitAddition, ...] = ()
    rules: tuple[Rule, ...] = ()
    roles: str = ""
    role_people: People = ()
    substitutes: tuple[Substitute, ...] = (("polri", "brimob"),)
    reserve_share: float = Field(default=0, ge=0, le=1)
    reserve_kinds: tuple[UnitKind, ...] = ("standby", "patrol")
    posting_limit_min: float | None = Field(default=None, ge=1, le=1440)
    sectors: Literal["ignore", "prefer", "keep"] = "ignore"
    sector_extra_min: float = Field(default=15, ge=0, le=240)
    max_stations: int | None = Field(default=None, ge=1, le=10_000)
    linmas_at_home: bool = True
    locked: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    drawn: tuple[Degrees, ...] = ()
    arrive_by: dt.time = dt.time(16)
    assembly_min: float = Field(default=30, ge=0, le=600)
    vehicle_seats: int = Field(default=8, ge=1, le=60)
    stop_min: float = Field(default=2, ge=0, le=60)
    convoys: Literal["village", "district"] = "village"
    stage_shares: Shares = ()
    day_shares: Shares = ()

    @field_validator("class_breaks")
    @classmethod
    def _breaks_rise(cls, breaks: tuple[float, float, float]) -> tuple[float, float, float]:
        if not 0 <= breaks[0] <= breaks[1] <= breaks[2] <= 1:
            raise ValueError(breaks)
        return breaks

    @field_validator("rules")
    @classmethod
    def _every_class_once(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if rules and not whole(rules):
            raise ValueError([rule.classes for rule in rules])
        return rules

    @field_validator("substitutes")
    @classmethod
    def _lawful(cls, substitutes: tuple[Substitute, ...]) -> tuple[Substitute, ...]:
        unlawful = [pair for pair in substitutes if pair[1] not in MAY_STAND_IN[pair[0]]]
        if unlawful:
            raise ValueError(unlawful)
        return substitutes

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that equal scenarios share."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
