"""History: edits in their order, and how many of them are done."""

from __future__ import annotations

from dataclasses import dataclass

from geo.editing.edits import Edit


@dataclass(frozen=True)
class History:
    """Edits that were made; those from `position` on are undone and can be done again.

    Every step back or forth is a new history; the old one stays as it was.
    """

    edits: tuple[Edit, ...] = ()
    position: int = 0

    @property
    def done(self) -> tuple[Edit, ...]:
        """The edits that count."""
        return self.edits[: self.position]

    @property
    def undone(self) -> tuple[Edit, ...]:
        """The edits that can be done again, the next one first."""
        return self.edits[self.position :]

    def then(self, edit: Edit) -> History:
        """Return the history with one edit more; what was undone is forgotten."""
        return History((*self.done, edit), self.position + 1)

    def undo(self) -> History:
        """Return the history without its last edit; at the beginning, itself."""
        return History(self.edits, max(self.position - 1, 0))

    def redo(self) -> History:
        """Return the history with the next edit done again; at the end, itself."""
        return History(self.edits, min(self.position + 1, len(self.edits)))
