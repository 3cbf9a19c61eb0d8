"""Promises of the whole repository: what imports what, and what no file of it may hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCREENS = (
    "streamlit",
    "folium",
    "streamlit_folium",
    "branca",
    "altair",
    "matplotlib",
    "sqlalchemy",
    "dashboard",
)
MADE = {"build", "dist", "shots"}
"""Folders at the top that are made by tools and never kept; hidden ones are left out beside `KEPT`."""
KEPT = {".ci", ".github", ".streamlit", ".gitignore", ".pre-commit-config.yaml"}
TEXT = {
    "",
    ".css",
    ".csv",
    ".geojson",
    ".html",
    ".js",
    ".json",
    ".md",
    ".po",
    ".py",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
}
MAX_LINES, MAX_TEST_LINES = 260, 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc"}

# Written in pieces, so that this file keeps its own promise.
REGISTRIES = re.compile(r"(?i)\b(?:pypi|pythonhosted|npmjs|anaconda|crates)\b\.(?:org|com|io)")
MACHINE = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|mnt|srv)/\w|\b[A-Z]:\\\\?Users\b")


def files() -> list[Path]:
    top = [
        it
        for it in ROOT.iterdir()
        if it.name not in MADE and (not it.name.startswith(".") or it.name in KEPT)
    ]
    found = [file for it in top for file in ([it] if it.is_file() else it.rglob("*"))]
    return sorted(it for it in found if it.is_file() and "__pycache__" not in it.parts)


def python() -> list[Path]:
    return [file for file in files() if file.suffix == ".py"]


def named(paths) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def holding(pattern: re.Pattern[str]) -> list[str]:
    """Return "file:line" of every line of our own text that the pattern finds; vendored code is not ours."""
    ours = [file for file in files() if file.suffix in TEXT and "vendor" not in file.parts]
    return [
        f"{file.relative_to(ROOT).as_posix()}:{number}"
        for file in ours
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_computing_loads_no_screen_and_no_database():
    done = run(
        f"import sys, geo.evaluate, geo.operation, geo.scenario; print(sorted(set({SCREENS}) & set(sys.modules)))"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_directions_of_import_hold():
    done = run("from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])")
    assert done.returncode == 0, done.stdout
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", done.stdout)


@pytest.mark.parametrize(
    ("pattern", "example"),
    [(REGISTRIES, "https://" + "pypi" + ".org/simple"), (MACHINE, "cd /" + "home/somebody")],
    ids=["package registry", "path of a machine"],
)
def test_no_file_names_a_package_registry_or_a_path_of_a_machine(pattern, example):
    assert pattern.search(example)
    assert holding(pattern) == []


def test_no_module_is_named_after_nothing():
    assert named(file for file in python() if VAGUE & {file.stem, *file.relative_to(ROOT).parts}) == []


def test_streamlit_finds_no_folder_of_pages_that_it_would_show_by_itself():
    assert named(folder for folder in ROOT.glob("dashboard/**/pages")) == []


def test_every_module_is_short_enough_to_read_in_one_go():
    limits = {file: MAX_TEST_LINES if "tests" in file.parts else MAX_LINES for file in python()}
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in limits}
    assert {named([file])[0]: n for file, n in lengths.items() if n >= limits[file]} == {}


def test_every_test_says_in_a_sentence_what_holds():
    names = {
        f"{file.name}: {name}"
        for file in python()
        for name in re.findall(r"^\s*def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {it for it in names if it.count("_") < 3} == set()
