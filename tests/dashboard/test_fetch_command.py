"""`petapam fetch`: lists without asking anybody, brings what is asked for, and ends with a code that says why not."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tomli_w
from typer.testing import CliRunner

from dashboard.cli import app
from geo.fetch.source import sources
from tests.geo.fetch.shelf import Book, a_source, names, serving

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("without_proxies")
HEEDFUL = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from dashboard.cli import main; main()"
)
"""The command as in a terminal: what is started in the background may be told to take no notice of Ctrl-C."""
ASKERS = {
    "geo/fetch/address.py",
    "geo/fetch/answer.py",
    "geo/fetch/link.py",
    "geo/fetch/proxy.py",
    "geo/fetch/trouble.py",
    "geo/travel/address.py",
    "geo/travel/wire.py",
}


@pytest.fixture
def shelf():
    with serving() as made:
        made.books["/list.json"] = Book(b'{"a": 1}')
        yield made


@pytest.fixture
def own(tmp_path):
    """A list of one source, as a user may write it."""
    file = tmp_path / "own.toml"
    said = a_source().model_dump(mode="python", exclude_none=True) | {"then": ("petapam check {made}",)}
    file.write_text(tomli_w.dumps({"source": [said]}), encoding="utf-8")
    return file


def run(*words):
    return CliRunner().invoke(app, ["fetch", *map(str, words)])


def test_the_list_is_shown_and_nobody_is_asked(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    monkeypatch.setattr(socket, "socket", None)
    done = run()
    assert done.exit_code == 0, done.output
    assert set(sources()) <= set(re.findall(r"[a-z0-9-]+", done.output))
    assert "Nothing was asked of the network" in done.output


def test_only_these_modules_can_reach_a_network_and_importing_the_command_asks_nobody():
    pattern = re.compile(
        r"^\s*(?:import|from) (?:socket|ssl|http\.client|urllib\.request|requests|urllib3)\b", re.MULTILINE
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "geo").rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }
    assert found == ASKERS
    code = "import socket; socket.socket.connect = socket.getaddrinfo = None; import dashboard.fetch_command"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_every_shipped_source_says_where_it_is_on_which_terms_and_whether_it_was_tried():
    for entry in sources().values():
        assert entry.licence
        assert entry.attribution
        assert entry.evidence
        assert set(entry.what) == {"id", "en"}
        assert entry.then
        listed = run().output.partition("Never downloaded from")[2]
        assert (entry.id in listed) is not entry.tried


def test_a_file_comes_with_what_to_do_next(shelf, own, tmp_path):
    mirror = f"{shelf.url}/"
    done = run("list", "--sources", own, "--out", tmp_path / "my files", "--from", mirror)
    assert done.exit_code == 0, done.output
    assert "fetched (0.0 MB)" in done.output
    assert f"petapam check '{tmp_path}/my files/list.json'" in done.output
    assert names(tmp_path / "my files") == {"list.json", "list.json.source.toml"}
    done = run("list", "--sources", own, "--out", tmp_path / "my files", "--from", mirror)
    assert "already here, nothing was asked" in done.output
    assert len(shelf.asked) == 1


@pytest.mark.parametrize("brought", ["file", "folder"])
def test_a_file_that_somebody_brought_is_checked_and_copied_without_a_network(
    own, tmp_path, monkeypatch, brought
):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "list.json").write_text("{}")
    done = run(
        "list", "--sources", own, "--out", tmp_path / "a",
        "--from", stick / "list.json" if brought == "file" else stick,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "copied" in done.output
    note = (tmp_path / "a" / "list.json.source.toml").read_text(encoding="utf-8")
    assert 'address = "file:' in note
    assert str(tmp_path) not in note
    (stick / "list.json").write_text("<html>")
    done = run("list", "--sources", own, "--out", tmp_path / "b", "--from", stick / "list.json")
    assert done.exit_code == 5
    assert names(tmp_path / "b") == set()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["nowhere"], 1, "There is no source nowhere. Choose one of hdx-villages"),
        (["cahyadsn-villages"], 1, "Add --code, such as --code 35.14"),
        (["cahyadsn-villages", "--code", "../../etc"], 1, "is no code of cahyadsn-villages"),
        (["osm-java", "--code", "35.14"], 1, "takes no code"),
        (["osm-java", "--sha256", "abc"], 1, "is no SHA-256"),
        (["osm-java", "--from", "http://10.0.0.1/"], 1, "without encryption"),
        (["osm-java", "--sources", "missing.toml"], 1, "There is no file missing.toml"),
        (["osm-java", "--largest", "-1"], 2, ""),
    ],
)
def test_what_was_typed_wrongly_is_said_before_anybody_is_asked(monkeypatch, words, code, sentence):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    done = run(*words)
    assert done.exit_code == code, done.output
    assert sentence in done.output


@pytest.mark.parametrize(
    "case",
    [
        ({"statuses": [404]}, [], 4),
        ({"content": b"<html>"}, [], 5),
        ({}, ["--sha256", "0" * 64], 5),
        ({}, ["--largest", "0.001"], 5),
        ({}, ["--proxy", "socks5://127.0.0.1:1"], 1),
        ({"wait_s": 1.6}, ["--patience", "1"], 3),
    ],
)
def test_the_exit_code_says_who_has_to_act(shelf, own, tmp_path, case):
    change, words, code = case
    shelf.books["/list.json"] = Book(**({"content": b"{}" * 1000} | change))
    done = run("list", "--sources", own, "--out", tmp_path / "a", "--from", f"{shelf.url}/", *words)
    assert done.exit_code == code, done.output
    assert "error: " in done.output
    assert "Traceback" not in done.output
    assert names(tmp_path / "a") == set()


def test_ctrl_c_leaves_a_part_and_the_same_command_goes_on(shelf, own, tmp_path):
    content = b"{" + b" " * 300_000 + b"}"
    shelf.books["/list.json"] = Book(content, cuts=[150_000], then=lambda: time.sleep(40))
    command = [
        *(sys.executable, "-c", HEEDFUL, "fetch", "list", "--sources", own),
        *("--out", tmp_path / "a", "--from", f"{shelf.url}/"),
    ]
    running = subprocess.Popen(
        list(map(str, command)), cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    part, until = tmp_path / "a" / "list.json.part", time.monotonic() + 60
    while time.monotonic() < until and not (part.exists() and part.stat().st_size):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "the same command goes on from there" in said
    assert names(tmp_path / "a") == {"list.json.part", "list.json.part.toml"}
    done = run("list", "--sources", own, "--out", tmp_path / "a", "--from", f"{shelf.url}/")
    assert "what had come before was gone on with" in done.output
    assert (tmp_path / "a" / "list.json").read_bytes() == content
