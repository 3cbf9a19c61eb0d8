"""Backups during writing all verify and restore, on either engine and across; a plain copy is refused."""

from __future__ import annotations

import shutil
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard import shelf
from dashboard.store import StoreError, backup, events, open_store, opening, operations, plans, restoring
from dashboard.store.engine import url_of
from geo.operation import load
from geo.scenario import Scenario
from tests.postgres import ENGINES
from tests.stores import BUDI, WATI, a_plan, database_store, file_store, url


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "data"))


@contextmanager
def writing(store):
    """Save all the time meanwhile; give the list of versions that were reported."""
    plan, done, ended = a_plan(store), [1], threading.Event()

    def save():
        while not ended.is_set():
            scenario = Scenario(name="x" * (len(done) * 97 % 3000))
            done.append(plans.save(store, WATI, plan.plan_id, based_on=len(done), scenario=scenario).version)
            ended.wait(0.02)

    writer = threading.Thread(target=save)
    writer.start()
    try:
        yield plan.plan_id, done
    finally:
        ended.set()
        writer.join()


def test_every_backup_during_writing_verifies_and_restores(store, folder, tmp_path, amount, record_property):
    count = amount(20 if store.file else 3, 20)
    made = []
    with writing(store) as (plan_id, done):
        for n in range(count):
            reported = len(done)
            made.append((backup.make(store, BUDI, tmp_path / f"{n}.zip"), reported))
    for n, (held, reported) in enumerate(made):
        again = url_of(folder / f"restored-{n}" / "petapam.sqlite")
        assert restoring.restore(held.path, BUDI, url=again).kept == ""
        copy = open_store(again)
        assert plans.get(copy, plan_id).version >= reported
        assert events.verify(copy, anchor=held.head).problem == ""
        assert events.verify(store, anchor=held.head).problem == ""
    name = store.engine.dialect.name
    record_property(
        f"backups during writing, {name}", f"{count} of {count} verify and restore, {len(done)} saves"
    )
    assert events.verify(store).problem == ""


def test_a_plain_copy_of_the_file_is_no_backup(lite, tmp_path):
    with writing(lite):
        for n in range(5):
            shutil.copyfile(lite.file, tmp_path / f"{n}.zip")
    for n in range(5):
        with pytest.raises(StoreError, match="is no backup"):
            restoring.restore(tmp_path / f"{n}.zip", BUDI, url=url(lite))


@pytest.fixture
def target(request, folder, cluster):
    """Give an empty store to restore into, of the engine that the test asks for."""
    if request.param == "sqlite":
        yield file_store(folder / "target")
        return
    with database_store(cluster) as made:
        yield made


@pytest.mark.parametrize("target", ENGINES[1:], indirect=True)
def test_what_was_backed_up_of_one_engine_is_whole_on_the_other(lite, target, tmp_path):
    plan = a_plan(lite, saves=3, name="Rencana \\ Ä\tB")
    kota = load("pasuruan-kota-2022")
    operations.record(lite, WATI, kota, key="kota")
    there = a_plan(target, name="Yang lama")
    made = backup.make(lite, BUDI, tmp_path / "a.zip")
    done = restoring.restore(made.path, BUDI, url=url(target))
    assert done.kept.startswith("schema petapam_before_")
    moved = open_store(url(target))
    assert plans.get(moved, plan.plan_id) == plan
    assert operations.load(moved, kota.digest).digest == kota.digest
    assert [it.name for it in plans.of_operation(moved, "kota")] == [plan.name]
    assert there.plan_id not in {it.plan_id for it in plans.of_operation(moved, "kota")}
    back = backup.make(moved, BUDI, tmp_path / "b.zip")
    kept = restoring.restore(back.path, BUDI, url=url(lite)).kept
    assert plans.get(open_store(url(lite)), plan.plan_id) == plan
    assert operations.load(open_store(url(lite)), kota.digest).digest == kota.digest
    assert plans.get(open_store(url_of(kept)), plan.plan_id) == plan
    assert events.verify(open_store(url(lite)), deep=True).problem == ""
    moved.engine.dispose()


