"""Cures: what closes each gap, computed and ranked by what it closes; each one click away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import geopandas as gpd
import pandas as pd

from geo.assignment import Stop, go_on
from geo.assignment.control import check
from geo.candidates import POST, Post, candidates, require_responding
from geo.cures import places, staffing, undoing
from geo.cures.record import COLUMNS, KINDS, Cure, table
from geo.errors import StoppedError
from geo.evaluation import Evaluation

__all__ = ["COLUMNS", "KINDS", "Cure", "of_gap", "propose"]


def propose(
    evaluation: Evaluation,
    sites: gpd.GeoDataFrame | None = None,
    *,
    post: Post = POST,
    most: int = 10,
    staffed: bool = True,
    stop: Stop | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> pd.DataFrame:
    """Return cures of gaps, those that close most first; of equal ones the cheaper kind, then by id.

    There are two sorts of gaps: ``response``, stations that nobody reaches in time (`Evaluation.gaps`), and
    ``strength``, stations that somebody reaches in time but that the posting does not serve in full
    (`Evaluation.unserved`). Each cure stands alone: what it closes is computed for it without the others.

    Parameters
    ----------
    evaluation : the plan with the gaps.
    sites : where posts and units may be put, as `geo.candidates.candidates` returns them; these by default.
    post : people, force and kind of a new post.
    most : at most so many posts, and units to move, those that close most.
    staffed : whether cures of strength are wanted too; they post people anew for each.
    stop : asked between cures; those that are done are returned.
    progress : told the share (0..1) of kinds that are done.

    Returns
    -------
    DataFrame
        gap (``response`` or ``strength``), kind (of `KINDS`), unit_id, candidate_id, name, lon, lat, force
        and detail (see `geo.assignment.relaxations`), each where the kind has it, else None or NaN; amount
        (minutes of ``raise_threshold``, number of the closure of ``open_road``, else that of the relaxation),
        closes and opens [gaps of that sort], station_ids and opened_ids, cost (0 is the cheapest kind) and
        changes: fields of the scenario. `evaluate` with these changes closes and opens exactly these gaps. A
        longer threshold stands last, whatever it closes: it lowers the standard and brings nobody earlier.

    Raises
    ------
    ScenarioError
        A new post would not respond in this plan.
    ServiceError
        The routing service does not answer for the candidates.
    """
    require_responding(evaluation, post)
    sites = candidates(evaluation) if sites is None else sites.sort_index()
    kinds = _kinds(evaluation, sites, post=post, most=most)
    if staffed:
        kinds.append(lambda: staffing.relaxed(evaluation, stop=stop))
    found: list[Cure] = []
    try:
        for done, kind in enumerate(kinds, start=1):
            for cure in kind():
                check(stop or go_on)
                found.append(cure)
            progress(done / len(kinds))
    except StoppedError:
        return table(found)
    return table(found)


def _kinds(
    evaluation: Evaluation, sites: gpd.GeoDataFrame, *, post: Post, most: int
) -> list[Callable[[], Iterator[Cure]]]:
    """Return what finds the cures of stations that nobody reaches in time, a kind each."""
    return [
        lambda: undoing.switched_on(evaluation),
        lambda: undoing.moved_back(evaluation),
        lambda: undoing.opened(evaluation),
        lambda: places.moved(evaluation, sites, most=most),
        lambda: places.added(evaluation, sites, post=post, most=most),
        lambda: undoing.patient(evaluation),
    ]


def of_gap(cures: pd.DataFrame, station_id: str) -> pd.DataFrame:
    """Return the cures that close one gap: the cheaper kind first, the smaller amount, then the widest."""
    closing = cures[[station_id in ids for ids in cures["station_ids"]]]
    return closing.sort_values(["cost", "amount", "closes"], ascending=[True, True, False], kind="stable")
