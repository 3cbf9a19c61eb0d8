"""Doctrine: the pattern and the role plan that are in force for an operation and a scenario."""

from __future__ import annotations

from geo import catalogue
from geo.operation import Operation
from geo.pattern import Pattern
from geo.role import GUARDS_ONLY, RolePlan
from geo.scenario import Scenario

OWN = "own"
"""Id of a pattern whose rules are the plan's own."""


def preset(operation: Operation, scenario: Scenario) -> Pattern:
    """Return the published pattern that a plan starts from; raises `NotFoundError` where there is none."""
    return catalogue.pattern(scenario.pattern or operation.meta.pattern)


def pattern(operation: Operation, scenario: Scenario) -> Pattern:
    """Return the pattern in force: the preset, or under the id `OWN` the rules of the scenario.

    Raises
    ------
    NotFoundError
        Scenario or operation name a pattern that does not exist.
    """
    published = preset(operation, scenario)
    if not scenario.rules:
        return published
    return published.model_copy(update={"id": OWN, "rules": scenario.rules})


def role_plan(operation: Operation, scenario: Scenario) -> RolePlan:
    """Return the role plan in force: the scenario's, else the operation's, else that without a role.

    Raises
    ------
    NotFoundError
        Scenario or operation name a role plan that does not exist.
    """
    return catalogue.role_plan(scenario.roles or operation.meta.roles or GUARDS_ONLY)
