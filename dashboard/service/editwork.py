"""Edits of an operation's data as text and from it, so that they outlast the session that made them."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from geo.editing import Added, Bent, Changed, Drawn, Edit, History, Moved, Removed, Together, Told
from geo.errors import Fault, InputError

KINDS: dict[str, type[Edit]] = {
    it.__name__: it for it in (Added, Bent, Changed, Drawn, Moved, Removed, Together, Told)
}


@dataclass(frozen=True)
class EditWork:
    """What was done to an operation's data and not saved.

    Parameters
    ----------
    base : digest of the operation that it was done to.
    """

    base: str
    history: History

    def dump(self) -> str:
        """Return the work as text that `parse` reads."""
        told = [_told(it) for it in self.history.edits]
        return json.dumps(
            {"base": self.base, "edits": told, "position": self.history.position}, default=_plain
        )

    @classmethod
    def parse(cls, text: str) -> EditWork:
        """Read what `dump` wrote; raises `InputError` where it is none of it."""
        try:
            told = json.loads(text)
            history = History(tuple(map(_edit, told["edits"])), int(told["position"]))
            return cls(str(told["base"]), history)
        except (ValueError, KeyError, TypeError) as error:
            fault = Fault("The draft cannot be read ({why})", "Drop it and begin anew", {"why": str(error)})
            raise InputError(fault) from error


def _told(edit: Edit) -> dict[str, Any]:
    if isinstance(edit, Together):
        return {"is": "Together", "edits": [_told(it) for it in edit.edits]}
    return {"is": type(edit).__name__, **{it.name: getattr(edit, it.name) for it in fields(edit)}}


def _edit(told: dict[str, Any]) -> Edit:
    values = {name: value for name, value in told.items() if name != "is"}
    if told["is"] == "Together":
        return Together(tuple(map(_edit, values["edits"])))
    return KINDS[told["is"]](**{name: _frozen(value) for name, value in values.items()})


def _frozen(value: object) -> object:
    """Return lists as the tuples that they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _plain(value: np.generic) -> object:
    """Return a number of a table as Python's own."""
    return value.item()
