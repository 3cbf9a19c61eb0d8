"""Address: which addresses may be asked, where they may send us on, and which number stands behind a name."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import SplitResult, urljoin, urlsplit

from geo.errors import Fault
from geo.fetch import trouble

THIS_MACHINE = "127.0.0.1"
"""The one host that is asked without encryption."""
PORTS = {"http": 80, "https": 443}
_SHOWN = 200
_PERSON = re.compile(r"//[^/@]*@")
_PLAIN = re.compile(r"[!-~]{1,4000}")


def port(parts: SplitResult) -> int:
    """Return the port of an address, that of its scheme where none is named."""
    return parts.port or PORTS[parts.scheme]


def host(parts: SplitResult) -> str:
    """Return the host of an address; empty where there is none."""
    return parts.hostname or ""


def shown(parts: SplitResult) -> str:
    """Return an address without what follows a question mark: keys may stand there."""
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def bare(url: str) -> str:
    """Return what is written as an address without the name, password and key that may stand in it."""
    plain = _PERSON.sub("//", url.split("?", maxsplit=1)[0])[:_SHOWN]
    return "".join(it if it.isprintable() else "?" for it in plain)


def checked(url: str) -> SplitResult:
    """Return the parts of an address that may be asked.

    Raises
    ------
    FetchError
        It is not https (http only for 127.0.0.1), has no host, or carries a name and password.
    """
    try:
        parts = urlsplit(url)
        sound = bool(parts.hostname) and parts.port != 0 and _PLAIN.fullmatch(url) is not None
    except ValueError:
        sound = False
    said = {"url": bare(url)}
    if not sound:
        raise trouble.refused(no_address(url))
    if parts.username is not None or parts.password is not None:
        raise trouble.refused(
            Fault(
                "The address at {host} carries a name or password",
                "Use an address that everybody may read",
                {"host": host(parts)},
            )
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host(parts) == THIS_MACHINE):
        raise trouble.refused(
            Fault(
                "{url} is not asked: what comes without encryption may be changed on the way",
                "Use an address that begins with https:// (http:// only for 127.0.0.1)",
                said,
            )
        )
    return parts._replace(fragment="")


def no_address(url: str) -> Fault:
    """Return what is wrong with an address that is none."""
    said = {"url": bare(url)}
    return Fault("{url} is no address of a file", "Write it as https://host/folder/file", said)


def onward(location: str, *, at: SplitResult) -> SplitResult:
    """Return the parts of the address that a server points to.

    Raises
    ------
    FetchError
        Nobody should go there: it is not https, or not the same way of asking as before.
    """
    try:
        parts = checked(urljoin(at.geturl(), location))
    except trouble.FetchError as error:
        raise _astray(location, at=at) from error
    if at.scheme == "https" and parts.scheme != "https":
        raise _astray(location, at=at)
    return parts


def numbers(parts: SplitResult, *, asked: SplitResult) -> list[str]:
    """Return the numeric addresses of a host, in the order in which to try them.

    They are what is connected to: a name that is asked twice may answer differently the second time.

    Parameters
    ----------
    parts : where to go.
    asked : what the user asked for; only that very host and port may be of this machine or a private network.

    Raises
    ------
    FetchError
        The name is not known, or a server sends us into a private network.
    """
    name = host(parts)
    try:
        found = socket.getaddrinfo(name, port(parts), type=socket.SOCK_STREAM)
    except OSError as error:
        raise trouble.unreached(name, error) from error
    except UnicodeError as error:
        raise trouble.unreached(name, socket.gaierror(socket.EAI_NONAME, str(error))) from error
    known = list(dict.fromkeys(str(it[4][0]).split("%")[0] for it in found))
    for number in known:
        refuse_private(parts, asked=asked, known=number)
    return known


def refuse_private(parts: SplitResult, *, asked: SplitResult, known: str = "") -> None:
    """Refuse to be sent into a private network: by the host's name, or by the number `known` behind it.

    Raises
    ------
    FetchError
        The host is private and not the one that the user asked.
    """
    same = (host(parts), port(parts)) == (host(asked), port(asked))
    if not same and is_private(known or host(parts)):
        raise _astray(shown(parts), at=asked)


def is_private(name: str) -> bool:
    """Return whether a host is a number outside the public internet, or a name of this machine or network."""
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        number = ipaddress.ip_address(name)
    except ValueError:
        return False
    return not (getattr(number, "ipv4_mapped", None) or number).is_global


def _astray(location: str, *, at: SplitResult) -> trouble.FetchError:
    fault = Fault(
        "{host} points to {location}, where nobody should be sent",
        "See the page of the source; a mirror of your own can be named with --from",
        {"host": host(at), "location": bare(location)},
    )
    return trouble.FetchError(fault, kind="server")
