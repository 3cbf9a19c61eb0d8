"""Retention: what is old goes, what counts stays, and the events vouch for what is left."""

from __future__ import annotations

import pytest

from dashboard.store import chain, drafts, events, plans, retention
from geo.errors import NotFoundError
from tests.stores import BUDI, WATI, a_plan


def test_old_drafts_and_superseded_versions_of_archived_plans_go_and_nothing_else(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(events, "now", lambda: "2020-01-01T00:00:00.000000+00:00")
        old, kept, approved = (a_plan(store, name=name, saves=3) for name in "ABC")
        drafts.put(store, WATI, operation="kota", plan_id="a", based_on=0, payload="{}")
    plans.approve(store, BUDI, approved.plan_id, version=3)
    for plan in (old, approved):
        plans.archive(store, WATI, plan.plan_id)
    fresh = drafts.put(store, WATI, operation="kota", plan_id="b", based_on=0, payload="{}")
    assert retention.sweep(store, BUDI, days=36_500) == retention.Swept(0, 0)
    assert retention.sweep(store, BUDI, days=365) == retention.Swept(1, 4)
    assert [it.version for it in plans.versions(store, old.plan_id)] == [3]
    assert [it.version for it in plans.versions(store, approved.plan_id)] == [3]
    assert [it.version for it in plans.versions(store, kept.plan_id)] == [1, 2, 3]
    assert drafts.latest(store, WATI, operation="kota") == fresh
    assert drafts.get(store, WATI, operation="kota", plan_id="a") is None
    with pytest.raises(NotFoundError):
        plans.version(store, old.plan_id, 1)
    told = events.listed(store, limit=1)[0]
    assert (told.action, told.detail) == ("store.sweep", {"days": 365, "drafts": 1, "versions": 4})
    assert events.verify(store).problem == ""
    assert retention.sweep(store, BUDI, days=365) == retention.Swept(0, 0)
    assert events.listed(store, limit=1)[0] == told


def test_a_head_may_be_given_as_an_export_shortens_it(lite):
    a_plan(lite, saves=3)
    head = events.head(lite)
    for written in (str(head), f"3:{head.hash[:12]}", f"3 · {head.hash[:16]}", f"3:{head.hash[:9].upper()}…"):
        assert events.verify(lite, anchor=chain.printed(written)).problem == ""
    assert events.verify(lite, anchor=chain.printed(f"3:{'0' * 12}")).problem != ""
    for written in (
        "",
        "3",
        "3:abc",
        "x:0123456789ab",
        "-3:0123456789ab",
        "3:0123456789zz",
        "3:1:0123456789ab",
    ):
        with pytest.raises(ValueError, match=r".*"):
            chain.printed(written)
