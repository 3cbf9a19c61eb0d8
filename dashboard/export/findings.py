"""Findings: the gaps, what is reached by district, the sums that must agree, and what the numbers mean."""

from __future__ import annotations

import pandas as pd

from dashboard import definitions, names, remedies
from dashboard.export import remedy, table
from dashboard.export.table import Column, Table
from dashboard.text import _
from geo.evaluate import Evaluation

CLASS_DEFINITIONS = frozenset({"score", "class_id", "completeness", "stable", "vulnerable"})
"""Definitions that only a copy with classes needs."""


def gaps(evaluation: Evaluation, *, proposed: pd.DataFrame | None = None) -> Table:
    """Return the stations that nobody reaches in time, the longest way first."""
    rows = evaluation.gaps
    there = evaluation.stations.loc[rows["station_id"]]
    unit = evaluation.units.reindex(rows["unit_id"])
    known = []
    if proposed is not None:
        words = remedy.cheapest(evaluation, proposed, rows["station_id"])
        known = [(Column(_("Cheapest cure"), "long", 44, tells="unit_names"), words)]
    return table.of(
        "gaps",
        (_("Gaps"), _("TPS not reached in time")),
        [
            (Column(_("District"), width=20), there["district"]),
            (Column(_("Village"), width=22), there["village"]),
            (Column("TPS", "whole", 7), there["number"]),
            (Column(_("Station id"), width=20), rows["station_id"]),
            (Column(_("Class"), width=17, tells="classes"), there["class_id"].map(names.class_labels())),
            (Column(_("Voters"), "whole", 10), there["registered_voters"]),
            (Column(_("Cause"), width=20), rows["cause"].map(remedies.causes())),
            (Column(_("Minutes"), "minutes", 10), rows["travel_min"]),
            (Column(_("Late"), "minutes", 10), rows["over_min"]),
            (Column(_("Distance"), "metres", 12), there["distance_m"]),
            (Column(_("Nearest unit"), width=28, tells="unit_names"), unit["name"]),
            (Column(_("Kind of unit"), width=14), unit["kind"].map(names.unit_kind_labels())),
            (Column(_("Force"), width=16), unit["force"].map(names.force_labels())),
            (Column(_("Route"), width=22), there["quality"].map(names.quality_labels())),
            *known,
        ],
        note=_("Late: minutes beyond the response threshold. Empty where nobody gets there at all."),
    )


def by_district(evaluation: Evaluation) -> Table:
    """Return what is reached in time by district."""
    rows = evaluation.by_district
    return table.of(
        "coverage",
        (_("Coverage"), _("Reached in time by district")),
        [
            (Column(_("District"), width=24), rows.index),
            (Column("TPS", "whole", 10), rows["stations"]),
            (Column(_("Reached in time"), "whole", 14), rows["covered"]),
            (Column(_("Gaps"), "whole", 10), rows["gaps"]),
            (Column(_("Share"), "share", 10), rows["covered_share"]),
            (Column(_("Voters"), "whole", 12), rows["voters"]),
            (Column(_("Voters reached"), "whole", 14), rows["voters_covered"]),
            (Column(_("Vulnerable TPS"), "whole", 14, "classes"), rows["high_risk"]),
            (Column(_("Vulnerable reached"), "whole", 14, "classes"), rows["high_risk_covered"]),
        ],
    )


def _posting_sums() -> dict[str, str]:
    return {
        "needed": _("people needed at TPS: posted plus missing"),
        "posted_by_unit": _("people posted, added up by unit"),
        "posted_by_station": _("people posted, added up by TPS"),
        "overcommitted_units": _("units that post more people than they may"),
        "served_but_missing": _("TPS that are served and yet lack people"),
        "posted_by_force": _("people posted, added up by force"),
    }


def sums(evaluation: Evaluation) -> pd.DataFrame:
    """Return the sums that must agree, those of the posting too: label, expected, actual, ok, source."""
    known = _posting_sums()
    own = evaluation.checks.assign(label=[names.check_label(it) for it in evaluation.checks["check"]])
    posted = evaluation.posting.checks
    posted = posted.assign(label=[known.get(it, it) for it in posted["check"]], source="data")
    return pd.concat([own, posted], ignore_index=True)


def checks(evaluation: Evaluation) -> Table:
    """Return the sums that must agree."""
    rows = sums(evaluation)
    yes = {True: _("agrees"), False: _("DIFFERS")}
    source = rows["source"].replace("data", _("the data themselves"))
    return table.of(
        "checks",
        (_("Checks"), _("Sums that must agree")),
        [
            (Column(_("Sum"), "long", 44), rows["label"]),
            (Column(_("Expected"), "number", 13), rows["expected"]),
            (Column(_("Counted"), "number", 13), rows["actual"]),
            (Column(_("Result"), width=13), [yes[bool(it)] for it in rows["ok"]]),
            (Column(_("Source"), "long", 60), source),
        ],
    )


def _telling(key: str) -> bool:
    """Return whether a definition is about classes, or names one."""
    said = definitions.of(key).text.lower()
    return key in CLASS_DEFINITIONS or any(label in said for label in names.class_labels().values())


def meanings(*, hidden: frozenset[str]) -> Table:
    """Return what the numbers mean."""
    known = definitions.keys()
    left_out = {key for key in known if "classes" in hidden and _telling(key)}
    found = {key: definitions.of(key) for key in known if key not in left_out}
    return table.of(
        "definitions",
        (_("Definitions"), _("What the numbers mean")),
        [
            (Column(_("Number"), width=18), list(found)),
            (Column(_("Meaning"), "long", 70), [it.line for it in found.values()]),
            (Column(_("Formula"), "long", 70), [it.formula for it in found.values()]),
        ],
    )
