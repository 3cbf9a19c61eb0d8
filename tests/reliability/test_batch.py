"""A run on a real cluster: workers are killed, data are bad, tasks break off, and nothing is lost.

One cluster of two worker processes serves all tests here, begun as `petapam batch` begins it.
"""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal
from typer.testing import CliRunner

from dashboard import batch_command, provinces
from dashboard.cli import app
from geo.batch import cluster, found, run
from geo.batch.province import Failure
from geo.batch.task import Outcome, assessed
from geo.errors import InputError, ServiceError
from geo.scenario import Scenario
from tests.batches import always_broken, folders, once_broken

pytestmark = pytest.mark.xdist_group("cluster")
NAMES = ("alpha", "beta", "delta", "gamma")


@pytest.fixture(scope="module")
def client():
    with cluster.local(2) as client:
        yield client


@pytest.fixture
def address(client):
    """Return the address of the cluster, and let dask's settings name the certificates for it."""
    known = client.security
    named = {"client.cert": known.tls_client_cert, "client.key": known.tls_client_key}
    told = {
        f"distributed.comm.tls.{key}": pem for key, pem in ({"ca-file": known.tls_ca_file} | named).items()
    }
    with import_module("dask").config.set(told):
        yield client.scheduler.address


@pytest.fixture
def home(tmp_path):
    return folders(tmp_path / "many", *NAMES)


def comparable(answers):
    lines = [
        it.line.model_dump(exclude={"seconds"}) if isinstance(it, Outcome) else it.model_dump()
        for it in answers
    ]
    return lines, [it.stations for it in answers if isinstance(it, Outcome)]


def assert_equal(one, other):
    (lines, stations), (other_lines, other_stations) = comparable(one), comparable(other)
    assert lines == other_lines
    for left, right in zip(stations, other_stations, strict=True):
        assert_geodataframe_equal(left, right)


def command(*words):
    return CliRunner().invoke(app, ["batch", *map(str, words)])


@pytest.mark.parametrize("turn", range(10 if os.environ.get("PETAPAM_LONG") else 1))
def test_a_worker_that_is_killed_in_the_middle_loses_nothing(client, home, turn):
    wanted = found.found([str(home), "pasuruan-kota-2022"])
    undisturbed = [assessed(it, Scenario().model_dump_json()) for it in sorted(wanted, key=lambda it: it.key)]
    pids, killed = client.run(os.getpid), []

    def kill(progress):
        busy = [worker for worker, keys in client.processing().items() if keys and worker in pids]
        if busy and not killed:
            killed.append((pids[busy[0]], progress.done))
            os.kill(pids[busy[0]], signal.SIGKILL)

    answers = run.run(client, wanted, Scenario(), told=kill)
    assert len(killed) == 1
    assert killed[0][1] < len(wanted)
    assert killed[0][0] not in client.run(os.getpid).values()
    assert_equal(answers, undisturbed)


def test_a_bad_operation_stops_no_other_and_is_not_tried_again(client, tmp_path):
    home = folders(tmp_path / "many", *NAMES, broken=("broken",))
    seen = []
    answers = run.run(client, found.found([str(home)]), Scenario(), told=seen.append)
    assert [isinstance(it, Failure) for it in answers] == [False, False, True, False, False]
    assert answers[2].kind == "data"
    assert (seen[-1].done, seen[-1].failed, seen[-1].of) == (5, 1, 5)
    assert seen[-1].weight == seen[-1].of_weight


def test_a_task_that_breaks_off_is_tried_again_and_listed_in_the_end(client, home):
    wanted = found.found([str(home)])
    answers = run.run(client, wanted, Scenario(), task=once_broken)
    assert all(isinstance(it, Outcome) for it in answers)
    answers = run.run(client, wanted, Scenario(), task=always_broken)
    assert [it.key for it in answers if isinstance(it, Failure)] == ["beta"]
    assert (home / "tries").read_text() == "." * (run.RETRIES + 1)
    assert "RuntimeError: no luck" in answers[1].faults[0].fault.text()


