"""The shipped knowledge: which risk indicators there are, which security patterns, which operations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, model_validator

from geo.errors import Fault, NotFoundError
from geo.model import Model, read_toml

AnyModel = TypeVar("AnyModel", bound=Model)

CLASSES = ("low", "elevated", "high", "special")
UNASSESSED = "unassessed"
RANKS = {UNASSESSED: 0, **{class_id: rank for rank, class_id in enumerate(CLASSES, start=1)}}


def home() -> Path:
    """Return the folder of catalogues and operations: inside the wheel, else `data/` of the repository."""
    packed = Path(__file__).parent / "shipped"
    return packed if packed.is_dir() else Path(__file__).parent.parent / "data"


class Indicator(Model):
    """One thing that makes a station more or less vulnerable.

    `low` and `high` bound the values that are told apart; a value beyond counts as the bound. `direction`
    says which end is the risky one.
    """

    id: str
    name: dict[str, str]
    level: Literal["village", "station", "computed"]
    unit: str
    direction: Literal["higher", "lower"]
    low: float
    high: float
    weight: float = Field(ge=0, le=100)
    meaning: dict[str, str]
    source: str

    @model_validator(mode="after")
    def _range_is_open(self) -> Indicator:
        if self.low >= self.high:
            raise ValueError(self.id)
        return self


class Rule(Model):
    """What one risk class needs: so many of each force for a group of `stations` polling stations."""

    label: dict[str, str]
    rank: int = Field(ge=1)
    classes: tuple[str, ...]
    polri: int = Field(default=0, ge=0)
    linmas: int = Field(default=0, ge=0)
    tni: int = Field(default=0, ge=0)
    stations: int = Field(default=1, ge=1)


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
        named = [class_id for rule in self.rules for class_id in rule.classes]
        if sorted(named) != sorted(CLASSES):
            raise ValueError(self.id)
        return self

    def rule(self, class_id: str) -> Rule:
        """Return the rule of a risk class."""
        return next(rule for rule in self.rules if class_id in rule.classes)


def _read(name: str, model: type[AnyModel]) -> dict[str, AnyModel]:
    tables: list[dict[str, Any]] = read_toml(home() / f"{name}.toml")[name.removesuffix("s")]
    return {table["id"]: model.parse(table) for table in tables}


@cache
def indicators() -> dict[str, Indicator]:
    """Return the risk indicators by id, in the order of `data/indicators.toml`."""
    return _read("indicators", Indicator)


@cache
def patterns() -> dict[str, Pattern]:
    """Return the security patterns by id, in the order of `data/patterns.toml`."""
    return _read("patterns", Pattern)


def pattern(pattern_id: str) -> Pattern:
    """Return one pattern; raises `NotFoundError` with the known ids where there is none."""
    try:
        return patterns()[pattern_id]
    except KeyError:
        fault = Fault(
            "There is no pattern {pattern}",
            "Choose one of {known}",
            {"pattern": pattern_id, "known": ", ".join(patterns())},
        )
        raise NotFoundError(fault) from None


def operations() -> dict[str, Path]:
    """Return the folders of the shipped operations by id."""
    return {
        path.parent.name: path.parent for path in sorted((home() / "operations").glob("*/operation.toml"))
    }
