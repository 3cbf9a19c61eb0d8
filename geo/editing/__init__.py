"""Editing: what a person does to the data of an operation, as values that are applied, undone and told.

`edits` says what there is to do, `apply` does it and returns a new checked operation, `History` undoes and
redoes, `difference` lists what came of it, `doubts` what should be looked at again, `renewed` begins the next
election from the data of the last.
"""

from geo.editing.apply import apply
from geo.editing.difference import difference
from geo.editing.doubts import doubts
from geo.editing.edits import (
    Added,
    Bent,
    Cells,
    Changed,
    Drawn,
    Edit,
    Moved,
    Removed,
    Spot,
    Together,
    Told,
    Value,
    parts,
)
from geo.editing.history import History
from geo.editing.renewal import left_behind, renewed

__all__ = [
    "Added",
    "Bent",
    "Cells",
    "Changed",
    "Drawn",
    "Edit",
    "History",
    "Moved",
    "Removed",
    "Spot",
    "Together",
    "Told",
    "Value",
    "apply",
    "difference",
    "doubts",
    "left_behind",
    "parts",
    "renewed",
]
