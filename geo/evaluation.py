"""Evaluation: everything that one scenario makes of one operation; what takes long is computed on demand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd

from geo import assignment, catalogue, coverage, incidents, reach, schema, serving
from geo.errors import Fault, NotFoundError
from geo.incidents import Incidents
from geo.phasing import Phasing
from geo.results import Results
from geo.travel.reached import Reached


@dataclass(frozen=True, eq=False)
class Evaluation(Results):
    """What one scenario makes of one operation: the frames of `Results`, and the rest on demand."""

    @cached_property
    def reach(self) -> gpd.GeoDataFrame:
        """What every responding unit reaches at the threshold; see `geo.reach.radii`."""
        units = self._responding
        turnout = assignment.turnout(units, default_min=self.scenario.turnout_min)
        return reach.radii(
            units, self.engine, thresholds_min=[self.scenario.threshold_min], turnout_min=turnout
        )

    def reached(self, *thresholds_min: float) -> gpd.GeoDataFrame:
        """Return what all responding units together reach, one row per threshold [min], the longest first."""
        units = self._responding
        turnout = assignment.turnout(units, default_min=self.scenario.turnout_min)
        each = reach.radii(units, self.engine, thresholds_min=list(thresholds_min), turnout_min=turnout)
        whole = each[["threshold_min", each.geometry.name]].dissolve("threshold_min")
        return whole.sort_index(ascending=False).reset_index()

    @cached_property
    def routes(self) -> gpd.GeoDataFrame:
        """Way of the nearest unit to each station; see `geo.assignment.routes`."""
        there, default_min = self.operation.stations, self.scenario.turnout_min
        return assignment.routes(self.stations, there, self._responding, self.engine, turnout_min=default_min)

    def routes_to(self, station_id: str) -> gpd.GeoDataFrame:
        """Return the ways of the nearest units to one station, a row for each, the nearest first."""
        near = self.nearest[self.nearest["station_id"] == station_id].set_index("station_id")
        there, default_min = self.operation.stations, self.scenario.turnout_min
        return assignment.routes(near, there, self._responding, self.engine, turnout_min=default_min)

    @cached_property
    def phases(self) -> Phasing:
        """What the plan comes to by stage and by day, movement, readiness and preparations."""
        return self.phased(self.posting.rows)

    def phased(self, rows: pd.DataFrame | None) -> Phasing:
        """Return `phases` with these rows of a posting; None as long as nobody is posted."""
        return Phasing(self.operation, self.scenario, self.units, self.need, rows)

    @cached_property
    def force_within(self) -> pd.DataFrame:
        """People of the responding forces at each station in 10, 15, 30 and 60 minutes; see `force_at`."""
        return self.force_at(*coverage.THRESHOLDS_MIN)

    def force_at(
        self, *thresholds_min: float, forces: tuple[str, ...] | None = None, people: int | None = None
    ) -> pd.DataFrame:
        """Return how many people can be at each station in time; see `geo.coverage.force_within`.

        Parameters
        ----------
        forces : who is counted; None for those that respond.
        people : how many an incident wants, of whatever force; None for the rule of the class.
        """
        index, asked = self.stations.index, thresholds_min or coverage.THRESHOLDS_MIN
        units, pairs = self._calling(forces, limit_min=max(asked), index=index)
        wanted, serves = self._wanted(index, forces, people)
        return coverage.force_within(pairs, units, wanted, serves=serves, thresholds_min=asked)

    @cached_property
    def second_incident(self) -> Incidents:
        """Two incidents at once within the threshold; see `incidents_among` and `geo.incidents.paired`."""
        return self.incidents_among(incidents.paired(self.stations, high_rank=coverage.HIGH_RANK))

    def incidents_among(
        self,
        station_ids: Iterable[str],
        *,
        limit_min: float | None = None,
        forces: tuple[str, ...] | None = None,
        people: int | None = None,
    ) -> Incidents:
        """Return two incidents at once among some stations; see `geo.incidents.second_incident`.

        Parameters
        ----------
        limit_min : in time is within so many minutes [min]; None for the threshold.
        forces, people : as in `force_at`.

        Raises
        ------
        NotFoundError
            The plan has no such station.
        """
        limit = self.scenario.threshold_min if limit_min is None else limit_min
        index = pd.Index(sorted(set(station_ids)), dtype=object, name="station_id")
        units, pairs = self._calling(forces, limit_min=limit, index=index)
        wanted, serves = self._wanted(index, forces, people)
        return incidents.second_incident(
            pairs, units, wanted, serves=serves, limit_min=limit, of=len(self.stations)
        )

    def _calling(
        self, forces: tuple[str, ...] | None, *, limit_min: float, index: pd.Index
    ) -> tuple[gpd.GeoDataFrame, Reached]:
        """Return the units of some forces, and their pairs with some stations within the limit."""
        forces = self.scenario.responding_forces if forces is None else forces
        units = assignment.responding(self.units, forces=forces)
        turnout = assignment.turnout(units, default_min=self.scenario.turnout_min)
        rows = self.operation.stations.index.get_indexer(index)
        if (rows < 0).any():
            unknown = [str(it) for it in index[rows < 0]]
            raise NotFoundError(Fault("Stations that the plan does not have", "Name others", ids=unknown))
        places = schema.xy(units), self.operation.station_xy[rows]
        return units, self.engine.within(*places, turnout_min=turnout, limit_min=limit_min)

    def _wanted(
        self, index: pd.Index, forces: tuple[str, ...] | None, people: int | None
    ) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
        """Return the people wanted at some stations, and who serves them."""
        plan = self.scenario
        forces = plan.responding_forces if forces is None else forces
        rules = plan.rules or catalogue.pattern(plan.pattern or self.operation.meta.pattern).rules
        classes = self.stations.loc[index, "class_id"]
        wanted = serving.required(classes, rules, forces=forces, unassessed_class=plan.unassessed_class)
        if people is not None:
            wanted = pd.DataFrame({serving.ANY: people}, index=index)
        return wanted, serving.servers(wanted.columns, forces, plan.substitutes)

    @cached_property
    def guarding(self) -> assignment.Guarding:
        """The question who guards what, with its answers: exact, simpler, and relaxed."""
        villages, stations = self.operation.villages, self.operation.stations
        known = {"sector": stations["village_id"].map(villages["sector"])} if "sector" in villages else {}
        district = self.operation.station_places["district"]
        guarded = stations.assign(class_id=self.risk["class_id"], district=district, **known)
        return assignment.Guarding(guarded, self.units, self.need, self.engine, self.scenario)

    @property
    def posting(self) -> assignment.Posting:
        """Who guards which station; see `geo.assignment.posting.assign`."""
        return self.guarding.posting

    @cached_property
    def unserved(self) -> pd.DataFrame:
        """Stations that are covered and not served in full; see `geo.coverage.unserved`."""
        return coverage.unserved(self.posting.stations, covered=self.stations["covered"])

    @property
    def relaxations(self) -> pd.DataFrame:
        """What would let more stations be served; see `geo.assignment.relaxations.relaxations`."""
        return self.guarding.relaxations

    @property
    def _responding(self) -> gpd.GeoDataFrame:
        return assignment.responding(self.units, forces=self.scenario.responding_forces)
