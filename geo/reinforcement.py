"""Reinforcement: who is there for every role once some stand in for others, and whom to ask for (BKO)."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from geo.role import GUARDS_ROLE


def with_stand_ins(balance: pd.DataFrame, stand_ins: pd.DataFrame) -> pd.DataFrame:
    """Return the balance of a whole operation after people of one force stood in for another.

    Parameters
    ----------
    balance : as `geo.strength.balance` gives it, of one place.
    stand_ins : wanted, stand_in and people, as `geo.substitution.cover` gives it.

    Returns
    -------
    DataFrame
        Also received (others stand in for this force) and given (it stands in for others) [people];
        shortfall = need - strength - received where positive, surplus = strength - need - given likewise.
    """
    received, given = dict.fromkeys(balance["force"], 0), dict.fromkeys(balance["force"], 0)
    for wanted, helper, people in stand_ins.itertuples(index=False, name=None):
        received[wanted] += people
        given[helper] += people
    gained, lost = list(received.values()), list(given.values())
    table = balance.assign(
        received=gained,
        given=lost,
        shortfall=balance["shortfall"] - gained,
        surplus=balance["surplus"] - lost,
    )
    return table[["place", "force", "need", "strength", "received", "given", "shortfall", "surplus"]]


def by_role(guards: pd.DataFrame, roles: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return who is there for every role, the stations' guards first, then the roles in their order.

    Within a force its own people come first, then those who stand in for it; a role gets none before the
    roles above it have what they need.

    Parameters
    ----------
    guards : one row per station, one column per force that guards stations [people].
    roles : as `geo.strength.role_need` gives it.
    whole : balance of the whole operation, as `with_stand_ins` gives it.

    Returns
    -------
    DataFrame
        role_id (`GUARDS_ROLE` for the guards), force, need, strength (own people), received (stand-ins) and
        shortfall [people]; guards only of forces that the pattern asks for.
    """
    wanted = {(GUARDS_ROLE, str(force)): int(n) for force, n in guards.sum().items() if n}
    for role_id, force, people in zip(roles["role_id"], roles["force"], roles["people"], strict=True):
        wanted[role_id, force] = wanted.get((role_id, force), 0) + int(people)
    own = dict(zip(whole["force"], whole["strength"], strict=True))
    helping = dict(zip(whole["force"], whole["received"], strict=True))
    rows = []
    for (role_id, force), need in wanted.items():
        strength = min(need, int(own[force]))
        received = min(need - strength, int(helping[force]))
        own[force] -= strength
        helping[force] -= received
        rows.append((role_id, force, need, strength, received, need - strength - received))
    counted = ["need", "strength", "received", "shortfall"]
    return pd.DataFrame(rows, columns=["role_id", "force", *counted]).astype(dict.fromkeys(counted, int))


def request(whole: pd.DataFrame, roles: pd.DataFrame, *, election_day: dt.date) -> pd.DataFrame:
    """Return the reinforcement (BKO) to ask for.

    Parameters
    ----------
    whole : balance of the whole operation, as `with_stand_ins` gives it.
    roles : the same by role, as `by_role` gives it.
    election_day : day of the election; who comes must be there the day before.

    Returns
    -------
    DataFrame
        force, people to ask for, roles (a tuple of the ids of the roles that lack them), need, strength,
        received [people] and due (a date); one row for every force that is short.
    """
    lacking: dict[str, tuple[str, ...]] = {}
    for role_id, force, short in zip(roles["role_id"], roles["force"], roles["shortfall"], strict=True):
        if short:
            lacking[force] = (*lacking.get(force, ()), role_id)
    counted = ["need", "strength", "received"]
    table = whole.loc[whole["shortfall"] > 0, ["force", "shortfall", *counted]].reset_index(drop=True)
    roles_short = pd.Series([lacking[force] for force in table["force"]], index=table.index, dtype=object)
    due = pd.Series([election_day - dt.timedelta(days=1)] * len(table), index=table.index, dtype=object)
    table = table.rename(columns={"shortfall": "people"}).assign(roles=roles_short, due=due)
    return table[["force", "people", "roles", *counted, "due"]]
