"""Pattern: how many people of which force a risk class needs, for how many stations at a time."""

from __future__ import annotations

from pydantic import Field, model_validator

from geo.model import Model

CLASSES = ("low", "elevated", "high", "special")
"""Risk classes in the order of their severity."""


class Rule(Model):
    """What one risk class needs: so many of each force for a group of `stations` polling stations."""

    label: dict[str, str]
    rank: int = Field(ge=1)
    classes: tuple[str, ...]
    polri: int = Field(default=0, ge=0)
    linmas: int = Field(default=0, ge=0)
    tni: int = Field(default=0, ge=0)
    stations: int = Field(default=1, ge=1)


def whole(rules: tuple[Rule, ...]) -> bool:
    """Return whether the rules name every risk class exactly once."""
    return sorted(class_id for rule in rules for class_id in rule.classes) == sorted(CLASSES)


class Pattern(Model):
    """A security pattern (pola pengamanan TPS): one rule for each risk class, ranked by severity."""

    id: str
    name: dict[str, str]
    year: int
    source: str
    note: dict[str, str] = Field(default_factory=dict)
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _every_class_once(self) -> Pattern:
        if not whole(self.rules):
            raise ValueError(self.id)
        return self

    def rule(self, class_id: str) -> Rule:
        """Return the rule of a risk class."""
        return next(rule for rule in self.rules if class_id in rule.classes)
