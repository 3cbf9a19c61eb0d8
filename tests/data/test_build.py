"""The committed files are what the build makes, and the table of files tells the truth."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import pytest

WORDS = {
    "vote", "votes", "suara", "party", "partai", "religion", "agama", "ethnic", "ethnicity", "suku",
    "phone", "nik",
}  # fmt: skip
"""Words that name what is never stored; `registered_voters` counts an electorate and is none of them."""


def test_committed_files_equal_what_the_build_makes(module, rebuilt):
    target, _ = rebuilt
    assert len([path for path in target.rglob("*") if path.is_file()]) == 17
    assert module("build").differences(target) == []


def test_check_runs_from_the_root_and_finds_no_difference(data_home):
    command = [sys.executable, "data/build.py", "--check"]
    done = subprocess.run(command, cwd=data_home.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "differs" not in done.stdout


def test_a_changed_file_is_reported_with_its_name(module, rebuilt, tmp_path):
    target, _ = rebuilt
    name = "operations/pasuruan-2023/units.csv"
    changed = tmp_path / name
    changed.parent.mkdir(parents=True)
    changed.write_bytes((target / name).read_bytes() + b"\n")
    assert module("build").differences(tmp_path) == [name]


def test_no_operation_holds_files_the_build_does_not_make(data_home, rebuilt):
    target, _ = rebuilt
    kept = {path.relative_to(data_home) for path in (data_home / "operations").rglob("*.*") if path.is_file()}
    made = {path.relative_to(target) for path in (target / "operations").rglob("*.*") if path.is_file()}
    assert made <= kept
    assert kept == made


def test_the_report_states_areas_labels_totals_and_gaps(rebuilt):
    text = "\n".join(rebuilt[1])
    assert "cells: 399; area error: median" in text
    assert "label points outside their own cell" in text
    assert "personnel 950 in" in text
    assert "stations beyond 10 min of police" in text


def _rows(data_home):
    text = (data_home / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- files: start -->")[2].partition("<!-- files: end -->")[0]
    lines = [line for line in table.strip().splitlines()[2:] if line]
    split = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {cells[0]: cells[1:] for cells in split}


def test_every_data_file_has_one_complete_row_and_no_row_lacks_its_file(data_home):
    rows = _rows(data_home)
    files = {
        path.relative_to(data_home).as_posix() for path in data_home.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.name != "README.md"
    }  # fmt: skip
    assert set(rows) == files
    assert all(len(cells) == 6 and all(cells) for cells in rows.values())


def test_every_sha256_of_the_table_is_true(data_home):
    for name, cells in _rows(data_home).items():
        assert cells[4] == hashlib.sha256((data_home / name).read_bytes()).hexdigest(), name


def test_a_file_of_unknown_origin_cannot_be_listed(module):
    with pytest.raises(KeyError):
        module("inventory").origin("facts/unknown/file.csv")


def test_no_column_names_votes_beliefs_or_persons(data_home, shipped):
    frames = [frame for operation in shipped.values() for frame in operation[1:]]
    columns = {column for frame in frames for column in frame.columns}
    for path in (data_home / "facts").glob("*.csv"):
        columns |= set(path.read_text(encoding="utf-8").partition("\n")[0].split(","))
    assert not {column for column in columns if WORDS & set(re.split(r"[^a-z]+", column.lower()))}


def test_every_text_file_ends_its_lines_the_same_way_on_every_machine(data_home):
    for name in _rows(data_home):
        if name.endswith(".npz"):
            continue
        content = (data_home / name).read_bytes()
        assert b"\r" not in content, name
        assert content.endswith(b"\n"), name
