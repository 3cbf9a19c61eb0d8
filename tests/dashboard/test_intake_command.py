"""`petapam check FILE...` and `petapam import`: files as people send them, on the command line."""

from __future__ import annotations

import json

import geopandas as gpd
import openpyxl
import pytest
from typer.testing import CliRunner

from dashboard import cli, intake_command
from geo.intake import gate
from geo.operation import load
from tests.geo.intake.sheets import villages

HEAD = "Kecamatan;Desa;TPS;DPT;Lintang;Bujur"
CLEAN = f"{HEAD}\nRejoso;Patuguran;1;300;-7,7751;112,8251\nRejoso;Toyaning;1;310;-7,7752;112,8752\n"
DIRTY = (
    f"{HEAD}\nRejoso;Patuguran;1;300;112,8251;-7,7751\nRejoso;Toyanning;1;812;-7,7752;112,8752\n"
    "Rejoso;Nowhere;3;200;-7,7753;112,8753\nJumlah;;;1312;;\n"
)
UNITS = (
    "Nama;Jenis;Kesatuan;Personel;Lintang;Bujur\nPolsek Rejoso;Polsek;Polri;20;-7,7760;112,8260\n"
    "Linmas Rejoso;Pos;Linmas;40;-7,7761;112,8261\n"
)
DAY = ("--election-day", "2026-03-23")


@pytest.fixture(scope="module", autouse=True)
def ended():
    """End the process that reads once the last test has asked it."""
    yield
    gate.close()


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with files as they come in, in which the commands are typed."""
    for name, words in {"clean.csv": CLEAN, "dirty.csv": DIRTY, "units.csv": UNITS}.items():
        (tmp_path / name).write_text(words, encoding="cp1252")
    (tmp_path / "desa.geojson").write_text(gpd.GeoDataFrame(villages()).to_json(), encoding="utf-8")
    (tmp_path / "attack.geojson").write_text('<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: object):
    return CliRunner().invoke(cli.app, [str(it) for it in words], env={"COLUMNS": "200"})


def test_clean_files_end_with_0_and_dirty_ones_with_1(desk):
    clean = run("check", "clean.csv", "desa.geojson", "units.csv")
    assert clean.exit_code == 0, clean.output
    dirty = run("check", "dirty.csv", "desa.geojson")
    assert dirty.exit_code == 1
    assert "village_by_point" in dirty.stdout
    assert "swapped_coordinates" in dirty.stdout


def test_json_is_one_object_whose_rows_add_up(desk):
    done = run("check", "dirty.csv", "desa.geojson", "--json")
    told = json.loads(done.stdout)
    stations = next(it for it in told["sheets"] if it["kind"] == "stations")
    statuses = ("clean", "repaired", "questioned", "refused")
    assert stations["rows"] == sum(stations[it] for it in statuses) == 4
    assert not told["trusted"]
    swapped = next(it for it in told["found"] if it["rule"] == "swapped_coordinates")
    assert (swapped["rows"], swapped["number"]) == ([2], 1)


def test_answers_on_the_command_line_are_heard_and_unknown_rules_named(desk):
    told = json.loads(run("check", "dirty.csv", "desa.geojson", "--accept", "many_voters", "--json").stdout)
    assert "many_voters" not in {it["rule"] for it in told["found"] if it["status"] == "questioned"}
    wrong = run("check", "dirty.csv", "--reject", "nonsense")
    assert wrong.exit_code == 1
    assert "There is no such rule: nonsense" in " ".join(wrong.stderr.split())


def test_a_hostile_file_is_refused_in_a_sentence_and_every_bad_file_is_named(desk):
    done = run("check", "attack.geojson", "missing.csv", "clean.csv")
    assert done.exit_code == 1
    said = " ".join(done.stderr.split())
    assert "attack.geojson" in said
    assert "missing.csv" in said
    assert "Traceback" not in said


def test_the_report_marks_the_cells_of_the_file(desk):
    done = run("check", "dirty.csv", "desa.geojson", "--report", "back.xlsx", "--language", "id")
    assert done.exit_code == 1
    book = openpyxl.load_workbook(desk / "back.xlsx")
    assert book.sheetnames == ["Ringkasan", "dirty.csv", "desa.geojson"]
    assert "tertukar" in book["dirty.csv"].cell(2, 8).value
    wrong = run("check", "clean.csv", "--report", "back.pdf")
    assert "Let its name end in .xlsx" in " ".join(wrong.stderr.split())


def test_files_become_an_operation_that_is_opened_again(desk):
    done = run(
        "import", "clean.csv", "units.csv", "desa.geojson", *DAY, "--name", "Pilkades X", "--out", "made"
    )
    assert done.exit_code == 0, done.output
    made = load(desk / "made")
    assert made.meta.name == "Pilkades X"
    assert str(made.meta.election_day) == "2026-03-23"
    assert made.stations["village_id"].tolist() == ["35.14.23.2001", "35.14.23.2002"]
    assert made.units["personnel"].sum() == 60
    again = run("import", "clean.csv", *DAY, "--out", "made")
    assert "made is there already" in " ".join(again.stderr.split())


def test_rows_that_wait_stop_the_import_until_they_are_left_out_and_then_are_named(desk):
    files = ("dirty.csv", "units.csv", "desa.geojson")
    waits = run("import", *files, *DAY, "--out", "made")
    assert waits.exit_code == 1
    assert "rows wait for an answer" in " ".join(waits.stderr.split())
    assert not (desk / "made").exists()
    done = run("import", *files, *DAY, "--leave-out", "--out", "made")
    assert done.exit_code == 0, done.output
    assert "left out of dirty.csv" in done.stderr
    assert "rows 4" in done.stderr
    assert len(load(desk / "made").stations) == 2


def test_villages_and_units_of_another_operation_stand_in(desk):
    assert run("import", "clean.csv", "units.csv", "desa.geojson", *DAY, "--out", "first").exit_code == 0
    known = ("--villages", "first", "--units", "first")
    done = run("import", "clean.csv", *known, *DAY, "--out", "second")
    assert done.exit_code == 0, done.output
    second = load(desk / "second")
    assert second.villages["electing"].sum() == 2
    assert len(second.villages) == 6
    assert second.units.index.tolist() == load(desk / "first").units.index.tolist()


def test_what_no_file_lists_is_said(desk):
    done = run("import", "desa.geojson", *DAY, "--out", "made")
    assert done.exit_code == 0, done.output
    assert "no file lists stations" in done.stderr
    assert "no file lists units" in done.stderr
    assert load(desk / "made").stations.empty


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--election-day", "soon"), "soon is no date"),
        ((*DAY, "--pattern", "none-such"), "There is no pattern none-such"),
        ((*DAY, "--villages", "none-such"), "There is no operation none-such"),
    ],
)
def test_wrong_answers_are_told(desk, words, said):
    done = run("import", "clean.csv", *words, "--out", "made")
    assert done.exit_code == 1
    assert said in " ".join(done.stderr.split())


def test_a_command_that_is_stopped_says_so_without_a_traceback(desk, monkeypatch):
    def stopped(*_words, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(intake_command, "examined", stopped)
    done = run("check", "clean.csv", "units.csv")
    assert (done.exit_code, done.stderr.strip()) == (130, "stopped; nothing was written")
