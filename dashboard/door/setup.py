"""Setup: for whom this server is, and at which addresses it may be asked."""

from __future__ import annotations

import ipaddress
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names under which a browser of this machine may ask."""
KEY_BYTES = 32
PORT = 8501


def now_s() -> float:
    """Return seconds of a clock that never goes back, and goes on while the machine sleeps where it can."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def new_key() -> str:
    """Return 256 fresh bits of the system's generator, as they may stand in an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def is_everywhere(address: str) -> bool:
    """Return whether an address stands for all addresses of this machine."""
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return False


def is_loopback(address: str) -> bool:
    """Return whether only this machine can ask at an address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address.lower() == LOOPBACK[1]


@dataclass(frozen=True)
class Limits:
    """How long a session lasts, in seconds.

    Parameters
    ----------
    idle_s : without anything done by the person; a wall screen has no such end.
    absolute_s : in any case.
    screen_s : in any case, for a wall screen.
    """

    idle_s: float = 30 * 60
    absolute_s: float = 8 * 3600
    screen_s: float = 16 * 3600


@dataclass(frozen=True)
class Setup:
    """For whom this server is, and at which addresses it may be asked.

    Parameters
    ----------
    shared : whether everybody must sign in; else whoever has the key is the owner.
    address, port : where the server listens.
    names : names of the machine under which it may be asked besides.
    tls : whether a proxy before it speaks TLS to the browser.
    limits : how long sessions of people who signed in last.
    oidc : file that names a provider of identities.
    key : what opens the door of one person's server; another one at each start.
    """

    shared: bool = False
    address: str = LOOPBACK[0]
    port: int = PORT
    names: tuple[str, ...] = ()
    tls: bool = False
    limits: Limits = field(default_factory=Limits)
    oidc: Path | None = None
    key: str = field(default_factory=new_key, repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        """Names of hosts that a request may ask for."""
        own = () if is_everywhere(self.address) else (self.address,)
        return frozenset(it.lower().rstrip(".") for it in (*LOOPBACK, *own, *self.names))

    @property
    def cookie(self) -> str:
        """Name of the cookie; servers of other ports of this machine have their own."""
        return "__Host-petapam" if self.tls else f"petapam-{self.port}"

    @property
    def url(self) -> str:
        """Address without the key."""
        named = self.names[0] if self.names else self.address
        if is_everywhere(named):
            named = LOOPBACK[0]
        if self.tls:
            return f"https://{named}"
        return f"http://[{named}]:{self.port}" if ":" in named else f"http://{named}:{self.port}"

    @property
    def opening(self) -> str:
        """Address that a person opens: it carries the key where nobody signs in."""
        return self.url if self.shared else f"{self.url}/open/{self.key}"
