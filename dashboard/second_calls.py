"""Second calls: two places at once, and what is left for the second while the first is being served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import palette, payloads, screen, state, tables, work
from dashboard.legend import Kinds, Look, codes
from dashboard.text import _, number, percent
from geo import coverage, incidents
from geo.evaluate import Evaluation
from geo.incidents import Incidents

PAIR = "second call"
TRIED = 20_000
"""Of so many worst pairs of stations the worst of every pair of two villages are shown."""
SHOWN = 50
PLATOON = 30
PEOPLE = (0, 10, PLATOON, 60, 100)
"""People whom an incident may want; 0 stands for what its class asks for."""
FULL, SHORT, ANYWAY, ASIDE = range(4)


@dataclass(frozen=True, eq=False)
class Calls:
    """Two incidents at once, and the worst pairs, one for every pair of two villages."""

    found: Incidents
    worst: pd.DataFrame


def wanted(default: int, *, key: str) -> int | None:
    """Ask how many people an incident wants; None for what its class asks for."""
    chosen = st.selectbox(
        _("People that an incident wants"),
        PEOPLE,
        PEOPLE.index(default),
        format_func=lambda n: number(n) if n else _("as its class asks"),
        key=f"{key} {state.revision()}",
    )
    return chosen or None


def study(evaluation: Evaluation, people: int | None) -> Calls | None:
    """Return two incidents at once, or show how far the work is and return None."""

    def made(_progress: work.Progress) -> Calls:
        asked = incidents.paired(evaluation.stations, high_rank=coverage.HIGH_RANK)
        found = evaluation.incidents_among(asked, people=people)
        worst, village = found.worst(TRIED), evaluation.stations["village_id"]
        pair = pd.DataFrame({"a": worst["first_id"].map(village), "b": worst["second_id"].map(village)})
        first = worst[~pair.duplicated(["a", "b"]) & pair["a"].ne(pair["b"]) & worst["lost"].gt(0)]
        return Calls(found, first.head(SHOWN).reset_index(drop=True))

    return work.result(_("Two places at once"), "second call", evaluation.digest, str(people), make=made)


def place(evaluation: Evaluation, station_id: str) -> str:
    """Return what a station is called."""
    row = evaluation.stations.loc[station_id]
    return f"{row['village']} · {row['number']:.0f}"


def panel(evaluation: Evaluation) -> tuple[Calls | None, pd.Series | None]:
    """Show the worst pairs; return the study and the pair on the map."""
    people = wanted(PLATOON, key="second people")
    calls = study(evaluation, people)
    if calls is None:
        return None, None
    found = calls.found
    share = found.held_share
    if np.isnan(share):
        screen.notice(_("There are no two TPS to compare."))
        return calls, None
    told = _(
        "In {share} of all pairs of TPS the first place leaves the second everybody it would have alone."
    ).format(share=percent(share))
    if len(found.station_ids) < found.of:
        told += " " + _("Compared: the {n} riskiest of {all} TPS.").format(
            n=number(len(found.station_ids)), all=number(found.of)
        )
    screen.note(told)
    if calls.worst.empty:
        screen.notice(_("No village takes anybody from another: two at once are served like each alone."))
        return calls, None
    return calls, _pairs(evaluation, calls)


def _pairs(evaluation: Evaluation, calls: Calls) -> pd.Series:
    """Show the worst pairs; return the selected one."""
    worst, key = calls.worst, f"second worst {evaluation.digest} {calls.found.wanted.max(initial=0)}"
    row = tables.picked(key)
    if row is not None:
        state.remember(PAIR, tuple(worst.loc[row, ["first_id", "second_id"]]))
    first_id, second_id = state.remembered(PAIR, ("", ""))
    here = worst[worst["first_id"].eq(first_id) & worst["second_id"].eq(second_id)]
    pair = here.iloc[0] if len(here) else worst.iloc[0]
    screen.title(_("The worst pairs of villages"))
    tables.show(
        pd.DataFrame(
            {
                _("First"): [place(evaluation, it) for it in worst["first_id"]],
                _("Second"): [place(evaluation, it) for it in worst["second_id"]],
                _("alone"): worst["second_served"] + worst["lost"],
                _("left"): worst["second_served"],
            }
        ),
        key=key,
        widths={_("alone"): 66, _("left"): 62},
        rows=7,
        defined={_("alone"): "second_alone", _("left"): "second_left"},
    )
    screen.title(
        _("{first} and {second} at once").format(
            first=place(evaluation, pair["first_id"]), second=place(evaluation, pair["second_id"])
        )
    )
    screen.note(
        _(
            "The first has {a} of {w} people within {minutes} minutes; for the second {left} of {v} are "
            "left, {lost} fewer than alone."
        ).format(
            a=number(pair["first_served"]),
            w=number(pair["first_wanted"]),
            left=number(pair["second_served"]),
            v=number(pair["second_wanted"]),
            lost=number(pair["lost"]),
            minutes=number(calls.found.limit_min),
        )
    )
    return pair


def look() -> Look:
    """Return how stations are told apart while the first place is being served."""
    kinds = Kinds(
        _("A second incident at the TPS"),
        (_("served in full"), _("short because of the first"), _("short in any case"), _("not compared")),
        (palette.COVERED_MARK, palette.SHORT_MARK, palette.GAP_MARK, palette.ASIDE_MARK),
    )
    return Look(kinds=kinds)


def paint(evaluation: Evaluation, calls: Calls | None, pair: pd.Series | None) -> dict[str, Any]:
    """Return what the map shows: both places, and who else would be short."""
    index = evaluation.stations.index
    kinds = pd.Series(ASIDE, index=index)
    if calls is None:
        return {"marks": codes(kinds)}
    found = calls.found
    first = int(np.flatnonzero(found.station_ids == pair["first_id"])[0]) if pair is not None else None
    left = found.alone if first is None else found.second[first]
    lost = found.alone - left
    kinds.loc[found.station_ids] = np.where(lost > 0, SHORT, np.where(left < found.wanted, ANYWAY, FULL))
    shown: dict[str, Any] = {"marks": codes(kinds)}
    if pair is None:
        return shown
    at = evaluation.operation.station_xy[index.get_indexer([pair["first_id"], pair["second_id"]])]
    rows = pd.DataFrame(at, columns=["lon", "lat"]).assign(
        number=["1", "2"],
        name=[place(evaluation, pair[it]) for it in ("first_id", "second_id")],
        note=[_("first incident"), _("second incident")],
        fixed=True,
        look="lost",
    )
    shown["posts"] = payloads.posts(rows[rows["lon"].notna()])
    return shown
