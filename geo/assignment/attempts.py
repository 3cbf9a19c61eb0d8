"""Attempts: a plan solved once more with one change applied, and what that serves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assignment import solve
from geo.assignment.control import Control, Stop, check
from geo.assignment.posting import Posting
from geo.assignment.solve import Solution
from geo.assignment.task import Task
from geo.assignment.task import of as task_of
from geo.scenario import MAY_STAND_IN, Scenario
from geo.travel import TravelModel


@dataclass(frozen=True, eq=False)
class Tried:
    """A plan with one change, solved."""

    task: Task
    solution: Solution

    @property
    def served(self) -> np.ndarray:
        """Which stations are served in full (s,)."""
        return np.asarray(self.solution.groups[self.task.group])

    @property
    def weight(self) -> int:
        """The weight of those."""
        return int(self.task.weight[self.served].sum())


@dataclass(frozen=True, eq=False)
class Desk:
    """What every attempt needs, and what the plan serves as it is."""

    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    need: pd.DataFrame
    model: TravelModel
    scenario: Scenario
    base: Posting
    should_stop: Stop
    time_limit_s: float
    tried: dict[str, Tried] = field(default_factory=dict)

    @property
    def forces(self) -> list[str]:
        """The forces that the need names, in alphabetical order."""
        return sorted(str(it) for it in self.need.columns if it in MAY_STAND_IN)

    def control(self, *, travel: bool = True) -> Control:
        """Return the bounds of one attempt."""
        check(self.should_stop)
        return Control(None, time.monotonic() + self.time_limit_s, self.should_stop, travel)

    def attempt(
        self, changes: dict[str, Any], *, units: gpd.GeoDataFrame | None = None, travel: bool = True
    ) -> Tried:
        """Solve the plan with some fields changed; the same change is solved once.

        Without `travel` only the weight of what is served is the best one.
        """
        key = repr((travel, sorted(changes.items())))
        if key not in self.tried:
            changed = Scenario.parse({**self.scenario.model_dump(), **changes})
            there = self.units if units is None else units
            task = task_of(self.stations, there, self.need, model=self.model, scenario=changed)
            self.tried[key] = Tried(task, solve.solve(task, control=self.control(travel=travel)))
        return self.tried[key]

    def smallest(self, name: str, *, low: int, high: int, share: int = 1) -> int | None:
        """Return the smallest step above `low` that serves as much as `high` does; None if that is no more.

        More of it never serves less, so halving finds it. A step is the field's value, or 1/`share` of it
        less than what `low` stands for where a smaller value allows more.
        """

        def weight(step: int) -> int:
            return self.attempt({name: self.value(step, share)}, travel=False).weight

        best = weight(high)
        if best <= self.base.weighted:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if weight(middle) >= best:
                high = middle
            else:
                low = middle
        return high

    @staticmethod
    def value(step: int, share: int) -> float | int:
        """Return the field's value at a step."""
        return step if share == 1 else (share - step) / share

    def row(
        self, kind: str, changes: dict[str, Any], tried: Tried, **told: object
    ) -> Iterator[dict[str, Any]]:
        """Yield the row of an attempt that serves more."""
        if tried.weight <= self.base.weighted:
            return
        before = self.base.stations["served"].to_numpy(bool)
        ids = tried.task.stations.index.to_numpy(object)[tried.served & ~before]
        yield {
            "kind": kind,
            "amount": float("nan"),
            "force": None,
            "unit_id": None,
            "detail": None,
            "proven": tried.solution.proven,
            **told,
            "serves": int(tried.served.sum()) - self.base.served,
            "served": int(tried.served.sum()),
            "makes_whole": bool(tried.served.all()),
            "station_ids": tuple(ids),
            "changes": changes,
        }
