"""Folders: what is written together stands there together, whatever breaks off the writing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from geo import files
from geo import folder as folders
from geo.operation import load, save
from tests.operations import small, small_frames


class PowerCutError(Exception):
    """The moment at which the writing breaks off."""


@cache
def other():
    """Return the operation that is written over the small one."""
    return small(units=small_frames()["units"].assign(personnel=[1, 2, 3]))


@pytest.mark.parametrize("steps", range(20))
def test_a_saving_that_breaks_off_at_any_step_leaves_the_old_operation_or_the_new(
    steps, tmp_path, monkeypatch
):
    save(small(), tmp_path)
    left = [steps]
    for name in ("replace", "rename", "unlink"):
        done = getattr(Path, name)

        def step(path, *args, done=done, **options):
            if not left[0]:
                raise PowerCutError
            left[0] -= 1
            return done(path, *args, **options)

        monkeypatch.setattr(Path, name, step)
    try:
        save(other(), tmp_path)
        broke = False
    except PowerCutError:
        broke = True
    monkeypatch.undo()
    assert load(tmp_path).digest in {small().digest, other().digest}
    assert broke or load(tmp_path).digest == other().digest
    save(small(), tmp_path)
    assert load(tmp_path).digest == small().digest
    assert not (tmp_path / folders.PENDING).exists()


def test_what_counts_but_is_not_in_its_place_yet_is_what_is_read(tmp_path):
    save(small(), tmp_path)
    pending = tmp_path / folders.PENDING
    pending.mkdir()
    table = (tmp_path / "units.csv").read_text(encoding="utf-8").replace(",10.0,", ",11.0,")
    (pending / "units.csv").write_text(table, encoding="utf-8")
    assert load(tmp_path).units["personnel"].tolist()[0] == 11
    folders.put_in_place(tmp_path)
    assert load(tmp_path).units["personnel"].tolist()[0] == 11
    assert not pending.exists()


def test_a_file_that_an_operation_has_no_more_goes_and_one_that_is_not_its_own_stays(tmp_path):
    (tmp_path / "letter.txt").write_text("keep", encoding="utf-8")
    files.write_table(small_frames()["units"][["unit_id"]], tmp_path / "readiness.csv")
    save(small(), tmp_path)
    assert sorted(it.name for it in tmp_path.iterdir()) == [
        "letter.txt",
        "operation.toml",
        "stations.csv",
        "units.csv",
        "villages.geojson",
    ]


def broken_off(writing, name):
    """Begin to write a file within a block, and break off."""
    with writing as aside:
        (aside / name if name else aside).write_text("half", encoding="utf-8")
        raise PowerCutError


def test_a_file_whose_writing_fails_stays_as_it_was(tmp_path):
    path = tmp_path / "table.csv"
    files.write_text("old", path)
    with pytest.raises(PowerCutError):
        broken_off(folders.replaced(path), "")
    assert path.read_text(encoding="utf-8") == "old"
    assert [it.name for it in tmp_path.iterdir()] == ["table.csv"]


def test_a_folder_whose_writing_fails_stays_as_it_was(tmp_path):
    save(small(), tmp_path)
    with pytest.raises(PowerCutError):
        broken_off(folders.changed(tmp_path), "units.csv")
    assert load(tmp_path).digest == small().digest
    assert not [it for it in tmp_path.iterdir() if it.name.startswith(".")]
