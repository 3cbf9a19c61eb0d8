"""Book: the tables of an evaluation in the order in which a workbook has them."""

from __future__ import annotations

import pandas as pd

from dashboard.export import findings, people, provenance, redaction, remedy, roster, schedule
from dashboard.export.options import SheetOptions
from dashboard.export.table import Table
from geo.errors import Fault, ScenarioError
from geo.evaluate import Evaluation


def whole_operation(options: SheetOptions) -> None:
    """Refuse to print a part of an operation where every total is that of the whole.

    Raises
    ------
    ScenarioError
        The options name a part.
    """
    if options.area.kind != "operation":
        raise ScenarioError(
            Fault(
                "Only sheets show a part of the operation; other products tell all of it",
                "Leave the area out",
                {"area": options.area.kind},
            )
        )


def tables(
    evaluation: Evaluation, options: SheetOptions, *, proposed: pd.DataFrame | None = None
) -> list[Table]:
    """Return the tables that a copy may show, the cover first, in the language of this run.

    Parameters
    ----------
    proposed : the cures that `geo.cures.propose` found; without them no cure is told.

    Raises
    ------
    ScenarioError
        The options name a part of the operation.
    """
    whole_operation(options)
    hidden: frozenset[str] = redaction.hidden(options.redaction)
    overridden = provenance.overrides(evaluation)
    made = [
        provenance.cover(evaluation, options),
        people.by_force(evaluation),
        people.by_role(evaluation),
        people.request(evaluation),
        people.by_district(evaluation),
        roster.posting_list(evaluation),
        roster.load(evaluation),
        schedule.departures(evaluation),
        schedule.stages(evaluation),
        schedule.days(evaluation),
        schedule.readiness(evaluation),
        findings.gaps(evaluation, proposed=proposed),
        *([remedy.cures(evaluation, proposed)] if proposed is not None else []),
        findings.by_district(evaluation),
        *([overridden] if overridden.height else []),
        findings.checks(evaluation),
        findings.meanings(hidden=hidden),
        provenance.sources(evaluation, options),
    ]
    return [shown for it in made if (shown := it.without(hidden)) is not None]
