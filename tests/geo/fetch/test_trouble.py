"""Trouble on the way of a file: each ends in a sentence, and leaves nothing behind but what can be gone on with."""

from __future__ import annotations

import errno
import hashlib
import shutil
import socket
import threading
import time
from contextlib import suppress
from typing import NamedTuple

import pytest

from geo.fetch import part as parts
from geo.fetch.answer import Patience
from geo.fetch.download import download
from geo.fetch.part import Part
from geo.fetch.trouble import FetchError
from tests.geo.fetch.shelf import Book, an_order, in_haste, names


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def trouble(shelf, folder, *, sha256="", source=None, **way) -> FetchError:
    with pytest.raises(FetchError) as caught:
        download(an_order(shelf, sha256=sha256, **(source or {})), folder, way=in_haste(**way))
    return caught.value


def test_a_wrong_checksum_is_said_and_nothing_is_left(shelf, book, tmp_path):
    error = trouble(shelf, tmp_path / "new", sha256="0" * 64)
    assert error.kind == "content"
    assert "its SHA-256 is" in str(error)
    assert names(tmp_path) == set()
    assert len(shelf.asked) == 1


def test_a_file_of_another_size_than_it_must_have_is_refused_before_it_comes(shelf, book, tmp_path):
    error = trouble(shelf, tmp_path, source={"bytes": 100})
    assert error.kind == "content"
    assert "should have 100 bytes and has 200003" in str(error)
    assert names(tmp_path) == set()


@pytest.mark.parametrize("stated", [True, False])
def test_a_file_that_is_larger_than_allowed_is_refused(shelf, book, tmp_path, stated):
    if not stated:
        book.said = {"Content-Length": None}
    error = trouble(shelf, tmp_path, largest=150_000)
    assert error.kind == "content"
    assert "larger than 150000 bytes" in str(error)
    assert names(tmp_path) == set()


def test_without_a_stated_length_nothing_is_claimed_of_the_whole(shelf, book, content, tmp_path):
    book.said = {"Content-Length": None}
    done = download(an_order(shelf), tmp_path, way=in_haste())
    assert done.held_against == "nothing"
    assert (tmp_path / "list.json").read_bytes() == content


@pytest.mark.parametrize(
    ("came", "sentence"),
    [
        (b"<!DOCTYPE html><html>sign in</html>", "a web page came"),
        (b"\xef\xbb\xbf\n <!-- hi --><HTML>", "a web page came"),
        (b"PK\x03\x04", "no JSON file"),
        (b"", "no JSON file"),
    ],
)
def test_something_else_than_what_was_meant_is_refused(shelf, tmp_path, came, sentence):
    shelf.books["/list.json"] = Book(came)
    error = trouble(shelf, tmp_path)
    assert error.kind == "content"
    assert sentence in str(error)
    assert names(tmp_path) == set()


def test_a_file_that_comes_packed_is_refused(shelf, book, tmp_path):
    book.said = {"Content-Encoding": "gzip"}
    assert "packed as gzip" in str(trouble(shelf, tmp_path))
    assert names(tmp_path) == set()


def test_the_checksum_beside_the_file_is_held_against_it(shelf, book, content, tmp_path):
    theirs = hashlib.md5(content, usedforsecurity=False).hexdigest()
    shelf.books["/list.json.md5"] = Book(f"{theirs}  list.json\n".encode())
    done = download(an_order(shelf, md5_suffix=".md5"), tmp_path / "a", way=in_haste())
    assert done.held_against == "md5"
    shelf.books["/list.json.md5"] = Book(b"0" * 32)
    error = trouble(shelf, tmp_path / "b", source={"md5_suffix": ".md5"})
    assert "the server says 000" in str(error)
    del shelf.books["/list.json.md5"]
    done = download(an_order(shelf, md5_suffix=".md5"), tmp_path / "c", way=in_haste())
    assert done.held_against == "size"
    assert {it.parent.name for it in tmp_path.rglob("*.*")} == {"a", "c"}