def test_the_command_uses_the_scheduler_that_is_named_and_keeps_the_run(address, tmp_path, monkeypatch):
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path / "home"))
    home = folders(tmp_path / "many", *NAMES, broken=("broken",))
    monkeypatch.setattr(cluster, "local", lambda *_args, **_more: pytest.fail("a cluster of its own"))
    file = tmp_path / "out.gpkg"
    done = command(home, "--scheduler", address, "--out", file, "--shelf")
    assert done.exit_code == 1
    assert "failed: broken: " in done.stderr
    assert "broken" not in done.stdout
    assert "4 operations" in done.stdout
    assert sorted(it.name for it in tmp_path.glob("out*")) == ["out.gpkg", "out.province.json"]
    assert len(gpd.read_file(file, layer="stations")) == 4 * 6
    kept = batch_command.province.read(provinces.place())
    assert [it.key for it in kept.lines] == list(NAMES)
    assert kept == batch_command.province.read(tmp_path / "out.province.json")
    assert provinces.place().parent.stat().st_mode & 0o077 == 0


def test_ctrl_c_ends_with_130_and_writes_nothing(address, home, tmp_path, monkeypatch):
    def interrupted(progress):
        raise KeyboardInterrupt

    real = run.run
    monkeypatch.setattr(batch_command.run, "run", lambda *args, **_more: real(*args, told=interrupted))
    file = tmp_path / "out.gpkg"
    done = command(home, "--scheduler", address, "--out", file, "--shelf")
    assert done.exit_code == 130
    assert "nothing was written" in done.stderr
    assert list(tmp_path.glob("*.gpkg")) == []
    assert not provinces.place().exists()


def test_a_scheduler_that_is_not_there_is_said(monkeypatch, home):
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    with socket.socket() as taken:
        taken.bind((cluster.HOME, 0))
        address = f"tcp://{cluster.HOME}:{taken.getsockname()[1]}"
        with pytest.raises(ServiceError, match="No scheduler answers"), cluster.connected(address):
            pass
    with pytest.raises(InputError, match="no address"), cluster.connected("carrier://pigeon"):
        pass


def test_workers_of_another_version_are_refused(address, monkeypatch):
    monkeypatch.setattr(cluster, "program_version", other_version)
    with pytest.raises(ServiceError, match="do not have PetaPAM"), cluster.connected(address):
        pass


def other_version():
    """Return another version on this side than on that of the workers."""
    return str(os.getpid())


def listening(pid: int) -> set[str]:
    """Return the addresses, as hexadecimal digits, on which a process listens."""
    held = set()
    for it in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            target = str(it.readlink())
            held |= {target[8:-1]} if target.startswith("socket:[") else set()
    rows = [
        line.split()
        for kind in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]
    ]
    return {row[1].rpartition(":")[0] for row in rows if row[3] == "0A" and row[9] in held}


def test_a_cluster_of_our_own_listens_on_this_machine_alone_and_lets_nobody_in_without_its_certificate(
    client,
):
    assert client.scheduler.address.startswith("tls://127.0.0.1:")
    for pid in (os.getpid(), *client.run(os.getpid).values()):
        assert listening(pid) <= {"0100007F"}
    with pytest.raises(InputError, match="no certificates"), cluster.connected(client.scheduler.address):
        pass


def test_no_worker_hears_ctrl_c_so_that_who_began_them_ends_them(client):
    assert set(client.run(blocked).values()) == {True}


def blocked() -> bool:
    """Return whether this process would not hear Ctrl+C."""
    status = Path("/proc/self/status").read_text()
    mask = int(next(it for it in status.splitlines() if it.startswith("SigBlk")).split()[1], 16)
    return bool(mask >> (signal.SIGINT - 1) & 1)
