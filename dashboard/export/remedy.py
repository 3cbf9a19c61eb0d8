"""Remedy: what would close gaps, as `geo.cures.propose` found it, in tables."""

from __future__ import annotations

import pandas as pd

from dashboard import remedies
from dashboard.export import table
from dashboard.export.table import Column, Table
from dashboard.text import _
from geo import candidates
from geo.evaluate import Evaluation

CHEAPEST = ["cost", "amount", "closes"]


def told(evaluation: Evaluation, proposed: pd.DataFrame) -> list[str]:
    """Return every cure in words."""
    places = candidates.candidates(evaluation)["name"].to_dict()
    return [remedies.words(row, evaluation, places) for row in proposed.to_dict("records")]


def cheapest(evaluation: Evaluation, proposed: pd.DataFrame, station_ids: pd.Series) -> list[str | None]:
    """Return for every station the cheapest cure of its gap, in words; nothing where there is none."""
    known: dict[str, str] = {}
    ordered = proposed.assign(words=told(evaluation, proposed))
    ordered = ordered.sort_values(CHEAPEST, ascending=[True, True, False], kind="stable")
    for ids, words in zip(ordered["station_ids"], ordered["words"], strict=True):
        for station_id in ids:
            known.setdefault(station_id, words)
    return [known.get(it) for it in station_ids]


def cures(evaluation: Evaluation, proposed: pd.DataFrame) -> Table:
    """Return the cures, those that close most first."""
    rows = proposed
    sorts = {"response": _("not reached in time"), "strength": _("not served in full")}
    return table.of(
        "cures",
        (_("Cures"), _("Cures, what closes most first")),
        [
            (Column(_("What to do"), "long", 60), told(evaluation, rows)),
            (Column(_("Gaps that it closes"), width=24), rows["gap"].map(sorts)),
            (Column(_("Closes"), "whole", 10), rows["closes"]),
            (Column(_("Opens"), "whole", 10), rows["opens"]),
        ],
        note=_(
            "Each cure stands alone: what it closes is counted without the others. More minutes stand last: "
            "they bring nobody earlier."
        ),
        tells="unit_names",
    )


def few(evaluation: Evaluation, proposed: pd.DataFrame, *, most: int) -> Table:
    """Return what closes most, for a slide: of those that close the same stations only the cheapest."""
    rows = proposed[~proposed["station_ids"].map(frozenset).duplicated()].head(most)
    return table.of(
        "cures",
        (_("Cures"), _("Cures, what closes most first")),
        [(Column(_("What to do")), told(evaluation, rows)), (Column(_("Closes"), "whole"), rows["closes"])],
        tells="unit_names",
    )
