"""Plans through the services: named, saved, brought together, approved, filed, and kept as drafts."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO

import pytest

from dashboard.service import conflicts, drafts, exports, keeping, plans
from dashboard.service.drafts import Trail
from dashboard.service.editwork import EditWork
from dashboard.service.work import Work
from dashboard.store import ConflictError, LockedError, events, open_store
from geo.editing import History, Removed
from geo.errors import InputError, NotFoundError
from geo.scenario import Scenario

KEY = "demo"
TEN, TWELVE = Scenario(threshold_min=10.5), Scenario(threshold_min=12)
pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def plan(planner):
    return plans.create(planner, TEN, operation=KEY, data_digest="d", name="Rencana A", reason="rapat")


def saved(actor, plan, scenario, **how):
    return plans.save(actor, plan.plan_id, scenario, based_on=plan.version, data_digest="d", **how)


def test_a_plan_is_listed_with_who_saved_it_and_every_save_stays(plan, planner, other):
    saved(other, plan, TWELVE, reason="arahan")
    (listed,) = plans.listed(planner, KEY)
    assert (listed.name, listed.version, listed.author, listed.scenario) == ("Rencana A", 2, "Budi", TWELVE)
    told = [(it.version, it.author, it.reason) for it in plans.versions(planner, plan.plan_id)]
    assert told == [(1, "Sari", "rapat"), (2, "Budi", "arahan")]
    assert plans.listed(planner, "another") == []


def test_an_old_version_comes_back_as_the_newest(plan, planner):
    newer = saved(planner, plan, TWELVE)
    back = plans.restored(planner, plan.plan_id, 1, based_on=newer.version)
    assert (back.version, back.scenario) == (3, TEN)
    assert plans.version(planner, plan.plan_id, 2).scenario == TWELVE


def test_an_approved_plan_is_not_saved_over_until_it_is_unlocked(plan, planner, owner):
    plans.approved(owner, plan.plan_id, version=1, reason="siap")
    with pytest.raises(LockedError):
        saved(planner, plan, TWELVE)
    copy = plans.copied(planner, plan.plan_id, name="Salinan")
    assert (copy.name, copy.scenario, copy.status) == ("Salinan", TEN, "open")
    assert plans.unlocked(owner, plan.plan_id).status == "open"
    assert saved(planner, plan, TWELVE).version == 2


def test_a_plan_is_renamed_put_away_and_taken_back(plan, planner):
    assert plans.renamed(planner, plan.plan_id, name="Rencana B").name == "Rencana B"
    assert plans.archived(planner, plan.plan_id).status == "archived"
    assert (plans.listed(planner, KEY), len(plans.listed(planner, KEY, archived=True))) == ([], 1)
    assert plans.unarchived(planner, plan.plan_id).status == "open"


@pytest.fixture
def conflict(plan, planner, other):
    """Budi saves a new threshold and speed while Sari changes threshold and turnout."""
    saved(other, plan, Scenario(threshold_min=15, speed_kmh=35), reason="arahan")
    with pytest.raises(ConflictError) as caught:
        saved(planner, plan, Scenario(threshold_min=12, turnout_min=3))
    return caught.value


def test_who_saves_later_loses_nothing_and_sees_what_each_changed(conflict, planner):
    found = conflicts.found(planner, conflict.mine.plan_id)
    by = {it.name: it.by for it in found.fields}
    assert by == {"threshold_min": "both", "speed_kmh": "theirs", "turnout_min": "mine"}
    assert (found.base.version, found.theirs.author, found.theirs.version) == (1, "Budi", 2)
    assert found.mine.scenario == Scenario(threshold_min=12, turnout_min=3)


def test_both_works_are_saved_together_with_the_settings_that_were_chosen(conflict, planner):
    branch = conflict.mine.plan_id
    plan = conflicts.resolved(planner, branch, ["turnout_min"], seen=2, reason="bersama")
    assert plan.scenario == Scenario(threshold_min=15, speed_kmh=35, turnout_min=3)
    assert (plan.version, plan.reason) == (3, "bersama")
    assert plans.opened(planner, branch).status == "archived"


def test_bringing_together_against_a_version_that_is_old_by_then_is_kept_as_a_branch_too(
    conflict, planner, other
):
    plans.save(other, conflict.theirs.plan_id, TWELVE, based_on=2, data_digest="d")
    with pytest.raises(ConflictError) as again:
        conflicts.resolved(planner, conflict.mine.plan_id, ["turnout_min"], seen=2)
    assert again.value.mine.scenario == Scenario(threshold_min=15, speed_kmh=35, turnout_min=3)
    assert plans.opened(planner, conflict.mine.plan_id).status == "open"


def test_a_plan_that_is_no_branch_has_no_conflict(plan, planner):
    with pytest.raises(NotFoundError, match="no branch"):
        conflicts.found(planner, plan.plan_id)


def test_a_plan_file_opens_elsewhere_with_every_version_and_who_saved_it(plan, planner, other):
    saved(planner, plan, TWELVE, reason="arahan")
    file = plans.read(other, plans.dumped(planner, plan.plan_id))
    made = plans.brought(other, file, operation="this year", data_digest="e")
    assert (made.name, made.operation, made.scenario, made.version) == ("Rencana A", "this year", TWELVE, 2)
    reasons = [it.reason for it in plans.versions(other, made.plan_id)]
    assert [it.split(", ")[0] for it in reasons] == ["Sari", "Sari"]
    assert reasons[1].endswith(": arahan")


def test_a_plan_file_that_was_changed_is_refused(plan, planner):
    data = plans.dumped(planner, plan.plan_id).replace(b"10.5", b"11.5")
    with pytest.raises(InputError, match="changed or damaged"):
        plans.read(planner, data)


def test_a_draft_belongs_to_one_person_and_one_plan_and_leaves_no_event(plan, planner, other):
    head = events.head(open_store())
    work = Work(TWELVE, (TEN,))
    drafts.keep(planner, work, operation=KEY, plan_id=plan.plan_id, based_on=1)
    found = drafts.kept(planner, KEY, plan.plan_id)
    assert (found.work, found.based_on) == (work, 1)
    assert drafts.kept(other, KEY, plan.plan_id) is None
    assert drafts.kept(planner, KEY, "") is None
    drafts.drop(planner, KEY, plan.plan_id)
    assert drafts.kept(planner, KEY, plan.plan_id) is None
    assert events.head(open_store()) == head


def test_edits_of_the_data_are_kept_until_there_are_none(planner):
    work = EditWork("digest", History().then(Removed("units", "a")))
    drafts.keep_edits(planner, work, operation=KEY)
    assert drafts.edits(planner, KEY).work == work
    drafts.keep_edits(planner, EditWork("digest", History()), operation=KEY)
    assert drafts.edits(planner, KEY) is None


def test_what_somebody_goes_on_with_is_remembered_for_him_alone(planner, other):
    trail = Trail("served", "chosen").at(KEY, "plan")
    drafts.follow(planner, trail)
    assert drafts.trail(planner) == trail
    assert drafts.trail(other) == Trail()
    assert trail.at(KEY, "").plans == {}


def test_a_step_back_and_on_is_asked_for(planner):
    work = Work(TWELVE, (TEN,))
    assert drafts.redo(planner, drafts.undo(planner, work)) == work


def test_every_export_leaves_who_what_how_many_rows_and_its_sha256(plan, planner):
    assert exports.imprint(planner).startswith("1 · ")
    what = exports.Made(
        "sheet.pdf", "sheet", digest="e", theme="risk", row_count=152, plan="Rencana A", version="1"
    )
    exports.made(planner, what, b"%PDF")
    (event, *_) = events.listed(open_store(), limit=1)
    assert (event.actor, event.action, event.object) == ("Sari", "export", "sheet.pdf")
    assert event.detail["row_count"] == 152
    assert event.detail["sha256"] == hashlib.sha256(b"%PDF").hexdigest()
    assert exports.imprint(planner) == f"2 · {event.hash[: exports.DIGITS]}"


def test_all_plans_of_an_operation_leave_as_one_file_by_who_keeps_the_installation(plan, owner):
    plans.archived(owner, plans.copied(owner, plan.plan_id, name="Salinan").plan_id)
    with zipfile.ZipFile(BytesIO(exports.project(owner, KEY))) as file:
        names = sorted(json.loads(file.read(it))["plan"]["name"] for it in file.namelist())
    assert names == ["Rencana A", "Salinan"]


def test_the_keeper_reads_and_checks_the_events_and_sets_what_all_share(plan, owner):
    assert [it.action for it in keeping.listed(owner)] == ["plan.create"]
    verdict = keeping.verified(owner, anchor=keeping.head(owner))
    assert (verdict.events, verdict.problem) == (1, "")
    assert keeping.setting(owner, "retention_days") == 365
    keeping.put(owner, "retention_days", 90)
    assert keeping.setting(owner, "retention_days") == 90
