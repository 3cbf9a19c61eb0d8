"""The shelf: the user's operations are kept whole, none is lost, and nothing else is ever written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dashboard import shelf, state
from geo import catalogue
from geo import operation as operations
from geo.editing import Moved, apply
from geo.errors import GeoError, InputError, NotFoundError
from geo.operation import load
from tests.operations import meta, small, small_frames

pytestmark = pytest.mark.usefixtures("home")


def called(name: str):
    return operations.Operation.build(meta(name=name), small_frames())


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/x/share"}, "/x/share/petapam"),
        ("linux", {"XDG_DATA_HOME": "relative"}, "/me/.local/share/petapam"),
        ("linux", {}, "/me/.local/share/petapam"),
        ("darwin", {"XDG_DATA_HOME": "/x/share"}, "/me/Library/Application Support/PetaPAM"),
    ],
)
def test_the_data_folder_is_where_the_system_keeps_such_data(system, variables, expected, monkeypatch):
    monkeypatch.delenv(shelf.VARIABLE)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(shelf.sys, "platform", system)
    monkeypatch.setattr(shelf.Path, "home", lambda: Path("/me"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert shelf.home() == Path(expected)


def test_nothing_is_made_before_something_is_saved(home):
    assert shelf.own() == shelf.removed() == {}
    assert not home.exists()


def test_an_operation_that_is_added_comes_back_whole_under_a_key_of_its_own(home):
    first, second = shelf.add(called("Pilkades 2026 – Bangil")), shelf.add(called("Pilkades 2026 – Bangil"))
    assert [it.name for it in (first, second)] == ["pilkades-2026-bangil", "pilkades-2026-bangil-2"]
    assert list(shelf.own()) == [first.name, second.name]
    assert load(first).meta.id == first.name
    assert load(first).villages.equals(small().villages)
    assert sorted(it.name for it in (home / "operations").iterdir()) == [first.name, second.name]
    if os.name != "nt":
        assert home.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["pasuruan-kota-2022", "../../etc", "ペタ", "---", "a" * 120])
def test_a_key_is_made_of_plain_letters_and_is_never_that_of_a_shipped_operation(name):
    folder = shelf.add(called(name))
    assert shelf.KEY.fullmatch(folder.name)
    assert folder.name not in catalogue.operations()
    assert folder.parent == shelf.home() / "operations"


@pytest.mark.parametrize("name", ["", " \n ", "a" * 121])
def test_an_operation_without_a_proper_name_is_not_added(name, home):
    with pytest.raises(InputError):
        shelf.add(called(name))
    assert shelf.own() == {}


def test_saving_replaces_all_and_never_what_somebody_else_saved_meanwhile():
    folder = shelf.add(small())
    mine = load(folder)
    changed = apply(mine, Moved("stations", "s1", (112.03, 0)))
    shelf.save(changed, folder, before=mine.digest)
    assert load(folder).digest == changed.digest
    with pytest.raises(InputError, match="saved by somebody else"):
        shelf.save(mine, folder, before=mine.digest)
    assert load(folder).digest == changed.digest


def test_an_adding_that_fails_leaves_nothing_behind(home, monkeypatch):
    def full(*_args):
        raise OSError("no space left")

    monkeypatch.setattr(shelf.operations, "save", full)
    with pytest.raises(OSError, match="no space"):
        shelf.add(small())
    assert list((home / "operations").iterdir()) == []


def test_shipped_operations_and_other_folders_are_never_written(tmp_path):
    operations.save(small(), tmp_path / "else")
    shipped = catalogue.operations()["pasuruan-kota-2022"]
    shelf.add(small())
    for path in (shipped, "pasuruan-kota-2022", tmp_path / "else", shelf.home() / "operations", Path("/")):
        for change in (
            lambda it: shelf.save(small(), it, before=small().digest),
            lambda it: shelf.rename(it, "x"),
            shelf.remove,
        ):
            with pytest.raises(NotFoundError, match="not yours"):
                change(path)


def test_a_name_changes_and_nothing_else_does():
    folder = shelf.add(small())
    before = load(folder)
    shelf.rename(folder, "  Another \n name ")
    assert load(folder).meta == before.meta.model_copy(update={"name": "Another name"})
    assert load(folder).stations.equals(before.stations)
    with pytest.raises(InputError):
        shelf.rename(folder, " ")
    assert load(folder).meta.name == "Another name"


def test_what_is_removed_lies_in_the_trash_and_comes_back():
    folder = shelf.add(small())
    digest = load(folder).digest
    shelf.remove(folder)
    assert shelf.own() == {}
    (name,) = shelf.removed()
    shelf.add(small())
    back = shelf.restore(name)
    assert (back.name, load(back).digest) == ("small-2", digest)
    assert shelf.removed() == {}
    with pytest.raises(NotFoundError):
        shelf.restore("../operations/small")


def test_a_link_opens_what_is_on_the_shelf_by_its_key_and_no_path(monkeypatch, tmp_path):
    folder = shelf.add(small())
    operations.save(small(), shelf.home() / "operations" / "UPPER")
    monkeypatch.setattr(state.st, "session_state", {})
    wanted = {
        folder.name: str(folder),
        "pasuruan-kota-2022": "pasuruan-kota-2022",
        str(folder): None,
        f"../operations/{folder.name}": None,
        "UPPER": None,
        ".": None,
        "": None,
    }
    for asked, path in wanted.items():
        monkeypatch.setattr(state.st, "query_params", {"operation": asked})
        assert state.operation() == path


def test_a_broken_folder_is_listed_and_does_not_hide_the_others():
    folder = shelf.add(small())
    (folder / "operation.toml").write_text("id = [", encoding="utf-8")
    other = shelf.add(called("Other"))
    assert list(shelf.own()) == [other.name, folder.name]
    with pytest.raises(GeoError):
        load(folder)
    assert shelf.remove(folder).is_dir()
