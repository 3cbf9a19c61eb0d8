"""A run over many operations, piece by piece and without a cluster."""

from __future__ import annotations

import math
import shutil

import geopandas as gpd
import pytest
import shapely

from geo import catalogue
from geo import operation as operations
from geo.batch import found, province, task
from geo.batch.found import Found
from geo.batch.province import Failure, Province
from geo.errors import InputError, NotFoundError, StoppedError
from geo.evaluate import evaluate
from geo.folder import flush
from tests.batches import called, folders, summed
from tests.operations import BY_HAND, small, small_frames

DEMO = "pasuruan-kota-2022"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return folders(tmp_path_factory.mktemp("many"), "alpha", "beta", "gamma", broken=("broken",))


@pytest.fixture(scope="module")
def answers(home):
    return {it.key: task.assessed(it, BY_HAND.model_dump_json()) for it in found.found([str(home)])}


def test_a_folder_of_operations_stands_for_each_of_them_once(home):
    wanted = found.found([str(home), str(home / "alpha"), str(home / "." / "alpha")])
    assert [it.key for it in wanted] == ["alpha", "beta", "broken", "gamma"]
    assert all(it.folder.is_absolute() and it.weight > 1 for it in wanted)


def test_a_shipped_operation_is_found_by_its_id():
    (only,) = found.found([DEMO])
    assert only.folder == catalogue.operations()[DEMO].resolve()


def test_folders_of_one_name_get_keys_of_their_own(tmp_path):
    for part in ("east", "west"):
        folders(tmp_path / part, "alpha")
    wanted = found.found([str(tmp_path / "west"), str(tmp_path / "east")])
    assert [(it.key, it.folder.parent.name) for it in wanted] == [("alpha", "east"), ("alpha-2", "west")]


def test_an_operation_that_lacks_a_file_is_found_and_one_that_has_none_is_not(tmp_path):
    folders(tmp_path, "alpha")
    (tmp_path / "alpha" / "units.csv").unlink()
    (tmp_path / "notes").mkdir()
    (tmp_path / ".hidden").mkdir()
    (only,) = found.found([str(tmp_path)])
    answer = task.assessed(only, BY_HAND.model_dump_json())
    assert isinstance(answer, Failure)
    assert answer.faults[0].ids == ("units.csv",)


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_path_without_operations_is_refused(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFoundError, match=name):
        found.found([str(tmp_path / name)])


def test_a_stamp_follows_every_file(tmp_path):
    folder = folders(tmp_path, "alpha") / "alpha"
    before = found.stamp(folder)
    assert found.stamp(folder) == before
    (folder / "stations.csv").write_bytes((folder / "stations.csv").read_bytes() + b"\r\n")
    assert found.stamp(folder) != before
    assert found.stamp(tmp_path / "nowhere") == found.stamp(tmp_path / "nothing")


def test_an_answer_says_what_the_evaluation_says(answers):
    line, stations = answers["beta"].line, answers["beta"].stations
    whole = evaluate(called("beta"), BY_HAND)
    assert (line.stations, line.covered, line.gaps) == (6, 6 - len(whole.gaps), len(whole.gaps))
    assert line.need == whole.summary["need"]
    assert line.shortfall == whole.summary["shortfall"]
    assert line.served == whole.posting.served
    assert line.digest == whole.digest
    assert line.minutes_by == "straight"
    assert line.straight_line == line.stations
    assert line.sums_agree
    assert list(stations["station_id"]) == list(whole.stations.index)
    assert stations["covered"].tolist() == whole.stations["covered"].tolist()
    assert stations["travel_min"].tolist() == whole.stations["travel_min"].tolist()
    assert list(stations.columns) == [*task.STATION_COLUMNS, "geometry"]


def test_every_gap_has_a_cause_and_nothing_else_has_one(answers):
    stations = answers["alpha"].stations
    open_ends = ~stations["covered"] | ~stations["served"]
    assert stations["gap_cause"].notna().tolist() == open_ends.tolist()
    counted = stations["gap_cause"].dropna().value_counts().to_dict()
    assert answers["alpha"].line.gap_causes == counted


