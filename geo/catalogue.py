"""The shipped knowledge: indicators, security patterns, role plans, stages and days, operations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, model_validator

from geo.errors import Fault, NotFoundError
from geo.model import Model, read_toml
from geo.pattern import CLASSES, Pattern
from geo.role import RolePlan
from geo.stage import Day, Stage

AnyModel = TypeVar("AnyModel", bound=Model)

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


def _read(name: str, model: type[AnyModel], *, entry: str) -> dict[str, AnyModel]:
    tables: list[dict[str, Any]] = read_toml(home() / f"{name}.toml")[entry]
    return {table["id"]: model.parse(table) for table in tables}


@cache
def indicators() -> dict[str, Indicator]:
    """Return the risk indicators by id, in the order of `data/indicators.toml`."""
    return _read("indicators", Indicator, entry="indicator")


@cache
def patterns() -> dict[str, Pattern]:
    """Return the security patterns by id, in the order of `data/patterns.toml`."""
    return _read("patterns", Pattern, entry="pattern")


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


@cache
def role_plans() -> dict[str, RolePlan]:
    """Return the role plans by id, in the order of `data/roles.toml`."""
    return _read("roles", RolePlan, entry="role_plan")


def role_plan(plan_id: str) -> RolePlan:
    """Return one role plan; raises `NotFoundError` with the known ids where there is none."""
    try:
        return role_plans()[plan_id]
    except KeyError:
        fault = Fault(
            "There is no role plan {plan}",
            "Choose one of {known}",
            {"plan": plan_id, "known": ", ".join(role_plans())},
        )
        raise NotFoundError(fault) from None


@cache
def stages() -> dict[str, Stage]:
    """Return the stages of an election by id, in the order of `data/stages.toml`."""
    return _read("stages", Stage, entry="stage")


@cache
def days() -> dict[str, Day]:
    """Return the days of an operation by id, in the order of `data/stages.toml`."""
    return _read("stages", Day, entry="day")


def operations() -> dict[str, Path]:
    """Return the folders of the shipped operations by id."""
    return {
        path.parent.name: path.parent for path in sorted((home() / "operations").glob("*/operation.toml"))
    }
