"""Actor: who does something, and in which role."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

OWNER = "owner"
"""Role of whoever sits at a machine that serves nobody else: he may do everything that any role may."""


@dataclass(frozen=True)
class Actor:
    """Who does something.

    Parameters
    ----------
    name : name of the account; of an owner, the name under which the system knows him.
    role : a role of `matrix.ROLES`; empty for somebody who has not signed in.
    """

    name: str
    role: str


def owner() -> Actor:
    """Return whoever sits at this machine."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a system without a name for this user, such as a bare container
        name = OWNER
    return Actor(name, OWNER)
