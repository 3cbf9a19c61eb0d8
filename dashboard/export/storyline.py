"""Storyline: the slides of a briefing in their order, each a message, a map and tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import names, sentences
from dashboard.export import findings, people, redaction, remedy, roster, schedule, table
from dashboard.export.options import SheetOptions, ThemeId
from dashboard.export.table import Column, Table
from dashboard.text import _, named
from geo import catalogue
from geo.evaluate import Evaluation
from geo.operation import OUTSIDE
from geo.stage import PLACES

CURES = 3
"""So many cures are told on a slide."""


@dataclass(frozen=True)
class Page:
    """One slide: its message, the theme of its map, its tables, and how they are to be read."""

    message: str
    about: ThemeId | None
    tables: tuple[Table, ...]
    note: str = ""


def _situation(evaluation: Evaluation) -> Page:
    stations, need = evaluation.by_district.sort_index(), evaluation.units
    stations = stations.sort_values("stations", ascending=False, kind="stable")
    there = need.groupby("district")["personnel"].sum()
    villages = evaluation.operation.villages
    electing = villages[villages["electing"]].groupby("district").size()
    shown = table.of(
        "situation",
        (_("Situation"), _("Situation by district")),
        [
            (Column(_("District")), stations.index),
            (Column(_("Villages"), "whole"), stations.index.map(electing)),
            (Column("TPS", "whole"), stations["stations"]),
            (Column(_("Voters"), "whole"), stations["voters"]),
            (Column(_("People"), "whole"), pd.Series(stations.index.map(there)).fillna(0)),
        ],
    )
    outside = int(there.get(OUTSIDE, 0))
    note = _("People: of the units that stand in the district; {n} more serve the whole operation.").format(
        n=outside
    )
    return Page(sentences.situation(evaluation), "situation", (shown,), note)


def _risk(evaluation: Evaluation) -> Page:
    rows, labels = evaluation.stations, names.class_labels()
    counts = pd.crosstab(rows["district"], rows["class_id"])
    used = [key for key in labels if key in counts]
    counts = counts.sort_values(used[::-1], ascending=False, kind="stable") if used else counts
    shown = table.of(
        "risk",
        (_("Risk"), _("TPS by class")),
        [
            (Column(_("District")), counts.index),
            *((Column(labels[key], "whole", tells="classes"), counts[key]) for key in reversed(used)),
        ],
        tells="classes",
    )
    return Page(sentences.risk(evaluation), "risk", (shown,), _("TPS of each category."))


def _coverage(evaluation: Evaluation) -> Page:
    rows = evaluation.by_district.sort_index().sort_values("covered_share", kind="stable")
    shown = table.of(
        "coverage",
        (_("Coverage"), _("Reached in time by district")),
        [
            (Column(_("District")), rows.index),
            (Column("TPS", "whole"), rows["stations"]),
            (Column(_("in time"), "whole"), rows["covered"]),
            (Column(_("Gaps"), "whole"), rows["gaps"]),
            (Column(_("Share"), "share"), rows["covered_share"]),
        ],
    )
    return Page(sentences.coverage(evaluation), "coverage", (shown,), names.caption(evaluation))


def _gaps(evaluation: Evaluation, proposed: pd.DataFrame | None) -> Page:
    rows = evaluation.gaps
    there = evaluation.stations.loc[rows["station_id"]]
    unit = evaluation.units.reindex(rows["unit_id"])
    shown = table.of(
        "gaps",
        (_("Gaps"), _("TPS not reached in time")),
        [
            (Column(_("Village")), there["village"]),
            (Column("TPS", "whole"), there["number"]),
            (Column(_("District")), there["district"]),
            (Column(_("Nearest unit"), tells="unit_names"), unit["name"].fillna(_("none"))),
            (Column(_("Minutes"), "minutes"), rows["travel_min"]),
            (Column(_("Late"), "minutes"), rows["over_min"]),
        ],
    )
    late = None if proposed is None else proposed[proposed["gap"].eq("response")]
    cured = (remedy.few(evaluation, late, most=CURES),) if late is not None and len(late) else ()
    return Page(sentences.gaps(evaluation), "gaps", (shown, *cured), names.caption(evaluation))


def _strength(evaluation: Evaluation) -> Page:
    return Page(
        sentences.strength(evaluation),
        "strength",
        (_short_balance(evaluation), *_request(evaluation)),
        _("Shortfall = need − strength − stand-ins. Map: each district with its own units alone."),
    )


def _short_balance(evaluation: Evaluation) -> Table:
    rows = evaluation.balance
    rows = rows[rows["need"] + rows["strength"] > 0]
    return table.of(
        "need",
        (_("Need"), _("Need and shortfall by force")),
        [
            (Column(_("Force")), rows["force"].map(names.force_labels())),
            (Column(_("Need"), "whole"), rows["need"]),
            (Column(_("Strength"), "whole"), rows["strength"]),
            (Column(_("Stand in"), "whole"), rows["received"]),
            (Column("BKO", "whole"), rows["shortfall"]),
        ],
    )


def _request(evaluation: Evaluation) -> tuple[Table, ...]:
    rows = evaluation.bko
    if rows.empty:
        return ()
    return (
        table.of(
            "bko",
            ("BKO", _("Reinforcement to ask for (BKO)")),
            [
                (Column("BKO"), rows["force"].map(names.force_labels())),
                (Column(_("People"), "whole"), rows["people"]),
                (Column(_("For")), people.lacking_roles(evaluation)),
                (Column(_("There by")), rows["due"]),
            ],
        ),
    )


def _assignment(evaluation: Evaluation) -> Page:
    lines, asked = roster.lines(evaluation), roster.forces(evaluation)
    sector = lines["unit_id"].map(evaluation.units["sector"]).replace("", None)
    known = bool(sector.notna().any())
    place = sector.fillna(_("no sector")) if known else lines["district"]
    by = lines.assign(place=place).groupby("place")
    stations, units = by["station_id"].nunique(), by["unit_id"].nunique()
    labels = names.force_labels()
    shown = table.of(
        "sectors",
        (_("Sectors"), _("Assignment by sector") if known else _("Assignment by district")),
        [
            (Column(_("Sector") if known else _("District")), stations.index),
            (Column("TPS", "whole"), stations),
            (Column(_("Units"), "whole"), units),
            *((Column(labels[it].split()[0], "whole"), by[it].sum()) for it in asked),
            (Column(_("longest min"), "minutes"), by["travel_min"].max()),
        ],
    )
    told = _("People: posted at TPS, by the force that is needed. Minutes: the longest way.")
    return Page(sentences.posting(evaluation, evaluation.posting), "assignment", (shown,), told)


def _stages(evaluation: Evaluation) -> Page:
    made, stages = evaluation.phases, catalogue.stages()
    by = made.by_stage.groupby("stage_id", sort=False).agg({"share": "max", "people": "sum", "left": "sum"})
    shown = table.of(
        "stages",
        (_("Stages"), _("Strength by stage of the election")),
        [
            (Column(_("Stage")), [named(stages[it].name) for it in by.index]),
            (Column(_("Share"), "share"), by["share"]),
            (Column(_("People"), "whole"), by["people"]),
            (Column(_("Free"), "whole"), by["left"]),
        ],
    )
    label, places = {key: named(day.name) for key, day in catalogue.days().items()}, names.place_labels()
    days = made.by_day.groupby("day_id", sort=False)[list(PLACES)].sum()
    where = table.of(
        "days",
        (_("Days"), _("Where everybody is on each day")),
        [
            (Column(_("Day")), [label[it] for it in days.index]),
            *((Column(places[it], "whole"), days[it]) for it in PLACES),
        ],
    )
    told = _("Shares of the stages: the smallest of every force. Days: SIMULASI, a planner's proposal.")
    return Page(schedule.message(evaluation), None, (shown, where), told)


def _checks(evaluation: Evaluation) -> Page:
    rows = findings.sums(evaluation).sort_values("ok", kind="stable")
    yes = {True: _("agrees"), False: _("DIFFERS")}
    shown = table.of(
        "checks",
        (_("Checks"), _("Sums that must agree")),
        [
            (Column(_("Sum")), rows["label"]),
            (Column(_("Expected"), "number"), rows["expected"]),
            (Column(_("Counted"), "number"), rows["actual"]),
            (Column(_("Result")), [yes[bool(it)] for it in rows["ok"]]),
        ],
    )
    return Page(
        sentences.sums(findings.sums(evaluation)),
        None,
        (shown,),
        _("Sources and definitions are in the workbook."),
    )


def pages(
    evaluation: Evaluation, options: SheetOptions, *, proposed: pd.DataFrame | None = None
) -> list[Page]:
    """Return the slides that a copy may show, in the language of this run."""
    hidden: frozenset[str] = redaction.hidden(options.redaction)
    made = [_situation(evaluation)]
    if "classes" not in hidden:
        made.append(_risk(evaluation))
    made += [_coverage(evaluation), _gaps(evaluation, proposed)]
    made += [make(evaluation) for make in (_strength, _assignment, _stages, _checks)]
    return [
        Page(it.message, it.about, tuple(kept for t in it.tables if (kept := t.without(hidden))), it.note)
        for it in made
    ]
