"""Records: rows that name their own fields, each perhaps others, become a layer."""

from __future__ import annotations

from collections.abc import Mapping

from geo.intake.reading import limits
from geo.intake.reading.draft import Draft
from geo.intake.reading.plain import text
from geo.intake.reading.refused import RefusedError
from geo.intake.reading.shapes import Wkb


class Records:
    """A draft of a layer whose columns are the fields of its rows, in the order in which they first come."""

    def __init__(self, name: str, *, crs: str | None) -> None:
        self.places: dict[str, int] = {}
        self.draft = Draft(name, columns=[], crs=crs)

    def add(self, fields: Mapping[str, object], shape: Wkb, *, given: bool) -> None:
        """Add one row with its number in the file, which is one more than that of the row before."""
        for field in fields:
            if field not in self.places:
                if len(self.places) >= limits.MOST_COLUMNS:
                    raise RefusedError("too_many_columns", most=limits.MOST_COLUMNS)
                self.places[field] = len(self.places)
        cells: list[str | None] = [None] * len(self.places)
        for field, value in fields.items():
            cells[self.places[field]] = text(value)
        self.draft.columns = list(self.places)
        self.draft.add(len(self.draft) + 1, cells, shape, given=given)
