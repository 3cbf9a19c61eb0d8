"""Stored: the book of the door, kept in the store; and the services that change it."""

from __future__ import annotations

from dashboard.access import Actor, needs
from dashboard.door import identity
from dashboard.door.book import Known
from dashboard.store import accounts, events, open_store, settings
from dashboard.store.accounts import Account
from geo.errors import NotFoundError

REVOKED = "revoked "
"""Beginning of the setting that counts how often somebody was signed out everywhere."""


class StoredBook:
    """The accounts of the store."""

    def check(self, name: str, password: str) -> Known:
        """Return the account of a name and its password; the store counts, locks and writes it down."""
        return _known(accounts.check(open_store(), name, password))

    def get(self, name: str) -> Known | None:
        """Return the account of a name; None where there is none."""
        try:
            return _known(accounts.get(open_store(), name))
        except NotFoundError:
            return None

    def turns(self, name: str) -> int:
        """Return how often somebody whom a provider knows was signed out everywhere."""
        return int(str(settings.get(open_store(), f"{REVOKED}{name}", 0)))

    def any(self) -> bool:
        """Return whether anybody has an account."""
        return bool(accounts.listed(open_store()))

    def note(self, actor: Actor, action: str, detail: dict[str, object]) -> None:
        """Append an event."""
        events.append(open_store(), actor, action, object=f"account:{actor.name}", detail=detail)


def _known(account: Account) -> Known:
    return Known(account.name, account.role, account.disabled, account.epoch)


@needs("manage_users")
def add(actor: Actor, name: str, *, password: str, role: str) -> Account:
    """Make an account."""
    return accounts.add(open_store(), actor, name, password=password, role=role)


@needs("manage_users")
def set_role(actor: Actor, name: str, *, role: str) -> Account:
    """Give an account another role; its sessions end."""
    return accounts.set_role(open_store(), actor, name, role=role)


@needs("manage_users")
def set_password(actor: Actor, name: str, *, password: str) -> Account:
    """Give an account another password; its sessions end."""
    return accounts.set_password(open_store(), actor, name, password=password)


@needs("manage_users")
def disable(actor: Actor, name: str) -> Account:
    """Let nobody sign in to an account; its sessions end."""
    return accounts.disable(open_store(), actor, name)


@needs("manage_users")
def enable(actor: Actor, name: str) -> Account:
    """Let an account be signed in to again."""
    return accounts.enable(open_store(), actor, name)


@needs("manage_users")
def listed(_actor: Actor) -> list[Account]:
    """Return all accounts by name."""
    return accounts.listed(open_store())


@needs("revoke_sessions")
def revoke(actor: Actor, name: str) -> None:
    """End all sessions of an account, or of somebody whom a provider knows."""
    if identity.BETWEEN in name:
        settings.put(open_store(), actor, f"{REVOKED}{name}", StoredBook().turns(name) + 1)
    else:
        accounts.revoke(open_store(), actor, name)
