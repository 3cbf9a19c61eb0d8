"""QGIS: views with real geometry, to be opened by somebody who may only read, where PostGIS is there."""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.store.engine import Store

LATEST = """
SELECT o.key || '/' || f.id AS row_id, o.key AS operation, f.id AS id,
  f.attributes::json ->> 'name' AS name, f.attributes::json AS attributes, o.at_utc AS recorded_utc,
  ST_GeomFromWKB(f.geom, 4326) AS geom
FROM operation o JOIN feature f ON f.digest = o.digest
WHERE o.number = (SELECT max(l.number) FROM operation l WHERE l.key = o.key) AND f.kind =
"""
"""The last recorded state of every operation; a join lets nobody write through it."""
VIEWS = {"village": "qgis_villages", "station": "qgis_stations", "unit": "qgis_units"}


def ensure(store: Store) -> None:
    """Make the views where the extension is there and they are not."""
    with store.reading() as connection:
        spatial = connection.execute(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")).first()
        have = set(sa.inspect(connection).get_view_names())
    missing = {kind: view for kind, view in VIEWS.items() if view not in have}
    if spatial is None or not missing:
        return
    with store.writing() as connection:
        for kind, view in missing.items():
            connection.exec_driver_sql(f"CREATE OR REPLACE VIEW {view} AS {LATEST} '{kind}'")
