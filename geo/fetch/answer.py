"""Answer: what a server answers, and how long we wait for it."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult

from geo.fetch import address, trouble

PIECE = 2**16
LONGEST_WAIT_S = 300.0
"""A server that asks for a longer pause than this is not obeyed, but asked no more."""


@dataclass(frozen=True)
class Patience:
    """How long and how often a server is asked.

    Attributes
    ----------
    connect_s : for a connection [s].
    read_s : for the head of an answer, and for the next piece of a file [s].
    slowest_bps : fewer bytes each second than this, over `read_s`, are as good as silence [B/s].
    tries : questions without a single new byte before we give up.
    pause_s : before asking again; each pause is twice the one before [s].
    redirects : so often a server may point elsewhere.
    """

    connect_s: float = 15
    read_s: float = 45
    slowest_bps: float = 200
    tries: int = 5
    pause_s: float = 1
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """What a server answers: status, headers, where it came from in the end, and its body."""

    status: int
    headers: Message
    parts: SplitResult
    _response: http.client.HTTPResponse
    _patience: Patience

    @property
    def length(self) -> int | None:
        """Bytes of the body as stated; None where nothing is stated."""
        return self._response.length

    @property
    def is_endless(self) -> bool:
        """Whether nothing but the end of the connection says that the body is whole."""
        return "Content-Length" not in self.headers and not self._response.chunked

    def pieces(self) -> Iterator[bytes]:
        """Yield the body as it comes.

        Raises
        ------
        FetchError
            It breaks off, or comes so slowly that it will never be whole.
        """
        name, counted = address.host(self.parts), self._response.length is not None
        since, came = time.monotonic(), 0
        while True:
            try:
                piece = self._response.read1(PIECE)
            except (http.client.HTTPException, ValueError) as error:
                raise trouble.cut(name) from error
            except OSError as error:
                raise (
                    trouble.slow(name) if isinstance(error, TimeoutError) else trouble.cut(name)
                ) from error
            if not piece:
                break
            yield piece
            came += len(piece)
            waited = time.monotonic() - since
            if waited > self._patience.read_s:
                if came < self._patience.slowest_bps * waited:
                    raise trouble.slow(name)
                since, came = time.monotonic(), 0
        if counted and self._response.length:
            raise trouble.cut(name)

    def wait_s(self) -> float:
        """Return the pause that the server asks for [s], 0 for none."""
        said = self.headers.get("Retry-After", "")
        if said.isascii() and said.isdecimal():
            return min(float(said), LONGEST_WAIT_S + 1)
        try:
            return max(parsedate_to_datetime(said).timestamp() - time.time(), 0) if said else 0
        except ValueError:
            return 0
