"""Finding: one thing that was noticed in one row, and what is proposed to be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal

import pandas as pd

Status = Literal["clean", "repaired", "questioned", "refused"]
STATUSES: tuple[Status, ...] = ("clean", "repaired", "questioned", "refused")
"""From good to bad: a row has the worst status of its findings. What came in is the sum of all four."""
COLUMNS = ("row", "field", "rule", "status", "before", "after", "confidence", "amount", "other", "decision")
"""Columns of a frame of findings, one row each: what `Finding` says, for many."""


@dataclass(frozen=True)
class Finding:
    """What was noticed in one cell or row.

    Attributes
    ----------
    row : number of the row in the file, from 1; 0 for the whole sheet.
    field : field of the operation that it concerns ("position", "village_id", "geometry"); empty for the row.
    rule : key of what was noticed, such as "swapped_coordinates"; a screen has the words for it.
    status : "clean" is a note that changes nothing, "repaired" is applied unless the user takes it back,
        "questioned" waits for an answer, "refused" cannot be used as it is.
    before, after : the value in the file and the one that is proposed, as text; None for none.
    confidence : 0..1, of the proposal.
    values : numbers and names for the sentence: `amount`, whose unit `geo.intake.rules` tells, and `other`,
        the row, village or rule that is concerned too. Only those that there are.
    decision : "accept" or "reject" where the user decided; empty where nobody did.
    """

    row: int
    field: str
    rule: str
    status: Status
    before: str | None = None
    after: str | None = None
    confidence: float = 1.0
    values: Mapping[str, object] = attribute(default_factory=dict)
    decision: str = ""


def each(findings: pd.DataFrame) -> list[Finding]:
    """Return the rows of a frame of findings as records."""
    records = findings.astype(object).where(findings.notna(), None).to_dict("records")
    return [
        Finding(
            int(it["row"]),
            it["field"],
            it["rule"],
            it["status"],
            it["before"],
            it["after"],
            it["confidence"],
            {key: it[key] for key in ("amount", "other") if it[key] is not None},
            it["decision"],
        )
        for it in records
    ]
