"""Work: a plan under somebody's hands with the steps that lead back and on again, as text and from it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from geo.errors import Fault, InputError
from geo.scenario import Scenario

MOST_STEPS = 50
"""So many steps back are kept."""
MOST_LETTERS = 400_000
"""A draft is not written longer than this: its oldest steps are left out first."""


@dataclass(frozen=True)
class Work:
    """A plan under somebody's hands.

    Parameters
    ----------
    scenario : as it is now.
    done : as it was before each step, the oldest first.
    undone : what was taken back, the last taken back at the end.
    """

    scenario: Scenario
    done: tuple[Scenario, ...] = ()
    undone: tuple[Scenario, ...] = ()

    def then(self, scenario: Scenario) -> Work:
        """Return the work one step further; what was taken back before cannot be made again."""
        if scenario == self.scenario:
            return self
        return Work(scenario, (*self.done, self.scenario)[-MOST_STEPS:])

    def back(self) -> Work:
        """Return the work before the last step; the same where there is none."""
        if not self.done:
            return self
        return Work(self.done[-1], self.done[:-1], (*self.undone, self.scenario))

    def again(self) -> Work:
        """Return the work with the step made again that was taken back last; the same where there is none."""
        if not self.undone:
            return self
        return Work(self.undone[-1], (*self.done, self.scenario)[-MOST_STEPS:], self.undone[:-1])

    def behind(self, earlier: tuple[Scenario, ...]) -> Work:
        """Return the work with states before its first step, such as the saved versions of its plan."""
        kept: list[Scenario] = []
        for it in (*earlier, *self.done):
            if not kept or kept[-1] != it:
                kept.append(it)
        while kept and kept[-1] == self.scenario:
            kept.pop()
        return replace(self, done=tuple(kept)[-MOST_STEPS:])

    def dump(self) -> str:
        """Return the work as text; its oldest steps are left out where it is too long."""
        done, undone = [_told(it) for it in self.done], [_told(it) for it in self.undone]
        text = json.dumps({"scenario": _told(self.scenario), "done": done, "undone": undone})
        while len(text) > MOST_LETTERS and (done or undone):
            del (done or undone)[: max(1, len(done or undone) // 2)]
            text = json.dumps({"scenario": _told(self.scenario), "done": done, "undone": undone})
        return text

    @classmethod
    def parse(cls, text: str) -> Work:
        """Read what `dump` wrote.

        Raises
        ------
        InputError
            It is none of it.
        ScenarioError
            It holds settings that a plan of this program cannot have.
        """
        try:
            told = json.loads(text)
            states = [told["scenario"], *told["done"], *told["undone"]]
            count = len(told["done"])
        except (ValueError, KeyError, TypeError) as error:
            fault = Fault("The draft cannot be read ({why})", "Drop it and begin anew", {"why": str(error)})
            raise InputError(fault) from error
        first, *rest = [Scenario.parse(it) for it in states]
        return cls(first, tuple(rest[:count]), tuple(rest[count:]))


def _told(scenario: Scenario) -> dict[str, Any]:
    """Return what differs from the base plan."""
    return scenario.model_dump(mode="json", exclude_defaults=True)
