"""Trouble: what can go wrong on the way of a file, each with what to do about it."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from geo.errors import Fault, GeoError

Kind = Literal["request", "network", "server", "content", "disk"]
"""Who has to act: whoever typed, runs the network or the server, made the file, or owns the disk."""
PASSING = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
"""Statuses after which the same question may be asked again."""
MEGABYTE = 1e6
_FULL = {errno.ENOSPC, errno.EDQUOT}
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


class FetchError(GeoError):
    """A file does not come; `kind` says who has to act, `passing` whether asking again may help."""

    def __init__(self, *faults: Fault, kind: Kind, passing: bool = False, wait_s: float = 0) -> None:
        super().__init__(*faults)
        self.kind = kind
        self.passing = passing
        self.wait_s = wait_s


def refused(fault: Fault) -> FetchError:
    """Return what says that the command itself cannot be done."""
    return FetchError(fault, kind="request")


def spoilt(fault: Fault) -> FetchError:
    """Return what says that the file is not what it should be."""
    return FetchError(fault, kind="content")


def unreached(host: str, error: Exception) -> FetchError:
    """Return why nothing can be asked of a host, by what the system says of the attempt."""
    said = {"host": host}
    if isinstance(error, TimeoutError):
        return slow(host)
    if isinstance(error, ssl.SSLCertVerificationError):
        return FetchError(
            Fault(
                "The certificate of {host} is not trusted here ({why})",
                "Check the date of this machine; where the office has a proxy or mirror of its own, name its"
                " certificate in the variable SSL_CERT_FILE",
                said | {"why": error.verify_message},
            ),
            kind="network",
        )
    if isinstance(error, ssl.SSLError):
        fault = Fault(
            "No secure connection with {host} comes about ({why})",
            "Check address and port, and whether something stands between",
            said | {"why": error.reason or error},
        )
        return FetchError(fault, kind="network")
    number = getattr(error, "errno", None)
    if isinstance(error, socket.gaierror) and number != socket.EAI_AGAIN:
        fault = Fault(
            "Nobody here knows the name {host}", "Check the internet connection, then the address", said
        )
        return FetchError(fault, kind="network", passing=True)
    if isinstance(error, socket.gaierror) or number in _NO_WAY:
        fault = Fault(
            "This machine does not reach {host}: there is no internet connection",
            "Connect it, or name the proxy of the office with --proxy, and type the same command again",
            said,
        )
        return FetchError(fault, kind="network", passing=True)
    fault = Fault(
        "{host} does not answer, or hangs up ({why})",
        "Type the same command again later",
        said | {"why": getattr(error, "strerror", None) or type(error).__name__},
    )
    return FetchError(fault, kind="network", passing=True)


def slow(host: str) -> FetchError:
    """Return what says that a server takes too long, or sends too little."""
    fault = Fault(
        "{host} is silent or far too slow",
        "Type the same command again later, or with a larger --patience",
        {"host": host},
    )
    return FetchError(fault, kind="network", passing=True)


def cut(host: str) -> FetchError:
    """Return what says that a file ended before its end."""
    fault = Fault(
        "The connection with {host} broke before the end of the file",
        "Type the same command again and it goes on",
        {"host": host},
    )
    return FetchError(fault, kind="network", passing=True)


def status(url: str, number: int, *, wait_s: float) -> FetchError:
    """Return what a status other than success means; `wait_s` is the pause that the server asks for [s]."""
    said = {"url": url, "status": number}
    if number in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        fault = Fault(
            "There is no file at {url} ({status})",
            "Check the code; where it is right, the source has moved: see its page, or give another address"
            " with --from",
            said,
        )
        return FetchError(fault, kind="server")
    if number in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        fault = Fault(
            "{url} is not given to everybody ({status})",
            "See the page of the source for who may have it",
            said,
        )
        return FetchError(fault, kind="server")
    if number in PASSING:
        fault = Fault(
            "The server of {url} is out of order or overloaded ({status})",
            "Type the same command again later",
            said,
        )
        return FetchError(fault, kind="server", passing=True, wait_s=wait_s)
    fault = Fault(
        "The server of {url} answers with something unforeseen ({status})", "See the page of the source", said
    )
    return FetchError(fault, kind="server")


def full(file: str, *, needed: float | None, free: int | None) -> FetchError:
    """Return what says that a disk cannot take a file; sizes in bytes, None where they are not known."""
    if needed is None or free is None:
        fault = Fault(
            "The disk is full; what had come of {file} was taken away again",
            "Make room, or choose another folder with --out",
            {"file": file},
        )
    else:
        fault = Fault(
            "{file} needs {needed} MB and the disk has {free} MB to spare",
            "Make room, or choose another folder with --out",
            {"file": file, "needed": round(needed / MEGABYTE), "free": round(max(free, 0) / MEGABYTE)},
        )
    return FetchError(fault, kind="disk")


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Say what is wrong with a disk or folder in our own words; what the network raises is left alone."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full(path.name, needed=None, free=None) from error
        fault = Fault(
            "{file} cannot be written there ({why})",
            "Choose a folder of your own with --out",
            {"file": path.name, "why": error.strerror or error},
        )
        raise FetchError(fault, kind="disk") from error
