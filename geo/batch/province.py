"""Province: what a run over many operations came to, one line for each, as one file that a screen reads."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError

from geo import folder
from geo.errors import Fault, GeoError, InputError, NotFoundError
from geo.model import Model
from geo.scenario import Scenario

FORM = 1
"""Number of the form of the file; another one is not read."""
SECRECY = ("B", "T", "R", "SR")
"""Classifications, the most secret last."""


class Told(Model):
    """A fault, as it is stored."""

    problem: str
    remedy: str
    values: dict[str, str] = Field(default_factory=dict)
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """Return a fault with its values as words."""
        values = {key: str(value) for key, value in fault.values.items()}
        return cls(problem=fault.problem, remedy=fault.remedy, values=values, ids=tuple(map(str, fault.ids)))

    @property
    def fault(self) -> Fault:
        """The fault itself."""
        return Fault.of(self.model_dump())


class Line(Model):
    """What one operation came to.

    Parameters
    ----------
    key : its name in the run.
    folder, stamp : where it lay, and the state of its files then.
    digest, data_digest : of the evaluation, and of the data alone.
    simulated : whether any of it is invented.
    minutes_by : the engine that answered; `straight_line`: so many stations by straight line.
    covered, gaps : stations reached in time, and those that are not.
    served, missing : stations that get everybody they need, and people that the others lack.
    gap_causes : stations by cause, of both sorts of gaps.
    need, strength, shortfall : people by force; the shortfall once others have stood in.
    sums_agree : whether all checks of the evaluation hold.
    proven : whether no posting can do better; one that ran out of time may be another one the next time.
    doubts : why another engine answered than was asked for.
    outline : WKT in degrees, simplified to about `OUTLINE_DEG`; empty where no village has a shape.
    seconds : how long it took.
    """

    key: str
    folder: str
    stamp: str
    operation: str
    name: str
    jurisdiction: str
    election_day: dt.date
    data_date: dt.date
    classification: Literal["SR", "R", "T", "B"]
    simulated: bool
    digest: str
    data_digest: str
    minutes_by: str
    straight_line: int
    villages: int
    stations: int
    voters: int
    voters_covered: int
    covered: int
    gaps: int
    served: int
    missing: int
    high_risk: int
    units: int
    class_counts: dict[str, int]
    gap_causes: dict[str, int]
    need: dict[str, int]
    strength: dict[str, int]
    shortfall: dict[str, int]
    sums_agree: bool
    proven: bool
    doubts: tuple[Told, ...] = ()
    outline: str = ""
    seconds: float = 0

    @property
    def covered_share(self) -> float:
        """Share (0..1) of the stations reached in time; NaN without stations."""
        return self.covered / self.stations if self.stations else float("nan")

    @property
    def short(self) -> int:
        """People missing of all forces, once others have stood in."""
        return sum(self.shortfall.values())


class Failure(Model):
    """An operation without a result: ``data`` broke their contract, or the run could not finish it."""

    key: str
    folder: str
    kind: Literal["data", "lost", "error"]
    faults: tuple[Told, ...]

    @classmethod
    def of(cls, key: str, place: Path | str, error: GeoError) -> Self:
        """Return the failure that an error of the data comes to."""
        return cls(key=key, folder=str(place), kind="data", faults=tuple(map(Told.of, error.faults)))


class Province(Model):
    """A run: under which scenario, by which program, when, and what every operation came to."""

    form: int = Field(default=FORM, ge=FORM, le=FORM)
    made_at: dt.datetime
    program: str
    scenario: Scenario
    lines: tuple[Line, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether anything in it is invented."""
        return any(it.simulated for it in self.lines)

    @property
    def classification(self) -> str:
        """The most secret classification of all operations."""
        return max((it.classification for it in self.lines), key=SECRECY.index, default=SECRECY[0])

    def total(self, name: str) -> int:
        """Return the sum of a whole number over all operations."""
        return int(sum(getattr(it, name) for it in self.lines))

    def people(self, name: str) -> dict[str, int]:
        """Return the sum by force, or by cause, of one of the dicts."""
        return added(getattr(it, name) for it in self.lines)


def added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of counts by key, in the order in which keys come first."""
    total: Counter[str] = Counter()
    for it in counts:
        total.update(it)
    return dict(total)


def write(province: Province, path: Path) -> None:
    """Write the file, whole or not at all."""
    with folder.replaced(path) as part:
        part.write_text(province.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")


def read(path: Path) -> Province:
    """Read what `write` wrote.

    Raises
    ------
    NotFoundError
        There is no such file.
    InputError
        It is not the file of a run, or that of another program version.
    """
    try:
        return Province.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        fault = Fault("There is no file {path}", "Check the name and the folder", {"path": path.name})
        raise NotFoundError(fault) from error
    except ValidationError as error:
        fault = Fault(
            "{path} is not the summary of a run that this program knows",
            "Run petapam batch again",
            {"path": path.name},
        )
        raise InputError(fault) from error
