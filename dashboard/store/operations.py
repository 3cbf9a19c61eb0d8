"""Operations: states of the data in rows with geometry, to open a plan with what it was made for."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from dashboard import shelf
from dashboard.access import Actor
from dashboard.store import chain, contents, events
from dashboard.store.contents import Feature
from dashboard.store.engine import Store
from dashboard.store.errors import StoreError
from dashboard.store.tables import FEATURE, FILE, OPERATION
from geo import crs, files
from geo import folder as folders
from geo.errors import Fault, NotFoundError
from geo.meta import Meta
from geo.operation import Operation

KINDS = {"village": "villages", "station": "stations", "unit": "units", "ground": "ground"}


@dataclass(frozen=True)
class Recorded:
    """One recorded state of an operation.

    Parameters
    ----------
    number : counts the states of a key, from 1.
    """

    key: str
    digest: str
    number: int
    name: str
    author: str
    at: dt.datetime
    reason: str


def record(store: Store, actor: Actor, operation: Operation, *, key: str, reason: str = "") -> Recorded:
    """Keep a state of an operation, with an event; nothing where it is kept already.

    Raises
    ------
    StoreError
        The rows would not give back the same operation; nothing was written.
    """
    features = list(_features(operation))
    told = _registers(operation)
    roads = operation.roads.read_bytes() if operation.roads else b""
    values = {
        "key": key,
        "digest": operation.digest,
        "meta": chain.canonical(operation.meta.model_dump(mode="json")),
        "registers": told,
        "roads": hashlib.sha256(roads).hexdigest() if roads else "",
        "content": contents.digest(features),
        "author": actor.name,
        "at_utc": events.now(),
        "reason": " ".join(reason.split()),
    }
    _require_same(_built(values, features, operation.roads), operation.digest)
    with store.writing() as connection:
        found = connection.execute(_asked(key).where(OPERATION.c.digest == operation.digest)).first()
        if found is not None:
            return _recorded(found)
        _keep(connection, features, values, roads=roads)
        count = sa.select(sa.func.count()).select_from(OPERATION).where(OPERATION.c.key == key)
        values["number"] = connection.execute(count).scalar_one() + 1
        connection.execute(OPERATION.insert().values(values))
        written = events.hashed(OPERATION, values)
        detail = {"digest": operation.digest, "number": values["number"], "features": len(features)}
        events.add(
            connection, actor, "operation.record", object=f"operation:{key}", detail=detail, rows=written
        )
        return _recorded(connection.execute(_asked(key).where(OPERATION.c.digest == operation.digest)).one())


def recorded(store: Store, key: str) -> list[Recorded]:
    """Return the recorded states of an operation, the last first."""
    with store.reading() as connection:
        return [_recorded(row) for row in connection.execute(_asked(key).order_by(OPERATION.c.number.desc()))]


def load(store: Store, digest: str) -> Operation:
    """Return a recorded state; without a background map, of which only the user's folder knows.

    Raises
    ------
    NotFoundError
        There is none of this digest.
    StoreError
        The rows were changed since.
    """
    with store.reading() as connection:
        asked = sa.select(OPERATION).where(OPERATION.c.digest == digest).limit(1)
        row = connection.execute(asked).mappings().first()
        if row is None:
            raise NotFoundError(Fault("No such state of the data was recorded", "Choose one of the list"))
        features = contents.features(connection, digest)
        graph = sa.select(FILE.c.content).where(FILE.c.sha256 == row["roads"])
        roads = connection.execute(graph).scalar() if row["roads"] else None
    if row["roads"] and (roads is None or hashlib.sha256(roads).hexdigest() != row["roads"]):
        raise _changed()
    path = None if roads is None else _aside(row["roads"], roads)
    operation = _built(row, features, path)
    _require_same(operation, digest)
    return operation


def _asked(key: str) -> sa.Select[Any]:
    return sa.select(OPERATION).where(OPERATION.c.key == key)


def _recorded(row: sa.Row[Any]) -> Recorded:
    name = str(json.loads(row.meta)["name"])
    return Recorded(row.key, row.digest, row.number, name, row.author, events.moment(row.at_utc), row.reason)


def _features(operation: Operation) -> Iterator[Feature]:
    """Yield every row of an operation's frames."""
    for kind, attribute in KINDS.items():
        frame = getattr(operation, attribute)
        if frame is None:
            continue
        table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        ids = [f"{n:06}" for n in range(len(frame))] if kind == "ground" else frame.index
        plain = table.astype(object).where(table.notna(), None).to_dict("records")
        for id_, attributes, geom in zip(ids, plain, frame.geometry.to_wkb(), strict=True):
            yield kind, str(id_), json.dumps(attributes, ensure_ascii=False, default=str), geom


def _registers(operation: Operation) -> str:
    """Return the registers as JSON; null for one that there is not."""
    held = {"readiness": operation.readiness, "preparations": operation.preparations}
    tables = {kind: None if it is None else files.as_text(it).decode() for kind, it in held.items()}
    return chain.canonical(tables)


def _built(row: Mapping[str, Any], features: list[Feature], roads: Path | None) -> Operation:
    """Return the operation of rows."""
    frames = {kind: _frame([it for it in features if it[0] == kind]) for kind in KINDS}
    ground = frames.pop("ground")
    told = {kind: it for kind, it in json.loads(row["registers"]).items() if it is not None}
    return Operation.build(
        Meta.parse(json.loads(row["meta"])),
        {KINDS[kind]: frame for kind, frame in frames.items()},
        ground=None if ground.empty else ground,
        roads=roads,
        tables={kind: files.read_table(io.StringIO(text)) for kind, text in told.items()},
    )


def _frame(features: list[Feature]) -> gpd.GeoDataFrame:
    table = pd.DataFrame([json.loads(it[2]) for it in features])
    shapes = gpd.GeoSeries.from_wkb([it[3] for it in features], crs=crs.GEOGRAPHIC)
    return gpd.GeoDataFrame(table, geometry=shapes)


def _keep(
    connection: sa.Connection, features: list[Feature], values: Mapping[str, Any], *, roads: bytes
) -> None:
    """Write rows and road graph, where they are not there under another key."""
    digest, sha256 = values["digest"], values["roads"]
    if not connection.execute(sa.select(FEATURE.c.id).where(FEATURE.c.digest == digest).limit(1)).first():
        names = ("kind", "id", "attributes", "geom")
        rows = [{"digest": digest, **dict(zip(names, it, strict=True))} for it in features]
        connection.execute(FEATURE.insert(), rows)
    if roads and not connection.execute(sa.select(FILE.c.sha256).where(FILE.c.sha256 == sha256)).first():
        connection.execute(FILE.insert().values({"sha256": sha256, "content": roads}))


def _aside(sha256: str, content: bytes) -> Path:
    """Put a road graph of the store where it can be read, and return the file."""
    folder = shelf.home() / "store" / "roads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{sha256}.npz"
    if not path.exists():
        with folders.replaced(path) as part:
            part.write_bytes(content)
    return path


def _changed() -> StoreError:
    return StoreError(
        Fault(
            "The recorded data are not what was recorded",
            "Keep this store as evidence and restore a backup from before the change",
        )
    )


def _require_same(operation: Operation, digest: str) -> None:
    if operation.digest != digest:
        raise _changed()
