"""Download: one file, whole and checked, or a sentence why not; a broken one is gone on with."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from geo.errors import Fault
from geo.fetch import address, genuine, provenance, trouble
from geo.fetch.answer import LONGEST_WAIT_S
from geo.fetch.genuine import Told
from geo.fetch.link import ask
from geo.fetch.part import Part
from geo.fetch.provenance import Sums
from geo.fetch.question import Here, Way, carry, once
from geo.fetch.source import Order

_MD5 = re.compile(rb"\A([0-9a-fA-F]{32})\b")
_MD5_LARGEST, _MD5_WAIT_S = 1024, 10.0
_MOST_QUESTIONS = 200
_FIRST_TRIES = 2
"""So often a network is tried that has not brought anything yet: mostly there is none."""
_FATAL = {"server", "content", "disk"}


@dataclass(frozen=True)
class Fetched:
    """A file that is here.

    Attributes
    ----------
    path, note_path : the file and its provenance.
    size : [B].
    sha256 : in hexadecimal.
    held_against : see `provenance.Sums`.
    outcome : "fetched", "resumed" (a part was gone on with), "restarted" (the file had changed, or its part
        was of no use), "kept" (it was here, nothing was asked) or "unchanged" (the server has no newer one).
    """

    path: Path
    note_path: Path
    size: int
    sha256: str
    held_against: str
    outcome: str


def silent(step: str, done: int, total: int | None) -> None:
    """Take no notice of progress."""


def download(order: Order, folder: Path, *, way: Way | None = None, told: Told = silent) -> Fetched:
    """Bring a file into a folder, with its provenance beside it.

    A part is kept where the network breaks or the user stops it, and gone on with by the next call; every
    other trouble leaves nothing behind. A file that is here already is asked for only on `Way.again`.

    Parameters
    ----------
    order : what is fetched.
    folder : made where it is missing.
    way : how it is asked for.
    told : progress of "download" and "check"; what it raises stops the download.

    Raises
    ------
    FetchError
        It does not come, is not what it should be, or cannot be written.
    """
    way = way or Way()
    target = folder / order.file
    provenance.refuse_strange(target)
    here = provenance.read(target) if target.exists() else None
    if here is not None and order.sha256 and here["sha256"] != order.sha256:
        here = None
    if here is not None and (order.sha256 or not way.again):
        return _known(target, here, outcome="kept")
    with Part(target, url=order.parts.geturl()) as part:
        # Before the file, which takes long: meanwhile the server may put a newer one there, with its own MD5.
        md5 = "" if order.sha256 else _their_md5(order, way=way)
        outcome = _persistent(order, part, way=way, told=told, here=here)
        if outcome == "unchanged" and here is not None:
            return _known(target, here, outcome=outcome)
        sums = _checked(order, part, md5=md5, way=way, told=told)
        if sums is None:  # A resumed part was of no use: once more, from the start.
            outcome = "restarted"
            _persistent(order, part, way=way, told=told, here=None)
            sums = _checked(order, part, md5=md5, way=way, told=told)
        if sums is None:
            raise AssertionError(order.file)
        note = part.note
        part.publish()
    path = provenance.write(target, order, note=note, sums=sums)
    return Fetched(target, path, sums.size, sums.sha256, sums.held_against, outcome)


def _known(target: Path, here: dict[str, Any], *, outcome: str) -> Fetched:
    size, sha256 = target.stat().st_size, str(here["sha256"])
    held = str(here.get("held_against", "nothing"))
    return Fetched(target, provenance.beside(target), size, sha256, held, outcome)


def _persistent(order: Order, part: Part, *, way: Way, told: Told, here: Here) -> str:
    """Ask until the part is whole, and return the outcome; each new byte renews our patience."""
    outcome, tries = "resumed" if part.note.kept else "fetched", 0
    for _ in range(_MOST_QUESTIONS):
        before = part.note.kept
        try:
            if order.carried is not None:
                return carry(order, part, way=way, told=told)
            done = once(order, part, way=way, told=told, here=here)
        except trouble.FetchError as error:
            if error.kind in _FATAL and not error.passing:
                part.discard()
            part.hold()
            tries = 1 if part.note.kept > before else tries + 1
            first = error.kind == "network" and not part.note.kept
            most = min(way.patience.tries, _FIRST_TRIES if first else way.patience.tries)
            if not error.passing or tries >= most or error.wait_s > LONGEST_WAIT_S:
                raise trouble.FetchError(*error.faults, *_kept(part), kind=error.kind) from error
            time.sleep(max(way.patience.pause_s * 2 ** (tries - 1), error.wait_s))
        else:
            if done != "again":
                return "restarted" if part.restarted and done == "done" else {"done": outcome}.get(done, done)
    raise trouble.cut(address.host(order.parts))


def _kept(part: Part) -> tuple[Fault, ...]:
    """Return the sentence that says how to go on, where there is something to go on with."""
    if not part.note.kept:
        return ()
    fault = Fault(
        "{done} MB of {file} have come and are kept",
        "The same command goes on from there",
        {"done": f"{part.note.kept / trouble.MEGABYTE:.1f}", "file": part.target.name},
    )
    return (fault,)


def _checked(order: Order, part: Part, *, md5: str, way: Way, told: Told) -> Sums | None:
    """Return what was counted of a part that is what it should be; None where it ought to be fetched anew.

    A part that was gone on with may be patched together of two states of the file; that gets a second chance.
    """
    path = part.finish()
    try:
        genuine.check_size(part.size, order, largest=way.limit(order))
        genuine.check_form(genuine.head(path), order)
        sha256, found = genuine.digests(path, told=told)
        genuine.check_sum(sha256, order)
        genuine.check_md5(found, md5, order)
    except trouble.FetchError:
        patched = part.went_on
        part.start_over()
        if patched:
            return None
        raise
    stated = "size" if part.note.total else "nothing"
    return Sums(part.size, sha256, "sha256" if order.sha256 else "md5" if md5 else stated)


def _their_md5(order: Order, *, way: Way) -> str:
    """Return the MD5 that the server has of the file; empty where it has none, or does not tell."""
    if not order.source.md5_suffix or order.carried is not None:
        return ""
    parts = order.parts._replace(path=order.parts.path + order.source.md5_suffix)
    haste = replace(way.patience, read_s=min(way.patience.read_s, _MD5_WAIT_S))
    said = b""
    try:
        with ask(parts, headers={}, named_proxy=way.proxy, patience=haste) as answer:
            for piece in answer.pieces() if answer.status == HTTPStatus.OK else ():
                said += piece
                if len(said) > _MD5_LARGEST:
                    return ""
    except trouble.FetchError:
        return ""
    found = _MD5.match(said)
    return found[1].decode().lower() if found else ""
