"""Drafts and settings: the last one counts, each user has his own."""

from __future__ import annotations

import json

from dashboard.access import Actor
from dashboard.store import drafts, events, settings
from tests.stores import BUDI, WATI


def put(store, actor, *, plan_id="", payload="{}", based_on=0):
    return drafts.put(store, actor, operation="kota", plan_id=plan_id, based_on=based_on, payload=payload)


def test_a_draft_takes_the_place_of_the_one_before_and_leaves_no_event(store):
    put(store, WATI, plan_id="a", payload="{}")
    last = put(store, WATI, plan_id="a", payload='{"x": "ä"}', based_on=3)
    assert drafts.get(store, WATI, operation="kota", plan_id="a") == last
    assert (last.based_on, json.loads(last.payload)) == (3, {"x": "ä"})
    assert events.head(store).seq == 0


def test_the_latest_draft_is_that_of_whichever_plan_was_touched_last(store):
    assert drafts.latest(store, WATI, operation="kota") is None
    put(store, WATI, plan_id="a")
    put(store, WATI)
    assert drafts.latest(store, WATI, operation="kota").plan_id == ""
    put(store, WATI, plan_id="a")
    assert drafts.latest(store, WATI, operation="kota").plan_id == "a"


def test_nobody_sees_or_drops_the_draft_of_somebody_else_or_of_another_operation(store):
    mine = put(store, WATI, plan_id="a")
    assert drafts.get(store, BUDI, operation="kota", plan_id="a") is None
    assert drafts.latest(store, WATI, operation="kabupaten") is None
    drafts.drop(store, BUDI, operation="kota", plan_id="a")
    assert drafts.get(store, WATI, operation="kota", plan_id="a") == mine
    drafts.drop(store, WATI, operation="kota", plan_id="a")
    assert drafts.get(store, WATI, operation="kota", plan_id="a") is None


def test_a_setting_is_kept_with_an_event_and_only_when_it_changes(store):
    admin = Actor("ani", "admin")
    assert settings.get(store, "retention_days", 365) == 365
    settings.put(store, admin, "retention_days", 30)
    settings.put(store, admin, "retention_days", 30)
    settings.put(store, admin, "retention_days", {"drafts": 30})
    assert settings.get(store, "retention_days", 365) == {"drafts": 30}
    assert [it.action for it in events.listed(store, limit=10)] == ["setting.put"] * 2
    assert events.verify(store).problem == ""