@pytest.mark.parametrize(("status", "sentence"), [(404, "There is no file at"), (410, "There is no file at")])
def test_a_file_that_is_not_there_is_asked_for_once(shelf, book, tmp_path, status, sentence):
    book.statuses = [status]
    error = trouble(shelf, tmp_path)
    assert (error.kind, len(shelf.asked)) == ("server", 1)
    assert sentence in str(error)
    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "not given to everybody"), (403, "not given"), (418, "unforeseen")]
)
def test_other_refusals_are_not_repeated(shelf, book, tmp_path, status, sentence):
    book.statuses = [status]
    assert sentence in str(trouble(shelf, tmp_path))
    assert len(shelf.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_that_is_out_of_order_is_asked_again(shelf, book, content, tmp_path, status):
    book.statuses = [status, status]
    download(an_order(shelf), tmp_path / "a", way=in_haste())
    assert len(shelf.asked) == 3
    book.statuses = [status] * 3
    error = trouble(shelf, tmp_path / "b")
    assert "out of order or overloaded" in str(error)
    assert len(shelf.asked) == 6
    assert names(tmp_path / "b") == set()


def test_the_pause_that_a_server_asks_for_is_kept(shelf, book, tmp_path, monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    book.statuses, book.drip_s = [503, 503], 0
    download(an_order(shelf), tmp_path, way=in_haste(patience=Patience(pause_s=2, tries=3)))
    assert [it for it in slept if it] == [2, 4]


def test_a_server_that_says_nothing_is_given_up(shelf, book, tmp_path):
    book.wait_s = 1.5
    error = trouble(shelf, tmp_path, patience=Patience(connect_s=1, read_s=0.2, tries=1))
    assert error.kind == "network"
    assert "silent or far too slow" in str(error)
    assert names(tmp_path) == set()


def test_a_server_that_stops_in_the_middle_is_given_up_and_the_part_is_kept(shelf, book, tmp_path):
    book.cuts, book.then = [50_000], lambda: time.sleep(20)
    error = trouble(shelf, tmp_path, patience=Patience(connect_s=5, read_s=1, tries=1))
    assert "silent or far too slow" in str(error)
    assert (tmp_path / "list.json.part").stat().st_size == 50_000


def test_a_server_that_drips_is_given_up_though_it_never_falls_silent(shelf, book, tmp_path):
    book.drip_s = 0.01
    patience = Patience(connect_s=5, read_s=1, slowest_bps=10_000, tries=1)
    assert "silent or far too slow" in str(trouble(shelf, tmp_path, patience=patience))
    assert names(tmp_path) == {"list.json.part", "list.json.part.toml"}


def test_an_answer_that_breaks_off_in_its_head_is_a_break_and_no_empty_file(shelf, tmp_path):
    def hang_up() -> None:
        for _ in range(2):
            line, _ = waiting.accept()
            with line:
                line.recv(2**16)
                line.sendall(b"HTTP/1.1 200 OK\r\nETag: x\r\nContent-Le")

    with socket.create_server(("127.0.0.1", 0)) as waiting:
        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        shelf.url = f"http://127.0.0.1:{waiting.getsockname()[1]}"
        error = trouble(shelf, tmp_path)
        thread.join(10)
    assert error.kind == "network"
    assert "broke before the end" in str(error)
    assert names(tmp_path) == set()


def test_a_server_that_drips_the_head_of_its_answer_is_given_up(shelf, tmp_path):
    def drip() -> None:
        line, _ = waiting.accept()
        with line, suppress(OSError):
            line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while True:
                line.sendall(b"x")
                time.sleep(0.02)

    with socket.create_server(("127.0.0.1", 0)) as waiting:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        shelf.url = f"http://127.0.0.1:{waiting.getsockname()[1]}"
        error = trouble(shelf, tmp_path, patience=Patience(connect_s=1, read_s=0.3, tries=1))
        thread.join(10)
    assert "silent or far too slow" in str(error)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (socket.gaierror(socket.EAI_NONAME, "?"), "Nobody here knows the name"),
        (socket.gaierror(socket.EAI_AGAIN, "?"), "no internet connection"),
        (OSError(errno.ENETUNREACH, "?"), "no internet connection"),
    ],
)
def test_without_internet_it_is_said_at_once(shelf, tmp_path, monkeypatch, failure, sentence):
    def fails(*_words, **_options):
        raise failure

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    error = trouble(shelf, tmp_path)
    assert error.kind == "network"
    assert sentence in str(error)
    assert names(tmp_path) == set()


def test_a_host_where_nothing_listens_is_named(shelf, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        shelf.url = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = trouble(shelf, tmp_path)
    assert "127.0.0.1 does not answer" in str(error)


def test_a_disk_without_room_is_said_before_anything_is_written(shelf, book, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9, parts.SPARE + 1000))
    error = trouble(shelf, tmp_path / "new")
    assert error.kind == "disk"
    assert "needs 0 MB and the disk has 0 MB to spare" in str(error)
    assert names(tmp_path) == set()


@pytest.mark.parametrize("when", ["write", "sync"])
def test_a_disk_that_fills_up_meanwhile_is_given_back_what_was_taken(
    shelf, book, tmp_path, monkeypatch, when
):
    def full(*_words):
        raise OSError(errno.ENOSPC, "No space left on device")

    if when == "sync":
        monkeypatch.setattr(parts.os, "fsync", full)
    else:
        monkeypatch.setattr(Part, "_file", property(lambda _self: type("Full", (), {"write": full})()))
        monkeypatch.setattr(Part, "begin", lambda self, note, *, keeps: self._open())
    error = trouble(shelf, tmp_path / "new")
    assert error.kind == "disk"
    assert "The disk is full" in str(error)
    assert names(tmp_path) == set()


def test_a_folder_that_may_not_be_written_is_named(shelf, book, tmp_path):
    (tmp_path / "new").write_text("a file, not a folder")
    error = trouble(shelf, tmp_path / "new")
    assert error.kind == "disk"
    assert "cannot be written there" in str(error)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_whoever_stops_it_keeps_what_has_come(shelf, book, content, tmp_path, stop):
    def told(_step, done, _total):
        if done > 50_000:
            raise stop

    with pytest.raises(stop):
        download(an_order(shelf), tmp_path, way=in_haste(), told=told)
    assert names(tmp_path) == {"list.json.part", "list.json.part.toml"}
    kept = (tmp_path / "list.json.part").stat().st_size
    assert download(an_order(shelf), tmp_path, way=in_haste()).outcome == "resumed"
    assert shelf.asked[-1][1]["Range"] == f"bytes={kept}-"
    assert (tmp_path / "list.json").read_bytes() == content


def test_stopping_before_the_first_byte_leaves_nothing(shelf, book, tmp_path):
    def told(*_said):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(an_order(shelf), tmp_path / "new", way=in_haste(), told=told)
    assert names(tmp_path) == set()


def test_two_at_once_do_not_write_into_one_part(shelf, book, tmp_path):
    with Part(tmp_path / "list.json", url="https://example.org/other") as other:
        other.begin(other.note, keeps=True)
        other.write(b"theirs")
        error = trouble(shelf, tmp_path)
        assert error.kind == "request"
        assert "by another petapam" in str(error)
        assert other.finish().read_bytes() == b"theirs"
