from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard import cli
from geo import catalogue
from geo.scenario import Scenario
from tests.dashboard.showing import DEMO, saved
from tests.operations import meta, small, small_frames

SUMMARY = {
    *("stations", "villages", "electing_villages", "districts", "units", "personnel", "personnel_by_force"),
    *("covered_share", "gaps", "need", "shortfall"),
}


@pytest.fixture
def folder(tmp_path):
    return saved(small(), tmp_path / "small")


def run(*arguments: object):
    return CliRunner().invoke(cli.app, [str(it) for it in arguments])


def answered(*arguments: object) -> dict:
    done = run(*arguments)
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def refused(*arguments: object) -> str:
    """Return what a command that must fail says, its line breaks taken out."""
    done = run(*arguments)
    assert done.exit_code not in (0, None)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)
    return " ".join(done.stderr.split())


def test_minutes_by_another_engine_than_was_asked_for_are_told_beside_the_answer(folder, tmp_path):
    (tmp_path / "plan.toml").write_text('engine = "service"\n')
    done = run("evaluate", folder, "--scenario", tmp_path / "plan.toml", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["minutes_by"] == "straight"
    assert "names no routing service" in done.stderr
    assert "Minutes are by straight" in done.stderr


def test_evaluating_the_demo_as_json_prints_one_object_with_the_published_numbers():
    result = answered("evaluate", DEMO, "--json")
    assert {"operation", "digest", "summary", "nearest"} <= set(result)
    assert result["operation"] == DEMO
    total = result["summary"]
    assert set(total) >= SUMMARY
    counted = [total[key] for key in ("stations", "villages", "electing_villages", "districts", "personnel")]
    assert counted == [152, 111, 21, 7, 950]
    forces = total["personnel_by_force"]
    assert (forces["polri"], forces["brimob"], forces["tni"]) == (300, 100, 100)
    assert sum(forces.values()) == 950
    assert total["need_guards"] == {"polri": 152, "linmas": 304, "tni": 0}
    assert sum(total["need"].values()) == 950
    assert 0 < total["covered_share"] < 1
    assert round(total["covered_share"] * 152) == 152 - total["gaps"]
    near = pd.DataFrame(result["nearest"])
    how = ["quality", "access_m"]
    assert list(near.columns) == ["station_id", "rank", "unit_id", "distance_m", "travel_min", *how]
    assert near["quality"].eq("straight line").all()
    assert near.groupby("station_id").size().eq(3).all()
    assert near["station_id"].nunique() == 152


@pytest.mark.parametrize("operation", list(catalogue.operations()))
def test_every_shipped_operation_passes_its_own_check(operation):
    done = run("check", operation)
    assert done.exit_code == 0
    assert "DIFFERS" not in done.stdout


def test_the_command_prints_the_same_as_a_program_of_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "evaluate", DEMO, "--json"],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.stderr == b""
    assert json.loads(done.stdout) == answered("evaluate", DEMO, "--json")


def test_the_same_question_gets_the_same_answer_and_another_folder_the_same_numbers(tmp_path, demo):
    first = run("evaluate", DEMO, "--json").stdout
    assert first == run("evaluate", DEMO, "--json").stdout
    copy = saved(demo, tmp_path / "elsewhere")
    assert run("evaluate", copy, "--json").stdout == first


