"""PostgreSQL: the address in the environment is enough, and QGIS reads what it may and changes nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from dashboard.store import ConflictError, StoreError, events, open_store, opening, operations, plans, qgis
from geo.operation import load
from geo.scenario import Scenario
from tests.postgres import needs_postgres
from tests.stores import BUDI, WATI, a_plan, database_store, run, url

pytestmark = needs_postgres
GUEST = "tamu"


@pytest.fixture
def shared(cluster, monkeypatch):
    with database_store(cluster) as made:
        monkeypatch.setenv(opening.VARIABLE, url(made))
        opening.forget()
        yield open_store()
    opening.forget()


def test_the_address_in_the_environment_opens_saves_clashes_and_verifies(shared):
    assert shared.file is None
    assert "***" in shared.address
    plan = a_plan(shared, saves=2)
    with pytest.raises(ConflictError):
        plans.save(shared, BUDI, plan.plan_id, based_on=1, scenario=Scenario(speed_kmh=20))
    assert events.verify(shared).problem == ""
    assert len(plans.of_operation(open_store(), "kota")) == 2


def test_the_server_that_went_away_is_said_in_plain_words_and_taken_up_again(shared, cluster):
    plan = a_plan(shared)

    def cut():
        with shared.writing() as connection:
            with cluster.admin.connect() as other:
                asked = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                other.execute(sa.text(asked), {"name": shared.engine.url.database})
            connection.execute(sa.text("SELECT 1"))

    with pytest.raises(StoreError, match="server does not answer"):
        cut()
    assert plans.save(shared, WATI, plan.plan_id, based_on=1, scenario=Scenario()).version == 2


@pytest.fixture
def spatial(cluster, shared):
    """Give the store with PostGIS in it, and the address of somebody who may only read."""
    name = shared.engine.url.database
    run(cluster.url(name), "CREATE EXTENSION IF NOT EXISTS postgis")
    qgis.ensure(shared)
    run(
        cluster.url(name),
        f"CREATE ROLE tamu LOGIN PASSWORD '{GUEST}'",
        *(f"GRANT SELECT ON {view} TO tamu" for view in qgis.VIEWS.values()),
    )
    yield (
        shared,
        cluster.url(name, user="tamu", password=GUEST).replace("postgresql:", "postgresql+psycopg:"),
    )
    run(cluster.url(name), "DROP OWNED BY tamu", "DROP ROLE tamu")


def test_a_reader_sees_the_geometry_in_the_views_and_writes_nothing(spatial):
    store, address = spatial
    kota = load("pasuruan-kota-2022")
    operations.record(store, WATI, kota, key="kota")
    guest = sa.create_engine(address, poolclass=sa.NullPool)
    with guest.connect() as connection:
        asked = (
            "SELECT id, operation, ST_SRID(geom), ST_X(geom), ST_Y(geom), name FROM qgis_units ORDER BY id"
        )
        found = connection.execute(sa.text(asked)).all()
        villages = connection.execute(
            sa.text("SELECT count(*), min(ST_NPoints(geom)) FROM qgis_villages")
        ).one()
    assert [it.id for it in found] == list(kota.units.index)
    assert [(it[3], it[4]) for it in found] == [(it.x, it.y) for it in kota.units.geometry]
    assert {(it.operation, it[2]) for it in found} == {("kota", 4326)}
    assert found[0].name == kota.units["name"].iloc[0]
    assert villages[0] == len(kota.villages)
    assert villages[1] > 3
    for forbidden in ("SELECT * FROM account", "UPDATE qgis_units SET name = 'x'", "DELETE FROM event"):
        with (
            pytest.raises(DBAPIError, match=r"permission denied|cannot update view"),
            guest.begin() as connection,
        ):
            connection.execute(sa.text(forbidden))


def test_without_postgis_there_are_no_views_and_nothing_is_missed(shared):
    with shared.reading() as connection:
        assert sa.inspect(connection).get_view_names() == []
