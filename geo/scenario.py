"""Scenario: every knob a planner may turn, in one frozen value."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, field_validator

from geo.model import Model

Force = Literal["polri", "brimob", "tni", "linmas", "satpol_pp"]
ClassId = Literal["low", "elevated", "high", "special"]
Vehicle = Literal["car", "motorcycle"]
Period = Literal["day", "night", "market_day"]
Degrees = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]


def _pairs(value: object) -> object:
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    return tuple(sorted(value)) if isinstance(value, tuple) else value


Weights = Annotated[
    tuple[tuple[str, Annotated[float, Field(ge=0, le=100)]], ...],
    BeforeValidator(_pairs),
    PlainSerializer(dict, return_type=dict[str, float]),
]


class ClassOverride(Model):
    """A class set by a person instead of the score: who, when and why are part of it."""

    village_id: str
    class_id: ClassId
    reason: str = Field(min_length=3)
    author: str = Field(min_length=2)
    date: dt.date
    station_id: str | None = None


class UnitMove(Model):
    """A unit put at another place, in degrees east and north."""

    unit_id: str
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class UnitAddition(Model):
    """A unit that exists only in this scenario."""

    unit_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    personnel: int = Field(ge=0, le=100_000)
    kind: Literal["post", "standby", "patrol"] = "post"
    force: Force = "polri"
    turnout_min: float | None = Field(default=None, ge=0, le=240)


class Closure(Model):
    """A place where roads are closed, in the words of GeoJSON; of a polygon the outer ring.

    A point closes the road it lies on, a line the roads it crosses or runs along, a polygon those it touches.
    """

    type: Literal["Point", "LineString", "Polygon"]
    coordinates: tuple[Degrees, ...]
    reason: str = ""

    @field_validator("coordinates")
    @classmethod
    def _enough_points(cls, coordinates: tuple[Degrees, ...], info: ValidationInfo) -> tuple[Degrees, ...]:
        if len(coordinates) < {"Point": 1, "LineString": 2, "Polygon": 3}.get(info.data.get("type", ""), 1):
            raise ValueError(coordinates)
        return coordinates


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

    @field_validator("class_breaks")
    @classmethod
    def _breaks_rise(cls, breaks: tuple[float, float, float]) -> tuple[float, float, float]:
        if not 0 <= breaks[0] <= breaks[1] <= breaks[2] <= 1:
            raise ValueError(breaks)
        return breaks

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that equal scenarios share."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
