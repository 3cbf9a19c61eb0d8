"""Edits: one thing each that a person does to the data of an operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from geo.schema import Kind

Value = str | float | bool | None
Cells = tuple[tuple[str, Value], ...]
"""Columns and what they shall hold; None empties a cell."""
Spot = tuple[float, float]
"""Degrees east and north."""
Placed = Literal["stations", "units"]


@dataclass(frozen=True)
class Moved:
    """A station or unit stands elsewhere; at None its point is not known."""

    kind: Placed
    id: str
    at: Spot | None


@dataclass(frozen=True)
class Added:
    """A row more: a station or unit at a point or without one, a village within a ring or at a point.

    Cells that are not told are empty.
    """

    kind: Kind
    id: str
    cells: Cells = ()
    at: Spot | None = None
    ring: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Removed:
    """A row less, and with it what the registers and class overrides say of it."""

    kind: Kind
    id: str


@dataclass(frozen=True)
class Changed:
    """Other values in cells of one row."""

    kind: Kind
    id: str
    cells: Cells


@dataclass(frozen=True)
class Drawn:
    """A village has another border, in place of all that it had."""

    id: str
    ring: tuple[Spot, ...]


@dataclass(frozen=True)
class Bent:
    """One corner of a village's border lies elsewhere; it is counted as shapely counts coordinates."""

    id: str
    corner: int
    at: Spot


@dataclass(frozen=True)
class Told:
    """Other values in what the operation says of itself (`geo.meta.Meta`), dates as YYYY-MM-DD."""

    cells: Cells


@dataclass(frozen=True)
class Together:
    """Edits that were made at once and are undone at once, such as cells that were pasted."""

    edits: tuple[Edit, ...]


Edit = Moved | Added | Removed | Changed | Drawn | Bent | Told | Together


def parts(edit: Edit) -> Iterator[Edit]:
    """Give the edits that an edit is made of, in their order; a single one is made of itself."""
    if isinstance(edit, Together):
        for it in edit.edits:
            yield from parts(it)
    else:
        yield edit
