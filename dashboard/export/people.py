"""People: need against strength as tables, by force, by role, by district, and whom to ask for."""

from __future__ import annotations

import pandas as pd

from dashboard import names, sentences
from dashboard.export import table
from dashboard.export.table import Column, Table
from dashboard.text import _, number
from geo.evaluate import Evaluation
from geo.operation import OUTSIDE


def _counted(frame: pd.DataFrame, columns: dict[str, str]) -> list[tuple[Column, pd.Series]]:
    return [(Column(name, "whole", 13), frame[key]) for key, name in columns.items()]


def _balance_columns() -> dict[str, str]:
    return {
        "need": _("Need"),
        "strength": _("Strength"),
        "received": _("Stand in"),
        "given": _("Stand in elsewhere"),
        "shortfall": _("Ask for (BKO)"),
        "surplus": _("Beyond need"),
    }


def by_force(evaluation: Evaluation) -> Table:
    """Return need against strength of the whole operation by force."""
    rows = evaluation.balance
    rows = rows[rows["need"] + rows["strength"] > 0]
    force = rows["force"].map(names.force_labels())
    return table.of(
        "need",
        (_("Need"), _("Need and shortfall by force")),
        [(Column(_("Force"), width=24), force), *_counted(rows, _balance_columns())],
        note=_("Need: guards of TPS by the pattern and the roles. Shortfall = need − strength − stand-ins."),
    )


def by_role(evaluation: Evaluation) -> Table:
    """Return who is there for every role, in the order in which roles are filled."""
    rows, forces = evaluation.balance_by_role, names.force_labels()
    columns = {key: name for key, name in _balance_columns().items() if key in rows}
    return table.of(
        "need_by_role",
        (_("Roles"), _("Need and shortfall by role")),
        [
            (Column(_("Role"), width=34), rows["role_id"].map(names.role_labels(evaluation))),
            (Column(_("Force"), width=24), rows["force"].map(forces)),
            *_counted(rows, columns),
        ],
        note=sentences.guards_first(),
    )


def lacking_roles(evaluation: Evaluation) -> list[str]:
    """Return for every row of the request the roles that lack people, with how many."""
    labels = names.role_labels(evaluation)
    short = evaluation.balance_by_role.set_index(["role_id", "force"])["shortfall"]
    return [
        ", ".join(f"{number(int(short[role, row.force]))} {labels[role]}" for role in row.roles)
        for row in evaluation.bko.itertuples()
    ]


def request(evaluation: Evaluation) -> Table:
    """Return the reinforcement to ask for."""
    rows = evaluation.bko
    return table.of(
        "bko",
        ("BKO", _("Reinforcement to ask for (BKO)")),
        [
            (Column(_("Force"), width=24), rows["force"].map(names.force_labels())),
            (Column(_("People"), "whole", 13), rows["people"]),
            (Column(_("For"), "long", 50), lacking_roles(evaluation)),
            (Column(_("Need"), "whole", 13), rows["need"]),
            (Column(_("Strength"), "whole", 13), rows["strength"]),
            (Column(_("There by"), width=18), rows["due"]),
        ],
        note=sentences.nobody_asked() if rows.empty else "",
    )


def by_district(evaluation: Evaluation) -> Table:
    """Return need against strength by district and force, before anybody stands in."""
    rows = evaluation.balance_by_district
    rows = rows[rows["need"] + rows["strength"] > 0]
    columns = {
        "need": _("Need"),
        "strength": _("Strength"),
        "shortfall": _("Lacking"),
        "surplus": _("Beyond need"),
    }
    return table.of(
        "need_by_district",
        (_("By district"), _("Need and strength by district")),
        [
            (Column(_("District"), width=24), rows["place"].replace(OUTSIDE, _("operation level"))),
            (Column(_("Force"), width=24), rows["force"].map(names.force_labels())),
            *_counted(rows, columns),
        ],
        note=_("Where units stand, before anybody moves or stands in."),
    )
