"""Cures: what closes each gap, computed and ranked by what it closes; each one click away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import geopandas as gpd
import pandas as pd

from geo.candidates import POST, Post, candidates, require_responding
from geo.cures import places, undoing
from geo.cures.record import COLUMNS, KINDS, Cure, table
from geo.evaluation import Evaluation

__all__ = ["COLUMNS", "KINDS", "Cure", "of_gap", "propose"]


def propose(
    evaluation: Evaluation,
    sites: gpd.GeoDataFrame | None = None,
    *,
    post: Post = POST,
    most: int = 10,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _: None,
) -> pd.DataFrame:
    """Return cures of gaps, those that close most first; of equal ones the cheaper kind, then by id.

    Gaps of the sort ``response`` are stations that nobody reaches in time (`Evaluation.gaps`). Each cure
    stands alone: what it closes is computed for it without the others.

    Parameters
    ----------
    evaluation : the plan with the gaps.
    sites : where posts and units may be put, as `geo.candidates.candidates` returns them; these by default.
    post : people, force and kind of a new post.
    most : at most so many posts, units to move, and units to reinforce, those that close most.
    stop : asked between cures; those that are done are returned.
    progress : told the share (0..1) of kinds that are done.

    Returns
    -------
    DataFrame
        gap (``response`` or ``strength``), kind (of `KINDS`), unit_id, candidate_id, name, lon, lat (where
        the kind has them, else None and NaN), amount (minutes of ``raise_threshold``, people of
        ``more_people`` and ``release_reserve``, number of the closure of ``open_road``, else NaN), closes and
        opens [gaps of that sort], station_ids and opened_ids, cost (0 is the cheapest kind) and changes:
        fields of the scenario. `evaluate` with these changes closes and opens exactly these gaps. A longer
        threshold stands last, whatever it closes: it lowers the standard and brings nobody earlier.

    Raises
    ------
    ScenarioError
        A new post would not respond in this plan.
    ServiceError
        The routing service does not answer for the candidates.
    """
    require_responding(evaluation, post)
    sites = candidates(evaluation) if sites is None else sites.sort_index()
    kinds: list[Callable[[], Iterator[Cure]]] = [
        lambda: undoing.switched_on(evaluation),
        lambda: undoing.moved_back(evaluation),
        lambda: undoing.opened(evaluation),
        lambda: places.moved(evaluation, sites, most=most),
        lambda: places.added(evaluation, sites, post=post, most=most),
        lambda: undoing.patient(evaluation),
    ]
    found: list[Cure] = []
    for done, kind in enumerate(kinds, start=1):
        for cure in kind():
            if stop():
                return table(found)
            found.append(cure)
        progress(done / len(kinds))
    return table(found)


def of_gap(cures: pd.DataFrame, station_id: str) -> pd.DataFrame:
    """Return the cures that close one gap: the cheaper kind first, the smaller amount, then the widest."""
    closing = cures[[station_id in ids for ids in cures["station_ids"]]]
    return closing.sort_values(["cost", "amount", "closes"], ascending=[True, True, False], kind="stable")
