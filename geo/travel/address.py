"""Address: where a routing service really is, and whether that is near enough to be asked."""

from __future__ import annotations

import ipaddress
import socket

from geo.errors import Fault, ServiceError
from geo.routing import Routing

LOCAL = tuple(
    ipaddress.ip_network(block)
    for block in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
"""This machine (RFC 1122, RFC 4291) and private networks (RFC 1918, RFC 4193). Link-local addresses are not
among them: on rented machines they lead to the landlord."""


def is_local(address: str) -> bool:
    """Return whether a numeric address is of this machine or a private network."""
    number = ipaddress.ip_address(address)
    inner = getattr(number, "ipv4_mapped", None) or number
    return any(inner in block for block in LOCAL if block.version == inner.version)


def addresses(routing: Routing) -> list[str]:
    """Return the numeric addresses of a service, in the order in which to try them.

    They are what is connected to: a name that is asked twice may answer differently the second time.

    Raises
    ------
    ServiceError
        The name has no address, or any of its addresses is remote and that is not allowed.
    """
    said = {"url": routing.url}
    host = routing.parts.hostname
    try:
        found = socket.getaddrinfo(host, routing.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        fault = Fault(
            "The routing service {url} has no address",
            "Correct the url under [routing] in operation.toml",
            said,
        )
        raise ServiceError(fault) from error
    numbers = list(dict.fromkeys(str(it[4][0]) for it in found))
    if not routing.allow_remote and not all(is_local(number) for number in numbers):
        fault = Fault(
            "The routing service {url} is neither on this machine nor in a private network",
            "Name one that is, or set allow_remote = true under [routing] in operation.toml",
            said,
        )
        raise ServiceError(fault)
    return numbers
