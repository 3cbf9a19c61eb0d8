"""Proxy: through whom the internet is reached, as named in the command or in the environment."""

from __future__ import annotations

import base64
import os
import urllib.request
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from geo.errors import Fault
from geo.fetch import address, trouble

_PORT = 80


@dataclass(frozen=True)
class Proxy:
    """A proxy that speaks HTTP.

    Attributes
    ----------
    host, port : where it listens.
    headers : what is told to it alone: name and password, if it wants them.
    """

    host: str
    port: int
    headers: tuple[tuple[str, str], ...] = ()


def parsed(url: str) -> Proxy:
    """Return the proxy of an address such as ``http://name:word@proxy.office:3128`` or ``proxy.office:3128``.

    Raises
    ------
    FetchError
        It is no address, or speaks something else than HTTP.
    """
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        sound = bool(parts.hostname) and parts.port != 0 and parts.scheme == "http"
    except ValueError:
        sound = False
    if not sound:
        raise trouble.refused(
            Fault(
                "The proxy that is named cannot be used",
                "Write it as http://host:port; a proxy that speaks https or socks is not understood",
            )
        )
    headers: tuple[tuple[str, str], ...] = ()
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers = (("Proxy-Authorization", "Basic " + base64.b64encode(pair.encode()).decode()),)
    return Proxy(address.host(parts), parts.port or _PORT, headers)


def way(parts: SplitResult, *, named: str = "") -> Proxy | None:
    """Return the proxy for an address; None means directly.

    One that the command names is always used. Otherwise `https_proxy`, `http_proxy`, `all_proxy` and
    `no_proxy` of the environment count (on Windows and macOS the settings of the system too), but never for
    127.0.0.1.
    """
    if named:
        return parsed(named)
    host = address.host(parts)
    if host == address.THIS_MACHINE:
        return None
    found = urllib.request.getproxies()
    url = found.get(parts.scheme) or found.get("all") or os.environ.get("ALL_PROXY", "")
    if not url or urllib.request.proxy_bypass(host):
        return None
    return parsed(url)
