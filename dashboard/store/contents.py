"""Contents: one hash for all features of a recorded operation, to see whether they are what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa

from dashboard.store import chain
from dashboard.store.tables import FEATURE, FILE, OPERATION
from geo.errors import Fault

Feature = tuple[str, str, str, bytes | None]
"""Kind, id, attributes as JSON, geometry as WKB."""
COLUMNS = (FEATURE.c.kind, FEATURE.c.id, FEATURE.c.attributes, FEATURE.c.geom)


def digest(features: Iterable[Feature]) -> str:
    """Return the SHA-256 of features, in the order of their kind and id."""
    sums = hashlib.sha256()
    for kind, id_, attributes, geom in sorted(features, key=lambda it: it[:2]):
        sums.update(chain.digest([kind, id_, attributes, bytes(geom or b"").hex()]).encode())
    return sums.hexdigest()


def features(connection: sa.Connection, digest: str) -> list[Feature]:
    """Return the features of a recorded operation."""
    found = connection.execute(sa.select(*COLUMNS).where(FEATURE.c.digest == digest))
    return [(kind, id_, attributes, geom) for kind, id_, attributes, geom in found]


def fault(connection: sa.Connection) -> Fault | None:
    """Return what is wrong with the features and road graphs of recorded operations; None if nothing is."""
    asked = sa.select(OPERATION.c.key, OPERATION.c.digest, OPERATION.c.content, OPERATION.c.roads)
    for key, state, content, roads in connection.execute(asked).all():
        graph = connection.execute(sa.select(FILE.c.content).where(FILE.c.sha256 == roads)).scalar()
        lost = bool(roads) and (graph is None or hashlib.sha256(graph).hexdigest() != roads)
        if lost or digest(features(connection, state)) != content:
            return chain.changed(f"operation:{key}")
    return None
