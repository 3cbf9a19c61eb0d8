"""Siting: where the next standby posts go, exactly, and what each of them adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import coverage, location, schema
from geo.candidates import (
    POST,
    Post,
    Weights,
    additions,
    candidates,
    cover,
    minutes,
    require_responding,
    unit_id,
    weigh,
)
from geo.changes import UnitAddition
from geo.evaluation import Evaluation

__all__ = ["Post", "Siting", "backup", "candidates", "curve", "fewest", "p_centre", "p_median", "table"]
Model = Literal["covering", "fewest", "backup", "median", "centre"]
Stop = Callable[[], bool]
TIME_LIMIT_S = 30.0
"""How long one question may take by default [s]; then the best that was found is told, with its gap."""


@dataclass(frozen=True, eq=False)
class Siting:
    """Where posts go, and what comes of it.

    Attributes
    ----------
    model : which question was asked.
    allowed : how many posts were asked for; of ``fewest``, how many it takes.
    posts : the chosen candidates, by id: id, name, kind, unit_id, lon, lat and the point.
    value, before : what the model counts, with the posts and without: weight covered (``covering``), posts
        (``fewest``), weight of high-risk stations covered twice (``backup``), weighted minutes (``median``),
        the longest minutes (``centre``).
    bound, gap, proven : what no choice can better, how far off that is (share), and whether it is reached.
    covered, covered_before : stations that are covered.
    gained : stations that become covered.
    changes : fields of the scenario; `evaluate` with them covers exactly these stations.
    """

    model: Model
    allowed: int
    posts: gpd.GeoDataFrame
    value: float
    before: float
    bound: float
    gap: float
    proven: bool
    covered: int
    covered_before: int
    gained: tuple[str, ...]
    changes: dict[str, tuple[UnitAddition, ...]]


@dataclass(frozen=True, eq=False)
class _Question:
    evaluation: Evaluation
    places: gpd.GeoDataFrame
    cover: location.Cover
    post: Post

    @classmethod
    def of(
        cls, evaluation: Evaluation, places: gpd.GeoDataFrame | None, *, weights: Weights, post: Post
    ) -> _Question:
        require_responding(evaluation, post)
        places = candidates(evaluation) if places is None else places.sort_index()
        return cls(evaluation, places, cover(evaluation, places, weights=weigh(evaluation, weights)), post)

    def answer(self, model: Model, choice: location.Choice, *, before: float, allowed: int) -> Siting:
        """Return the choice with names, stations and changes."""
        chosen = self.places.iloc[choice.sites]
        lonlat = schema.xy(chosen)
        posts = chosen.assign(unit_id=chosen["id"].map(unit_id), lon=lonlat[:, 0], lat=lonlat[:, 1])
        reached = self.cover.counted(choice.sites) > 0
        held = self.cover.held > 0
        return Siting(
            model=model,
            allowed=allowed,
            posts=gpd.GeoDataFrame(posts),
            value=choice.value,
            before=before,
            bound=choice.bound,
            gap=choice.gap,
            proven=choice.proven,
            covered=int(reached.sum()),
            covered_before=int(held.sum()),
            gained=tuple(self.evaluation.stations.index[reached & ~held]),
            changes=additions(self.evaluation, chosen, post=self.post),
        )


def curve(
    evaluation: Evaluation,
    places: gpd.GeoDataFrame | None = None,
    n: int = 10,
    *,
    weights: Weights = "stations",
    post: Post = POST,
    time_limit_s: float | None = TIME_LIMIT_S,
    stop: Stop | None = None,
    progress: Callable[[float], None] | None = None,
) -> tuple[Siting, ...]:
    """Return where the first 1, 2, ... n posts go so that most is covered within the threshold.

    Each number has an optimum of its own (`location.maximal_covering`): the posts of one need not be among
    those of the next. Where fewer posts cover all that can be covered, no more are opened.

    Parameters
    ----------
    evaluation : the plan that the posts are added to.
    places : as `candidates` returns them; these by default.
    n : up to how many posts.
    weights : what a station counts: 1, its voters, or its class rank (1 to 4).
    post : people, force and kind of every post; its turnout is the scenario's.
    time_limit_s : for each number of posts [s].
    stop : asked between and during searches; the numbers that are done are returned.
    progress : told the share (0..1) that is done.

    Raises
    ------
    ScenarioError
        The posts would not respond in this plan.
    ServiceError
        The routing service does not answer for the candidates.
    """
    asked = _Question.of(evaluation, places, weights=weights, post=post)
    held = float(asked.cover.weights[asked.cover.held > 0].sum())
    found: list[Siting] = []
    for count in range(1, n + 1):
        if stop is not None and stop():
            break
        choice = location.maximal_covering(asked.cover, count, time_limit_s=time_limit_s, stop=stop)
        found.append(asked.answer("covering", choice, before=held, allowed=count))
        if progress is not None:
            progress(count / n)
    return tuple(found)


def table(sitings: Sequence[Siting]) -> pd.DataFrame:
    """Return the curve as a table, one row per number of posts.

    Returns
    -------
    DataFrame
        By allowed: posts, covered [stations], covered_share (0..1 of all), gain (stations more than the row
        above, or than without posts), value, value_gain, gap, proven, and the ids of the candidates.
    """
    first = sitings[0] if sitings else None
    rows = {
        "posts": [len(it.posts) for it in sitings],
        "covered": [it.covered for it in sitings],
        "value": [it.value for it in sitings],
        "gap": [it.gap for it in sitings],
        "proven": [it.proven for it in sitings],
        "ids": [tuple(it.posts["id"]) for it in sitings],
    }
    made = pd.DataFrame(rows, index=pd.Index([it.allowed for it in sitings], name="allowed", dtype=int))
    if first is None:
        return made.assign(gain=0, value_gain=0.0)
    for name, before in (("covered", first.covered_before), ("value", first.before)):
        column = "gain" if name == "covered" else "value_gain"
        made[column] = made[name].diff().fillna(made[name] - before).astype(made[name].dtype)
    return made


def fewest(
    evaluation: Evaluation,
    places: gpd.GeoDataFrame | None = None,
    *,
    post: Post = POST,
    time_limit_s: float | None = TIME_LIMIT_S,
    stop: Stop | None = None,
) -> Siting:
    """Return the fewest posts that cover every station which any candidate covers; see `curve`."""
    asked = _Question.of(evaluation, places, weights="stations", post=post)
    choice = location.fewest(asked.cover, time_limit_s=time_limit_s, stop=stop)
    return asked.answer("fewest", choice, before=0, allowed=len(choice.sites))


def backup(
    evaluation: Evaluation,
    places: gpd.GeoDataFrame | None = None,
    n: int = 1,
    *,
    weights: Weights = "stations",
    post: Post = POST,
    time_limit_s: float | None = TIME_LIMIT_S,
    stop: Stop | None = None,
) -> Siting:
    """Return where n posts go so that most is covered, and then most high-risk stations by two units.

    High-risk from rank `coverage.HIGH_RANK`; see `location.backup_covering` and `curve`.
    """
    asked = _Question.of(evaluation, places, weights=weights, post=post)
    high = evaluation.stations["rank"].ge(coverage.HIGH_RANK).to_numpy()
    again = np.where(high, asked.cover.weights, 0)
    choice = location.backup_covering(asked.cover, n, again=again, time_limit_s=time_limit_s, stop=stop)
    before = float(again[asked.cover.held > 1].sum())
    return asked.answer("backup", choice, before=before, allowed=n)


def p_median(
    evaluation: Evaluation,
    places: gpd.GeoDataFrame | None = None,
    n: int = 1,
    *,
    weights: Weights = "stations",
    post: Post = POST,
    time_limit_s: float | None = TIME_LIMIT_S,
    stop: Stop | None = None,
) -> Siting:
    """Return where n posts go so that most is reached at all, and then in the least weighted minutes.

    See `location.p_median` and `curve`. Before: the minutes of the stations that are reached without posts.
    """
    asked = _Question.of(evaluation, places, weights=weights, post=post)
    table_min = minutes(evaluation, asked.places, weights=asked.cover.weights)
    choice = location.p_median(table_min, n, time_limit_s=time_limit_s, stop=stop)
    reached = np.isfinite(table_min.held_min)
    before = float((table_min.held_min[reached] * table_min.weights[reached]).sum())
    return asked.answer("median", choice, before=before, allowed=n)


def p_centre(
    evaluation: Evaluation,
    places: gpd.GeoDataFrame | None = None,
    n: int = 1,
    *,
    post: Post = POST,
    time_limit_s: float | None = TIME_LIMIT_S,
    stop: Stop | None = None,
) -> Siting:
    """Return where n posts go so that the longest minutes to any station are least.

    See `location.p_centre` and `curve`; stations that nobody can reach are left out. Before: infinite where
    a station can be reached and is not.
    """
    asked = _Question.of(evaluation, places, weights="stations", post=post)
    table_min = minutes(evaluation, asked.places, weights=asked.cover.weights)
    choice = location.p_centre(table_min, n, time_limit_s=time_limit_s, stop=stop)
    possible = np.isfinite(table_min.held_min)
    possible[table_min.point] = True
    before = float(table_min.held_min[possible].max(initial=0))
    return asked.answer("centre", choice, before=before, allowed=n)
