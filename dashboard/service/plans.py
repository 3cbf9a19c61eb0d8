"""Plans: what somebody may do with the saved plans of an operation."""

from __future__ import annotations

from dashboard.access import Actor, needs
from dashboard.store import events, open_store, planfile
from dashboard.store import plans as stored
from dashboard.store.plan import Plan, Version
from dashboard.store.planfile import PlanFile
from dashboard.store.saving import REASON_LETTERS
from geo.scenario import Scenario


@needs("see_map")
def listed(_actor: Actor, operation: str, *, archived: bool = False) -> list[Plan]:
    """Return the plans of an operation, the one that was saved last first."""
    return stored.of_operation(open_store(), operation, archived=archived)


@needs("see_map")
def opened(_actor: Actor, plan_id: str) -> Plan:
    """Return a plan as it was saved last; raises `NotFoundError` where there is none."""
    return stored.get(open_store(), plan_id)


@needs("see_history")
def versions(_actor: Actor, plan_id: str) -> list[Version]:
    """Return every saved version of a plan."""
    return stored.versions(open_store(), plan_id)


@needs("compare")
def version(_actor: Actor, plan_id: str, number: int) -> Version:
    """Return one saved version of a plan, to be held against another one."""
    return stored.version(open_store(), plan_id, number)


@needs("create_plan")
def create(
    actor: Actor, scenario: Scenario, *, operation: str, data_digest: str, name: str, reason: str = ""
) -> Plan:
    """Save a plan under a name of its own; it begins with version 1."""
    told = {"operation": operation, "data_digest": data_digest, "name": name, "reason": reason}
    return stored.create(open_store(), actor, scenario=scenario, **told)


@needs("save_plan")
def save(
    actor: Actor, plan_id: str, scenario: Scenario, *, based_on: int, data_digest: str, reason: str = ""
) -> Plan:
    """Save a plan as its next version.

    Raises
    ------
    ConflictError
        Somebody saved another version since `based_on`: that stays, and this one is kept as a branch.
    LockedError
        The plan is approved.
    """
    told = {"based_on": based_on, "data_digest": data_digest, "reason": reason}
    return stored.save(open_store(), actor, plan_id, scenario=scenario, **told)


@needs("copy_plan")
def copied(actor: Actor, plan_id: str, *, name: str) -> Plan:
    """Save a copy of a plan under another name."""
    return stored.copy(open_store(), actor, plan_id, name=name)


@needs("change_plan")
def renamed(actor: Actor, plan_id: str, *, name: str) -> Plan:
    """Give a plan another name."""
    return stored.rename(open_store(), actor, plan_id, name=name)


@needs("archive_plan")
def archived(actor: Actor, plan_id: str) -> Plan:
    """Put a plan away; it can be taken back."""
    return stored.archive(open_store(), actor, plan_id)


@needs("archive_plan")
def unarchived(actor: Actor, plan_id: str) -> Plan:
    """Take a plan back that was put away."""
    return stored.unarchive(open_store(), actor, plan_id)


@needs("restore_version")
def restored(actor: Actor, plan_id: str, number: int, *, based_on: int, reason: str = "") -> Plan:
    """Save an old version as the newest one; what was saved since stays in the history."""
    return stored.restore(open_store(), actor, plan_id, number, based_on=based_on, reason=reason)


@needs("approve_plan")
def approved(actor: Actor, plan_id: str, *, version: int, reason: str = "") -> Plan:
    """Approve a version and lock the plan: nobody saves over it until it is unlocked."""
    return stored.approve(open_store(), actor, plan_id, version=version, reason=reason)


@needs("approve_plan")
def unlocked(actor: Actor, plan_id: str, *, reason: str = "") -> Plan:
    """Let an approved plan be changed again."""
    return stored.unlock(open_store(), actor, plan_id, reason=reason)


@needs("see_history")
def dumped(_actor: Actor, plan_id: str) -> bytes:
    """Return a plan with all its versions as one file."""
    store = open_store()
    return planfile.dump(stored.get(store, plan_id), stored.versions(store, plan_id), head=events.head(store))


@needs("create_plan")
def read(_actor: Actor, data: bytes) -> PlanFile:
    """Read a plan file; raises `InputError` where it is none, or is not as it was written."""
    return planfile.parse(data)


@needs("create_plan")
def brought(actor: Actor, file: PlanFile, *, operation: str, data_digest: str) -> Plan:
    """Save what a plan file holds as a plan of an operation, version by version, as they were saved."""
    store = open_store()
    first, *rest = file.versions
    told = {"operation": operation, "data_digest": data_digest, "name": file.name}
    plan = stored.create(store, actor, scenario=first.scenario, reason=_once(first), **told)
    for it in rest:
        work = {"scenario": it.scenario, "data_digest": data_digest, "reason": _once(it)}
        plan = stored.save(store, actor, plan.plan_id, based_on=plan.version, **work)
    return plan


def _once(version: Version) -> str:
    """Return who saved a version elsewhere, when and why, as the reason of the same version here."""
    told = f"{version.author}, {version.at:%Y-%m-%d}"
    return (f"{told}: {version.reason}" if version.reason else told)[:REASON_LETTERS]
