"""Stages of an election and days of an operation: how many people are out, and who of them is where."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo.force import Force
from geo.model import Model

Share = Annotated[float, Field(ge=0, le=1)]
Who = Literal["guards", "others", "reserve"]

PLACES = ("station", "standby", "reserve", "withdrawn")
"""Where people are, in the order in which the places are filled: guarding a station; standing by in the field
(balai desa, Dalmas, patrol, logistics); held back on call; sent home. The last takes whoever is left."""
SHARED_PLACES = PLACES[:-1]


class Stage(Model):
    """A stage of the election and the smallest share of every force that it takes, `part` of `of`."""

    id: str
    name: dict[str, str]
    part: int = Field(ge=0)
    of: int = Field(ge=1)
    year: int
    source: str
    mark: Literal["A", "B"]
    """A: two independent sources or an official document; B: one source with a named officer."""

    @model_validator(mode="after")
    def _not_more_than_all(self) -> Stage:
        if self.part > self.of:
            raise ValueError(self.id)
        return self

    @property
    def share(self) -> float:
        """Smallest share of the force (0..1)."""
        return self.part / self.of


class Posture(Model):
    """Where one group of people is on a day, in shares of that group; whoever is left is withdrawn.

    Parameters
    ----------
    who : the ``guards`` of the stations, the ``reserve`` that is kept back, or all ``others``.
    forces : the forces it speaks of; empty for every force that no other posture of the group names.
    station, standby, reserve : shares (0..1) of the group, together at most 1.
    """

    who: Who
    forces: tuple[Force, ...] = ()
    station: Share = 0
    standby: Share = 0
    reserve: Share = 0

    @model_validator(mode="after")
    def _not_more_than_all(self) -> Posture:
        if self.station + self.standby + self.reserve > 1 + 1e-9:
            raise ValueError(self.who)
        return self

    @property
    def key(self) -> str:
        """What names the posture within its day, such as ``guards`` or ``guards:linmas``."""
        return ":".join((self.who, *self.forces))


class Day(Model):
    """A part of the operation, so many days from the election, and who is where then."""

    id: str
    name: dict[str, str]
    offset: int
    hours: dict[str, str] = Field(default_factory=dict)
    simulated: bool = True
    """Whether the shares are a planner's proposal instead of published ones."""
    source: str
    posture: tuple[Posture, ...]

    @model_validator(mode="after")
    def _everybody_somewhere(self) -> Day:
        general = sorted(it.who for it in self.posture if not it.forces)
        named = [(it.who, force) for it in self.posture for force in it.forces]
        if general != ["guards", "others", "reserve"] or len(named) != len(set(named)):
            raise ValueError(self.id)
        return self

    def of(self, who: str, force: str) -> Posture:
        """Return the posture of a group of a force."""
        mine = [it for it in self.posture if it.who == who and (force in it.forces or not it.forces)]
        return max(mine, key=lambda it: len(it.forces))
