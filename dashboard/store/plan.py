"""Plan: a scenario with a name, and its versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from geo.scenario import Scenario

Status = Literal["open", "approved", "archived"]


@dataclass(frozen=True)
class Version:
    """One save of a plan.

    Parameters
    ----------
    digest : digest of the scenario when it was saved.
    data_digest : digest of the operation that it was made for.
    """

    plan_id: str
    version: int
    scenario: Scenario
    digest: str
    author: str
    role: str
    at: dt.datetime
    reason: str
    data_digest: str


@dataclass(frozen=True)
class Plan:
    """A plan as it stands.

    Parameters
    ----------
    operation : key of the operation, shipped or on the shelf; never a path.
    version : number of the last save, from 1.
    author, at, reason : of the last save.
    branch_of : the plan that somebody else had saved meanwhile; empty for most.
    approved : the version that was approved, 0 for none.
    """

    plan_id: str
    operation: str
    name: str
    version: int
    status: Status
    scenario: Scenario
    data_digest: str
    author: str
    at: dt.datetime
    reason: str
    branch_of: str
    digest: str
    approved: int = 0