def test_wrong_data_are_an_answer_with_every_fault_and_other_errors_are_raised(answers, home, monkeypatch):
    failed = answers["broken"]
    assert isinstance(failed, Failure)
    assert failed.kind == "data"
    with pytest.raises(InputError) as told:
        operations.load(home / "broken")
    assert [it.fault.text() for it in failed.faults] == [it.text() for it in told.value.faults]

    def away(_path):
        raise OSError("the disk is away")

    monkeypatch.setattr(task.operations, "load", away)
    with pytest.raises(OSError, match="away"):
        task.assessed(Found("alpha", home / "alpha"), BY_HAND.model_dump_json())
    monkeypatch.setattr(task.operations, "load", lambda _path: _stop())
    assert task.assessed(Found("a", home / "a"), BY_HAND.model_dump_json()).kind == "data"


def _stop():
    raise StoppedError


def test_equal_roads_are_read_from_one_file(tmp_path, monkeypatch):
    monkeypatch.setattr(task, "_first", {})
    copies = [tmp_path / name for name in ("one", "two", "other")]
    for copy in copies:
        shutil.copytree(catalogue.operations()[DEMO], copy)
    shutil.copyfile(catalogue.operations()["pasuruan-2023"] / "roads.npz", copies[2] / "roads.npz")
    one, two, other = (task.with_shared_roads(operations.load(copy)) for copy in copies)
    assert one.roads == two.roads == copies[0] / "roads.npz"
    assert other.roads == copies[2] / "roads.npz"
    assert two.digest == operations.load(copies[1]).digest
    (copies[0] / "roads.npz").unlink()
    assert task.with_shared_roads(operations.load(copies[1])).roads == copies[1] / "roads.npz"
    assert task.with_shared_roads(small()).roads is None


def test_an_outline_holds_its_villages_and_little_more():
    operation = operations.load(DEMO)
    whole = shapely.from_wkt(task.outline(operation))
    villages = shapely.union_all(operation.villages.geometry.to_numpy())
    assert whole.is_valid
    assert shapely.area(shapely.difference(villages, whole)) < 0.03 * shapely.area(villages)
    assert shapely.area(shapely.difference(whole, villages)) < 0.03 * shapely.area(villages)
    assert shapely.get_num_coordinates(whole) < 200


def test_villages_that_are_points_have_a_hull_around_them_as_outline():
    frames = small_frames()
    points = frames["villages"].set_geometry(frames["villages"].representative_point())
    whole = shapely.from_wkt(task.outline(small(villages=points)))
    assert whole.covers(shapely.Point(112.2, 0))
    assert 0.3 < whole.length < 2


def test_a_province_adds_up_and_is_as_secret_as_its_most_secret_operation(answers):
    made = summed([answers[key] for key in ("alpha", "beta", "broken")])
    line = answers["alpha"].line
    assert made.total("stations") == 2 * line.stations
    assert made.people("need") == {force: 2 * n for force, n in line.need.items()}
    assert made.total("short") == 2 * line.short
    assert [it.key for it in made.failures] == ["broken"]
    secret = line.model_copy(update={"classification": "R", "simulated": True})
    assert made.model_copy(update={"lines": (*made.lines, secret)}).classification == "R"
    assert summed([]).classification == "B"
    assert (made.simulated, made.model_copy(update={"lines": (secret,)}).simulated) == (False, True)
    assert math.isnan(line.model_copy(update={"stations": 0}).covered_share)


def test_a_province_is_read_back_as_it_was_written(answers, tmp_path):
    made = summed(list(answers.values()), BY_HAND)
    file = tmp_path / "run.json"
    province.write(made, file)
    back = province.read(file)
    assert back == made
    assert back.scenario.digest == BY_HAND.digest
    assert back.failures[0].faults[0].fault.text() == made.failures[0].faults[0].fault.text()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b'{"form": 2}'])
def test_a_damaged_summary_is_refused_and_a_missing_one_is_said(tmp_path, damage):
    file = tmp_path / "run.json"
    with pytest.raises(NotFoundError):
        province.read(file)
    file.write_bytes(damage)
    flush(file)
    with pytest.raises(InputError, match=r"run\.json"):
        province.read(file)


def test_a_province_is_a_frozen_record(answers):
    made = summed([answers["alpha"]])
    assert isinstance(made, Province)
    assert isinstance(answers["alpha"].stations, gpd.GeoDataFrame)
    with pytest.raises(ValueError, match="frozen"):
        made.program = "2"