def test_a_scenario_file_changes_the_answer_and_its_digest(folder, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("threshold_min = 3\npattern = 'mojokerto-kota-2022'\n", encoding="utf-8")
    base, other = (
        answered("evaluate", folder, "--json"),
        answered("evaluate", folder, "--json", "--scenario", plan),
    )
    assert other["summary"]["gaps"] > base["summary"]["gaps"]
    assert other["digest"] != base["digest"]
    plan.write_text(Scenario().to_toml(), encoding="utf-8")
    assert answered("evaluate", folder, "--json", "--scenario", plan) == base


def test_the_tables_that_are_written_agree_with_what_is_printed(tmp_path):
    result = answered("evaluate", DEMO, "--json", "--out", tmp_path / "new" / "folder")
    total, where = result["summary"], tmp_path / "new" / "folder"
    tables = {path.stem: pd.read_csv(path, keep_default_na=False) for path in where.glob("*.csv")}
    assert set(tables) == {
        *("nearest", "gaps", "checks", "balance", "balance_by_district", "risk", "need", "by_district"),
        *("balance_by_role", "need_by_role", "bko", "stand_ins"),
    }
    near = pd.DataFrame(result["nearest"]).fillna("")
    pd.testing.assert_frame_equal(tables["nearest"], near, check_dtype=False)
    assert len(tables["gaps"]) == total["gaps"]
    assert len(tables["risk"]) == len(tables["need"]) == total["stations"]
    assert tables["need"]["polri"].sum() == total["need_guards"]["polri"]
    assert tables["need"]["linmas"].sum() == total["need_guards"]["linmas"]
    by_role = tables["balance_by_role"].groupby("force")["need"].sum()
    assert by_role.to_dict() == {force: n for force, n in total["need"].items() if n}
    assert tables["balance"]["strength"].sum() == total["personnel"]
    assert tables["balance_by_district"]["strength"].sum() == total["personnel"]
    assert tables["by_district"]["stations"].sum() == total["stations"]
    assert tables["risk"]["class_id"].value_counts().to_dict() == total["class_counts"]
    kept = json.loads((where / "summary.json").read_text(encoding="utf-8"))
    assert (kept["summary"], kept["digest"]) == (total, result["digest"])


def test_without_json_a_person_reads_every_figure(folder):
    done = run("evaluate", folder)
    assert done.exit_code == 0
    assert "Small" in done.stdout
    assert all(key in done.stdout for key in SUMMARY)


def test_a_name_with_markup_is_printed_as_it_is(tmp_path):
    odd = small_frames()
    name = "[red]x[/nothing] :smile:"
    about = meta(name=name, published=[{"key": "stations", "value": 6, "source": "[b]s[/i]"}])
    folder = saved(small().build(about, odd), tmp_path / "odd")
    assert name in run("evaluate", folder).stdout
    assert "[b]s[/i]" in run("check", folder).stdout


def test_an_operation_without_stations_is_evaluated_with_unknown_shares_as_null(tmp_path):
    folder = saved(small(stations=small_frames()["stations"].iloc[:0]), tmp_path / "empty")
    total = answered("evaluate", folder, "--json")["summary"]
    assert total["stations"] == 0
    assert total["covered_share"] is None


def test_a_station_without_a_point_has_null_minutes(tmp_path):
    stations = small_frames()["stations"]
    stations.loc[0, "geometry"] = None
    near = answered("evaluate", saved(small(stations=stations), tmp_path / "lost"), "--json")["nearest"]
    assert {row["travel_min"] for row in near if row["station_id"] == "s1"} == {None}


def test_checking_says_which_sum_differs_and_ends_with_one(tmp_path):
    about = meta(published=[{"key": "personnel", "value": 40, "source": "newspaper"}])
    done = run("check", saved(small().build(about, small_frames()), tmp_path / "odd"))
    assert done.exit_code == 1
    (line,) = [line for line in done.stdout.splitlines() if "DIFFERS" in line]
    assert "personnel" in line
    assert "40" in line
    assert "36" in line
    assert "newspaper" in line


def test_checking_a_folder_whose_sums_agree_ends_with_zero(folder):
    assert run("check", folder).exit_code == 0


@pytest.mark.parametrize("command", ["check", "evaluate", "serve"])
def test_an_operation_that_does_not_exist_is_named_with_those_that_do(command):
    assert refused(command, "nowhere") == (
        "error: There is no operation nowhere. Give a folder, or one of pasuruan-2023, pasuruan-kota-2022"
    )


@pytest.mark.parametrize("command", ["check", "evaluate", "serve"])
@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("operation.toml", "id = [", "operation.toml is not a TOML file"),
        ("operation.toml", "id = 'x'", "name is missing"),
        ("stations.csv", "a,b\n1,2\n", "stations.csv has no column lon / lat"),
        ("units.csv", b"\xff\xfe\x00", "units.csv cannot be read as a table"),
        ("villages.geojson", "nonsense", "villages.geojson cannot be read as a map layer"),
        ("villages.geojson", None, "is not complete, it lacks: villages.geojson"),
    ],
)
def test_a_broken_folder_is_explained_without_a_traceback(command, folder, file, content, said):
    path = folder / file
    path.unlink()
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert said in refused(command, folder)


@pytest.mark.parametrize("command", ["check", "evaluate"])
def test_an_operation_that_names_what_does_not_exist_is_explained(command, tmp_path):
    odd = small().build(meta(pattern="no-such"), small_frames())
    assert "There is no pattern no-such. Choose one of" in refused(command, saved(odd, tmp_path / "odd"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("threshold_min = -1", "threshold_min must be at least 1"),
        ("speed = 40", "speed is not a known setting"),
        ("threshold_min = ", "plan.toml is not a TOML file"),
        ("pattern = 'no-such'", "There is no pattern no-such"),
        ("units_off = ['u9']", "u9"),
        ("[weights]\nno_such = 1", "no_such"),
        (None, "plan.toml. Check the name and the folder"),
    ],
)
def test_a_broken_scenario_is_explained_without_a_traceback(folder, tmp_path, content, said):
    plan = tmp_path / "plan.toml"
    if content is not None:
        plan.write_text(content, encoding="utf-8")
    assert said in refused("evaluate", folder, "--scenario", plan)


def test_every_fault_of_a_scenario_is_said_at_once(folder, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("threshold_min = -1\nspeed_kmh = 0\nnothing = 1\n", encoding="utf-8")
    assert refused("evaluate", folder, "--scenario", plan).count("error: ") == 3


def test_a_folder_in_the_place_of_a_file_and_a_file_in_the_place_of_a_folder_are_explained(folder, tmp_path):
    assert str(tmp_path) in refused("evaluate", folder, "--scenario", tmp_path)
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    assert str(taken) in refused("evaluate", folder, "--json", "--out", taken)


@pytest.mark.parametrize("arguments", [("evaluate",), ("check",), ("serve", "--port", "0"), ("fly",)])
def test_a_command_that_is_not_understood_says_how_to_get_help(arguments):
    assert "--help" in refused(*arguments)


def test_the_help_names_every_command_and_each_command_gives_an_example():
    top = run("--help").stdout
    for command in ("serve", "check", "evaluate"):
        assert command in top
        done = run(command, "--help")
        assert done.exit_code == 0
        assert f"Example: petapam {command}" in done.stdout
    told = run("evaluate", "--help").stdout
    assert all(option in told for option in ("--scenario", "--json", "--out", "OPERATION"))
    assert "127.0.0.1" in run("serve", "--help").stdout


def test_a_port_that_is_taken_is_named(folder):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert f"port {port} on 127.0.0.1 is taken" in refused("serve", folder, "--port", port)


def test_the_command_alone_shows_the_help():
    assert "Commands" in run().output
