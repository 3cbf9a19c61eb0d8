"""Finding: one thing that was noticed in one row, and what is proposed to be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["clean", "repaired", "questioned", "refused"]
STATUSES: tuple[Status, ...] = ("clean", "repaired", "questioned", "refused")
"""From good to bad: a row has the worst status of its findings. What came in is the sum of all four."""


@dataclass(frozen=True)
class Finding:
    """What was noticed in one cell or row.

    Attributes
    ----------
    row : number of the row in the file, from 1.
    field : field of the operation that it concerns ("lat", "village_id", "geometry"); empty for the whole row.
    rule : key of what was noticed, such as "swapped_coordinates"; a screen has the words for it.
    status : "repaired" is applied unless the user takes it back, "questioned" waits for an answer, "refused"
        cannot be used as it is.
    before, after : the value in the file and the one that is proposed, as text; None for none.
    confidence : 0..1, of the proposal.
    values : numbers and names for the sentence.
    """

    row: int
    field: str
    rule: str
    status: Status
    before: str | None = None
    after: str | None = None
    confidence: float = 1.0
    values: Mapping[str, object] = field(default_factory=dict)
