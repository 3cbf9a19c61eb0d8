"""Roster: the posting list (daftar ploting), a line for each station and unit, and the load of every unit."""

from __future__ import annotations

import pandas as pd

from dashboard import names, reasons
from dashboard.export import table
from dashboard.export.redaction import Secret
from dashboard.export.table import Column, Table
from dashboard.text import _
from geo import doctrine
from geo.evaluate import Evaluation
from geo.operation import OUTSIDE
from geo.pattern import Pattern

FACTS = ["travel_min", "distance_m", "quality"]


def forces(evaluation: Evaluation) -> list[str]:
    """Return the forces that stations need, in the order in which they are named everywhere."""
    asked = [force for force in names.force_labels() if force in evaluation.need]
    return [force for force in asked if evaluation.need[force].sum()]


def _people_tell_classes(evaluation: Evaluation) -> Secret | None:
    """Return what the people at a station give away: its class, unless all classes get the same people."""
    rules = _pattern(evaluation).rules
    kinds = {(rule.polri, rule.linmas, rule.tni, rule.stations) for rule in rules}
    return "classes" if len(kinds) > 1 else None


def _pattern(evaluation: Evaluation) -> Pattern:
    return doctrine.pattern(evaluation.operation, evaluation.scenario)


def pattern_words(evaluation: Evaluation) -> dict[str, str]:
    """Return the pattern of every class in words: so many people of each force for so many stations."""
    pattern, told = _pattern(evaluation), {}
    for class_id in names.class_labels():
        known = class_id if class_id != "unassessed" else evaluation.scenario.unassessed_class
        rule = pattern.rule(known)
        parts = {"Polri": rule.polri, "Linmas": rule.linmas, "TNI": rule.tni}
        people = " + ".join(f"{n} {force}" for force, n in parts.items() if n)
        told[class_id] = f"{people or 0} / {rule.stations} TPS"
    return told


def _posted(evaluation: Evaluation, asked: list[str]) -> pd.DataFrame:
    """Return a line for each station and unit, with why in words."""
    rows = evaluation.posting.rows
    keys = ["station_id", "unit_id"]
    people = rows.pivot_table(index=keys, columns="force", values="people", aggfunc="sum", fill_value=0)
    told = [reasons.posted(row, evaluation.units) for row in rows.to_dict("records")]
    by = rows.assign(reason=told).groupby(keys, sort=True)
    facts = by[FACTS].first().join(by["reason"].agg(" ".join))
    lines = people.reindex(columns=asked, fill_value=0).join(facts).reset_index()
    return lines.assign(missing=0)


def _lacking(evaluation: Evaluation) -> pd.DataFrame:
    """Return a line for each station that lacks people, with how many and why in words."""
    short = evaluation.posting.stations
    short = short[short["missing"] > 0]
    told = [reasons.missing(row, evaluation.units) for row in short.to_dict("records")]
    table = {"station_id": short.index.to_numpy(object), "missing": short["missing"].to_numpy(int)}
    return pd.DataFrame(table).assign(reason=pd.Series(told, dtype=object), unit_id=None)


def lines(evaluation: Evaluation) -> pd.DataFrame:
    """Return the lines of the list: station_id, unit_id, people by force, missing, how far it is, and why.

    By district, village and number of the station; at one station the nearest unit comes first, and what is
    missing last, on a line without a unit.
    """
    asked = forces(evaluation)
    both = [it for it in (_posted(evaluation, asked), _lacking(evaluation)) if len(it)]
    made = pd.concat(both, ignore_index=True) if both else _posted(evaluation, asked)
    made = made.reindex(columns=["station_id", "unit_id", *asked, "missing", *FACTS, "reason"])
    made = made.assign(**{force: made[force].fillna(0).astype(int) for force in asked})
    placed = made.join(evaluation.stations[["district", "village", "number"]], on="station_id")
    keys = ["district", "village", "number", "station_id", "missing", "travel_min", "unit_id"]
    return placed.sort_values(keys, kind="stable", ignore_index=True)


def posting_list(evaluation: Evaluation) -> Table:
    """Return the posting list."""
    rows = lines(evaluation)
    there = evaluation.stations.loc[rows["station_id"]]
    unit = evaluation.units.reindex(rows["unit_id"])
    labels, secret = names.force_labels(), _people_tell_classes(evaluation)
    classes = there["class_id"]
    return table.of(
        "posting",
        (_("Posting list"), _("Posting list by TPS")),
        [
            (Column(_("District"), width=17), there["district"]),
            (Column(_("Village"), width=20), there["village"]),
            (Column("TPS", "whole", 6), there["number"]),
            (Column(_("Station id"), width=18), rows["station_id"]),
            (Column(_("Place"), width=24), there["place"]),
            (Column(_("Class"), width=15, tells="classes"), classes.map(names.class_labels())),
            (Column(_("Pattern"), width=26, tells="classes"), classes.map(pattern_words(evaluation))),
            (Column(_("Unit"), width=26, tells="unit_names"), unit["name"]),
            (Column(_("Kind of unit"), width=13), unit["kind"].map(names.unit_kind_labels())),
            (Column(_("Force"), width=18), unit["force"].map(labels)),
            *((Column(labels[it], "whole", 9, secret), rows[it]) for it in forces(evaluation)),
            (Column(_("Missing"), "whole", 9, secret), rows["missing"]),
            (Column(_("Distance"), "metres", 11), rows["distance_m"]),
            (Column(_("Minutes"), "minutes", 9), rows["travel_min"]),
            (Column(_("Way"), width=18), rows["quality"].map(names.quality_labels())),
            (Column(_("Reason"), "long", 54, "reasons"), rows["reason"]),
        ],
        note=_("One line for each TPS and unit; what is missing at a TPS has a line of its own."),
    )


def load(evaluation: Evaluation) -> Table:
    """Return what every unit has, keeps back and posts."""
    units = evaluation.units.sort_values(["district", "name", "unit_id"])
    own = evaluation.posting.load.reindex(units.index)
    first = evaluation.stations["unit_id"].value_counts()
    counted = {
        "personnel": _("People"),
        "reserve": _("Kept back"),
        "people": _("Posted"),
        "left": _("Left"),
        "stations": _("TPS guarded"),
    }
    return table.of(
        "load",
        (_("Load"), _("Load by unit")),
        [
            (Column(_("District"), width=18), units["district"].replace(OUTSIDE, _("operation level"))),
            (Column(_("Unit"), width=28, tells="unit_names"), units["name"]),
            (Column(_("Kind of unit"), width=14), units["kind"].map(names.unit_kind_labels())),
            (Column(_("Force"), width=20), units["force"].map(names.force_labels())),
            (Column(_("Sector"), width=16), units["sector"]),
            *((Column(name, "whole", 11), own[key]) for key, name in counted.items()),
            (Column(_("Person minutes"), "minutes", 13), own["person_minutes"]),
            (Column(_("Distance"), "kilometres", 12), own["kilometres"]),
            (Column(_("Answers first for TPS"), "whole", 13), units.index.map(first).fillna(0)),
        ],
        note=_("Left = people − kept back − posted. Answers first: the unit arrives before all others."),
    )
