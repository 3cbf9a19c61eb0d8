"""Task: who is needed where and who is there, as sorted arrays, with the locked pairs already posted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import schema
from geo.assignment import home as homes
from geo.assignment import locks, rules
from geo.assignment.nearest import turnout
from geo.errors import Fault, InputError
from geo.force import FORCES
from geo.pattern import CLASSES
from geo.scenario import Scenario
from geo.travel import TravelModel

WEIGHT = {class_id: rank for rank, class_id in enumerate(CLASSES, start=1)}
"""What a fully served station of a class counts for, and what a minute of travel to it costs: its rank. So a
special station counts for as much as four low ones, two elevated ones for as much as a special one."""
NO_LIMIT = np.iinfo(np.int32).max
_KEPT = ("station_xy", "unit_xy", "unit_force")
"""What a task has worked out from stations and units alone."""


@dataclass(frozen=True, eq=False)
class Task:
    """Stations s, units u, forces f, all in the order of their ids.

    Attributes
    ----------
    stations, units : sorted by id.
    scenario, model : what the minutes and the rules come from.
    forces : the forces that the need names, in alphabetical order, (f,).
    need : whole need (s, f) [people]; `open` what the locked pairs leave of it.
    group : code of each station's pattern group (s,), `groups` of them.
    weight : `WEIGHT` of each station's class (s,).
    strength : personnel, reserve, available by unit_id.
    capacity : available people that are not locked (u,).
    slots : how many more stations each unit may take (u,); `NO_LIMIT` where nothing limits it.
    locked : what the locked pairs came to; see `geo.assignment.locks`.
    forbidden : unit position x stations + station position of every forbidden pair, sorted.
    station_sector, unit_sector : codes, `rules.NOBODY` for none.
    home : which units are bound to their village (u,), `home_ways` their ways to its stations.
    """

    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    scenario: Scenario
    model: TravelModel
    forces: tuple[str, ...]
    need: np.ndarray
    open: np.ndarray
    group: np.ndarray
    weight: np.ndarray
    strength: pd.DataFrame
    capacity: np.ndarray
    slots: np.ndarray
    locked: locks.Locked
    forbidden: np.ndarray
    station_sector: np.ndarray
    unit_sector: np.ndarray
    home: np.ndarray
    home_ways: homes.Ways

    @property
    def groups(self) -> int:
        """How many pattern groups there are."""
        return int(self.group.max(initial=-1)) + 1

    def changed(
        self,
        *,
        capacity: np.ndarray,
        slots: np.ndarray | None = None,
        scenario: Scenario | None = None,
        forbidden: np.ndarray | None = None,
        home: np.ndarray | None = None,
    ) -> Task:
        """Return the task with some fields changed; what is known of places it still knows."""
        other = replace(
            self,
            capacity=capacity,
            slots=self.slots if slots is None else slots,
            scenario=self.scenario if scenario is None else scenario,
            forbidden=self.forbidden if forbidden is None else forbidden,
            home=self.home if home is None else home,
        )
        vars(other).update({name: vars(self)[name] for name in _KEPT if name in vars(self)})
        return other

    @cached_property
    def station_xy(self) -> np.ndarray:
        """Degrees east and north of the stations, (s, 2)."""
        return schema.xy(self.stations)

    @cached_property
    def unit_xy(self) -> np.ndarray:
        """Degrees east and north of the units, (u, 2)."""
        return schema.xy(self.units)

    @cached_property
    def turnout_min(self) -> np.ndarray:
        """Turnout of the units [min], (u,)."""
        return turnout(self.units, default_min=self.scenario.turnout_min)

    @cached_property
    def unit_force(self) -> np.ndarray:
        """Force of each unit, (u,)."""
        return np.asarray(self.units["force"].to_numpy(object))

    def serves(self, force: str) -> np.ndarray:
        """Return which units' people count for a need of this force, (u,)."""
        return np.isin(self.unit_force.astype(str), rules.providers(force, self.scenario))

    @cached_property
    def able(self) -> np.ndarray:
        """Which units may go anywhere: they have people, and a slot or a station they hold anyway, (u,)."""
        holds = np.isin(np.arange(len(self.slots)), self.locked.unit)
        return np.asarray((self.capacity > 0) & ((self.slots > 0) | holds))

    def pair(self, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return one number for each pair of positions."""
        return np.asarray(unit.astype(np.int64) * len(self.stations) + station)

    def is_forbidden(self, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return which pairs of positions are forbidden."""
        return np.isin(self.pair(unit, station), self.forbidden)

    def is_foreign(self, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return which pairs of positions belong to two sectors; whoever has none is foreign to nobody."""
        own, there = self.unit_sector[unit], self.station_sector[station]
        return np.asarray((own != there) & (own != rules.NOBODY) & (there != rules.NOBODY))

    def in_sector(self, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return which pairs of positions the rule of sectors allows."""
        return np.asarray(~self.is_foreign(unit, station) | (self.scenario.sectors != "keep"))

    def is_locked(self, unit: np.ndarray, station: np.ndarray) -> np.ndarray:
        """Return which pairs of positions are locked, and so need no further slot."""
        return np.isin(self.pair(unit, station), self.pair(self.locked.unit, self.locked.station))


def _checked(stations: gpd.GeoDataFrame, need: pd.DataFrame) -> pd.DataFrame:
    lacking = stations.index.difference(need.index)
    if len(lacking):
        fault = Fault("There is no need for some stations", "State their need", ids=lacking.tolist())
        raise InputError(fault)
    return pd.DataFrame(need.loc[stations.index])


def _weights(stations: gpd.GeoDataFrame, scenario: Scenario) -> np.ndarray:
    default = WEIGHT[scenario.unassessed_class]
    return np.asarray(stations["class_id"].map(WEIGHT).fillna(default).to_numpy(np.int64))


def _pairs(pairs: tuple[tuple[str, str], ...], stations: pd.Index, units: pd.Index) -> np.ndarray:
    unit = units.get_indexer(pd.Index([it[0] for it in pairs], dtype=object)).astype(np.int64)
    station = stations.get_indexer(pd.Index([it[1] for it in pairs], dtype=object))
    known = (unit >= 0) & (station >= 0)
    return np.unique(unit[known] * len(stations) + station[known])


def of(
    stations: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    need: pd.DataFrame,
    *,
    model: TravelModel,
    scenario: Scenario,
) -> Task:
    """Return the task; see `geo.assignment.posting.assign` for what goes in.

    Raises
    ------
    InputError
        A station has no row in `need`.
    """
    stations, units = stations.sort_index(), units.sort_index()
    need = _checked(stations, need)
    forces = tuple(sorted(it for it in need.columns if it in FORCES))
    people = need[list(forces)].to_numpy(float).astype(np.int64).reshape(len(stations), len(forces))
    strength = rules.strength(units, scenario)
    weight = _weights(stations, scenario)
    forbidden = _pairs(
        tuple((it.unit_id, it.station_id) for it in scenario.forbidden), stations.index, units.index
    )
    limit = NO_LIMIT if scenario.max_stations is None else scenario.max_stations
    books = locks.Books(
        people, strength["available"].to_numpy(np.int64), np.full(len(units), limit, np.int64)
    )
    held = locks.post(scenario, books, places=locks.Places(stations, units, forces, weight, forbidden))
    ignored = scenario.sectors == "ignore"
    nobody = np.full(len(stations), rules.NOBODY), np.full(len(units), rules.NOBODY)
    bound = rules.at_home(units, scenario)
    start = turnout(units, default_min=scenario.turnout_min)
    sectors = nobody if ignored else rules.sectors(stations, units, model)
    return Task(
        stations=stations,
        units=units,
        scenario=scenario,
        model=model,
        forces=forces,
        need=people,
        open=held.left.need,
        group=pd.factorize(need["group"], sort=True)[0],
        weight=weight,
        strength=strength,
        capacity=held.left.capacity,
        slots=held.left.slots,
        locked=held,
        forbidden=forbidden,
        station_sector=sectors[0],
        unit_sector=sectors[1],
        home=bound,
        home_ways=homes.ways(stations, units, model, bound=bound, turnout_min=start),
    )