def test_both_leave_an_event_and_the_store_of_before_is_kept(lite, tmp_path):
    plan = a_plan(lite)
    made = backup.make(lite, BUDI, tmp_path / "a.zip")
    assert (tmp_path / "a.zip.sha256").read_text() == f"{made.sha256}  a.zip\n"
    left = events.listed(lite, limit=1)[0]
    assert (left.action, left.detail["sha256"], left.detail["head"]) == (
        "store.backup",
        made.sha256,
        str(made.head),
    )
    later = plans.save(lite, WATI, plan.plan_id, based_on=1, scenario=Scenario(threshold_min=33))
    before = events.head(lite)
    kept = restoring.restore(made.path, BUDI, url=url(lite)).kept
    now = open_store(url(lite))
    assert plans.get(now, plan.plan_id).version == 1
    told = events.listed(now, limit=1)[0]
    assert (told.action, told.detail["before"], told.detail["head"]) == (
        "store.restore",
        str(before),
        str(made.head),
    )
    assert plans.get(open_store(url_of(kept)), plan.plan_id) == later


def test_a_damaged_store_is_replaced_by_the_backup_and_kept_aside_as_it_was(lite, tmp_path):
    plan = a_plan(lite)
    made = backup.make(lite, BUDI, tmp_path / "a.zip")
    opening.forget()
    broken = b"\0" * 4096 + lite.file.read_bytes()[4096:]
    lite.file.write_bytes(broken)
    with pytest.raises(StoreError, match="petapam restore"):
        open_store(url(lite))
    kept = restoring.restore(made.path, BUDI, url=url(lite)).kept
    assert plans.get(open_store(url(lite)), plan.plan_id) == plan
    assert Path(kept).read_bytes() == broken


def test_a_backup_that_was_changed_is_refused_and_nothing_is_touched(lite, tmp_path):
    a_plan(lite)
    made = backup.make(lite, BUDI, tmp_path / "a.zip")
    content, before = made.path.read_bytes(), events.head(lite)
    (tmp_path / "b.zip").write_bytes(content[: len(content) // 2])
    middle = len(content) // 3
    (tmp_path / "c.zip").write_bytes(content[:middle] + bytes([content[middle] ^ 64]) + content[middle + 1 :])
    with zipfile.ZipFile(made.path) as pack, zipfile.ZipFile(tmp_path / "d.zip", "w") as other:
        for name in pack.namelist():
            other.writestr(name, pack.read(name))
        other.writestr("../../petapam.sqlite", b"x")
    (tmp_path / "a.zip.sha256").write_text(f"{'0' * 64}  a.zip\n")
    for name in "abcd":
        with pytest.raises(StoreError, match=r"is no backup|is damaged|is not the backup"):
            restoring.restore(tmp_path / f"{name}.zip", BUDI, url=url(lite))
    assert events.head(open_store(url(lite))) == before


def test_the_users_own_operations_go_with_it_and_come_back(lite, tmp_path):
    folder = shelf.add(load("pasuruan-kota-2022"))
    made = backup.make(lite, BUDI, tmp_path / "a.zip")
    assert made.operations == (folder.name,)
    assert restoring.restore(made.path, BUDI, url=url(lite)).trashed == ()
    shelf.rename(folder, "Nama lain")
    assert restoring.restore(made.path, BUDI, url=url(lite)).trashed == (folder.name,)
    assert load(folder).meta.name == load("pasuruan-kota-2022").meta.name
    assert len(shelf.removed()) == 1
    shelf.remove(folder)
    assert restoring.restore(made.path, BUDI, url=url(lite)).operations == (folder.name,)
    assert list(shelf.own()) == [folder.name]
