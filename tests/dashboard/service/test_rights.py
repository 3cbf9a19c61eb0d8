"""Lists of postings leave for a reason and by whose role may; the shelf changes with an event of each change."""

from __future__ import annotations

import datetime as dt

import pytest

from dashboard import shelf
from dashboard.access import Actor, ForbiddenError
from dashboard.access.actor import OWNER
from dashboard.service import exports, keeping, operations
from dashboard.store import events, open_store
from dashboard.store import operations as stored
from geo import operation as loading
from geo.errors import InputError, ScenarioError
from tests.operations import small

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize(
    ("role", "product", "theme", "may"),
    [
        ("leadership", "sheet", "risk", True),
        ("leadership", "deck", "", True),
        ("leadership", "sheet", "assignment", False),
        ("leadership", "workbook", "", False),
        ("planner", "workbook", "", True),
        ("staff", "pack", "", True),
        (OWNER, "gis", "", True),
    ],
)
def test_who_may_have_maps_is_not_offered_lists_of_postings(role, product, theme, may):
    actor = Actor("somebody", role)
    assert exports.offered(actor, product, theme=theme) is may
    if not may:
        with pytest.raises(ForbiddenError):
            exports.allowed(actor, product, theme=theme, reason="why")


def test_a_list_of_postings_leaves_for_a_reason_unless_the_machine_is_ones_own(planner, owner):
    assert exports.asks_why(planner, "csv")
    with pytest.raises(ScenarioError, match="for a reason"):
        exports.allowed(planner, "csv", reason="  ")
    exports.allowed(planner, "csv", reason="apel")
    assert not exports.asks_why(owner, "csv")
    exports.allowed(owner, "csv")


def test_nothing_is_noted_of_an_export_that_was_refused(planner):
    with pytest.raises(ScenarioError):
        exports.made(planner, exports.Made("a.csv", "csv", digest="e"), b"")
    assert events.head(open_store()).seq == 0


@pytest.mark.parametrize(
    ("key", "value"), [("colour", 1), ("retention_days", 0), ("retention_days", 100_000)]
)
def test_a_setting_that_there_is_not_or_that_cannot_be_is_refused(owner, key, value):
    with pytest.raises(ScenarioError):
        keeping.put(owner, key, value)


def test_each_change_of_the_shelf_is_told_by_an_event_and_its_rows_are_kept(planner):
    made = small()
    folder = operations.add(planner, made)
    key = folder.name
    now = loading.load(folder)
    later = operations.begin(
        planner, now, name="Pilkades 2030", election_day=dt.date(2030, 3, 1), today=dt.date(2026, 1, 1)
    )
    operations.rename(planner, folder, "Lain")
    there = operations.remove(planner, later)
    back = operations.restore(planner, there.name)
    assert set(shelf.own()) == {key, back.name}
    told = [it.action for it in reversed(events.listed(open_store()))]
    assert told[-3:] == ["rename", "remove", "restore"]
    assert [it.digest for it in stored.recorded(open_store(), key)] == [now.digest]


def test_what_came_in_takes_the_place_of_an_operation_after_a_copy_of_it(planner):
    folder = operations.add(planner, small())
    was = loading.load(folder)
    told = was.meta.model_copy(update={"jurisdiction": "Polres Lain"})
    after = type(was).build(told, {"villages": was.villages, "stations": was.stations, "units": was.units})
    operations.take_over(planner, after, folder, before=was.digest, copy="Sebelum")
    assert {loading.load(it).meta.name for it in shelf.own().values()} == {was.meta.name, "Sebelum"}
    with pytest.raises(InputError, match="somebody else"):
        operations.save(planner, after, folder, before=was.digest)


def test_files_that_come_in_and_are_given_up_leave_their_names_and_nothing_of_what_they_hold(planner):
    operations.uploaded(planner, "tps.xlsx", b"secret")
    operations.discarded(planner, ["tps.xlsx"])
    gone, came = events.listed(open_store())
    assert (came.object, came.detail["bytes"]) == ("tps.xlsx", 6)
    assert gone.detail["files"] == ["tps.xlsx"]
    assert "secret" not in str(came)
