"""Settings: what an installation has decided once for everybody; plain JSON by name."""

from __future__ import annotations

import json

import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import chain, events
from dashboard.store.engine import Store
from dashboard.store.tables import SETTING


def get(store: Store, key: str, default: object = None) -> object:
    """Return a setting; `default` where nobody made it."""
    with store.reading() as connection:
        found = connection.execute(sa.select(SETTING.c.value).where(SETTING.c.key == key)).scalar()
    return default if found is None else json.loads(found)


def put(store: Store, actor: Actor, key: str, value: object) -> None:
    """Make a setting, with an event; nothing where it is so already."""
    values = {"key": key, "value": chain.canonical(value)}
    with store.writing() as connection:
        before = connection.execute(sa.select(SETTING.c.value).where(SETTING.c.key == key)).scalar()
        if before == values["value"]:
            return
        if before is None:
            connection.execute(SETTING.insert().values(values))
        else:
            connection.execute(SETTING.update().where(SETTING.c.key == key).values(values))
        written = events.hashed(SETTING, values)
        events.add(
            connection, actor, "setting.put", object=f"setting:{key}", detail={"value": value}, rows=written
        )
