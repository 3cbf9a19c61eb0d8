"""Service: minutes by a routing service of one's own; another engine stands in whole where it is silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, NamedTuple, Self

import geopandas as gpd
import numpy as np

from geo.errors import Fault, ServiceError
from geo.routing import Routing
from geo.scenario import Scenario
from geo.travel import Among, TravelModel, model
from geo.travel.answers import Answers, answers, forget
from geo.travel.geodesic import distance_m, told_min
from geo.travel.pairs import Pairs, Places
from geo.travel.reached import Reached, of_table
from geo.travel.speeds import MIN_PER_M
from geo.travel.straight import StraightLine
from geo.travel.way import NOWHERE, SERVICE, STRAIGHT, UNDRAWN, Way

__all__ = ["ServiceTravel", "forget"]


class _Table(NamedTuple):
    """Minutes and metres of every pair, infinite where there is no way; which of them the service told."""

    minutes: np.ndarray
    metres: np.ndarray
    told: np.ndarray


@dataclass(frozen=True, eq=False)
class ServiceTravel:
    """Minutes = turnout + way to the road + what the service says + walk to the station.

    To and from the road it goes as with the engine roads: a unit drives there as the straight line does, and
    from there to the station one walks. A unit or station farther than `off_road_m` from what the service
    takes for its road is reached by straight line, and the quality says so. A pair that the service knows no
    way for is not reached. Every pair is asked, none is left out for being far.

    Parameters
    ----------
    stand_in : what answers everything as long as there are `faults`.
    straight : what takes over off road.
    walk_kmh : speed on foot [km/h].
    off_road_m : farther from a road [m] is off road.
    answers : what asks the service.
    pairs : what it has answered; asked for when needed where it is None.
    faults : why the service is not asked; nothing is taken from it then.
    """

    stand_in: TravelModel
    straight: StraightLine
    walk_kmh: float = 5
    off_road_m: float = 2000
    answers: Answers | None = None
    pairs: Pairs | None = None
    faults: tuple[Fault, ...] = ()
    name: ClassVar = "service"

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        roads: Path | None = None,
        *,
        routing: Routing | None = None,
        among: Among | None = None,
    ) -> Self:
        """Take a scenario's settings, and ask the service for the ways among units and stations.

        Without `among` each question asks for itself, and one that is not answered raises ServiceError.
        """
        other = scenario.model_copy(update={"engine": "straight" if roads is None else "roads"})
        made = cls(
            model(other, roads=roads), StraightLine.of(scenario), scenario.walk_kmh, scenario.off_road_m
        )
        if routing is None:
            fault = Fault(
                "The operation names no routing service",
                "Add [routing] with kind and url to its operation.toml, or take another engine",
            )
            return replace(made, faults=(fault,))
        if scenario.closures:
            fault = Fault(
                "The routing service does not know which roads this plan closes",
                "Take the engine roads, or open them",
            )
            return replace(made, faults=(fault,))
        made = replace(made, answers=answers(routing, scenario.vehicle))
        return made if among is None else made.settled(*among)

    def settled(self, units: np.ndarray, stations: np.ndarray) -> Self:
        """Return the model with the ways among these, or with the faults for which another stands in."""
        if self.faults:
            return self
        try:
            pairs = self._asked(units, stations)
        except ServiceError as error:
            return replace(self, faults=error.faults)
        if pairs.seconds.size and not (pairs.station_access_m <= self.off_road_m).any():
            fault = Fault(
                "The routing service knows no road within {metres} m of any station",
                "Give it an extract of the area",
                {"metres": f"{self.off_road_m:g}"},
            )
            return replace(self, faults=(fault,))
        return replace(self, pairs=pairs)

    @property
    def answered_by(self) -> str:
        """The id of the engine that the minutes come from."""
        return self.stand_in.answered_by if self.faults else self.name

    @property
    def reach_by(self) -> str:
        """The id of the engine that draws `reach`: services are asked for minutes, not for areas."""
        return self.stand_in.reach_by

    @property
    def digest(self) -> str:
        """Names what the service answered; empty where another stands in."""
        return "" if self.faults or self.pairs is None else f"service{self.pairs.digest}"

    def _asked(self, units: np.ndarray, stations: np.ndarray) -> Pairs:
        if self.pairs is not None and self.pairs.holds(units, stations):
            return self.pairs
        if self.answers is None:
            raise ServiceError(*self.faults)
        return self.answers.pairs(Places.of(units), Places.of(stations))

    def _table(self, units: np.ndarray, stations: np.ndarray, turnout_min: np.ndarray) -> _Table:
        """Return minutes and metres of each unit to each station, (n_units, n_stations)."""
        pairs = self._asked(units, stations)
        unit, station = pairs.units.rows(units), pairs.stations.rows(stations)
        located = (unit >= 0)[:, None] & (station >= 0)
        minutes = np.full(located.shape, np.inf)
        metres = minutes.copy()
        if not located.any():
            return _Table(minutes, metres, located)
        start_m, end_m = pairs.unit_access_m[unit], pairs.station_access_m[station]
        told = located & (start_m <= self.off_road_m)[:, None] & (end_m <= self.off_road_m)
        cells = np.ix_(unit, station)
        driven = (turnout_min + start_m * self.straight.min_per_m)[:, None] + pairs.seconds[cells] / 60
        walked = driven + end_m * MIN_PER_M / self.walk_kmh
        way = told & np.isfinite(pairs.seconds[cells])
        minutes[way] = walked[way]
        metres[way] = (start_m[:, None] + pairs.metres[cells] + end_m)[way]
        i, j = np.nonzero(located & ~told)
        metres[i, j] = distance_m(units[i], stations[j])
        minutes[i, j] = turnout_min[i] + metres[i, j] * self.straight.min_per_m
        return _Table(told_min(minutes), metres, told)

    def nearest(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, k: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the k nearest units by minutes; see `TravelModel.nearest`."""
        if self.faults:
            return self.stand_in.nearest(units, stations, turnout_min=turnout_min, k=k)
        table = self._table(units, stations, turnout_min)
        shape = (len(stations), k)
        labels, metres, minutes = np.full(shape, -1), np.full(shape, np.nan), np.full(shape, np.nan)
        order = np.argsort(table.minutes, axis=0, kind="stable")[:k]
        best = np.take_along_axis(table.minutes, order, axis=0).T
        row, rank = np.nonzero(np.isfinite(best))
        labels[row, rank] = order.T[row, rank]
        minutes[row, rank] = best[row, rank]
        metres[row, rank] = table.metres[labels[row, rank], row]
        return labels, metres, minutes

    def covering(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, threshold_min: float
    ) -> np.ndarray:
        """Return how many units reach each station in time; see `TravelModel.covering`."""
        if self.faults:
            return self.stand_in.covering(
                units, stations, turnout_min=turnout_min, threshold_min=threshold_min
            )
        minutes = self._table(units, stations, turnout_min).minutes
        return np.asarray((minutes <= threshold_min).sum(axis=0))

    def within(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, limit_min: float
    ) -> Reached:
        """Return every pair within the limit; see `TravelModel.within`."""
        if self.faults:
            return self.stand_in.within(units, stations, turnout_min=turnout_min, limit_min=limit_min)
        return of_table(self._table(units, stations, turnout_min).minutes, limit_min=limit_min)

    def quality(
        self, units: np.ndarray, stations: np.ndarray, *, labels: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return which figures the service told; see `TravelModel.quality`."""
        if self.faults:
            return self.stand_in.quality(units, stations, labels=labels)
        pairs = self._asked(units, stations)
        start_m = np.append(pairs.unit_access_m, np.nan)[pairs.units.rows(units)]
        end_m = np.append(pairs.station_access_m, np.nan)[pairs.stations.rows(stations)]
        told = (np.append(start_m, np.nan)[labels] <= self.off_road_m) & (end_m <= self.off_road_m)[:, None]
        found = np.where(told, SERVICE, STRAIGHT).astype(object)
        found[labels < 0] = None
        return found, end_m

    def ways(
        self, units: np.ndarray, stations: np.ndarray, *, turnout_min: np.ndarray, labels: np.ndarray
    ) -> list[Way]:
        """Return the way of each posting from door to door; see `TravelModel.ways`.

        Minutes and metres are those of the table. Where the service does not draw the way, the line is
        straight and the quality says so.
        """
        if self.faults:
            return self.stand_in.ways(units, stations, turnout_min=turnout_min, labels=labels)
        found = self.straight.ways(units, stations, turnout_min=turnout_min, labels=labels)
        table = self._table(units, stations, turnout_min)
        posted = np.flatnonzero(labels >= 0)
        told = posted[table.told[labels[posted], posted]]
        for i in told:
            found[i] = NOWHERE
        there = told[np.isfinite(table.minutes[labels[told], told])]
        lines = self.answers.lines(units[labels[there]], stations[there]) if self.answers else []
        for i, line in zip(there, lines, strict=True):
            unit = labels[i]
            ends = units[[unit]], stations[[i]]
            found[i] = Way(
                float(table.minutes[unit, i]),
                float(table.metres[unit, i]),
                np.vstack(ends if line is None else (ends[0], line, ends[1])),
                UNDRAWN if line is None else SERVICE,
            )
        return found

    def reach(self, units: gpd.GeoSeries, *, turnout_min: np.ndarray, threshold_min: float) -> gpd.GeoSeries:
        """Return what each unit reaches as the stand-in draws it; see `TravelModel.reach` and `reach_by`."""
        return self.stand_in.reach(units, turnout_min=turnout_min, threshold_min=threshold_min)
