"""The bar of long work keeps looking for its result, however late a server under load hears of it."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime, RuntimeConfig, SessionClient
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from dashboard import work

PATIENCE_S = 30
DONE = Event()
PAGE = """
import streamlit as st
from dashboard import work
from tests.dashboard.test_lost_look import DONE

made = work.result("Stress", "stress", "lost look", make=lambda progress: DONE.wait(30) and "made")
st.text(made or "nothing yet")
"""


class Browser(SessionClient):
    """What a browser hears of a session, and how often it is told to let a bar look."""

    def __init__(self):
        self.heard = []

    def write_forward_msg(self, msg):
        self.heard.append(msg)

    @property
    def bars(self):
        """Return the bars whose looking is on: a run of the whole page ends that of those before it."""
        found = []
        for message in self.heard:
            kind = message.WhichOneof("type")
            if kind == "new_session" and not message.metadata.run.fragment_ids:
                found = []
            if kind == "auto_rerun":
                found.append(message.auto_rerun.fragment_id)
        return found

    @property
    def runs(self):
        """Return how many runs of the whole page have begun."""
        return sum(
            it.WhichOneof("type") == "new_session" and not it.metadata.run.fragment_ids for it in self.heard
        )

    @property
    def texts(self):
        """Return the words of the page's text, every time they were shown."""
        deltas = [it.delta.new_element for it in self.heard if it.WhichOneof("type") == "delta"]
        return [it.text.body for it in deltas if it.WhichOneof("type") == "text"]


def run(bar=""):
    """Return what a browser sends to have the page run, or a bar look."""
    message = BackMsg()
    message.rerun_script.fragment_id = bar
    message.rerun_script.is_auto_rerun = bool(bar)
    return message


async def until(holds):
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.005)


async def interrupted(page):
    """Let a bar look in at the very moment at which a run of the page has ended unheard; return the browser."""
    runtime = Runtime(
        RuntimeConfig(str(page), MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload"))
    )
    await runtime.start()
    browser = Browser()
    session = runtime.connect_session(client=browser, user_info={})
    app = runtime.get_app_session(session)
    try:
        runtime.handle_backmsg(session, run())
        await until(lambda: browser.bars and browser.texts)
        (bar,) = browser.bars
        runtime.handle_backmsg(session, run())
        await until(lambda: browser.runs == 2)
        app._scriptrunner._script_thread.join(PATIENCE_S)  # the server hears of nothing while it waits here
        runtime.handle_backmsg(session, run(bar))
        await asyncio.sleep(0.3)
        DONE.set()
        for _look in range(200):
            for it in browser.bars:
                runtime.handle_backmsg(session, run(it))
            await asyncio.sleep(0.05)
            if browser.texts[-1] == "made":
                break
    finally:
        DONE.set()
        await until(lambda: app._scriptrunner is None)
        runtime.close_session(session)
        runtime.stop()
        await runtime.stopped
    return browser


@pytest.fixture
def browser(tmp_path, monkeypatch):
    monkeypatch.setattr(work, "SHORT_S", 0.2)
    DONE.clear()
    page = tmp_path / "page.py"
    page.write_text(PAGE, encoding="utf-8")
    try:
        with ThreadPoolExecutor(1) as aside:  # a test of the browser may have left a loop in this thread
            yield aside.submit(lambda: asyncio.run(interrupted(page))).result()
    finally:
        Runtime._instance = None


def test_a_look_at_the_very_end_of_a_run_does_not_end_all_looking(browser):
    assert browser.texts[-1] == "made"
