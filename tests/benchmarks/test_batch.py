"""A province on one and on two workers: how long, how much faster, how much memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard import gathering
from geo.batch import cluster, found, run
from geo.batch.province import Failure
from geo.batch.task import Outcome
from geo.scenario import Scenario
from tests.batches import deadly, folders, summed

ROOT = Path(__file__).parents[2]
GIB = 2**30


def peak_bytes() -> int:
    """Return the most memory that this process ever held [bytes]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def used_s() -> float:
    """Return the processor time of this process so far [s]."""
    return time.process_time()


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    out = tmp_path_factory.mktemp("province")
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "data/build.py", "province", out], cwd=ROOT, check=True, capture_output=True
    )
    return found.found([str(out)]), time.perf_counter() - start


def measured(wanted, workers):
    start = time.perf_counter()
    with cluster.local(workers) as client:
        begun = time.perf_counter()
        before = sum(client.run(used_s).values())
        answers = run.run(client, wanted, Scenario())
        took = time.perf_counter() - begun
        used = sum(client.run(used_s).values()) - before
        peaks = client.run(peak_bytes).values()
    return answers, begun - start, took, used, max(peaks)


def test_a_province_on_one_and_on_two_workers(province, record_property, tmp_path):
    wanted, made_s = province
    record_property("making the province", f"{made_s:.1f} s")
    answers, took = {}, {}
    for workers in (1, 2):
        answers[workers], start, took[workers], used, peak = measured(wanted, workers)
        told = f"{took[workers]:.1f} s, {used:.1f} s of processor, start {start:.1f} s, a worker at most {peak / GIB:.2f} GiB"
        record_property(f"38 operations, 120,666 TPS, {workers} workers", told)
    record_property("speed-up of two workers", f"{took[1] / took[2]:.2f} times")
    pairs = [(a.line, b.line) for a, b in zip(*answers.values(), strict=True)]
    proven = [pair for pair in pairs if all(it.proven for it in pair)]
    record_property("postings proven on both", f"{len(proven)} of {len(pairs)}")
    assert all(a.digest == b.digest for a, b in pairs)
    assert all(a.model_copy(update={"seconds": b.seconds}) == b for a, b in proven)
    assert all(isinstance(it, Outcome) for it in answers[2])
    for suffix in gathering.SUFFIXES:
        start = time.perf_counter()
        files = gathering.write(
            summed(answers[2]), [it.stations for it in answers[2]], tmp_path / f"run{suffix}"
        )
        size = sum(it.stat().st_size for it in files) / 1e6
        record_property(f"gathering into {suffix}", f"{time.perf_counter() - start:.1f} s, {size:.1f} MB")
    record_property("peak of the process that gathers", f"{peak_bytes() / GIB:.2f} GiB")


def test_an_operation_that_ends_every_worker_is_lost_alone_though_others_waited_there(tmp_path):
    wanted = found.found([str(folders(tmp_path, "alpha", "beta", "gamma"))])
    with cluster.local(1) as client:
        answers = run.run(client, wanted, Scenario(), task=deadly)
    assert [(it.key, it.kind) for it in answers if isinstance(it, Failure)] == [("beta", "lost")]
