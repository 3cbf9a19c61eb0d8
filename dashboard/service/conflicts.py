"""Conflicts: two works that began from one version, brought together field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.access import Actor, needs
from dashboard.store import Store, events, merging, open_store
from dashboard.store import plans as stored
from dashboard.store.merging import Field
from dashboard.store.plan import Plan, Version
from geo.errors import Fault, NotFoundError
from geo.scenario import Scenario

BRANCHED = "plan.branch"
PAGE = 500


@dataclass(frozen=True)
class Conflict:
    """Two works that began from one version.

    Parameters
    ----------
    mine : the branch under which the later work was kept.
    theirs : the plan as it stands.
    base : the version that both began from.
    fields : every setting in which they differ.
    """

    mine: Plan
    theirs: Plan
    base: Version
    fields: tuple[Field, ...]

    def merged(self, names: Iterable[str]) -> Scenario:
        """Return the plan as it stands with the named settings of mine; raises `ScenarioError`."""
        return merging.taken(self.theirs.scenario, self.mine.scenario, names)


@needs("resolve_conflict")
def found(_actor: Actor, branch_id: str) -> Conflict:
    """Return what a branch and the plan that it came from differ in.

    Raises
    ------
    NotFoundError
        There is no such plan, or it is no branch.
    """
    return _found(open_store(), branch_id)


@needs("resolve_conflict")
def resolved(actor: Actor, branch_id: str, names: Iterable[str], *, seen: int, reason: str = "") -> Plan:
    """Save the plan with the named settings of the branch as its next version, and put the branch away.

    Parameters
    ----------
    seen : version of the plan that was looked at; where another one was saved since, this work becomes a
        branch in its turn.

    Raises
    ------
    ConflictError, LockedError
        As `plans.save`; the branch stays.
    """
    store = open_store()
    it = _found(store, branch_id)
    looked_at = stored.version(store, it.theirs.plan_id, seen)
    merged = merging.taken(looked_at.scenario, it.mine.scenario, names)
    told = {"data_digest": it.mine.data_digest, "reason": reason}
    plan = stored.save(store, actor, it.theirs.plan_id, based_on=seen, scenario=merged, **told)
    stored.archive(store, actor, branch_id)
    return plan


def _found(store: Store, branch_id: str) -> Conflict:
    mine = stored.get(store, branch_id)
    if not mine.branch_of:
        raise NotFoundError(Fault("This plan is no branch of another one", "Choose a branch"))
    theirs = stored.get(store, mine.branch_of)
    base = stored.version(store, mine.branch_of, _began(store, branch_id))
    return Conflict(mine, theirs, base, merging.fields(base.scenario, mine.scenario, theirs.scenario))


def _began(store: Store, branch_id: str) -> int:
    """Return the version that a branch began from, as the event says that made it."""
    before: int | None = None
    while page := events.listed(store, limit=PAGE, before=before):
        for it in page:
            if it.action == BRANCHED and it.object == f"plan:{branch_id}":
                return int(it.detail["based_on"])
        before = page[-1].seq
    raise NotFoundError(Fault("No event tells where this branch began", "Check the chain of events"))
