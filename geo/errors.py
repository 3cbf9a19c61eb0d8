"""What can be wrong with the input, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SHOWN_IDS = 3


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    `problem` and `remedy` are English templates; a screen may translate the template before it fills in
    `values`, so nothing a user typed is ever part of a template.

    Parameters
    ----------
    problem : what is wrong, with ``{name}`` fields.
    remedy : what to do about it, with ``{name}`` fields.
    values : the fields' values.
    ids : identifiers of the offending rows, all of them; `text` shows the first three.
    """

    problem: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict)
    ids: Sequence[str] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Fault:
        """Return the fault that another process has told of, field by field."""
        return cls(**told)

    def text(self) -> str:
        """Return the fault as one English sentence with its first ids and its remedy."""
        shown = ", ".join(str(i) for i in self.ids[:SHOWN_IDS])
        more = f" (+{len(self.ids) - SHOWN_IDS})" if len(self.ids) > SHOWN_IDS else ""
        where = f": {shown}{more}" if shown else ""
        return f"{self.problem.format(**self.values)}{where}. {self.remedy.format(**self.values)}"


class GeoError(Exception):
    """Base of every error that `geo` raises on purpose; carries one or more faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(fault.text() for fault in faults))
        self.faults = faults


class InputError(GeoError):
    """The data of an operation break their contract."""


class NotFoundError(GeoError):
    """A file, a shipped operation, a pattern or an identifier does not exist."""


class ScenarioError(GeoError):
    """A scenario asks for something outside its range or for something that is not there."""


class CrsError(GeoError):
    """A frame is not in the coordinate reference system that the computation needs."""


class ServiceError(GeoError):
    """A routing service does not answer, or not as it should."""


class SolverError(GeoError):
    """An optimisation ends without an answer that can be relied on."""


class StoppedError(GeoError):
    """Somebody stopped a long computation; there is no result."""
