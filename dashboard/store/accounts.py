"""Accounts: who may sign in to a shared installation, with a password of which only a hash is kept."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.access import ROLES, Actor
from dashboard.store import events
from dashboard.store.engine import Store
from dashboard.store.errors import SignInError
from dashboard.store.tables import ACCOUNT
from geo.errors import Fault, InputError, NotFoundError

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
COLUMNS = tuple(it.name for it in ACCOUNT.columns)
LEAST_LETTERS, MOST_LETTERS = 10, 200
FAILURES = 5
LOCK = dt.timedelta(minutes=15)
_hasher = PasswordHasher()


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in.

    Parameters
    ----------
    locked_until : until then no password is taken; None for an account that is not locked.
    changed_at : when name, role or password changed last.
    epoch : grows whenever sessions that began before must end.
    """

    name: str
    role: str
    disabled: bool
    locked_until: dt.datetime | None
    changed_at: dt.datetime
    epoch: int


def add(store: Store, actor: Actor, name: str, *, password: str, role: str) -> Account:
    """Make an account; raises `InputError` for a name, password or role that cannot be or is taken."""
    name = name.strip().casefold()
    if not NAME.fullmatch(name):
        raise InputError(
            Fault(
                "{name} cannot be the name of an account", "Use letters, digits, dot and dash", {"name": name}
            )
        )
    values = {"name": name, "role": _role(role), "password": _hashed(name, password), "disabled": 0}
    values |= {"epoch": 1, "changed_utc": events.now(), "failures": 0, "locked_until": ""}
    with store.writing() as connection:
        if connection.execute(sa.select(ACCOUNT.c.name).where(ACCOUNT.c.name == name)).first():
            raise InputError(
                Fault("There is an account {name} already", "Choose another name", {"name": name})
            )
        connection.execute(ACCOUNT.insert().values(values))
        written = events.hashed(ACCOUNT, values)
        events.add(
            connection, actor, "account.add", object=f"account:{name}", detail={"role": role}, rows=written
        )
        return _account(_row(connection, name))


def set_password(store: Store, actor: Actor, name: str, *, password: str) -> Account:
    """Give an account another password; its sessions end, and it is no longer locked."""
    hashed = _hashed(name, password)
    return _changed(
        store, actor, name, action="account.password", password=hashed, failures=0, locked_until=""
    )


def set_role(store: Store, actor: Actor, name: str, *, role: str) -> Account:
    """Give an account another role; its sessions end."""
    return _changed(store, actor, name, action="account.role", role=_role(role))


def disable(store: Store, actor: Actor, name: str) -> Account:
    """Let nobody sign in to an account; its sessions end."""
    return _changed(store, actor, name, action="account.disable", disabled=1)


def enable(store: Store, actor: Actor, name: str) -> Account:
    """Let an account be signed in to again."""
    return _changed(store, actor, name, action="account.enable", disabled=0, failures=0, locked_until="")


def revoke(store: Store, actor: Actor, name: str) -> Account:
    """End all sessions of an account."""
    return _changed(store, actor, name, action="account.revoke")


def get(store: Store, name: str) -> Account:
    """Return an account; raises `NotFoundError` where there is none."""
    with store.reading() as connection:
        return _account(_row(connection, name.strip().casefold()))


def listed(store: Store) -> list[Account]:
    """Return all accounts by name."""
    with store.reading() as connection:
        return [_account(row) for row in connection.execute(sa.select(ACCOUNT).order_by(ACCOUNT.c.name))]


def check(store: Store, name: str, password: str) -> Account:
    """Return the account that a name and a password open; every try is an event.

    It takes the same time for a name that there is not. Five failures in a row lock an account for 15
    minutes.

    Raises
    ------
    SignInError
        They open none; it does not say which of the two is wrong.
    """
    name = name.strip().casefold()[:64]
    with store.reading() as connection:
        found = connection.execute(sa.select(ACCOUNT).where(ACCOUNT.c.name == name)).first()
    right = _is(found.password if found else _nobodys(), password[:MOST_LETTERS]) and found is not None
    with store.writing() as connection:
        account, fault = _tried(connection, name, right=right, hashed=found.password if found else "")
    if account is None:
        raise SignInError(fault)
    return account


def _tried(connection: sa.Connection, name: str, *, right: bool, hashed: str) -> tuple[Account | None, Fault]:
    """Write down a try; the account where it is open. A lock that came meanwhile counts."""
    refused = Fault("Name or password is wrong", "Try again; after five failures wait 15 minutes")
    row = connection.execute(sa.select(ACCOUNT).where(ACCOUNT.c.name == name)).first()
    who = Actor(name if NAME.fullmatch(name) else "", row.role if row else "")
    now = dt.datetime.now(dt.UTC)
    locked = bool(row and row.locked_until and events.moment(row.locked_until) > now)
    good = bool(right and row and not row.disabled and not locked and row.password == hashed)
    if row is not None and not locked:
        count = 0 if good else row.failures + 1
        until = (now + LOCK).isoformat(timespec="microseconds") if count >= FAILURES else ""
        tally = {"failures": count % FAILURES, "locked_until": until}
        connection.execute(ACCOUNT.update().where(ACCOUNT.c.name == name).values(tally))
        locked = bool(until)
    action = "session.begin" if good else "session.refuse"
    events.add(connection, who, action, object=f"account:{who.name}", detail={"locked": locked})
    if good:
        return _account(_row(connection, name)), refused
    if locked:
        return None, Fault("Too many failures: this account is locked for a while", "Wait 15 minutes")
    return None, refused


def _changed(store: Store, actor: Actor, name: str, *, action: str, **columns: object) -> Account:
    """Write changed columns of an account with their event; sessions that began before end."""
    with store.writing() as connection:
        row = _row(connection, name.strip().casefold())
        values = {key: getattr(row, key) for key in COLUMNS} | columns
        values |= {"epoch": row.epoch + 1, "changed_utc": events.now()}
        connection.execute(ACCOUNT.update().where(ACCOUNT.c.name == row.name).values(values))
        detail = {key: columns[key] for key in ("role", "disabled") if key in columns}
        written = events.hashed(ACCOUNT, values)
        events.add(connection, actor, action, object=f"account:{row.name}", detail=detail, rows=written)
        return _account(_row(connection, row.name))


def _row(connection: sa.Connection, name: str) -> sa.Row[Any]:
    row = connection.execute(sa.select(ACCOUNT).where(ACCOUNT.c.name == name)).first()
    if row is None:
        raise NotFoundError(Fault("There is no account {name}", "Choose one of the list", {"name": name}))
    return row


def _account(row: sa.Row[Any]) -> Account:
    until = events.moment(row.locked_until) if row.locked_until else None
    locked = until if until and until > dt.datetime.now(dt.UTC) else None
    changed = events.moment(row.changed_utc)
    return Account(row.name, row.role, bool(row.disabled), locked, changed, row.epoch)


def _role(role: str) -> str:
    if role not in ROLES:
        values = {"role": role, "known": ", ".join(ROLES)}
        raise InputError(Fault("There is no role {role}", "Choose one of {known}", values))
    return role


def _hashed(name: str, password: str) -> str:
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS or password.casefold() == name.strip().casefold():
        raise InputError(
            Fault(
                "The password is too short, too long or the name itself",
                "Take one of {least} to {most} letters",
                {"least": LEAST_LETTERS, "most": MOST_LETTERS},
            )
        )
    return _hasher.hash(password)


def _is(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """Return a hash that no password has, to take the same time over a name that there is not."""
    return _hasher.hash(secrets.token_hex(32))
