"""Roster: the posting list (daftar ploting), a line for each station and unit, and the load of every unit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import names
from dashboard.export import table
from dashboard.export.redaction import Secret
from dashboard.export.table import Column, Table
from dashboard.text import _
from geo import doctrine
from geo.evaluate import Evaluation
from geo.pattern import Pattern

FACTS = ["travel_min", "distance_m", "quality", "reason"]


def posting(evaluation: Evaluation) -> Any | None:
    """Return who is posted where; None as long as an evaluation posts nobody."""
    return getattr(evaluation, "posting", None)


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


def reasons() -> dict[str, str]:
    """Return in words why somebody is posted somewhere, or why nobody is."""
    return {}


def _posted(found: Any, asked: list[str]) -> pd.DataFrame:
    """Return a line for each station and unit, and one for what each station still lacks."""
    rows = found.rows
    people = rows.pivot_table(
        index=["station_id", "unit_id"], columns="force", values="people", aggfunc="sum", fill_value=0
    ).reindex(columns=asked, fill_value=0)
    facts = rows.groupby(["station_id", "unit_id"])[FACTS].first()
    lines = people.join(facts).reset_index().assign(missing=0)
    short = found.stations[found.stations["missing"] > 0]
    lacking = pd.DataFrame({"station_id": short.index, "missing": short["missing"].to_numpy()})
    lacking["reason"] = short["reason"].to_numpy()
    both = pd.concat([lines, lacking], ignore_index=True)
    return both.assign(**{force: both[force].fillna(0).astype(int) for force in asked})


def _answering(evaluation: Evaluation, asked: list[str]) -> pd.DataFrame:
    """Return the nearest unit of each station beside the people it needs."""
    first = evaluation.stations[["unit_id", *FACTS[:3]]]
    lines = first.join(evaluation.need[asked]).rename_axis("station_id").reset_index()
    return lines.assign(missing=0, reason="")


def lines(evaluation: Evaluation) -> pd.DataFrame:
    """Return the lines of the list: station_id, unit_id, people by force, missing and how far it is.

    By district, village and number of the station; at one station the nearest unit comes first, and what is
    missing last.
    """
    found, asked = posting(evaluation), forces(evaluation)
    made = _answering(evaluation, asked) if found is None else _posted(found, asked)
    places = evaluation.stations[["district", "village", "number"]]
    placed = made.join(places, on="station_id")
    keys = ["district", "village", "number", "station_id", "missing", "travel_min", "unit_id"]
    return placed.sort_values(keys, kind="stable", ignore_index=True)


def posting_list(evaluation: Evaluation) -> Table:
    """Return the posting list."""
    rows, asked = lines(evaluation), forces(evaluation)
    there = evaluation.stations.loc[rows["station_id"]]
    unit = evaluation.units.reindex(rows["unit_id"])
    labels, secret = names.force_labels(), _people_tell_classes(evaluation)
    known = reasons()
    posted = posting(evaluation) is not None
    extra = [
        (Column(_("Missing"), "whole", 9, secret), rows["missing"]),
        (Column(_("Reason"), "long", 44, "reasons"), rows["reason"].map(known).fillna(rows["reason"])),
    ]
    return table.of(
        "posting",
        (_("Posting list"), _("Posting list by TPS"))
        if posted
        else (_("TPS and units"), _("Every TPS: its need and the nearest unit")),
        [
            (Column(_("District"), width=17), there["district"]),
            (Column(_("Village"), width=20), there["village"]),
            (Column("TPS", "whole", 6), there["number"]),
            (Column(_("Station id"), width=18), rows["station_id"]),
            (Column(_("Place"), width=24), there["place"]),
            (Column(_("Class"), width=15, secret="classes"), there["class_id"].map(names.class_labels())),
            (
                Column(_("Pattern"), width=24, secret="classes"),
                there["class_id"].map(pattern_words(evaluation)),
            ),
            (Column(_("Unit"), width=26, secret="unit_names"), unit["name"]),
            (Column(_("Kind of unit"), width=13), unit["kind"].map(names.unit_kind_labels())),
            (Column(_("Force"), width=16), unit["force"].map(labels)),
            *[(Column(labels[force], "whole", 9, secret), rows[force]) for force in asked],
            (Column(_("Distance"), "metres", 11), rows["distance_m"]),
            (Column(_("Minutes"), "minutes", 9), rows["travel_min"]),
            (Column(_("Route"), width=18), rows["quality"].map(names.quality_labels())),
            *(extra if posted else []),
        ],
        note=_("One line for each TPS and unit; what is missing at a TPS has a line of its own.")
        if posted
        else _("People: what each TPS needs. Unit: the first one to arrive; nobody is posted yet."),
    )


def load(evaluation: Evaluation) -> Table:
    """Return what every unit has, keeps back and posts."""
    units, found = evaluation.units.sort_values(["district", "name", "unit_id"]), posting(evaluation)
    first = evaluation.stations["unit_id"].value_counts()
    columns = [
        (Column(_("District"), width=18), units["district"].replace("", _("whole operation"))),
        (Column(_("Unit"), width=28, secret="unit_names"), units["name"]),
        (Column(_("Kind of unit"), width=14), units["kind"].map(names.unit_kind_labels())),
        (Column(_("Force"), width=18), units["force"].map(names.force_labels())),
        (Column(_("Sector"), width=16), units["sector"]),
        (Column(_("People"), "whole", 10), units["personnel"]),
        (Column(_("Comes first to TPS"), "whole", 12), units.index.map(first).fillna(0)),
    ]
    if found is not None:
        own = found.load.reindex(units.index)
        told = {
            "reserve": _("Kept back"),
            "people": _("Posted"),
            "left": _("Left"),
            "stations": _("TPS guarded"),
        }
        columns += [(Column(name, "whole", 11), own[key]) for key, name in told.items()]
        columns += [
            (Column(_("Person minutes"), "minutes", 13), own["person_minutes"]),
            (Column("km", "minutes", 10), own["kilometres"]),
        ]
    return table.of("load", (_("Load"), _("Load by unit")), columns)
