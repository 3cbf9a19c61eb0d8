"""Answers: what was found in the files, put into groups, and what the user decides about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.intake import report
from geo.intake.consultation import Consultation, Key, key
from geo.intake.decision import Action, Decision
from geo.intake.doctor import Examination
from geo.intake.finding import Status

SHEET_ROW = 0
OWN = "own_value"
Decisions = tuple[Decision, ...]


@dataclass(frozen=True)
class Group:
    """Findings of one rule about one field, of one status, in one sheet.

    Attributes
    ----------
    key : of the sheet.
    examination : its position in the consultation.
    number : how many findings there are.
    rows, before, after : of the first few.
    confidence : mean, 0..1. amount : largest; NaN where there is none.
    decided : "accept" or "reject" where all are decided alike; empty otherwise.
    proposed : whether something is proposed for any of them.
    held : whether none of the rows can be used as it stands.
    """

    key: Key
    examination: int
    rule: str
    field: str
    status: Status
    number: int
    rows: tuple[int, ...]
    before: tuple[str | None, ...]
    after: tuple[str | None, ...]
    confidence: float
    amount: float
    decided: str
    proposed: bool
    held: bool

    @property
    def name(self) -> str:
        """By which the group is known while answers move it from status to status."""
        return f"{self.examination} {self.rule} {self.field} {self.status}"


def findings(examination: Examination, group: Group) -> pd.DataFrame:
    """Return the findings of a group, by row."""
    found = examination.findings
    mine = found["rule"].eq(group.rule) & found["field"].eq(group.field) & found["status"].eq(group.status)
    return found[mine].reset_index(drop=True)


def groups(consultation: Consultation) -> list[Group]:
    """Return all groups, in the order of the sheets and within one the gravest first."""
    return [group for i, it in enumerate(consultation.examinations) for group in _of(i, it)]


def _of(position: int, examination: Examination) -> list[Group]:
    """Return the groups of one sheet."""
    found, told = examination.findings, report.groups(examination)
    held = set(examination.table.rows[examination.held].tolist())
    parts = {
        name: part for name, part in found.groupby(["rule", "field", "status"], sort=False) if len(found)
    }
    made = []
    for it in told.itertuples(index=False):
        part = parts[(it.rule, it.field, it.status)]
        verdicts = part["decision"].unique()
        made.append(
            Group(
                key(examination.sheet),
                position,
                it.rule,
                it.field,
                it.status,
                int(it.number),
                it.rows,
                it.before,
                it.after,
                it.confidence,
                it.amount,
                str(verdicts[0]) if len(verdicts) == 1 else "",
                bool(part["after"].notna().any()),
                bool(held) and all(row in held for row in part["row"]),
            )
        )
    return made


def decided(
    old: Iterable[Decision],
    group: Group,
    action: Action | None,
    *,
    every: pd.DataFrame,
    rows: Collection[int],
) -> Decisions:
    """Return the decisions of a sheet with an answer for some rows of a group; None takes an answer back.

    Parameters
    ----------
    every : all findings of the sheet.
    rows : which are answered.
    """
    kept, told = [], {}
    alike = every["rule"].eq(group.rule) & every["field"].eq(group.field)
    known = {int(row): str(verdict) for row, verdict in every.loc[alike, ["row", "decision"]].to_numpy()}
    for it in old:
        if it.rule == group.rule and it.field == group.field and it.action != "value":
            if it.row is not None:
                told[it.row] = it.action
        else:
            kept.append(it)
    verdicts: dict[int, str] = {**known, **told, **dict.fromkeys(map(int, rows), action or "")}
    said = set(verdicts.values())
    one: Action
    for one in ("accept", "reject"):
        if said == {one} and known:
            return (*kept, Decision(one, group.rule, None, group.field))
        kept += [Decision(one, group.rule, row, group.field) for row, it in verdicts.items() if it == one]
    return tuple(kept)


def owned(old: Iterable[Decision], field: str, values: dict[int, str | None]) -> Decisions:
    """Return the decisions of a sheet with own values for one field by row; None takes one back."""
    kept = [it for it in old if not (it.action == "value" and it.field == field and it.row in values)]
    return (*kept, *(Decision("value", OWN, row, field, it) for row, it in values.items() if it is not None))


def totals(consultation: Consultation) -> pd.Series:
    """Return how many rows came in, of each status, set aside, held back and used."""
    counted = report.counts(consultation.examinations)
    return counted.drop(columns=["file", "sheet", "kind"]).sum().astype(int)


def held_rows(consultation: Consultation) -> pd.DataFrame:
    """Return the rows that cannot be used yet: file, sheet, row and the rules they met, in order."""
    frames = []
    for it in consultation.examinations:
        waiting = set(it.table.rows[it.held].tolist())
        told = it.findings[
            it.findings["row"].isin(waiting) & it.findings["status"].isin(["questioned", "refused"])
        ]
        met = told.groupby("row", sort=True)["rule"].agg(lambda rules: tuple(dict.fromkeys(rules)))
        rows = np.sort(it.table.rows[it.held])
        frames.append(
            pd.DataFrame(
                {
                    "file": it.sheet.file,
                    "sheet": it.sheet.name,
                    "row": rows,
                    "rules": [met.get(row, ()) for row in rows],
                }
            )
        )
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in ("file", "sheet", "row", "rules")})
    return pd.concat(frames, ignore_index=True) if frames else empty
