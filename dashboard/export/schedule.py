"""Schedule: strength by stage, where everybody is on each day, when units leave, and what is ready."""

from __future__ import annotations

import pandas as pd

from dashboard import names, sentences
from dashboard.export import table
from dashboard.export.table import Column, Table
from dashboard.text import _, named, number
from geo import catalogue
from geo.evaluate import Evaluation
from geo.stage import PLACES

MINUTE = "%d-%m-%Y %H.%M"


def _forces(rows: pd.DataFrame) -> list[str]:
    return [force for force in names.force_labels() if force in set(rows["force"])]


def stages(evaluation: Evaluation) -> Table:
    """Return how many people of each force every stage takes at least."""
    rows, known, labels = evaluation.phases.by_stage, catalogue.stages(), names.force_labels()
    wide = rows.pivot_table(index="stage_id", columns="force", values="people", aggfunc="sum", sort=False)
    by = rows.groupby("stage_id", sort=False).agg(
        share=("share", "max"), people=("people", "sum"), left=("left", "sum")
    )
    return table.of(
        "stages",
        (_("Stages"), _("Strength by stage of the election")),
        [
            (Column(_("Stage"), width=30), [named(known[it].name) for it in by.index]),
            (Column(_("Share"), "share", 10), by["share"]),
            *((Column(labels[it], "whole", 13), wide[it].reindex(by.index)) for it in _forces(rows)),
            (Column(_("People"), "whole", 12), by["people"]),
            (Column(_("Free"), "whole", 12), by["left"]),
        ],
        note=_("At least this share of every force, rounded up to whole people."),
    )


def days(evaluation: Evaluation) -> Table:
    """Return where the people of each force are on every day."""
    rows, places = evaluation.phases.by_day, names.place_labels()
    known = {key: i for i, key in enumerate([*catalogue.days(), *names.force_labels()])}
    rows = rows.sort_values(["day_id", "force"], key=lambda it: it.map(known), kind="stable")
    label = {key: named(day.name) for key, day in catalogue.days().items()}
    return table.of(
        "days",
        (_("Days"), _("Where everybody is on each day")),
        [
            (Column(_("Day"), width=30), rows["day_id"].map(label)),
            (Column(_("Force"), width=22), rows["force"].map(names.force_labels())),
            (Column(_("Strength"), "whole", 12), rows["strength"]),
            *((Column(places[it], "whole", 13), rows[it]) for it in PLACES),
        ],
        note=sentences.days_proposed(),
    )


def _moment(when: pd.Series) -> list[str | None]:
    return [None if pd.isna(it) else it.strftime(MINUTE) for it in when]


def departures(evaluation: Evaluation) -> Table:
    """Return when every unit forms up, leaves and is there, the first to leave first."""
    moved = evaluation.phases.movement
    rows = pd.DataFrame(columns=DEPARTURE) if moved is None else moved.units
    unit = evaluation.units.reindex(rows.index)
    return table.of(
        "movement",
        (_("Departures"), _("Movement to the TPS (serpas)")),
        [
            (Column(_("District"), width=18), unit["district"].replace("", _("operation level"))),
            (Column(_("Unit"), width=28, tells="unit_names"), unit["name"]),
            (Column(_("Kind of unit"), width=14), unit["kind"].map(names.unit_kind_labels())),
            (Column(_("Force"), width=20), unit["force"].map(names.force_labels())),
            (Column(_("Forms up"), width=17), _moment(rows["muster"])),
            (Column(_("Leaves"), width=17), _moment(rows["departure"])),
            (Column(_("Last one there"), width=17), _moment(rows["last_arrival"])),
            *(
                (Column(name, "whole", 10), rows[key])
                for key, name in {
                    "convoys": _("Convoys"),
                    "vehicles": _("Vehicles"),
                    "people": _("People"),
                    "stations": "TPS",
                }.items()
            ),
        ],
        note=_("Day, month, year and local time."),
    )


DEPARTURE = ["muster", "departure", "last_arrival", "convoys", "vehicles", "people", "stations"]


def readiness(evaluation: Evaluation) -> Table:
    """Return what every unit reports on the day before, what lacks most first."""
    rows = evaluation.phases.readiness.units
    unit, yes = evaluation.units.reindex(rows.index), {True: _("yes"), False: _("no")}
    return table.of(
        "readiness",
        (_("Readiness"), _("Readiness at H-1")),
        [
            (Column(_("District"), width=18), unit["district"].replace("", _("operation level"))),
            (Column(_("Unit"), width=28, tells="unit_names"), unit["name"]),
            (Column(_("Kind of unit"), width=14), unit["kind"].map(names.unit_kind_labels())),
            (Column(_("Force"), width=20), unit["force"].map(names.force_labels())),
            (Column(_("Report"), width=10), [yes[bool(it)] for it in rows["reported"]]),
            (Column(_("Planned"), "whole", 11), rows["planned"]),
            (Column(_("Present"), "whole", 11), rows["present"]),
            (Column(_("Missing"), "whole", 11), rows["missing"]),
            (Column(_("There"), "share", 10), rows["share"]),
        ],
    )


def message(evaluation: Evaluation) -> str:
    """Say how many people voting takes at least."""
    rows = evaluation.phases.by_stage
    voting = rows[rows["stage_id"] == "voting"]
    return _("Voting takes at least {n} of {all} people; {left} stay free for what comes after.").format(
        n=number(voting["people"].sum()),
        all=number(voting["strength"].sum()),
        left=number(voting["left"].sum()),
    )
