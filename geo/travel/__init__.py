"""Travel time from a unit to a station, by exchangeable engines behind one protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import geopandas as gpd
import numpy as np

from geo.scenario import Scenario
from geo.travel.straight import StraightLine


class TravelModel(Protocol):
    """An engine that answers who is near, in minutes from unit to station.

    Coordinates are (n, 2) arrays of degrees east and north; a row with NaN is near nothing. `turnout_min`
    is an (n_units,) array [min]. Ties go to the unit that stands first.
    """

    @property
    def name(self) -> str:
        """The id by which a scenario names the engine."""
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

    def reach(self, units: gpd.GeoSeries, *, turnout_min: np.ndarray, threshold_min: float) -> gpd.GeoSeries:
        """Return what each unit reaches within the threshold, as polygons in the metric CRS of `units`."""
        ...


ENGINES: dict[str, Callable[[Scenario], TravelModel]] = {"straight": StraightLine.of}


def model(scenario: Scenario) -> TravelModel:
    """Return the engine that the scenario names, set up with its speeds."""
    return ENGINES[scenario.engine](scenario)
