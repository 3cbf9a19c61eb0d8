"""Every hostile file is refused with a sentence, and the sound file beside it is read."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from tempfile import gettempdir
from threading import Thread

import pytest

from geo.intake import gate
from geo.intake.gate import pool
from tests.geo.intake.gate import hostile_tables, seeds
from tests.geo.intake.gate.hostile import CANARY, MADE


class Listener:
    """Counts who calls on a port of this machine."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()


@pytest.fixture(scope="module")
def listener():
    it = Listener()
    yield it
    it.socket.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("server") / "rahasia.csv"
    path.write_text(f"id,isi\n1,{CANARY}\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True, scope="module")
def _clean():
    yield
    gate.close()


def left() -> list[str]:
    """Return what lies in the folders of the processes that wait."""
    return [str(it) for child in pool._idle for it in child.folder.rglob("*")]


def test_there_are_enough_hostile_files_of_every_sort():
    assert hostile_tables.__doc__
    assert len(MADE) >= 80
    assert len({code for it in MADE.values() for code in it.codes}) >= 30


@pytest.mark.parametrize("key", sorted(MADE))
def test_a_hostile_file_is_refused_in_a_sentence_that_gives_nothing_away(key, secret, listener):
    it = MADE[key]
    with pytest.raises(gate.IntakeError) as refused:
        gate.read(it.body(str(secret), listener.port), name=it.name)
    said = str(refused.value)
    assert refused.value.code in it.codes, said
    assert CANARY not in said
    assert str(secret) not in said
    assert gettempdir() not in said
    assert not re.search(r"Traceback|Error\b|Exception|0x[0-9a-f]{6}|vsi|site-packages", said)
    assert listener.calls == 0
    assert left() == []
    assert len(gate.read(seeds.CSV.encode(), name="tps.csv")[0]) == 3


@pytest.mark.parametrize("name", sorted(seeds.good()))
def test_the_sound_file_of_the_same_kind_is_read_after_a_hostile_one(name, secret, listener):
    ending = name.rpartition(".")[2]
    for it in MADE.values():
        if it.name.endswith(ending) and len(body := it.body(str(secret), listener.port)) < 100_000:
            with pytest.raises(gate.IntakeError):
                gate.read(body, name=it.name)
    assert sum(map(len, gate.read(seeds.good()[name], name=name))) >= 3
    assert left() == []


def test_the_listener_would_have_heard_a_call(listener):
    before = listener.calls
    with socket.create_connection(("127.0.0.1", listener.port), timeout=5) as call:
        assert call.recv(1) == b""
    assert listener.calls == before + 1
