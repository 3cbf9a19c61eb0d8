"""Stores for tests: an empty one of either engine, and who works with it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import Store, open_store, opening, plans
from dashboard.store.engine import url_of
from geo.scenario import Scenario
from tests.postgres import ENGINES, Cluster

WATI, BUDI = Actor("wati", "planner"), Actor("budi", "planner")
MEMORY = Path("/dev", "shm")
LIFT = {
    "sqlite": ["DROP TRIGGER event_0", "DROP TRIGGER event_1", "DROP TRIGGER event_2"],
    "postgresql": ["ALTER TABLE event DISABLE TRIGGER USER"],
}
"""What somebody does first who holds the file or the server."""


@contextlib.contextmanager
def quick_folder() -> Iterator[Path]:
    """Give a folder in memory where there is one: for tests in which no disk is at stake."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def file_store(folder: Path) -> Store:
    return open_store(url_of(folder / "store" / "petapam.sqlite"))


@contextlib.contextmanager
def database_store(cluster: Cluster) -> Iterator[Store]:
    if not cluster.template:
        cluster.template = cluster.database()
        open_store(cluster.url(cluster.template)).engine.dispose()
    name = cluster.database(cluster.template)
    store = open_store(cluster.url(name))
    try:
        yield store
    finally:
        store.engine.dispose()
        cluster.drop(name)


def run(url: str, *statements: str) -> None:
    """Do something to a database past the program."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def url(store: Store) -> str:
    told = store.engine.url.set(drivername=store.engine.url.get_backend_name())
    return told.render_as_string(hide_password=False)


def tamper(store: Store, *statements: str) -> None:
    """Change the store as somebody who holds it: triggers away first."""
    run(url(store), *LIFT[store.engine.dialect.name], *statements)


def a_plan(store: Store, *, name: str = "Rencana A", saves: int = 1, actor: Actor = WATI) -> plans.Plan:
    """Keep a plan with so many versions; the n-th has n minutes for a threshold, from 10."""
    made = plans.create(
        store, actor, operation="kota", data_digest="d" * 16, name=name, scenario=Scenario(threshold_min=10)
    )
    for n in range(1, saves):
        made = plans.save(
            store,
            actor,
            made.plan_id,
            based_on=n,
            scenario=Scenario(threshold_min=10 + n),
            data_digest="d" * 16,
        )
    return made


@pytest.fixture
def folder():
    with quick_folder() as made:
        yield made


@pytest.fixture
def lite(folder):
    """Give an empty store in a file."""
    yield file_store(folder)
    opening.forget()


@pytest.fixture(params=ENGINES)
def store(request, folder):
    """Give an empty store of each engine."""
    if request.param == "sqlite":
        yield file_store(folder)
    else:
        with database_store(request.getfixturevalue("cluster")) as made:
            yield made
    opening.forget()
