"""A download: whole and checked, gone on with after a break, or a sentence and nothing left behind."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from geo.fetch.download import download
from geo.fetch.part import CHECKPOINT, Part
from geo.fetch.trouble import FetchError
from tests.geo.fetch.shelf import an_order, in_haste, names

DONE = {"list.json", "list.json.source.toml"}
KEPT = {"list.json.part", "list.json.part.toml"}


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def ranges(shelf) -> list[str | None]:
    return [headers.get("Range") for _path, headers in shelf.asked]


def broken(shelf, book, tmp_path, *, at: int):
    """Leave a part of `at` bytes behind, with no try left."""
    book.cuts = [at, 0, 0]
    with pytest.raises(FetchError) as caught:
        download(an_order(shelf), tmp_path, way=in_haste())
    shelf.asked.clear()
    book.cuts.clear()
    return caught.value


def test_a_whole_file_comes_with_its_provenance_and_nothing_else(shelf, book, content, tmp_path):
    told = []
    done = download(
        an_order(shelf), tmp_path / "a" / "b", way=in_haste(), told=lambda *said: told.append(said)
    )
    assert (tmp_path / "a" / "b" / "list.json").read_bytes() == content
    assert names(tmp_path / "a" / "b") == DONE
    assert (done.outcome, done.sha256, done.size) == ("fetched", sum_of(content), len(content))
    assert ("download", len(content), len(content)) in told
    assert ("check", len(content), len(content)) in told
    said = tomllib.loads(done.note_path.read_text(encoding="utf-8"))
    assert said["sha256"] == sum_of(content)
    assert said["address"] == f"{shelf.url}/list.json"
    assert (said["etag"], said["licence"], said["held_against"]) == ('"one"', "none", "size")
    assert len(shelf.asked) == 1
    assert shelf.asked[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("at", [1, 5, 4096, 65_536, 65_537, 131_072, 200_001, 200_002])
def test_a_broken_download_goes_on_where_it_broke(shelf, book, content, tmp_path, at):
    error = broken(shelf, book, tmp_path, at=at)
    assert error.kind == "network"
    assert "The same command goes on from there" in str(error)
    assert names(tmp_path) == KEPT
    assert (tmp_path / "list.json.part").stat().st_size == at
    done = download(an_order(shelf), tmp_path, way=in_haste())
    assert ranges(shelf) == [f"bytes={at}-"]
    assert shelf.asked[0][1]["If-Range"] == '"one"'
    assert done.outcome == "resumed"
    assert (tmp_path / "list.json").read_bytes() == content
    assert names(tmp_path) == DONE


def test_a_line_that_breaks_again_and_again_brings_the_file_in_one_go(shelf, book, content, tmp_path):
    book.cuts = [20_000] * 9
    done = download(an_order(shelf), tmp_path, way=in_haste())
    assert (tmp_path / "list.json").read_bytes() == content
    assert done.outcome == "fetched"
    assert ranges(shelf) == [None] + [f"bytes={20_000 * n}-" for n in range(1, 10)]


def test_a_file_that_changed_meanwhile_is_fetched_from_the_start(shelf, book, content, tmp_path):
    broken(shelf, book, tmp_path, at=70_000)
    book.content, book.etag, book.modified = content[:-2] + b" }\n", '"two"', ""
    done = download(an_order(shelf), tmp_path, way=in_haste())
    assert done.outcome == "restarted"
    assert (tmp_path / "list.json").read_bytes() == book.content
    assert ranges(shelf) == ["bytes=70000-"]


def test_a_rest_of_another_state_is_not_sewn_on(shelf, book, content, tmp_path):
    broken(shelf, book, tmp_path, at=70_000)
    book.content = content.replace(b"a", b"b")
    book.said = {"ETag": '"two"'}  # The server ignores If-Range and sends the rest of what it has now.
    done = download(an_order(shelf), tmp_path, way=in_haste())
    assert done.outcome == "restarted"
    assert (tmp_path / "list.json").read_bytes() == book.content
    assert ranges(shelf) == ["bytes=70000-", None]


def test_a_server_without_ranges_is_asked_from_the_start_and_leaves_no_part(shelf, book, content, tmp_path):
    book.ranges, book.said = False, {"Accept-Ranges": "none"}
    broken(shelf, book, tmp_path, at=70_000)
    assert names(tmp_path) == set()
    assert download(an_order(shelf), tmp_path, way=in_haste()).outcome == "fetched"
    assert ranges(shelf) == [None]


def test_without_a_mark_of_the_state_only_a_known_checksum_allows_going_on(shelf, book, content, tmp_path):
    book.etag = book.modified = ""
    broken(shelf, book, tmp_path, at=70_000)
    assert names(tmp_path) == set()
    book.cuts = [70_000, 0, 0]
    order = an_order(shelf, sha256=sum_of(content))
    with pytest.raises(FetchError):
        download(order, tmp_path, way=in_haste())
    assert names(tmp_path) == KEPT
    assert download(order, tmp_path, way=in_haste()).outcome == "resumed"
    assert (tmp_path / "list.json").read_bytes() == content


def test_a_weak_mark_is_no_mark_and_the_date_counts(shelf, book, content, tmp_path):
    book.etag = 'W/"one"'
    broken(shelf, book, tmp_path, at=70_000)
    assert download(an_order(shelf), tmp_path, way=in_haste()).outcome == "resumed"
    assert shelf.asked[0][1]["If-Range"] == book.modified


def test_a_part_that_was_patched_wrongly_gets_one_more_chance(shelf, book, content, tmp_path):
    broken(shelf, book, tmp_path, at=70_000)
    with (tmp_path / "list.json.part").open("r+b") as part:
        part.seek(100)
        part.write(b"damage")
    done = download(an_order(shelf, sha256=sum_of(content)), tmp_path, way=in_haste())
    assert done.outcome == "restarted"
    assert done.held_against == "sha256"
    assert (tmp_path / "list.json").read_bytes() == content


def test_a_part_that_is_whole_already_is_only_checked(shelf, book, content, tmp_path):
    broken(shelf, book, tmp_path, at=70_000)
    (tmp_path / "list.json.part").write_bytes(content)
    note = tmp_path / "list.json.part.toml"
    note.write_text(note.read_text(encoding="utf-8").replace("kept = 70000", f"kept = {len(content)}"))
    assert download(an_order(shelf), tmp_path, way=in_haste()).outcome == "resumed"
    assert (tmp_path / "list.json").read_bytes() == content


@pytest.mark.parametrize("note", ["", "kept = 'x'", "nonsense", 'url = "https://elsewhere/"\nkept = 9'])
def test_a_part_without_a_true_note_is_not_gone_on_with(shelf, book, content, tmp_path, note):
    (tmp_path / "list.json.part").write_bytes(b"something else")
    (tmp_path / "list.json.part.toml").write_text(note)
    assert download(an_order(shelf), tmp_path, way=in_haste()).outcome == "fetched"
    assert (tmp_path / "list.json").read_bytes() == content
    assert ranges(shelf) == [None]


def test_what_lies_beyond_the_last_checkpoint_is_fetched_again(shelf, book, content, tmp_path):
    broken(shelf, book, tmp_path, at=70_000)
    with (tmp_path / "list.json.part").open("ab") as part:
        part.write(b"\0" * 5000)  # As after a power cut: the length was kept, the bytes were not.
    assert download(an_order(shelf), tmp_path, way=in_haste()).outcome == "resumed"
    assert (tmp_path / "list.json").read_bytes() == content


def test_a_long_download_is_brought_to_the_disk_now_and_then(tmp_path):
    with Part(tmp_path / "x", url="https://example.org/x") as part:
        part.begin(part.note, keeps=True)
        part.write(b"x" * (CHECKPOINT + 1))
        said = tomllib.loads((tmp_path / "x.part.toml").read_text(encoding="utf-8"))
        part.discard()
    assert said["kept"] == CHECKPOINT + 1
    assert names(tmp_path) == set()


def test_a_file_that_is_here_is_kept_and_nothing_is_asked(shelf, book, tmp_path):
    download(an_order(shelf), tmp_path, way=in_haste())
    shelf.asked.clear()
    assert download(an_order(shelf), tmp_path, way=in_haste()).outcome == "kept"
    assert shelf.asked == []


def test_asking_again_brings_only_what_is_newer(shelf, book, content, tmp_path):
    download(an_order(shelf), tmp_path, way=in_haste())
    assert download(an_order(shelf), tmp_path, way=in_haste(again=True)).outcome == "unchanged"
    book.content, book.etag = content + b"\n", '"two"'
    assert download(an_order(shelf), tmp_path, way=in_haste(again=True)).outcome == "fetched"
    assert (tmp_path / "list.json").read_bytes() == book.content
    assert names(tmp_path) == DONE


def test_when_the_newer_one_does_not_come_the_old_one_stays(shelf, book, content, tmp_path):
    download(an_order(shelf), tmp_path, way=in_haste())
    book.content, book.etag, book.cuts = content + b"\n", '"two"', [70_000, 0, 0]
    with pytest.raises(FetchError):
        download(an_order(shelf), tmp_path, way=in_haste(again=True))
    assert (tmp_path / "list.json").read_bytes() == content
    assert names(tmp_path) == DONE | KEPT


@pytest.mark.parametrize("change", ["strange", "edited"])
def test_a_file_of_somebody_else_is_never_written_over(shelf, book, tmp_path, change):
    if change == "edited":
        download(an_order(shelf), tmp_path, way=in_haste())
        shelf.asked.clear()
    (tmp_path / "list.json").write_bytes(b"mine")
    with pytest.raises(FetchError, match="that petapam did not fetch"):
        download(an_order(shelf), tmp_path, way=in_haste(again=True))
    assert (tmp_path / "list.json").read_bytes() == b"mine"
    assert shelf.asked == []
