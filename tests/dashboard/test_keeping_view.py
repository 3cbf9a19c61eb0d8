"""The page of whoever keeps an installation: what was done, whether the record is whole, and who may come in."""

from __future__ import annotations

import pytest

from dashboard import event_words
from dashboard.access import Actor
from dashboard.access.actor import owner
from dashboard.door import stored
from dashboard.service import keeping
from dashboard.store import opening
from tests.dashboard.showing import opened, sentence, tables, texts, turned, words

PHRASE = "dua belas kata sandi"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Keep an installation of its own, with two accounts and an administrator at the page."""
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path))
    stored.add(owner(), "budi", password=PHRASE, role="planner")
    stored.add(owner(), "siti", password=PHRASE, role="admin")
    monkeypatch.setattr("dashboard.state.actor", lambda: Actor("siti", "admin"))
    yield tmp_path
    opening.forget()


@pytest.fixture
def page(home):
    return turned(opened(language="en"), "keeping")


def pressed(app, key):
    return app.button(key=key).click().run()


def test_an_administrator_reads_what_was_done_and_sees_no_plan(page):
    assert not page.exception
    assert sentence(page).startswith("2 events are on record; the newest: account made")
    record, accounts = tables(page)
    assert record["What"].tolist() == ["account made", "account made"]
    assert accounts["Name"].tolist() == ["budi", "siti"]
    assert accounts["Role of the account"].tolist() == ["Planner", "Administrator"]
    assert "Pilkades" not in words(page)


def test_an_account_is_closed_and_opened_and_signed_out(page):
    epoch = stored.listed(owner())[0].epoch
    page = pressed(page, "accounts close")
    assert stored.listed(owner())[0].disabled
    assert tables(page)[1]["State"].tolist()[0] == "closed"
    page = pressed(page, "accounts close")
    page = pressed(page, "accounts revoke")
    budi = stored.listed(owner())[0]
    assert not budi.disabled
    assert budi.epoch > epoch
    assert tables(page)[0]["What"].tolist()[:3] == [
        "signed out everywhere",
        "account opened",
        "account closed",
    ]


def test_another_role_is_given(page):
    box = next(it for it in page.selectbox if it.key and it.key.startswith("accounts role budi"))
    box.set_value("staff").run()
    assert stored.listed(owner())[0].role == "staff"


def test_the_record_is_held_against_what_was_printed(page):
    newest = keeping.listed(owner())[0]
    page.text_input(key="keeping head").set_value(f"{newest.seq} · {newest.hash[:16]}").run()
    page = pressed(page, "chain verify")
    assert "All 2 events are as they were written." in words(page)
    page.text_input(key="keeping head").set_value(f"{newest.seq} · {'0' * 16}").run()
    page = pressed(page, "chain verify")
    assert "is not the one that was printed" in words(page)
    page.text_input(key="keeping head").set_value("no event").run()
    page = pressed(page, "chain verify")
    assert "This is no event as an export prints it" in words(page)


def test_a_setting_is_changed_and_leaves_an_event(page):
    (days,) = page.number_input
    days.set_value(90).run()
    assert keeping.setting(owner(), "retention_days") == 90
    assert keeping.listed(owner())[0].action == "setting.put"


def test_the_particulars_of_an_event_are_one_line_without_what_says_nothing():
    told = {"rows_read": 0, "locked": False, "reason": "", "files": ["a", "b"]}
    assert event_words.detail(told) == "rows_read: 0 · files: ['a', 'b']"
    long = event_words.detail({"name": "x" * 200})
    assert (len(long), long[-1]) == (event_words.LONG, "…")


def test_a_planner_is_not_let_in(home, monkeypatch):
    monkeypatch.setattr("dashboard.state.actor", lambda: Actor("budi", "planner"))
    page = turned(opened(language="en"), "keeping")
    assert texts(page, "pp-title") == ["This view is not open to you"]
