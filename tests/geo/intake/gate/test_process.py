"""The limited process: what it may not do, and that nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.errors import StoppedError
from geo.intake import gate
from geo.intake.gate import child as processes
from geo.intake.gate import pool
from geo.intake.gate.answer import sheets
from geo.intake.gate.child import HOME, Child
from geo.intake.reading import limits
from tests.geo.intake.gate import seeds

TRIES = {
    "read a file of the server": "open(sys.argv[3]).read()",
    "list a folder of the server": "os.listdir(os.path.dirname(sys.argv[3]))",
    "write beside its folder": "open(sys.argv[1] + '-beside', 'w')",
    "lay a link": "os.symlink(sys.argv[3], sys.argv[1] + '/upload')",
    "start a program": "import subprocess; subprocess.run(['true'])",
    "start a program quietly": "os.execv('/bin/true', ['true'])",
    "open a connection": "import socket; socket.create_connection(('127.0.0.1', int(sys.argv[4])), 2)",
    "bring an object to life": "import pickle; pickle.loads(pickle.dumps(os.getcwd))",
    "take more memory than it may": "bytearray(4 << 30)",
    "write more than it may": "[f.write(bytes(64 << 20)) for f in [open(sys.argv[1] + '/x', 'wb')] for _ in range(20)]",
}
RAW = """
import ctypes, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
handle = libc.socket(2, 1, 0)
address = struct.pack('<H', 2) + struct.pack('>H', int(sys.argv[4])) + socket.inet_aton('127.0.0.1') + bytes(8)
sys.exit(0 if libc.connect(handle, address, 16) else 9)
"""


@pytest.fixture(autouse=True, scope="module")
def _clean():
    yield
    gate.close()


def confined(tmp_path: Path, code: str, port: int = 0) -> subprocess.CompletedProcess[str]:
    """Run code the way the limited process runs, with a folder of its own."""
    folder, secret = tmp_path / "room", tmp_path / "server" / "rahasia.txt"
    folder.mkdir()
    secret.parent.mkdir()
    secret.write_text("x", encoding="utf-8")
    start = "import os, sys; sys.path.insert(0, sys.argv[2])\nfrom pathlib import Path\nfrom geo.intake.reading.confine import confine\nconfine(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", start + code, str(folder), str(HOME), str(secret), str(port)],
        capture_output=True,
        text=True,
        check=False,
        env={},
    )


@pytest.mark.parametrize("what", TRIES)
def test_the_limited_process_cannot(what, tmp_path):
    done = confined(tmp_path, TRIES[what])
    assert done.returncode != 0
    assert "Error" in done.stderr
    assert not (tmp_path / "room-beside").exists()


def test_the_limited_process_can_work_in_its_own_folder(tmp_path):
    done = confined(
        tmp_path, "p = Path(sys.argv[1]) / 'x'; p.write_text('1'); p.unlink(); print(p.parent.exists())"
    )
    assert done.stdout.strip() == "True", done.stderr


def test_no_connection_leaves_the_limited_process_even_past_python(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = confined(tmp_path, RAW, server.getsockname()[1])
        with pytest.raises(TimeoutError):
            server.accept()
    assert done.returncode == 0, done.stderr


def test_the_process_says_that_its_barriers_stand():
    gate.read(seeds.CSV.encode(), name="x.csv")
    assert set(pool._idle[-1].barriers) == {"limits", "network", "files"}
    assert pool._idle[-1].barriers["limits"]


def test_one_process_serves_many_files_and_leaves_nothing():
    gate.close()
    for name, body in seeds.good().items():
        assert len(gate.read(body, name=name)) >= 1
    assert len(pool._idle) == 1
    assert pool._idle[0].served == len(seeds.good())
    folder, process = pool._idle[0].folder, pool._idle[0].process
    assert list(folder.iterdir()) == []
    gate.close()
    assert not folder.exists()
    assert process.poll() is not None


def test_a_process_that_dies_is_replaced_and_the_file_refused(monkeypatch):
    def die(self, request, **_options):
        self.served, self.busy = self.served + 1, True
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        raise processes.DeadError

    gate.read(seeds.CSV.encode(), name="x.csv")
    first = pool._idle[-1]
    with monkeypatch.context() as patch:
        patch.setattr(Child, "ask", die)
        with pytest.raises(gate.IntakeError) as refused:
            gate.read(seeds.CSV.encode(), name="x.csv")
    assert refused.value.code == "too_much_memory"
    assert not first.folder.exists()
    assert len(gate.read(seeds.CSV.encode(), name="x.csv")[0]) == 3
    assert pool._idle[-1].process.pid != first.process.pid


def test_a_process_that_is_late_is_ended_and_the_file_refused(monkeypatch):
    gate.read(seeds.CSV.encode(), name="x.csv")
    late = pool._idle[-1]
    with monkeypatch.context() as patch:
        patch.setattr(limits, "SECONDS", 0.0)
        patch.setattr(limits, "SECONDS_PER_MB", 0.0)
        with pytest.raises(gate.IntakeError) as refused:
            gate.read(b"1;2\n" * 600_000, name="x.csv")
    assert refused.value.code == "too_slow"
    assert late.process.poll() is not None
    assert not late.folder.exists()


def test_who_does_not_want_the_file_any_more_ends_its_reading():
    until = time.monotonic() + 0.3
    with pytest.raises(StoppedError):
        gate.read(
            b"1;2;3;4;5;6;7;8\n" * 1_100_000, name="x.csv", should_stop=lambda: time.monotonic() > until
        )
    assert pool._idle == []
    assert len(gate.read(seeds.CSV.encode(), name="x.csv")[0]) == 3


def test_a_long_file_says_how_far_it_is():
    told = []
    sheet = gate.read(b"1;2;3;4;5;6;7;8\n" * 300_000, name="x.csv", progress=lambda *it: told.append(it))[0]
    assert len(sheet) == 300_000
    assert told
    assert [it[1] for it in told] == sorted(it[1] for it in told)
    assert {it[0] for it in told} == {"read"}
    assert all(it[1] <= it[2] == 16 * 300_000 for it in told)


@pytest.mark.parametrize("path", ["", "tidak-ada.csv", "/dev/zero"])
def test_what_is_no_plain_file_is_refused(path, tmp_path):
    with pytest.raises(gate.IntakeError) as refused:
        gate.read(tmp_path / path if not path.startswith("/") else path)
    assert refused.value.code == "not_there"


def test_a_file_by_its_path_is_read_and_stays_as_it_was(tmp_path):
    path = tmp_path / "tps.csv"
    path.write_bytes(seeds.CSV.encode())
    sheet = gate.read(path)[0]
    assert (sheet.file, len(sheet)) == ("tps.csv", 3)
    assert path.read_bytes() == seeds.CSV.encode()


def test_a_file_beyond_its_size_is_refused_before_anybody_reads_it():
    with pytest.raises(gate.IntakeError, match="larger than 64 MB"):
        gate.read(seeds.KML.encode() + b" " * (64 << 20), name="x.kml")


def test_an_answer_that_nobody_expects_is_not_believed(tmp_path):
    (tmp_path / "0.arrow").write_bytes(b"ARROW1\0\0" + bytes(100))
    with pytest.raises(gate.IntakeError) as refused:
        sheets(tmp_path, 1, name="x.csv")
    assert refused.value.code == "crashed"
