from __future__ import annotations

import os
import socket
import sys
from ipaddress import IPv4Address
from itertools import pairwise

import pytest

from dashboard import launch
from dashboard.door.door import Door
from dashboard.door.setup import Setup


@pytest.fixture
def taken():
    """Listen on a port of this machine and give its number."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def started(monkeypatch, setup: Setup) -> list[str]:
    """Return the command line that Streamlit would be started with."""
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    monkeypatch.setattr(launch.runpy, "run_module", lambda *_args, **_options: None)
    monkeypatch.setattr(launch, "stand", doors.append)
    launch.run(setup, open_browser=False)
    return sys.argv


doors: list[Door] = []


def values(command: list[str], option: str) -> list[str]:
    return [value for key, value in pairwise(command) if key == option]


@pytest.mark.parametrize(
    ("setup", "hosts"),
    [
        (Setup(port=8600), ["127.0.0.1", "::1", "localhost"]),
        (Setup(address="192.168.7.7", port=8600), ["127.0.0.1", "192.168.7.7", "::1", "localhost"]),
        (
            Setup(address=str(IPv4Address(0)), port=8600, names=("Posko.Local.",)),
            ["127.0.0.1", "::1", "localhost", "posko.local"],
        ),
    ],
)
def test_a_browser_may_open_a_session_at_the_address_that_is_served_and_no_other(monkeypatch, setup, hosts):
    command = started(monkeypatch, setup)
    assert values(command, "--server.address") == [setup.address]
    assert values(command, "--server.port") == ["8600"]
    assert values(command, "--server.headless") == ["true"]
    assert values(command, "--server.allowedHosts") == hosts
    assert doors.pop().setup is setup


def test_no_command_line_holds_the_key_and_the_file_that_does_is_its_owners_alone(monkeypatch):
    setup = Setup(port=8600)
    assert not any(setup.key in word for word in started(monkeypatch, setup))
    path = launch.signpost(setup)
    assert setup.opening in path.read_text()
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    path.unlink()


def test_each_start_has_another_key_and_a_shared_server_has_none_in_its_address():
    assert Setup().key != Setup().key
    assert Setup(shared=True).opening == "http://127.0.0.1:8501"


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
