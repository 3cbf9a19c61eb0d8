"""Book: who has an account, as the door asks for it, and what it writes down of comings and goings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dashboard.access import Actor

SIGNED_IN, SIGNED_OUT, REFUSED = "session.begin", "session.end", "session.refuse"
"""What is written down; the store writes the first and the last for local accounts itself."""


@dataclass(frozen=True)
class Known:
    """An account as the door sees it."""

    name: str
    role: str
    disabled: bool
    epoch: int

    def actor(self) -> Actor:
        """Return who he is."""
        return Actor(self.name, self.role)


class Book(Protocol):
    """What the door needs to know about accounts."""

    def check(self, name: str, password: str) -> Known:
        """Return the account of a name and its password; raises `SignInError`."""

    def get(self, name: str) -> Known | None:
        """Return the account of a name."""

    def turns(self, name: str) -> int:
        """Return how often somebody whom a provider knows was signed out everywhere."""

    def any(self) -> bool:
        """Return whether anybody has an account."""

    def note(self, actor: Actor, action: str, detail: dict[str, object]) -> None:
        """Write down that somebody came, went, or was refused."""
