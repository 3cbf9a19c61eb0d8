"""A server on 127.0.0.1 that behaves as the tests want it to: it cuts, waits, forgets, points elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from select import select
from ssl import SSLContext

from geo.fetch.answer import Patience
from geo.fetch.question import Way
from geo.fetch.source import Order, Source, order

HASTE = Patience(connect_s=5, read_s=5, tries=3, pause_s=0)
DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@dataclass
class Book:
    """One file on the shelf.

    `cuts` : after so many bytes of the body each of the next answers breaks off; `statuses` : what the next
    answers say instead. `said` : headers in place of the true ones, None for leaving one out.
    """

    content: bytes
    etag: str = '"one"'
    modified: str = DATE
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    said: dict[str, str | None] = field(default_factory=dict)
    location: str = ""
    wait_s: float = 0
    drip_s: float = 0
    then: Callable[[], None] | None = None


@dataclass
class Shelf:
    """Books by path, and what was asked: path and headers of each question."""

    url: str
    books: dict[str, Book] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tunnels: list[str] = field(default_factory=list)
    word: str = ""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


class _Librarian(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Shelf

    def log_message(self, *words: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        path = self.path.removeprefix(self.shelf.url) if self.path.startswith("http") else self.path
        self.shelf.asked.append((self.path, dict(self.headers)))
        book = self.shelf.books.get(path.split("?")[0])
        if self.shelf.word and self.headers.get("Proxy-Authorization") != self.shelf.word:
            return self._say(407, {}, b"")
        if book is None:
            return self._say(404, {}, b"nothing here")
        time.sleep(book.wait_s)
        if book.statuses:
            return self._say(book.statuses.pop(0), {"Retry-After": "0"}, b"later")
        if book.location:
            return self._say(302, {"Location": book.location}, b"")
        return self._give(book)

    def _give(self, book: Book) -> None:
        state = {"ETag": book.etag, "Last-Modified": book.modified}
        state = {key: value for key, value in state.items() if value}
        if self.headers.get("If-None-Match") == book.etag:
            return self._say(304, state, b"")
        start, wanted = 0, self.headers.get("Range")
        fresh = self.headers.get("If-Range", book.etag) in {book.etag, book.modified}
        if wanted and book.ranges and fresh:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            size = len(book.content)
            if start >= size:
                return self._say(416, {"Content-Range": f"bytes */{size}"}, b"")
            state["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        return self._say(206 if "Content-Range" in state else 200, state, book.content[start:], book)

    def _say(self, status: int, headers: dict[str, str], body: bytes, book: Book | None = None) -> None:
        said = {"Content-Length": str(len(body))} | headers | (book.said if book else {})
        self.send_response(status)
        for key, value in said.items():
            if value is not None:
                self.send_header(key, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if book is None:
            self.wfile.write(body)
            return
        end = book.cuts.pop(0) if book.cuts else len(body)
        step = 1 if book.drip_s else 4096
        try:
            for at in range(0, min(end, len(body)), step):
                self.wfile.write(body[at : min(at + step, end)])
                time.sleep(book.drip_s)
        except OSError:
            return
        if book.then is not None:
            book.then()

    def do_CONNECT(self) -> None:
        """Be a proxy: open a tunnel, wherever it is said to go, to the port that is named, on this machine."""
        self.shelf.tunnels.append(self.path)
        self.shelf.asked.append((self.path, dict(self.headers)))
        if self.shelf.word and self.headers.get("Proxy-Authorization") != self.shelf.word:
            return self._say(407, {}, b"")
        with socket.create_connection(("127.0.0.1", int(self.path.rpartition(":")[2]))) as there:
            self.connection.sendall(b"HTTP/1.1 200 go on\r\n\r\n")
            ends = {self.connection: there, there: self.connection}
            while ends:
                ready, _, _ = select(list(ends), [], [], 5)
                if not ready:
                    break
                for end in ready:
                    if not (said := end.recv(2**16)):
                        return None
                    ends[end].sendall(said)
        self.close_connection = True
        return None


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *words: object) -> None:
        """Stay silent: clients that hang up are what these tests are about."""


@contextmanager
def serving(secure: SSLContext | None = None) -> Iterator[Shelf]:
    """Serve a shelf, over TLS where a context is given."""
    server = _Quiet(("127.0.0.1", 0), _Librarian)
    if secure is not None:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    shelf = Shelf(f"http{'s' if secure else ''}://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Librarian", (_Librarian,), {"shelf": shelf})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def a_source(**changes: object) -> Source:
    """Return a source of one JSON file."""
    said = {
        "id": "list",
        "what": {"en": "A list", "id": "Sebuah daftar"},
        "gives": "stations",
        "licence": "none",
        "attribution": "nobody",
        "page": "https://example.org/",
        "url": "https://example.org/list.json",
        "file": "list.json",
        "form": "json",
        "largest_mb": 20,
        "tried": False,
        "evidence": "invented",
    }
    return Source.parse(said | changes)


def an_order(shelf: Shelf, *, sha256: str = "", **changes: object) -> Order:
    """Return the order of the file of a shelf."""
    return order(a_source(**changes), sha256=sha256, mirror=f"{shelf.url}/list.json")


def in_haste(**changes: object) -> Way:
    """Return a way of asking that does not wait between two questions."""
    return Way(**({"patience": HASTE} | changes))


def names(folder: Path) -> set[str]:
    """Return the names of all files of a folder; empty where there is no folder."""
    return {it.name for it in folder.rglob("*")} if folder.exists() else set()
