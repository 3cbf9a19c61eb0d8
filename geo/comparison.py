"""Comparison: what differs between two evaluations of one operation."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.errors import Fault, ScenarioError
from geo.evaluation import Evaluation


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two evaluations of one operation.

    Attributes
    ----------
    summary : by key of the summary: a, b, delta; numbers only.
    stations : by station_id, only those that changed: class_id, unit_id, travel_min and covered, each with
        _a and _b.
    """

    summary: pd.DataFrame
    stations: pd.DataFrame


def compare(a: Evaluation, b: Evaluation) -> Comparison:
    """Compare two evaluations of the same stations.

    Raises
    ------
    ScenarioError
        The two do not hold the same stations.
    """
    if not a.stations.index.equals(b.stations.index):
        only = a.stations.index.symmetric_difference(b.stations.index)
        raise ScenarioError(
            Fault(
                "The two plans do not hold the same stations",
                "Compare plans of one operation",
                ids=[str(i) for i in only],
            )
        )
    numbers = [key for key, value in a.summary.items() if isinstance(value, int | float)]
    totals = pd.DataFrame(
        {"a": [a.summary[k] for k in numbers], "b": [b.summary[k] for k in numbers]},
        index=numbers,
        dtype=float,
    )
    columns = ["class_id", "unit_id", "travel_min", "covered"]
    left, right = a.stations[columns], b.stations[columns]
    same = ((left == right) | (left.isna() & right.isna())).all(axis=1)
    changed = left[~same].add_suffix("_a").join(right[~same].add_suffix("_b"))
    return Comparison(totals.assign(delta=totals["b"] - totals["a"]), changed)
