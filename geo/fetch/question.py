"""Question: one question for a file, or for the rest of it, and what is done with the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from geo.errors import Fault
from geo.fetch import address, genuine, trouble
from geo.fetch.answer import PIECE, Answer, Patience
from geo.fetch.genuine import Told
from geo.fetch.link import ask
from geo.fetch.part import Note, Part
from geo.fetch.source import Order

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_WHOLE = re.compile(r"bytes \*/(\d+)")
Here = dict[str, Any] | None
"""Provenance of the file that is here already, if one is."""


@dataclass(frozen=True)
class Way:
    """How a file is asked for.

    Attributes
    ----------
    proxy : named by the user; empty means that of the environment.
    largest : more bytes than this are refused; None means what the source allows [B].
    again : ask the server also where the file is here already.
    patience : how long and how often.
    """

    proxy: str = ""
    largest: int | None = None
    again: bool = False
    patience: Patience = field(default_factory=Patience)

    def limit(self, order: Order) -> int:
        """Return how large a file may be [B]."""
        return int(order.source.largest_mb * trouble.MEGABYTE) if self.largest is None else self.largest


def once(order: Order, part: Part, *, way: Way, told: Told, here: Here) -> str:
    """Ask once; return "done" when all has come, "unchanged", or "again" to ask from the start."""
    kept = part.note.kept
    headers = _conditions(part.note, here=here, order=order)
    with ask(order.parts, headers=headers, named_proxy=way.proxy, patience=way.patience) as answer:
        if answer.status == HTTPStatus.NOT_MODIFIED and here is not None:
            return "unchanged"
        if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and kept:
            whole = _WHOLE.fullmatch(answer.headers.get("Content-Range", ""))
            if whole and int(whole[1]) == kept == part.note.total:
                part.go_on()
                return "done"
            part.start_over()
            return "again"
        if answer.status == HTTPStatus.PARTIAL_CONTENT and kept:
            if not _continues(answer, part.note):
                part.start_over()
                return "again"
            part.refuse_without_room(part.note.total)
            part.go_on()
        elif answer.status == HTTPStatus.OK:
            _start(answer, order, part, way=way)
        else:
            raise trouble.status(address.shown(answer.parts), answer.status, wait_s=answer.wait_s())
        _take(answer, order, part, way=way, told=told)
        return "done"


def _conditions(note: Note, *, here: Here, order: Order) -> dict[str, str]:
    """Return the headers that ask for the rest of a part, or for a newer file only (RFC 9110, 13)."""
    if note.kept:
        return {"Range": f"bytes={note.kept}-"} | ({"If-Range": note.state} if note.state else {})
    if here is not None and here.get("address") == address.shown(order.parts):
        if here.get("etag"):
            return {"If-None-Match": str(here["etag"])}
        if here.get("last_modified"):
            return {"If-Modified-Since": str(here["last_modified"])}
    return {}


def _continues(answer: Answer, note: Note) -> bool:
    """Return whether what is sent is the rest of the very file of which we have the part."""
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != note.kept:
        return False
    total = int(found[3]) if found[3] != "*" else note.total
    same = answer.headers.get("ETag", "") in {"", note.etag}
    return same and (not note.total or total == note.total) and (not total or int(found[2]) == total - 1)


def _start(answer: Answer, order: Order, part: Part, *, way: Way) -> None:
    """Begin a part with what the server says of the file, where there is room for it."""
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in {"", "identity"}:
        fault = Fault(
            "The server sends {file} packed as {packing}, which was not asked for",
            "See the page of the source, or use a mirror with --from",
            {"file": order.file, "packing": address.bare(packing)[:20]},
        )
        raise trouble.FetchError(fault, kind="server")
    total = answer.length
    genuine.check_size(total, order, largest=way.limit(order))
    guess = 0 if order.mirrored else int((order.source.size_mb or 0) * trouble.MEGABYTE)
    part.refuse_without_room(guess if total is None else total)
    etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    note = Note(part.note.url, etag, modified, total=total or 0)
    ranges = answer.headers.get("Accept-Ranges", "").strip().lower() != "none"
    part.begin(note, keeps=ranges and bool(note.state or order.sha256))


def _take(answer: Answer, order: Order, part: Part, *, way: Way, told: Told) -> None:
    """Write what comes, and refuse more than there may be."""
    total = part.note.total or None
    told("download", part.size, total)
    for piece in answer.pieces():
        part.write(piece)
        if part.size > way.limit(order):
            genuine.check_size(part.size, order, largest=way.limit(order))
        told("download", part.size, total)
    # The head of an answer that breaks off looks like one without a length, and nothing after it.
    if part.size != total if total is not None else answer.is_endless and not part.size:
        raise trouble.cut(address.host(answer.parts))


def carry(order: Order, part: Part, *, way: Way, told: Told) -> str:
    """Copy a file that somebody brought, as if it came from a server; nothing is asked of the network.

    Raises
    ------
    FetchError
        It cannot be read, or is larger than it may be.
    """
    path = order.carried or part.path
    try:
        with path.open("rb") as file:
            total = path.stat().st_size
            genuine.check_size(total, order, largest=way.limit(order))
            part.refuse_without_room(total)
            part.begin(Note(part.note.url, total=total), keeps=False)
            while piece := file.read(PIECE):
                part.write(piece)
                told("download", part.size, total)
    except OSError as error:
        fault = Fault(
            "{path} cannot be read ({why})",
            "Check what stands after --from",
            {"path": path.name, "why": error.strerror or error},
        )
        raise trouble.refused(fault) from error
    return "carried"
