"""Plans: a save is a version, nobody's work is overwritten, and an approved plan stays as it is."""

from __future__ import annotations

import pytest

from dashboard.store import ConflictError, LockedError, events, plans
from geo.errors import InputError, NotFoundError
from geo.scenario import Scenario
from tests.stores import BUDI, WATI, a_plan


def saved(store, plan, minutes, *, actor=WATI, based_on=None):
    return plans.save(
        store,
        actor,
        plan.plan_id,
        based_on=plan.version if based_on is None else based_on,
        scenario=Scenario(threshold_min=minutes),
        data_digest="d" * 16,
        reason=f"{minutes} menit",
    )


def test_a_plan_comes_back_as_it_was_saved_with_who_when_and_why(store):
    plan = saved(store, a_plan(store), 25)
    found = plans.get(store, plan.plan_id)
    assert found == plan
    assert (found.version, found.author, found.reason, found.status) == (2, "wati", "25 menit", "open")
    assert found.scenario == Scenario(threshold_min=25)
    assert found.digest == Scenario(threshold_min=25).digest
    assert [it.scenario.threshold_min for it in plans.versions(store, plan.plan_id)] == [10, 25]
    assert plans.version(store, plan.plan_id, 1).scenario == Scenario()
    assert events.verify(store).problem == ""


def test_every_save_is_an_event_with_version_digest_and_reason(store):
    plan = saved(store, a_plan(store), 25)
    last, first = events.listed(store, limit=10)
    assert (first.action, last.action, last.object) == ("plan.create", "plan.save", f"plan:{plan.plan_id}")
    assert last.detail == {"version": 2, "digest": plan.digest, "reason": "25 menit"}


def test_work_that_came_too_late_is_kept_as_a_branch_and_says_who_was_first(store):
    plan = a_plan(store)
    saved(store, plan, 20, actor=BUDI)
    with pytest.raises(ConflictError, match="budi saved this plan meanwhile") as raised:
        saved(store, plan, 30)
    clash = raised.value
    assert (clash.base.version, clash.base.scenario) == (1, Scenario())
    assert (clash.theirs.version, clash.theirs.author, clash.theirs.scenario.threshold_min) == (2, "budi", 20)
    assert (clash.mine.version, clash.mine.author, clash.mine.branch_of) == (1, "wati", plan.plan_id)
    assert plans.get(store, clash.mine.plan_id) == clash.mine
    assert plans.get(store, plan.plan_id) == clash.theirs
    assert events.listed(store, limit=1)[0].action == "plan.branch"
    with pytest.raises(ConflictError) as again:
        saved(store, plan, 31)
    assert [clash.mine.name, again.value.mine.name] == ["Rencana A (wati)", "Rencana A (wati) 2"]
    assert events.verify(store).problem == ""


def test_the_same_work_saved_twice_is_one_version(store):
    plan = a_plan(store)
    first = saved(store, plan, 20)
    assert saved(store, plan, 20) == first
    assert len(plans.versions(store, plan.plan_id)) == 2
    with pytest.raises(ConflictError):
        saved(store, plan, 20, actor=BUDI)


def test_a_save_without_a_digest_of_the_data_keeps_that_of_before(store):
    plan = a_plan(store)
    assert plans.save(store, WATI, plan.plan_id, based_on=1, scenario=Scenario()).data_digest == "d" * 16


def test_an_old_version_becomes_the_newest_and_none_is_lost(store):
    plan = a_plan(store, saves=3)
    back = plans.restore(store, WATI, plan.plan_id, 1, based_on=3, reason="lebih baik")
    assert (back.version, back.scenario, back.reason) == (4, Scenario(), "lebih baik")
    assert [it.scenario.threshold_min for it in plans.versions(store, plan.plan_id)] == [10, 11, 12, 10]
    assert events.listed(store, limit=1)[0].detail["restored"] == 1
    with pytest.raises(ConflictError):
        plans.restore(store, WATI, plan.plan_id, 2, based_on=3)
    with pytest.raises(NotFoundError, match="no version 9"):
        plans.restore(store, WATI, plan.plan_id, 9, based_on=4)


def test_an_approved_plan_takes_no_change_until_it_is_unlocked(store):
    plan = a_plan(store, saves=2)
    done = plans.approve(store, BUDI, plan.plan_id, version=2, reason="rapat")
    assert (done.status, done.approved) == ("approved", 2)
    for change in (
        lambda: saved(store, plan, 30),
        lambda: plans.rename(store, WATI, plan.plan_id, name="Lain"),
        lambda: plans.restore(store, WATI, plan.plan_id, 1, based_on=2),
    ):
        with pytest.raises(LockedError, match="approved"):
            change()
    assert plans.get(store, plan.plan_id) == done
    copied = plans.copy(store, WATI, plan.plan_id, name="Salinan")
    assert (copied.status, copied.version, copied.scenario) == ("open", 1, plan.scenario)
    assert plans.unlock(store, BUDI, plan.plan_id).status == "open"
    assert saved(store, plan, 30).version == 3
    assert events.verify(store).problem == ""


def test_only_the_version_that_was_looked_at_is_approved(store):
    plan = a_plan(store, saves=2)
    with pytest.raises(ConflictError) as raised:
        plans.approve(store, BUDI, plan.plan_id, version=1)
    assert raised.value.mine == raised.value.theirs == plans.get(store, plan.plan_id)
    assert raised.value.base.version == 1
    assert plans.get(store, plan.plan_id).status == "open"


def test_the_archive_hides_a_plan_and_keeps_its_approval(store):
    plan, other = a_plan(store), a_plan(store, name="Rencana B")
    plans.approve(store, BUDI, plan.plan_id, version=1)
    assert plans.archive(store, WATI, plan.plan_id).status == "archived"
    assert plans.of_operation(store, "kota") == [other]
    assert [it.plan_id for it in plans.of_operation(store, "kota", archived=True)] == [plan.plan_id]
    with pytest.raises(LockedError, match="archived"):
        saved(store, plan, 30)
    with pytest.raises(InputError, match="archived"):
        plans.approve(store, BUDI, plan.plan_id, version=1)
    assert plans.unarchive(store, WATI, plan.plan_id).status == "approved"


def test_the_last_saved_plan_stands_first_and_another_operation_has_its_own(store):
    first, second = a_plan(store), a_plan(store, name="Rencana B")
    saved(store, first, 44)
    assert [it.name for it in plans.of_operation(store, "kota")] == ["Rencana A", "Rencana B"]
    assert plans.rename(store, WATI, second.plan_id, name="  Rencana   C ").name == "Rencana C"
    assert plans.of_operation(store, "kabupaten") == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_plan_without_a_proper_name_is_refused_and_nothing_is_written(store, name):
    with pytest.raises(InputError, match="name"):
        a_plan(store, name=name)
    assert plans.of_operation(store, "kota") == []
    assert events.head(store).seq == 0


def test_a_plan_that_there_is_not_is_named_as_such(store):
    for ask in (plans.get, plans.versions):
        with pytest.raises(NotFoundError, match="no such plan"):
            ask(store, "nothing")


def test_a_change_that_changes_nothing_leaves_no_event(store):
    plan = a_plan(store)
    before = events.head(store)
    plans.unarchive(store, WATI, plan.plan_id)
    plans.unlock(store, WATI, plan.plan_id)
    assert events.head(store) == before
