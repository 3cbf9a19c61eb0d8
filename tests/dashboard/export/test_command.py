from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader
from typer.testing import CliRunner

from dashboard import cli, text
from dashboard.service.exports import DIGITS
from dashboard.store import events, open_store
from geo import operation as operations
from tests.operations import small

RUNNER = CliRunner()


def run(*arguments):
    text.use(text.SOURCE)
    return RUNNER.invoke(cli.app, ["export", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    operations.save(small(), tmp_path / "small")
    return tmp_path / "small"


def test_the_ending_of_the_file_says_the_form(folder, tmp_path):
    done = run(folder, "--out", tmp_path / "a.PNG", "--paper", "A3", "--dpi", 150)
    assert done.exit_code == 0, done.output
    with Image.open(tmp_path / "a.PNG") as picture:
        size = picture.size
    assert size == pytest.approx((420 / 25.4 * 150, 297 / 25.4 * 150), abs=1)
    assert run(folder, "--out", tmp_path / "a.pdf", "--theme", "gaps").exit_code == 0
    assert "PETA CELAH CAKUPAN" in PdfReader(tmp_path / "a.pdf").pages[0].extract_text()


def test_a_file_tells_the_newest_event_and_leaves_the_next(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("PETAPAM_HOME", str(tmp_path / "home"))
    for turn in range(2):
        assert (
            run(folder, "--kind", "csv", "--out", tmp_path / f"{turn}.zip", "--language", "en").exit_code == 0
        )
    last, first = events.listed(open_store())
    assert first.detail["sha256"] == hashlib.sha256((tmp_path / "0.zip").read_bytes()).hexdigest()
    assert (last.object, last.action, last.detail["product"]) == ("1.zip", "export", "csv")
    with zipfile.ZipFile(tmp_path / "1.zip") as file:
        assert f"1 · {first.hash[:DIGITS]}" in file.read("cover.csv").decode()


def test_an_atlas_has_a_page_for_every_village(folder, tmp_path):
    done = run(folder, "--kind", "atlas", "--by", "village", "--out", tmp_path / "a.pdf", "--language", "en")
    assert done.exit_code == 0, done.output
    assert len(PdfReader(io.BytesIO((tmp_path / "a.pdf").read_bytes())).pages) == 5


def test_choices_come_from_a_file_and_flags_go_before_them(folder, tmp_path):
    (tmp_path / "choices.toml").write_text(
        'annex = "C"\nnumber = "R/12"\ndate = 2022-03-20\ncopy_no = 2\ncopies = 5\nlanguage = "en"\ntheme = "risk"\n',
        encoding="utf-8",
    )
    done = run(
        folder,
        "--options",
        tmp_path / "choices.toml",
        "--theme",
        "floor",
        "--out",
        tmp_path / "a.pdf",
        "--area",
        "district:Barat",
        "--redaction",
        "terbatas",
        "--classification",
        "R",
    )
    assert done.exit_code == 0, done.output
    said = PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    for it in (": C", "R/12", "20 March 2022", "2 of 5", "FLOOR GAME", "District Barat", "RAHASIA"):
        assert it in said
    assert "Polsek Barat" not in said


def test_two_plans_are_compared(folder, tmp_path):
    (tmp_path / "b.toml").write_text("units_off = ['u1']\n", encoding="utf-8")
    done = run(folder, "--theme", "difference", "--against", tmp_path / "b.toml", "--out", tmp_path / "a.png")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "a.docx"), "A sheet cannot be a file a.docx. Let its name end in .png, .pdf"),
        (("--out", "a.png", "--kind", "atlas"), "A atlas cannot be a file a.png"),
        (("--out", "a.pdf", "--kind", "hologram"), "There is no export hologram. Use one of sheet, atlas"),
        (("--out", "a.png", "--dpi", "99"), "dpi"),
        (("--out", "a.png", "--area", "district:Nowhere"), "There is no district Nowhere to show"),
        (("--out", "a.png", "--area", "bounds:1,2"), "area"),
        (("--out", "a.png", "--theme", "difference"), "needs two plans"),
        (("--out", "no-such-folder/a.png"), "no-such-folder"),
        (("--out", "a.pdf", "--kind", "atlas", "--by", "sector"), "There is no sector"),
    ],
)
def test_what_cannot_be_made_is_explained_without_a_traceback(folder, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    done = run(folder, *arguments)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.glob("a.*")) == []


def test_the_help_names_an_example_and_every_product():
    shown = run("--help").output
    assert "petapam export" in shown
    assert "sheet, atlas" in shown


@pytest.mark.parametrize(
    ("kind", "file", "begins"),
    [
        ("gis", "a.gpkg", b"SQLite format 3"),
        ("gis", "a.GEOJSON", b'{"type":"FeatureCollection"'),
        ("gis", "a.geojson.zip", b"PK"),
        ("gis", "a.kmz", b"PK"),
        ("gis", "a.gpx", b"<?xml"),
        ("html", "a.html", b"<!doctype html>"),
    ],
)
def test_layers_and_the_page_are_made_by_the_ending_of_the_file(folder, tmp_path, kind, file, begins):
    done = run(folder, "--kind", kind, "--out", tmp_path / file)
    assert done.exit_code == 0, done.output
    assert (tmp_path / file).read_bytes().startswith(begins)
    one = run(folder, "--kind", "gis", "--layer", "units", "--out", tmp_path / "b.geojson")
    assert one.exit_code == 0, one.output
    assert b'"name":"units"' in (tmp_path / "b.geojson").read_bytes()
