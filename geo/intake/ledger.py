"""Ledger: findings as they are made, each settled by what the user decided, and what becomes of every row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.intake.decision import Decision
from geo.intake.finding import COLUMNS, STATUSES, Status
from geo.intake.rules import RULES

_RANK = {status: rank for rank, status in enumerate(STATUSES)}
_CLEAN, _REPAIRED, _QUESTIONED, _REFUSED = range(len(STATUSES))
Values = Sequence[object] | np.ndarray | str | None


def _spread(value: object, n: int) -> np.ndarray:
    found = np.empty(n, dtype=object)
    if isinstance(value, np.ndarray | list | tuple | pd.Series):
        found[:] = list(value)
    else:
        found[:] = value
    return found


class Ledger:
    """The findings of one sheet.

    Rows are told by their position in the table; findings name them by their number in the file.
    """

    def __init__(self, rows: np.ndarray, decisions: Sequence[Decision] = ()) -> None:
        self.rows = rows
        self.decisions = tuple(decisions)
        self.rank = np.zeros(len(rows), dtype=np.int8)
        self.held = np.zeros(len(rows), dtype=bool)
        """Rows that cannot be used before somebody answers, and refused ones."""
        self.aside = np.zeros(len(rows), dtype=bool)
        """Rows that are no village, station or unit of their own: totals, headings, repetitions."""
        self._kept: list[pd.DataFrame] = []

    def add(
        self,
        at: np.ndarray,
        field: str,
        rule: str,
        *,
        status: Status,
        before: Values = None,
        after: Values = None,
        confidence: float | np.ndarray = 1.0,
        amount: np.ndarray | float | None = None,
        other: Values = None,
        needed: bool | np.ndarray = False,
        acceptable: bool = True,
    ) -> np.ndarray:
        """Note a finding for each row at the positions `at` (k,), and return which proposals apply (k,).

        Parameters
        ----------
        at : positions in the table.
        field, rule, status, before, after, confidence, amount, other : as in `Finding`.
        needed : the row cannot be used unless the proposal, or another value, is taken: it is held back while
            the question is open, and refused once the proposal is rejected.
        acceptable : whether the user may accept; a refusal that nothing can mend cannot be accepted.
        """
        at = np.asarray(at, dtype=np.int64)
        n = len(at)
        if n == 0:
            return np.zeros(0, dtype=bool)
        verdict = self._verdicts(self.rows[at], field, RULES[rule].key)
        must = np.broadcast_to(np.asarray(needed, dtype=bool), n)
        proposed = pd.notna(_spread(after, n))
        accepted = (verdict == "accept") & acceptable & (proposed | ~must)
        rejected = verdict == "reject"
        rank = np.full(n, _RANK[status], dtype=np.int8)
        applied: np.ndarray = np.full(n, status == "repaired") & ~rejected | accepted
        if status != "clean":
            rank[accepted] = np.where(
                proposed[accepted] | must[accepted] | (status == "refused"), _REPAIRED, _CLEAN
            )
            if status != "refused":
                rank[rejected] = np.where(must[rejected], _REFUSED, _CLEAN)
        np.maximum.at(self.rank, at, rank)
        self.held[at[(must | (status == "refused")) & ~applied]] = True
        names = np.array(STATUSES, dtype=object)[rank]
        told = (self.rows[at], field, rule, names, _spread(before, n), _spread(after, n), confidence)
        rest = (np.nan if amount is None else amount, _spread(other, n), verdict)
        self._kept.append(pd.DataFrame(dict(zip(COLUMNS, (*told, *rest), strict=True))))
        return applied

    def about_sheet(self, rule: str, *, amount: float | None = None, other: str | None = None) -> None:
        """Note something about the sheet as a whole."""
        told = (
            0,
            "",
            RULES[rule].key,
            "clean",
            None,
            None,
            1.0,
            np.nan if amount is None else amount,
            other,
            "",
        )
        self._kept.append(pd.DataFrame({key: pd.Series([it]) for key, it in zip(COLUMNS, told, strict=True)}))

    def set_aside(self, at: np.ndarray) -> None:
        """Keep the rows at these positions out of the frame; they stay counted."""
        self.aside[at] = True

    @property
    def open(self) -> np.ndarray:
        """Whether a row goes on being examined (n,)."""
        return ~(self.aside | self.held)

    @property
    def status(self) -> np.ndarray:
        """Status of each row (n,)."""
        return np.array(STATUSES, dtype=object)[self.rank]

    def findings(self) -> pd.DataFrame:
        """Return all findings by row, in the order in which they were made."""
        if not self._kept:
            return pd.DataFrame({key: pd.Series(dtype=object) for key in COLUMNS})
        told = [frame.astype({"before": object, "after": object, "other": object}) for frame in self._kept]
        return pd.concat(told, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)

    def _verdicts(self, rows: np.ndarray, field: str, rule: str) -> np.ndarray:
        """Return "accept", "reject" or "" for each row; what names a row counts before what names a rule."""
        found = np.full(len(rows), "", dtype=object)
        fits = [
            it
            for it in self.decisions
            if it.rule == rule and it.field in {"", field} and it.action != "value"
        ]
        for it in fits:
            if it.row is None:
                found[:] = it.action
        named = {it.row: it.action for it in fits if it.row is not None}
        if named:
            at = np.isin(rows, list(named))
            found[at] = [named[int(row)] for row in rows[at]]
        return found
