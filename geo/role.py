"""Role: what people do beside guarding stations, such as crowd control or standby in a village."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from geo.force import Force
from geo.model import Model

GUARDS_ROLE = "guards"
"""The role of those whom the pattern posts at stations; no role plan may use its name."""
GUARDS_ONLY = "guards-only"
"""Id of the role plan without a role."""


class Role(Model):
    """So many people of one force for every electing village, every district with one, or the operation."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: dict[str, str]
    force: Force
    per: Literal["village", "district", "operation"] = "operation"
    people: int = Field(ge=0, le=100_000)


class RolePlan(Model):
    """The roles of one operation, the first to be filled first."""

    id: str
    name: dict[str, str]
    year: int
    source: str
    note: dict[str, str] = Field(default_factory=dict)
    simulated: bool = False
    """Whether the quantities were invented to fit published totals, rather than published."""
    roles: tuple[Role, ...] = ()

    @model_validator(mode="after")
    def _every_role_once(self) -> RolePlan:
        ids = [role.id for role in self.roles]
        if len(set(ids)) < len(ids) or GUARDS_ROLE in ids:
            raise ValueError(self.id)
        return self
