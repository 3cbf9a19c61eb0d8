"""Travel time from a unit to a station, by exchangeable engines behind one protocol."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import numpy as np

from geo.errors import Fault
from geo.routing import Routing
from geo.scenario import Scenario
from geo.travel.reached import Reached
from geo.travel.straight import StraightLine
from geo.travel.way import Way

Among = tuple[np.ndarray, np.ndarray]
"""Units and stations, each (n, 2) degrees east and north."""


class TravelModel(Protocol):
    """An engine that answers who is near, in minutes from unit to station.

    Coordinates are (n, 2) arrays of degrees east and north; a row with NaN is near nothing. `turnout_min`
    is an (n_units,) array [min]. Ties go to the unit that stands first.
    """

    @property
    def name(self) -> str:
        """The id by which a scenario names the engine."""
        ...

    @property
    def answered_by(self) -> str:
        """The id of the engine that the minutes come from: another one where this one cannot answer."""
        ...

    @property
    def reach_by(self) -> str:
        """The id of the engine that draws `reach`."""
        ...

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why another engine answers instead; empty where none does."""
        ...

    @property
    def digest(self) -> str:
        """Names what minutes rest on beside operation and scenario; empty where that is nothing."""
        ...

    def nearest(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, k: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return labels, distance [m] and minutes, each (n_stations, k); label -1, NaN where none is left."""
        ...

    def covering(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, threshold_min: float
    ) -> np.ndarray:
        """Return how many units reach each station within the threshold, (n_stations,)."""
        ...

    def within(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, limit_min: float
    ) -> Reached:
        """Return every pair of unit and station whose minutes are at most `limit_min`.

        Positions of unit and station and minutes, each (n_pairs,), by unit and then by station. Minutes equal
        those of `nearest` to the last bit; a limit of infinity gives every pair that has a way.
        """
        ...

    def quality(
        self, units: np.ndarray, stations: np.ndarray, *, labels: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return how the minutes of labels (n_stations, k) were found, and how far stations are off the road.

        ``road``, ``routing service``, ``straight line`` or None where there is no label, (n_stations, k);
        access [m], NaN where the engine knows no road, (n_stations,).
        """
        ...

    def ways(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, labels: np.ndarray
    ) -> list[Way]:
        """Return the way of the unit labels[i] to station i, (n_stations,); none where the label is -1."""
        ...

    def reach(self, units: gpd.GeoSeries, *, turnout_min: np.ndarray, threshold_min: float) -> gpd.GeoSeries:
        """Return what each unit reaches within the threshold, as polygons in the metric CRS of `units`."""
        ...


class Loader(Protocol):
    """Sets an engine up for a scenario; see `model`."""

    def __call__(
        self,
        scenario: Scenario,
        roads: Path | None = None,
        *,
        routing: Routing | None = None,
        among: Among | None = None,
    ) -> TravelModel:
        """Return the engine."""
        ...


def _straight(
    scenario: Scenario,
    roads: Path | None = None,
    *,
    routing: Routing | None = None,
    among: Among | None = None,
) -> TravelModel:
    del roads, routing, among
    return StraightLine.of(scenario)


def _roads(
    scenario: Scenario,
    roads: Path | None = None,
    *,
    routing: Routing | None = None,
    among: Among | None = None,
) -> TravelModel:
    del routing, among
    made: TravelModel = import_module("geo.travel.roads").RoadTravel.of(scenario, roads)
    return made


def _service(
    scenario: Scenario,
    roads: Path | None = None,
    *,
    routing: Routing | None = None,
    among: Among | None = None,
) -> TravelModel:
    service = import_module("geo.travel.service").ServiceTravel
    made: TravelModel = service.of(scenario, roads, routing=routing, among=among)
    return made


ENGINES: dict[str, Loader] = {"straight": _straight, "roads": _roads, "service": _service}


def model(
    scenario: Scenario,
    *,
    roads: Path | None = None,
    routing: Routing | None = None,
    among: Among | None = None,
) -> TravelModel:
    """Return the engine that the scenario names, set up with its speeds.

    Parameters
    ----------
    roads : file of the road graph; without one the engine ``roads`` takes straight lines, and says so.
    routing : the service that the engine ``service`` asks.
    among : the units and stations that the engine will be asked about. An engine that may stay without an
        answer finds out here, once, and hands over to another for all of them.
    """
    return ENGINES[scenario.engine](scenario, roads, routing=routing, among=among)
