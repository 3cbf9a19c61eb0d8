"""Outage: a plan before anything is lost, and what it costs when some stations are reached later or never."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
from scipy.sparse import csc_matrix

from geo import assignment, schema
from geo.coverage import HIGH_RANK
from geo.evaluation import Evaluation
from geo.travel import cuts
from geo.travel.roads import RoadTravel
from geo.travel.way import ROAD


@dataclass(frozen=True, eq=False)
class Standing:
    """The responding units of a plan, its stations, and the first unit of each station with its way."""

    plan: Evaluation

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """The units that respond, by id."""
        return assignment.responding(self.plan.units, forces=self.plan.scenario.responding_forces)

    @cached_property
    def homes(self) -> np.ndarray:
        """Degrees of the units, (n_units, 2)."""
        return schema.xy(self.units)

    @cached_property
    def turnout_min(self) -> np.ndarray:
        """Turnout of the units [min], (n_units,)."""
        return assignment.turnout(self.units, default_min=self.plan.scenario.turnout_min)

    @property
    def there(self) -> np.ndarray:
        """Degrees of the stations, (n_stations, 2)."""
        return self.plan.operation.station_xy

    @cached_property
    def labels(self) -> np.ndarray:
        """Position of the first unit of each station, -1 where there is none, (n_stations,)."""
        return np.asarray(self.units.index.get_indexer(self.plan.stations["unit_id"]))

    @property
    def roads(self) -> RoadTravel | None:
        """The engine whose roads the minutes come from; None where they come from no road graph."""
        return cuts.roads_of(self.plan.engine)

    @cached_property
    def taken(self) -> csc_matrix:
        """Which roads the way of the first unit to each station takes, (n_stations, n_roads)."""
        if self.roads is None:
            return csc_matrix((len(self.there), 0), dtype=np.int32)
        places = self.homes, self.there
        ways = self.roads.ways(*places, turnout_min=self.turnout_min, labels=self.labels)
        return cuts.taken(ways, self.roads.graph)

    @cached_property
    def _before(self) -> dict[str, np.ndarray]:
        stations = self.plan.stations
        return {
            "min": stations["travel_min"].to_numpy(float),
            "covered": stations["covered"].to_numpy(bool),
            "voters": stations["registered_voters"].fillna(0).to_numpy(float),
            "high": stations["rank"].ge(HIGH_RANK).to_numpy(bool),
            "by_road": stations["quality"].eq(ROAD).to_numpy(bool),
            "id": stations.index.to_numpy(object),
        }

    def cost(
        self, rows: np.ndarray, after_min: np.ndarray, *, by_road: np.ndarray | None = None
    ) -> dict[str, Any]:
        """Return what it costs when some stations are reached after other minutes.

        Parameters
        ----------
        rows : positions of the stations, in rising order; all others stay as they are.
        after_min : minutes of their first unit then [min], NaN where there is none.
        by_road : whether it then follows roads; None where that does not change.
        """
        before = {key: column[rows] for key, column in self._before.items()}
        lost = before["covered"] & ~(after_min <= self.plan.scenario.threshold_min)
        extra = (after_min - before["min"])[after_min > before["min"]]
        reached = np.isfinite(after_min)
        flown = False if by_road is None else before["by_road"] & reached & ~by_road
        return {
            "lost": int(lost.sum()),
            "lost_voters": int(before["voters"][lost].sum()),
            "lost_high_risk": int(before["high"][lost].sum()),
            "unreached": int((np.isfinite(before["min"]) & ~reached).sum()),
            "slower": len(extra),
            "extra_mean_min": float(extra.mean()) if len(extra) else np.nan,
            "extra_worst_min": float(extra.max()) if len(extra) else np.nan,
            "flown": int(np.sum(flown)),
            "station_ids": tuple(before["id"][lost]),
        }
