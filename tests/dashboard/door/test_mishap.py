"""An error that nobody foresaw shows a number; the log of its owner holds the trace under it."""

from __future__ import annotations

import re

import pytest

from dashboard.door import mishap


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def stumble(words: str) -> str:
    """Let something go wrong; returns its number."""
    try:
        int(words)
    except ValueError as error:
        return mishap.record(error)
    return ""


def test_the_trace_stands_in_the_log_under_the_number_that_is_shown(home):
    reference = stumble("broken")
    assert re.fullmatch("[0-9a-f]{8}", reference)
    said = mishap.file().read_text()
    assert f"{reference}\nTraceback" in said
    assert "ValueError: invalid literal" in said


def test_nobody_else_reads_the_log_and_it_does_not_grow_for_ever(home, monkeypatch):
    monkeypatch.setattr(mishap, "MAX_BYTES", 2000)
    for number in range(120):
        stumble(f"broken {number}")
    kept = sorted(mishap.file().parent.iterdir())
    assert len(kept) == mishap.KEPT + 1
    assert {it.stat().st_mode & 0o777 for it in kept} == {0o600}
    assert all(it.stat().st_size < 2500 for it in kept)


def test_a_log_that_cannot_be_written_still_gives_a_number(home, caplog):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file in the place of the folder")
    reference = stumble("broken")
    assert re.fullmatch("[0-9a-f]{8}", reference)
    assert reference in caplog.text
