"""Wire: questions to a routing service over HTTP, with an end to every wait.

Spoken with the standard library's `http.client`: it follows no redirect, knows no proxy of the environment
and unpacks nothing, and it lets us connect to the very address that was checked.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from http import HTTPStatus
from typing import Any

from geo.errors import Fault, ServiceError
from geo.routing import Routing
from geo.travel.address import addresses

AGAIN = {429, 500, 502, 503, 504}
"""Statuses after which the same question may be taken."""
PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
"""The first pause before asking again [s]; each is twice the one before, or what the service asks for."""
LARGEST = 64 * 2**20
"""More bytes than any answer has that was asked for."""
PIECE = 2**16
SAID = 160
"""So much of what a service says of itself is shown [characters]."""


class RefusedError(ServiceError):
    """The service read the question and does not answer it; `code` is its own word for why."""

    def __init__(self, fault: Fault, code: str) -> None:
        super().__init__(fault)
        self.code = code


class _Plain(http.client.HTTPConnection):
    """A connection to one of some checked addresses, whatever the name says by now."""

    def __init__(self, routing: Routing, numbers: list[str]) -> None:
        super().__init__(str(routing.parts.hostname), routing.port, timeout=routing.connect_s)
        self.numbers = numbers

    def connect(self) -> None:
        for number in self.numbers[:-1]:
            try:
                return self._call(number)
            except OSError:
                continue
        return self._call(self.numbers[-1])

    def _call(self, number: str) -> None:
        self.sock = socket.create_connection((number, self.port), self.timeout)
        # Or the second half of a question waits 40 ms for the receipt of the first.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class _Secure(_Plain):
    """The same, encrypted, with the certificate of the name."""

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


class Wire:
    """Asks one service, over one connection while it holds; `close` it."""

    def __init__(self, routing: Routing) -> None:
        self.routing = routing
        self._until = time.monotonic() + routing.patience_s
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Hang up; the next question calls again."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def ask(self, path: str, body: object = None) -> dict[str, Any] | list[Any]:
        """Return the JSON that the service answers with.

        Parameters
        ----------
        path : after the address of the service, from its slash on.
        body : sent as JSON by POST; None means GET.

        Raises
        ------
        RefusedError
            The service does not answer this question.
        ServiceError
            It does not answer at all, too slowly, or not in JSON.
        """
        trouble = _silent(self.routing)
        for attempt in range(self.routing.tries):
            try:
                status, pause_s, text = self._once(path, body)
            except TimeoutError as error:
                self.close()
                raise ServiceError(_slow(self.routing)) from error
            except (OSError, http.client.HTTPException):
                self.close()
                status, pause_s, trouble = 0, 0.0, _silent(self.routing)
            else:
                if status == HTTPStatus.OK:
                    return self._read(text)
                if status not in AGAIN:
                    raise _refusal(self.routing, status, text)
                trouble = _refusal(self.routing, status, text).faults[0]
            if attempt + 1 < self.routing.tries:
                time.sleep(min(max(PAUSE_S * 2**attempt, pause_s), LONGEST_PAUSE_S, max(self._left(), 0)))
        raise ServiceError(trouble)

    def _left(self) -> float:
        return self._until - time.monotonic()

    def _once(self, path: str, body: object) -> tuple[int, float, bytes]:
        """Ask once; return status, the pause that the service asks for [s], and the answer."""
        patience = min(self.routing.read_s, self._left())
        if patience <= 0:
            raise TimeoutError
        until = time.monotonic() + patience
        connection = self._connected()
        connection.sock.settimeout(patience)
        told = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json"} | (
            {} if told is None else {"Content-Type": "application/json"}
        )
        connection.request(
            "GET" if told is None else "POST", self.routing.parts.path + path, body=told, headers=headers
        )
        response = connection.getresponse()
        pieces, size = [], 0
        while piece := response.read1(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise ServiceError(unreadable(self.routing))
            if time.monotonic() > until:
                raise TimeoutError
        if response.length:
            raise http.client.IncompleteRead(b"")
        response.close()
        if response.will_close:
            self.close()
        wait = response.headers.get("Retry-After", "")
        return response.status, float(wait) if wait.isdecimal() else 0.0, b"".join(pieces)

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            made = _Secure if self.routing.parts.scheme == "https" else _Plain
            self._connection = made(self.routing, addresses(self.routing))
            self._connection.connect()
        return self._connection

    def _read(self, text: bytes) -> dict[str, Any] | list[Any]:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ServiceError(unreadable(self.routing)) from error
        if not isinstance(found, dict | list):
            raise ServiceError(unreadable(self.routing))
        return found


def unreadable(routing: Routing) -> Fault:
    """Return what is wrong with an answer that is not what was asked for."""
    return Fault(
        "The routing service {url} answers with something that is no answer of {kind}",
        "Check kind and url under [routing] in operation.toml",
        {"url": routing.url, "kind": routing.kind},
    )


def _silent(routing: Routing) -> Fault:
    return Fault(
        "The routing service {url} does not answer",
        "Start it, or correct the url under [routing] in operation.toml",
        {"url": routing.url},
    )


def _slow(routing: Routing) -> Fault:
    return Fault(
        "The routing service {url} did not answer in time",
        "Try again later, or raise read_s or patience_s under [routing] in operation.toml",
        {"url": routing.url},
    )


def _refusal(routing: Routing, status: int, text: bytes) -> RefusedError:
    if status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100:
        fault = Fault(
            "The routing service {url} points to another address, which is not followed",
            "Give its own address under [routing] in operation.toml",
            {"url": routing.url},
        )
        return RefusedError(fault, str(status))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = {}
    found = found if isinstance(found, dict) else {}
    said = str(found.get("message") or found.get("error") or "")[:SAID]
    said = ": " + "".join(c for c in said if c.isprintable()) if said else ""
    fault = Fault(
        "The routing service {url} refuses the question (HTTP {status}{said})",
        "Look into its log",
        {"url": routing.url, "status": status, "said": said},
    )
    return RefusedError(fault, str(found.get("code") or found.get("error_code") or status))
