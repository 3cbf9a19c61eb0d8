"""A full disk: what was there stays whole, the message says so, and the next save works when there is space."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess

import pytest

from dashboard.store import StoreError, backup, events, plans
from geo.scenario import Scenario
from tests.stores import WATI, a_plan, file_store

DISK_BYTES = 3_000_000


@contextlib.contextmanager
def small_disk(place):
    """Mount a disk of 3 MB in memory; None where this system lets nobody."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)]
    may = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield place if may else None
    finally:
        if may:
            subprocess.run(["umount", "-l", str(place)], check=True)


@contextlib.contextmanager
def no_file_longer_than(most_bytes):
    """Let no file of this process grow beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def save_until_refused(store, plan, *, letters):
    """Save bigger and bigger plans until one is refused; return the last that was not, and what was said."""
    while True:
        scenario = Scenario(name=f"{plan.version} " + "x" * letters)
        try:
            plan = plans.save(store, WATI, plan.plan_id, based_on=plan.version, scenario=scenario)
        except StoreError as refused:
            return plan, str(refused)


def require_whole(store, plan):
    """Hold the store against what was saved last, and save once more."""
    assert plans.get(store, plan.plan_id) == plan
    assert events.verify(store).problem == ""
    after = plans.save(store, WATI, plan.plan_id, based_on=plan.version, scenario=Scenario(name="after"))
    assert after.version == plan.version + 1
    assert plans.versions(store, plan.plan_id)[-1].scenario.name == "after"


def test_a_full_disk_leaves_the_old_state_whole_and_the_next_save_works(tmp_path, amount, record_property):
    tried = 0
    with small_disk(tmp_path / "disk") as disk:
        for n in range(amount(5, 50) if disk else 0):
            store = file_store(disk / str(n))
            filler = disk / "filler"
            filler.write_bytes(bytes(DISK_BYTES - 1_000_000 - n * 4096))
            plan, said = save_until_refused(store, a_plan(store), letters=3000 + n * 500)
            assert "disk is full; nothing was changed" in said
            filler.unlink()
            require_whole(store, plan)
            store.file.unlink()
            tried += 1
    told = f"{tried} fill levels, all whole" if tried else "left out: only root may mount a small disk"
    record_property("disk full (tmpfs of 3 MB)", told)
    assert tried or os.geteuid() or disk is None


def test_a_file_that_may_not_grow_leaves_the_old_state_whole_and_the_next_save_works(
    tmp_path, amount, record_property
):
    count = amount(5, 50)
    for n in range(count):
        store = file_store(tmp_path / str(n))
        plan = a_plan(store)
        with no_file_longer_than(store.file.stat().st_size + 1000 + n * 777):
            plan, said = save_until_refused(store, plan, letters=3000)
        assert "nothing was changed" in said
        require_whole(store, plan)
    record_property("disk that takes no more (limit of a file's size)", f"{count} levels, all whole")
    assert count


def test_a_backup_that_finds_no_space_leaves_the_one_of_before(lite, tmp_path):
    plan, target = a_plan(lite), tmp_path / "a.zip"
    made = backup.make(lite, WATI, target)
    before = target.read_bytes()
    plans.save(lite, WATI, plan.plan_id, based_on=1, scenario=Scenario(name="x" * 50_000))
    with no_file_longer_than(20_000), pytest.raises((StoreError, OSError)):
        backup.make(lite, WATI, target)
    assert target.read_bytes() == before
    assert (tmp_path / "a.zip.sha256").read_text().split()[0] == made.sha256
    assert sorted(it.name for it in tmp_path.iterdir()) == ["a.zip", "a.zip.sha256"]
    assert events.verify(lite).problem == ""
