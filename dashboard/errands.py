"""Errands: what a session has ordered: how far each is, a way out of each, and the files that came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field

import streamlit as st

from dashboard import pictures, screen, shelf, state, text
from dashboard.export.options import SheetOptions
from dashboard.export.order import Order
from dashboard.layers import STORE, Payload
from dashboard.press import PRESS, Made
from dashboard.service import exports
from dashboard.text import _, number
from dashboard.work import Progress
from geo.errors import GeoError

LOOK_S = 0.5
"""So often the bars move."""
LEFT_S = 20.0
"""So long after its session has gone an order is dropped [s]; a connection that breaks is back by then."""
LARGE = 100_000
"""From so many bytes on one decimal of a megabyte is enough."""
LISTED = 12
"""So many orders are kept in the list."""
MEDIA = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".zip": "application/zip",
    ".html": "text/html",
}
UNKNOWN = "application/octet-stream"


@dataclass
class Attended(Progress):
    """How far an order is; it ends by itself when its session has been gone for `LEFT_S`."""

    there: Callable[[], bool] = field(default=lambda: False)

    def should_stop(self) -> bool:
        """Return whether it is to end."""
        if self.there():
            self.seen = time.monotonic()
        return super().should_stop()


@dataclass(frozen=True)
class File:
    """A product that was made: where it is kept, how large, its sha256 and when it was ready."""

    kept: str
    address: str
    size: int
    sha256: str
    at: dt.datetime


@dataclass
class Errand:
    """One order of a session.

    Attributes
    ----------
    words, name : what it is, in the user's language, and the name of its file.
    rows, reason : how many rows it holds, and why somebody has it made; both stand in the event.
    file : what came of it, once it is ready.
    why : what came in between, in the user's language; empty as long as nothing did.
    """

    order: Order
    words: str
    name: str
    progress: Progress
    future: Future[Made]
    file: File | None = None
    why: str = ""
    rows: int = 0
    reason: str = ""
    tried: dt.datetime = field(default_factory=lambda: dt.datetime.now().astimezone())

    @property
    def busy(self) -> bool:
        """Whether it waits or is being made."""
        return self.file is None and not self.why


def run(
    order: Order,
    words: str,
    name: str,
    *,
    handed: tuple[bytes, bytes] = (b"", b""),
    rows: int = 0,
    reason: str = "",
) -> None:
    """Order something; what is under way already, or is there still, is not made again.

    Raises
    ------
    PressError
        Too many orders wait.
    ForbiddenError, ScenarioError
        Whoever orders may not have it made, or must say why.
    """
    exports.allowed(state.actor(), order.product, theme=order.options.theme, reason=reason)
    errands: list[Errand] = state.exports()
    same = [it for it in errands if _alike(it.order, order)]
    if any(it.busy for it in same):
        return
    ready = [it for it in same if it.file and STORE.get(state.token(), it.file.kept)]
    for it in same:
        errands.remove(it)
    if ready:
        errands.append(ready[-1])
        return
    progress = Attended(patience_s=LEFT_S, there=state.presence())
    stamped = order.model_copy(
        update={"options": order.options.model_copy(update={"event": exports.imprint(state.actor())})}
    )
    future = PRESS.submit(stamped, progress, owner=state.token(), handed=handed)
    errands.append(Errand(stamped, words, name, progress, future, rows=rows, reason=reason))
    del errands[: max(0, len(errands) - LISTED)]


def _alike(one: Order, other: Order) -> bool:
    """Return whether two orders are for the same thing, whatever has happened in the store between them."""
    first, second = (it.model_copy(update={"options": _unstamped(it)}) for it in (one, other))
    return first.key == second.key


def _unstamped(order: Order) -> SheetOptions:
    return order.options.model_copy(update={"event": ""})


def settle() -> None:
    """Keep what has been made since, and note what went wrong."""
    for it in state.exports():
        if it.busy and it.future.done():
            try:
                it.file = _kept(it, it.future.result())
            except CancelledError:
                it.why = _("cancelled")
            except GeoError as error:
                it.why = " ".join(text.fault(fault) for fault in error.faults)
            except OSError as error:
                it.why = str(error)


def _kept(errand: Errand, made: Made) -> File:
    """Keep what was made, once an event tells of it."""
    _note(errand, made.body)
    payload = Payload.made(made.body, MEDIA.get(errand.order.suffix, UNKNOWN))
    address = STORE.put(state.token(), payload)
    sha256 = hashlib.sha256(made.body).hexdigest()
    return File(payload.digest, address, len(made.body), sha256, dt.datetime.now().astimezone())


def _note(errand: Errand, body: bytes) -> None:
    order = errand.order
    options = order.options
    what = exports.Made(
        errand.name,
        order.product,
        digest=order.evaluated,
        theme=options.theme if order.product in {"sheet", "atlas"} else "",
        operation=shelf.key_of(order.operation),
        plan=options.plan,
        version=options.version,
        unsaved=options.unsaved,
        copy=options.redaction,
        row_count=errand.rows,
        reason=errand.reason,
    )
    exports.made(state.actor(), what, body)


def show() -> None:
    """Show what is under way and what is ready, the newest first; it follows by itself while any is busy."""
    settle()
    busy = any(it.busy for it in state.exports())
    st.fragment(run_every=LOOK_S if busy else None)(_list)(busy=busy)


def _list(*, busy: bool) -> None:
    """Show the list; when the last one is ready the page runs again, and stops looking."""
    state.language()
    settle()
    errands: list[Errand] = state.exports()
    if busy and not any(it.busy for it in errands):
        st.rerun()
    for it in reversed(errands):
        if it.busy:
            _under_way(it)
        elif it.file is None:
            screen.notice(f"{it.name}: {it.why}", kind="warning")
    ready = [_row(it.name, it.file) for it in reversed(errands) if it.file]
    if ready:
        pictures.files(_("Made in this session"), ready)


def _row(name: str, file: File) -> pictures.Row:
    there = STORE.get(state.token(), file.kept) is not None
    size = _("{n} MB").format(n=number(file.size / 1e6, 1 if file.size >= LARGE else 2))
    told = f"{size} · {file.at:%H:%M:%S} · sha256 {file.sha256[:12]}"
    if not there:
        told += " · " + _("no longer kept: make it again")
    return pictures.Row(name, told, file.address if there else "", file.sha256)


def _under_way(errand: Errand) -> None:
    told = errand.progress
    far = f" · {number(told.done)} / {number(told.total)}" if told.total else ""
    if told.ahead:
        far = " · " + _("{n} before it").format(n=number(told.ahead))
    bar, out = st.columns([4, 1], vertical_alignment="center", gap="small")
    bar.progress(told.share, text=errand.words + far)
    key = f"cancel {errand.order.key} {errand.tried:%H%M%S%f}"
    out.button(_("Cancel"), key=key, width="stretch", on_click=_cancel, args=(errand,))


def _cancel(errand: Errand) -> None:
    state.language()
    errand.progress.cancel()
    errand.future.cancel()
    errand.why = _("cancelled")
