"""Drafts: work that is not saved yet, kept for whoever does it, and which plan he goes on with.

One draft is kept for each person and plan. It is no version: nobody else sees it, and it leaves no event.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace

from dashboard.access import Actor, needs
from dashboard.service.editwork import EditWork
from dashboard.service.work import Work
from dashboard.store import drafts as stored
from dashboard.store import open_store

NOWHERE = ""
"""Operation of the row that holds what somebody goes on with; no operation has this key."""
EDITS = "edits"
"""Plan of the row that holds edits of the data; no plan has this id."""


@dataclass(frozen=True)
class Kept:
    """A draft as it was kept: the work, the version that it began from, and when."""

    work: Work
    based_on: int
    at: dt.datetime


@dataclass(frozen=True)
class KeptEdits:
    """Edits of data as they were kept, and when."""

    work: EditWork
    at: dt.datetime


@dataclass(frozen=True)
class Trail:
    """What somebody goes on with.

    Parameters
    ----------
    start : operation that the server opened first when he chose another one.
    operation : path or id of the one that he chose.
    plans : operation -> id of the plan that he had in hand there.
    """

    start: str = ""
    operation: str = ""
    plans: dict[str, str] = field(default_factory=dict)

    def at(self, operation: str, plan_id: str) -> Trail:
        """Return the trail with another plan in hand; an empty id is none."""
        kept = {key: value for key, value in self.plans.items() if key != operation}
        return replace(self, plans={**kept, operation: plan_id} if plan_id else kept)


@needs("change_plan")
def kept(actor: Actor, operation: str, plan_id: str) -> Kept | None:
    """Return what somebody has not saved of a plan, or of no plan; None where there is nothing.

    Raises
    ------
    InputError, ScenarioError
        There is something that cannot be read.
    """
    found = stored.get(open_store(), actor, operation=operation, plan_id=plan_id)
    return None if found is None else Kept(Work.parse(found.payload), found.based_on, found.at)


@needs("change_plan")
def keep(actor: Actor, work: Work, *, operation: str, plan_id: str, based_on: int) -> None:
    """Keep what somebody has not saved, in place of what was kept before."""
    told = {"operation": operation, "plan_id": plan_id, "based_on": based_on}
    stored.put(open_store(), actor, payload=work.dump(), **told)


@needs("change_plan")
def drop(actor: Actor, operation: str, plan_id: str) -> None:
    """Forget what was kept; nothing happens where nothing was."""
    stored.drop(open_store(), actor, operation=operation, plan_id=plan_id)


@needs("change_plan")
def edits(actor: Actor, operation: str) -> KeptEdits | None:
    """Return the edits of an operation's data that somebody has not saved; None where there are none.

    Raises
    ------
    InputError
        There are some that cannot be read.
    """
    found = stored.get(open_store(), actor, operation=operation, plan_id=EDITS)
    return None if found is None else KeptEdits(EditWork.parse(found.payload), found.at)


@needs("change_plan")
def keep_edits(actor: Actor, work: EditWork, *, operation: str) -> None:
    """Keep the edits of an operation's data that are not saved; without any, forget what was kept."""
    if work.history.edits:
        told = {"operation": operation, "plan_id": EDITS, "based_on": 0}
        stored.put(open_store(), actor, payload=work.dump(), **told)
    else:
        stored.drop(open_store(), actor, operation=operation, plan_id=EDITS)


@needs("see_map")
def trail(actor: Actor) -> Trail:
    """Return what somebody goes on with."""
    found = stored.get(open_store(), actor, operation=NOWHERE, plan_id="")
    return Trail() if found is None else Trail(**json.loads(found.payload))


@needs("see_map")
def follow(actor: Actor, to: Trail) -> None:
    """Remember what somebody goes on with."""
    text = json.dumps({"start": to.start, "operation": to.operation, "plans": to.plans})
    stored.put(open_store(), actor, operation=NOWHERE, plan_id="", based_on=0, payload=text)


@needs("undo_plan")
def undo(_actor: Actor, work: Work) -> Work:
    """Take the last step back."""
    return work.back()


@needs("undo_plan")
def redo(_actor: Actor, work: Work) -> Work:
    """Make the step again that was taken back last."""
    return work.again()
