"""Force in time: how many people can be at each station in 10, 15, 30 and 60 minutes, against its need."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard import names, palette, screen, state, tables, work
from dashboard.legend import Kinds, Look, codes
from dashboard.second_calls import wanted
from dashboard.text import _, number, percent
from geo.coverage import THRESHOLDS_MIN
from geo.evaluate import Evaluation


def study(evaluation: Evaluation, people: int | None) -> pd.DataFrame | None:
    """Return the force at each station, or show how far the work is and return None."""

    def made(_progress: work.Progress) -> pd.DataFrame:
        return evaluation.force_at(people=people)

    return work.result(_("Force in time"), "force in time", evaluation.digest, str(people), make=made)


def panel(evaluation: Evaluation) -> pd.DataFrame | None:
    """Show the force by district and at the selected station; return the study."""
    found = study(evaluation, wanted(0, key="force people"))
    if found is None:
        return None
    if found.empty:
        screen.notice(_("There are no TPS."))
        return found
    screen.note(
        _("Enough people for an incident: {parts} of the TPS.").format(
            parts=" · ".join(
                _("{share} within {minutes} minutes").format(
                    share=percent(found[f"enough_{it:g}"].mean()), minutes=number(it)
                )
                for it in THRESHOLDS_MIN
            )
        )
    )
    _districts(evaluation, found)
    chosen = state.station()
    if chosen in found.index:
        _station(evaluation, found, str(chosen))
    else:
        screen.note(_("Click on a TPS to see who can be there, force by force."))
    return found


def _districts(evaluation: Evaluation, found: pd.DataFrame) -> None:
    """Show by district at how many stations enough people can be in time."""
    enough = [f"enough_{it:g}" for it in THRESHOLDS_MIN]
    district = evaluation.stations["district"]
    share = found[enough].groupby(district).mean()
    count = found.groupby(district).size()
    rows = share.assign(stations=count).sort_values([*enough], kind="stable")
    screen.ranked(
        _("TPS with enough people, by district"),
        [_("District"), "TPS", *(_("{n} min").format(n=number(it)) for it in THRESHOLDS_MIN)],
        [
            (str(name), number(row["stations"]), *(percent(row[it]) for it in enough))
            for name, row in rows.iterrows()
        ],
        compact=True,
        defined=("enough_within", "people_within"),
    )


def _station(evaluation: Evaluation, found: pd.DataFrame, station_id: str) -> None:
    """Show who can be at one station, force by force."""
    row, place = found.loc[station_id], evaluation.stations.loc[station_id]
    screen.title(f"{place['village']} · TPS {number(place['number'])}")
    labels = names.force_labels()
    there = [force for force in labels if f"{force}_{THRESHOLDS_MIN[0]:g}" in found]
    tables.show(
        pd.DataFrame(
            {
                _("Within"): [_("{n} min").format(n=number(it)) for it in THRESHOLDS_MIN],
                **{labels[force]: [row[f"{force}_{it:g}"] for it in THRESHOLDS_MIN] for force in there},
                _("People"): [row[f"people_{it:g}"] for it in THRESHOLDS_MIN],
                _("wanted"): row["wanted"],
                _("enough"): [_("yes") if row[f"enough_{it:g}"] else _("no") for it in THRESHOLDS_MIN],
            }
        ),
        defined={_("People"): "people_within", _("wanted"): "second_wanted"},
    )


def look() -> Look:
    """Return how stations are told apart by when enough people are there."""
    labels = [_("within {n} min").format(n=number(it)) for it in THRESHOLDS_MIN]
    kinds = Kinds(_("Enough people at the TPS"), (*labels, _("later or never")), palette.TIME_MARKS)
    return Look(kinds=kinds)


def paint(evaluation: Evaluation, found: pd.DataFrame | None) -> dict[str, Any]:
    """Return what the map shows: when enough people are at each station."""
    if found is None:
        return {"marks": codes([len(THRESHOLDS_MIN)] * len(evaluation.stations))}
    first = found["enough_min"].to_numpy(float)
    kinds = np.where(np.isnan(first), len(THRESHOLDS_MIN), np.searchsorted(THRESHOLDS_MIN, first))
    return {"marks": codes(kinds.tolist())}
