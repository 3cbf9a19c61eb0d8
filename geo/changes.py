"""Changes: what a planner may do to the units, classes and roads of an operation, each a small record."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from geo.force import Force
from geo.model import Model

ClassId = Literal["low", "elevated", "high", "special"]
Degrees = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]
"""East and north."""


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


class Pair(Model):
    """A unit and a station that a planner ties together, or keeps apart."""

    unit_id: str = Field(min_length=1)
    station_id: str = Field(min_length=1)
