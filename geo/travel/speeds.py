"""Speeds: how fast each class of road is, for which vehicle, at which time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from geo import catalogue
from geo.errors import Fault, NotFoundError
from geo.model import Model, read_toml
from geo.scenario import Period, Vehicle

MIN_PER_M = 0.06
"""Minutes for one metre at one kilometre per hour."""


class RoadClass(Model):
    """A class of roads: its speed by vehicle [km/h], and by which words data name it.

    0 means that the vehicle does not use the class.
    """

    id: str
    name: dict[str, str]
    osm: tuple[str, ...]
    words: tuple[str, ...]
    car: float = Field(ge=0, le=150)
    motorcycle: float = Field(ge=0, le=150)
    note: str = ""

    def kmh(self, vehicle: Vehicle) -> float:
        """Return the speed of a vehicle [km/h]."""
        return self.car if vehicle == "car" else self.motorcycle


class TimeOfDay(Model):
    """A time and how much of the speed is left then, in all classes and in some."""

    id: Period
    name: dict[str, str]
    factor: float = Field(gt=0, le=2)
    by_class: dict[str, float] = Field(default_factory=dict)
    source: str


class SpeedTable(Model):
    """`speeds.toml`: the classes in their order, the times, and what a tagged limit does."""

    source: str
    limit_share: float = Field(gt=0, le=1)
    limit_room: float = Field(ge=1, le=3)
    speed: tuple[RoadClass, ...]
    period: tuple[TimeOfDay, ...]

    def number(self, word: str) -> int | None:
        """Return the number of the class that a layer's word names, in any case; None if none does."""
        known = {name: i for i, it in enumerate(self.speed) for name in (*it.words, it.id)}
        return known.get(word.strip().lower().replace("_", " "), known.get(word.strip().lower()))

    def meta(self, vehicle: Vehicle) -> dict[str, Any]:
        """Return what a road graph keeps of the table it was built with."""
        return {
            "vehicle": vehicle,
            "classes": [it.id for it in self.speed],
            "speeds_kmh": {
                "car": [it.car for it in self.speed],
                "motorcycle": [it.motorcycle for it in self.speed],
            },
            "speeds_source": self.source,
        }


@cache
def shipped() -> SpeedTable:
    """Return the shipped table."""
    return SpeedTable.from_toml(catalogue.home() / "speeds.toml")


def table(path: Path | None = None) -> SpeedTable:
    """Return a table of the user's own, or the shipped one.

    Raises
    ------
    NotFoundError, ScenarioError
        There is no such file, or it breaks the form.
    """
    return shipped() if path is None else SpeedTable.parse(read_toml(path))


def time_of_day(period: str) -> TimeOfDay:
    """Return one time of the shipped table."""
    found = {it.id: it for it in shipped().period}
    if period not in found:
        fault = Fault("There is no time of day {period}", "Choose another", {"period": period})
        raise NotFoundError(fault)
    return found[period]


def times(meta: Mapping[str, Any], *, vehicle: Vehicle, period: Period) -> np.ndarray:
    """Return by which factor the minutes of each class of a graph change, (n_classes,).

    Infinite where the vehicle does not use a class that the graph was built with. A graph without a table
    of speeds knows one vehicle only.
    """
    classes = list(meta["classes"])
    at = time_of_day(period)
    left = np.array([at.by_class.get(name, at.factor) for name in classes])
    speeds = meta.get("speeds_kmh")
    if speeds is None or meta.get("vehicle") == vehicle:
        return 1 / left
    built, wanted = np.array(speeds[meta["vehicle"]]), np.array(speeds[vehicle])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(built > 0, built / wanted, 1.0) / left)
