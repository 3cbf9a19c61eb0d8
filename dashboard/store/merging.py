"""Merging: what two works that began from one version changed, and one of them with fields of the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from geo.scenario import Scenario

By = Literal["mine", "theirs", "both", "alike"]


@dataclass(frozen=True)
class Field:
    """A field of the scenario that somebody changed.

    Parameters
    ----------
    by : who changed it: one of the two, ``both`` to something else each, or ``alike`` to the same.
    """

    name: str
    base: Any
    mine: Any
    theirs: Any
    by: By


def fields(base: Scenario, mine: Scenario, theirs: Scenario) -> tuple[Field, ...]:
    """Return every field that differs between any two of three scenarios, in the order of the scenario."""
    found = (_field(name, base=base, mine=mine, theirs=theirs) for name in Scenario.model_fields)
    return tuple(it for it in found if not it.base == it.mine == it.theirs)


def _field(name: str, *, base: Scenario, mine: Scenario, theirs: Scenario) -> Field:
    old, my, their = (getattr(it, name) for it in (base, mine, theirs))
    by: By = "both"
    if my == their:
        by = "alike"
    elif their == old:
        by = "mine"
    elif my == old:
        by = "theirs"
    return Field(name, old, my, their, by)


def taken(theirs: Scenario, mine: Scenario, names: Iterable[str]) -> Scenario:
    """Return their scenario with the named fields of mine.

    Raises
    ------
    KeyError
        The scenario has no such field.
    ScenarioError
        The fields do not go together.
    """
    own = mine.model_dump(mode="json")
    return Scenario.parse({**theirs.model_dump(mode="json"), **{name: own[name] for name in names}})
