"""Proposals: the posts of one answer where a planner puts them, their marks, and what a drop does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from dashboard import cache, state
from dashboard.mapview import Click
from dashboard.text import _, number
from dashboard.wishes import Wish
from geo import siting, trial
from geo.changes import UnitMove
from geo.evaluate import Evaluation
from geo.scenario import Scenario
from geo.siting import Siting

MOVED = "posts put elsewhere"
LIFTED = "lifted unit"
MOBILE = ("post", "standby", "patrol")
"""Kinds of units that a planner may put elsewhere."""


@dataclass(frozen=True, eq=False)
class Proposal:
    """One answer with the posts where the planner has put them.

    Parameters
    ----------
    evaluation : the plan without the posts.
    best : the answer, every post at its best place.
    wish : what was asked.
    moved : by id of the place, where its post stands instead [degrees].
    """

    evaluation: Evaluation
    best: Siting
    wish: Wish
    moved: Mapping[str, trial.Spot]

    @cached_property
    def places(self) -> gpd.GeoDataFrame:
        """The posts as they stand, the most gains of the best first; dragging never numbers them anew."""
        posts = self.best.posts[["id", "name", "kind", "geometry"]]
        gains = trial.shares(self.evaluation, posts)[["gains", "alone"]]
        order = gains.assign(id=posts["id"]).sort_values(["gains", "alone", "id"], ascending=[0, 0, 1]).index
        return trial.put(self.evaluation, posts.loc[order], self.moved).assign(origin=list(order))

    @cached_property
    def table(self) -> pd.DataFrame:
        """What each post brings; see `geo.trial.shares`."""
        return trial.shares(self.evaluation, self.places)

    @property
    def by_hand(self) -> bool:
        """Whether a post stands elsewhere than at its best place."""
        return bool(self.places["origin"].isin(list(self.moved)).any())

    @cached_property
    def plan(self) -> Scenario:
        """The plan with the posts."""
        called = self.places.assign(name=[_("Post {place}").format(place=it) for it in self.places["name"]])
        changes = siting.additions(self.evaluation, called, post=self.wish.post)
        return self.evaluation.scenario.model_copy(update=changes)

    @cached_property
    def after(self) -> Evaluation:
        """The plan with the posts, evaluated."""
        return cache.evaluation(self.evaluation.operation, self.plan)

    @cached_property
    def newly(self) -> pd.Series:
        """Whether each station is reached in time with the posts and not without, by station_id."""
        if self.by_hand:
            return self.after.stations["covered"] & ~self.evaluation.stations["covered"]
        index = self.evaluation.stations.index
        return pd.Series(index.isin(self.best.gained), index=index)

    @property
    def covered(self) -> int:
        """How many stations are reached in time with the posts."""
        return self.best.covered_before + int(self.newly.sum())


def of(evaluation: Evaluation, best: Siting, wish: Wish) -> Proposal:
    """Return an answer with its posts where the planner has put them."""
    name, moved = state.remembered(MOVED, ("", {}))
    return Proposal(evaluation, best, wish, moved if name == _name(evaluation, best) else {})


def _name(evaluation: Evaluation, best: Siting) -> str:
    return " ".join([evaluation.digest, best.model, *best.posts["id"]])


def take_back() -> None:
    """Put all proposed posts at their best places again."""
    state.remember(MOVED, ("", {}))


def kinds() -> dict[str, str]:
    """Return the name of every kind of candidate place in the user's language."""
    return {"drawn": _("put by hand"), "hall": _("village hall"), "village": _("village")}


