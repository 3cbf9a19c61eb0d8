"""Long work beside a page: shown while it runs, cancelled when asked, made once for the same plan."""

from __future__ import annotations

import time
from concurrent.futures import Future
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import work
from tests.dashboard.showing import words

RELEASED: dict[str, Event] = {}
CALLS: dict[str, int] = {}


PAGE = """
import streamlit as st
from dashboard import work
from tests.dashboard.test_work import made_of

marker = st.session_state["marker"]
made = work.result("Stress", "stress", marker, make=lambda progress: made_of(marker, progress))
st.text(made or "nothing yet")
"""


def page(marker: str) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=30)
    app.session_state["marker"] = marker
    return app


def made_of(marker: str, progress: work.Progress) -> str:
    CALLS[marker] = CALLS.get(marker, 0) + 1
    progress(1, 4)
    while not RELEASED[marker].wait(0.01):
        if progress.should_stop():
            return "stopped"
    return "made"


@pytest.fixture
def started(request, monkeypatch):
    """Return a page whose work runs until its event is set, and the event."""
    marker = request.node.name
    RELEASED[marker] = Event()
    monkeypatch.setattr(work, "SHORT_S", 0.05)
    yield page(marker), RELEASED[marker], marker
    RELEASED[marker].set()


def settled(app: AppTest, said: str) -> str:
    """Run the page again, as its bar does, until it says something; return what it says at last."""
    end = time.monotonic() + 20
    while app.text[0].value != said and time.monotonic() < end:
        time.sleep(0.02)
        app.run()
    return app.text[0].value


def test_short_work_shows_its_result_at_once(started):
    app, released, _marker = started
    released.set()
    assert settled(app.run(), "made") == "made"
    assert not app.button


def test_long_work_can_be_cancelled_and_started_again(started):
    app, released, marker = started
    app.run()
    assert app.text[0].value == "nothing yet"
    (cancel,) = app.button
    cancel.click().run()
    assert "Stress: dibatalkan." in words(app)
    (again,) = app.button
    released.set()
    again.click().run()
    assert settled(app, "made") == "made"
    assert CALLS[marker] == 2


def test_what_was_made_is_kept_for_every_session(started):
    app, released, marker = started
    released.set()
    settled(app.run(), "made")
    other = page(marker).run()
    assert other.text[0].value == "made"
    assert CALLS[marker] == 1


def test_progress_is_a_share_even_before_anything_is_known():
    progress = work.Progress()
    assert progress.share == 0
    progress(3, 4)
    assert progress.share == 0.75
    assert not progress.should_stop()
    progress.cancel()
    assert progress.should_stop()


def test_work_that_nobody_looks_at_makes_way_only_for_work_that_waits():
    unseen = work.Progress(seen=time.monotonic() - work.YIELD_S - 1)
    assert not unseen.should_stop()
    waiting: Future[object] = Future()
    work._LINE.join(waiting)
    assert not work.Progress().should_stop()
    assert unseen.should_stop()
    waiting.cancel()
    assert not work._LINE.waits()
    assert unseen.stopped
    assert unseen.should_stop()


def test_work_that_made_way_is_begun_anew_when_somebody_looks_again(started):
    app, released, marker = started
    released.set()
    given_up: Future[str] = Future()
    given_up.set_result("half of it")
    key = ("stress", marker)
    app.session_state["jobs"] = {key: work.Job(work.Progress(stopped=True), given_up)}
    assert settled(app.run(), "made") == "made"
    assert CALLS[marker] == 1
