"""Decision: what the user said about one finding, or about all findings of a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Action = Literal["accept", "reject", "value"]


@dataclass(frozen=True)
class Decision:
    """Accept a proposal, reject it, or give a value of one's own.

    Attributes
    ----------
    action : "accept" takes the proposal, or says that the value is right where nothing is proposed; "reject"
        keeps the value of the file; "value" puts `value` in its place before anything is examined.
    rule : key of the finding; empty for an own value.
    row : number of the row in the file; None for every row of the rule.
    field : field of the finding; empty for every field. An own value needs row and field; the field may be
        "position", for both coordinates as text.
    value : the own value, as it would be typed into the file.
    """

    action: Action
    rule: str = ""
    row: int | None = None
    field: str = ""
    value: str | None = None


def accept(rule: str, *, row: int | None = None, field: str = "") -> Decision:
    """Return the decision to take what is proposed."""
    return Decision("accept", rule, row, field)


def reject(rule: str, *, row: int | None = None, field: str = "") -> Decision:
    """Return the decision to keep what the file says."""
    return Decision("reject", rule, row, field)


def own(row: int, field: str, value: str) -> Decision:
    """Return the decision that a cell holds something else."""
    return Decision("value", "own_value", row, field, value)