def marks(evaluation: Evaluation, proposal: Proposal | None) -> pd.DataFrame:
    """Return what can be dragged, and the candidates that were drawn.

    Returns
    -------
    DataFrame
        lon, lat, number, name, note, fixed and look for the map; role (new, taken, unit, idea) and id.
    """
    rows = _proposed(proposal) if proposal else []
    plan, labels = evaluation.scenario, kinds()
    for it in plan.units_added:
        note = _("{n} people, in the plan").format(n=number(it.personnel))
        rows.append(_row("taken", it.unit_id, (it.lon, it.lat), number="✓", name=it.name, note=note))
    units = evaluation.units
    lifted = {state.remembered(LIFTED, ""), *(it.unit_id for it in plan.units_moved)} - {
        it.unit_id for it in plan.units_added
    }
    for unit_id in sorted(lifted & set(units.index[units["kind"].isin(MOBILE)])):
        point, name = units.geometry[unit_id], units.loc[unit_id, "name"]
        note = _("drag it to its new place")
        rows.append(_row("unit", unit_id, (point.x, point.y), number="↔", name=name, note=note))
    chosen = set(proposal.places["id"]) if proposal else set()
    for lon, lat in plan.drawn:
        if f"drawn-{lon:.6f},{lat:.6f}" not in chosen:
            note = labels["drawn"]
            rows.append(_row("idea", "", (lon, lat), number="+", name=_("Candidate place"), note=note))
    columns = ["role", "id", "lon", "lat", "number", "name", "note", "fixed", "look"]
    return pd.DataFrame(rows, columns=columns)


def _row(role: str, id_: str, at: trial.Spot, **told: str) -> dict[str, Any]:
    looks = {"taken": "taken", "unit": "taken", "idea": "idea"}
    return {
        "role": role,
        "id": id_,
        "lon": at[0],
        "lat": at[1],
        "fixed": role == "idea",
        "look": looks.get(role, ""),
        **told,
    }


def _proposed(proposal: Proposal) -> list[dict[str, Any]]:
    where, labels = trial.where(proposal.places), kinds()
    rows = []
    for i, (place, brings, at) in enumerate(
        zip(
            proposal.places.to_dict("records"),
            proposal.table.to_dict("records"),
            where.itertuples(index=False),
            strict=True,
        ),
        start=1,
    ):
        gains = _("{n} more TPS in time").format(n=number(brings["gains"]))
        note = f"{labels[place['kind']]} · {brings['district']} · {gains}"
        row = _row("new", place["origin"], (at.lon, at.lat), number=str(i), name=place["name"], note=note)
        rows.append({**row, "look": "placed" if place["origin"] in proposal.moved else ""})
    return rows


def dropped(click: Click, rows: pd.DataFrame, proposal: Proposal | None) -> None:
    """Take over what a mark was dragged to: a proposed post, one of the plan, or a unit."""
    mark, plan = rows.iloc[click.index], state.scenario()
    lon, lat = round(click.lon, 6), round(click.lat, 6)
    if mark["role"] == "new" and proposal is not None:
        moved = {**proposal.moved, mark["id"]: (lon, lat)}
        state.remember(MOVED, (_name(proposal.evaluation, proposal.best), moved))
    elif mark["role"] == "taken":
        added = tuple(
            it.model_copy(update={"lon": lon, "lat": lat}) if it.unit_id == mark["id"] else it
            for it in plan.units_added
        )
        state.set_scenario(plan.model_copy(update={"units_added": added}))
    elif mark["role"] == "unit":
        others = tuple(it for it in plan.units_moved if it.unit_id != mark["id"])
        here = UnitMove(unit_id=mark["id"], lon=lon, lat=lat)
        state.set_scenario(plan.model_copy(update={"units_moved": (*others, here)}))


def lift(evaluation: Evaluation, index: int) -> bool:
    """Make a unit that was clicked one that can be dragged; return whether its kind can."""
    unit = evaluation.units.iloc[index]
    if unit["kind"] not in MOBILE:
        return False
    state.remember(LIFTED, str(unit.name))
    return True


def take(proposal: Proposal) -> None:
    """Take the posts into the plan as it stands."""
    state.take_scenario(Scenario.parse(proposal.plan.model_dump()))
    take_back()
