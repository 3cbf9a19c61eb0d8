"""Link: one question over HTTP, sent on where the server points, and its answer piece by piece.

Spoken with the standard library's `http.client`: we connect to the very address that was checked, follow only
where `address.onward` allows it, and every wait has an end.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from http import HTTPStatus
from urllib.parse import SplitResult

from geo.errors import Fault
from geo.fetch import address, proxy, trouble
from geo.fetch.answer import Answer, Patience

LONGEST_HEAD = 2**16
_ONWARD = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}


@contextmanager
def ask(
    asked: SplitResult, *, headers: Mapping[str, str], named_proxy: str = "", patience: Patience
) -> Iterator[Answer]:
    """Ask for an address, go where it points, and give the answer; hang up afterwards.

    Raises
    ------
    FetchError
        The host cannot be reached, does not answer in time, or points where nobody should be sent.
    """
    parts = asked
    for _ in range(patience.redirects + 1):
        with _opened(parts, asked=asked, named_proxy=named_proxy, patience=patience) as connection:
            response = _answered(connection, parts, headers=headers, patience=patience)
            with closing(response):
                if response.status not in _ONWARD or "Location" not in response.headers:
                    yield Answer(response.status, response.headers, parts, response, patience)
                    return
                parts = address.onward(response.headers["Location"], at=parts)
    fault = Fault(
        "{host} sends us on and on, {count} times and more",
        "See the page of the source",
        {"host": address.host(asked), "count": patience.redirects},
    )
    raise trouble.FetchError(fault, kind="server")


class _Connection(http.client.HTTPConnection):
    """A connection over a socket that is open already; `absolute` where a proxy wants the whole address."""

    def __init__(self, parts: SplitResult, line: socket.socket, *, through: proxy.Proxy | None) -> None:
        super().__init__(address.host(parts), address.port(parts))
        self.sock = line
        self.through = through if parts.scheme == "http" else None


@contextmanager
def _opened(
    parts: SplitResult, *, asked: SplitResult, named_proxy: str, patience: Patience
) -> Iterator[_Connection]:
    through = proxy.way(parts, named=named_proxy)
    line = _line(parts, asked=asked, through=through, patience=patience)
    try:
        line.settimeout(patience.read_s)
        if parts.scheme == "https":
            name = address.host(parts)
            if through is not None:
                with _within(line, patience.read_s, name=through.host):
                    _tunnelled(line, parts, through)
            line = ssl.create_default_context().wrap_socket(
                line, server_hostname=name, do_handshake_on_connect=False
            )
            with _within(line, patience.read_s, name=name):
                line.do_handshake()
        connection = _Connection(parts, line, through=through)
        yield connection
        connection.close()
    finally:
        line.close()


def _line(
    parts: SplitResult, *, asked: SplitResult, through: proxy.Proxy | None, patience: Patience
) -> socket.socket:
    """Return a socket to a host, or to the proxy through which it is reached."""
    if through is None:
        name, port, known = address.host(parts), address.port(parts), address.numbers(parts, asked=asked)
    else:
        address.refuse_private(parts, asked=asked)
        name, port, known = through.host, through.port, [through.host]
    try:
        return _dialled(known, port, patience=patience)
    except OSError as error:
        raise trouble.unreached(name, error) from error


@contextmanager
def _within(line: socket.socket, seconds: float, *, name: str) -> Iterator[None]:
    """Hang up when something takes too long in all, however often a byte comes, and say what went wrong."""
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        with suppress(OSError):  # It may be closed already.
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (http.client.HTTPException, OSError, ValueError) as error:
        if late.is_set():
            raise trouble.slow(name) from error
        raise trouble.unreached(name, error) from error
    finally:
        timer.cancel()
    if late.is_set():
        raise trouble.slow(name)


def _dialled(known: list[str], port: int, *, patience: Patience) -> socket.socket:
    """Return a socket to the first of some addresses that answers."""
    for number in known[:-1]:
        try:
            return socket.create_connection((number, port), patience.connect_s)
        except OSError:
            continue
    return socket.create_connection((known[-1], port), patience.connect_s)


def _tunnelled(line: socket.socket, parts: SplitResult, through: proxy.Proxy) -> None:
    """Ask a proxy for a tunnel to a host (RFC 9110, 9.3.6)."""
    there = f"{address.host(parts)}:{address.port(parts)}"
    told = [f"CONNECT {there} HTTP/1.1", f"Host: {there}", *(f"{key}: {it}" for key, it in through.headers)]
    line.sendall("\r\n".join([*told, "", ""]).encode("ascii"))
    head = b""
    while b"\r\n\r\n" not in head and len(head) < LONGEST_HEAD:
        byte = line.recv(1)
        if not byte:
            break
        head += byte
    words = head.split(b"\r\n")[0].split()
    if len(words) < len(("version", "status")) or words[1] != b"200":
        raise _no_passage(through, words[1].decode("ascii", "replace")[:3] if len(words) > 1 else "")


def _no_passage(through: proxy.Proxy, status: str) -> trouble.FetchError:
    said = {"proxy": f"{through.host}:{through.port}", "status": status or "silence"}
    if status == str(int(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED)):
        fault = Fault(
            "The proxy {proxy} wants a name and a password ({status})",
            "Write them into its address: --proxy http://name:password@host:port",
            said,
        )
    else:
        fault = Fault(
            "The proxy {proxy} lets nothing through to that host ({status})",
            "Ask whoever runs it, or fetch the file elsewhere and bring it with --from",
            said,
        )
    return trouble.FetchError(fault, kind="network")


def _answered(
    connection: _Connection, parts: SplitResult, *, headers: Mapping[str, str], patience: Patience
) -> http.client.HTTPResponse:
    """Send the question and return the head of the answer, within `read_s` in all."""
    told = {"User-Agent": "petapam", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if connection.through is not None:
        target = f"{parts.scheme}://{parts.netloc}{target}"
        told |= dict(connection.through.headers)
    with ExitStack() as opened:
        with _within(connection.sock, patience.read_s, name=address.host(parts)):
            connection.request("GET", target, headers=told | dict(headers))
            response = opened.enter_context(closing(connection.getresponse()))
        opened.pop_all()
    if response.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED and connection.through is not None:
        response.close()
        raise _no_passage(connection.through, str(response.status))
    return response
