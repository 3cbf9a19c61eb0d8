"""Guarding: one question of who guards what, with its answers, each found once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd

from geo.assignment.baselines import Baseline, Order, greedy
from geo.assignment.control import Stop, go_on
from geo.assignment.posting import TIME_LIMIT_S, Posting, assign
from geo.assignment.relaxations import relaxations
from geo.scenario import Scenario
from geo.travel import TravelModel


@dataclass(frozen=True, eq=False)
class Guarding:
    """What `geo.assignment.posting.assign` takes, and what comes of it."""

    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    need: pd.DataFrame
    model: TravelModel
    scenario: Scenario

    @cached_property
    def posting(self) -> Posting:
        """Who guards which station, exactly."""
        return self.posted()

    @cached_property
    def relaxations(self) -> pd.DataFrame:
        """What would let more stations be served."""
        return self.relaxed()

    def posted(self, *, time_limit_s: float = TIME_LIMIT_S, should_stop: Stop = go_on) -> Posting:
        """Return `posting`, with a limit of time and somebody who may stop it.

        Raises
        ------
        StoppedError
            `should_stop` said so.
        """
        return assign(
            self.stations,
            self.units,
            self.need,
            model=self.model,
            scenario=self.scenario,
            time_limit_s=time_limit_s,
            should_stop=should_stop,
        )

    def relaxed(
        self, *, should_stop: Stop = go_on, progress: Callable[[int, int], None] | None = None
    ) -> pd.DataFrame:
        """Return `relaxations`, with somebody who may stop it and somebody who hears how far it is.

        Raises
        ------
        StoppedError
            `should_stop` said so.
        """
        return relaxations(
            self.posting,
            self.stations,
            self.units,
            need=self.need,
            model=self.model,
            scenario=self.scenario,
            should_stop=should_stop,
            progress=progress,
        )

    def filled(self, *, order: Order = "rank", nearest_only: bool = False) -> Baseline:
        """Return what filling station by station would serve; see `geo.assignment.baselines.greedy`."""
        return greedy(
            self.stations,
            self.units,
            self.need,
            model=self.model,
            scenario=self.scenario,
            order=order,
            nearest_only=nearest_only,
        )
