from __future__ import annotations

import os
import socket
import sys
from itertools import pairwise

import pytest

from dashboard import launch


@pytest.fixture
def taken():
    """Listen on a port of this machine and give its number."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def started(monkeypatch, **options) -> list[str]:
    """Return the command line that Streamlit would be started with."""
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    monkeypatch.setattr(launch.runpy, "run_module", lambda *_args, **_options: None)
    launch.run(open_browser=False, **options)
    return sys.argv


def values(command: list[str], option: str) -> list[str]:
    return [value for key, value in pairwise(command) if key == option]


@pytest.mark.parametrize(
    ("address", "hosts"),
    [("127.0.0.1", ["127.0.0.1", "localhost"]), ("192.168.7.7", ["127.0.0.1", "localhost", "192.168.7.7"])],
)
def test_a_browser_may_open_a_session_at_the_address_that_is_served_and_no_other(monkeypatch, address, hosts):
    command = started(monkeypatch, address=address, port=8600)
    assert values(command, "--server.address") == [address]
    assert values(command, "--server.port") == ["8600"]
    assert values(command, "--server.headless") == ["true"]
    assert values(command, "--server.allowedHosts") == hosts


def test_a_port_that_is_taken_is_not_free(taken):
    assert not launch.is_free("127.0.0.1", taken)


def test_without_a_free_port_the_reason_is_said(taken, monkeypatch):
    monkeypatch.setattr(launch, "FIRST_PORT", taken)
    monkeypatch.setattr(launch, "TRIED_PORTS", 1)
    with pytest.raises(OSError, match=f"no free port from {taken} to {taken}"):
        launch.free_port("127.0.0.1")


def test_the_first_free_port_is_taken(monkeypatch):
    monkeypatch.setattr(launch, "is_free", lambda _address, port: port == launch.FIRST_PORT + 2)
    assert launch.free_port("127.0.0.1") == launch.FIRST_PORT + 2
