"""Recorded operations: the rows give back the same operation, bit by bit, on either engine."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dashboard import shelf
from dashboard.store import StoreError, events, operations
from dashboard.store.tables import FEATURE
from geo import catalogue
from geo.errors import NotFoundError
from geo.operation import load
from tests.postgres import ENGINES
from tests.stores import WATI, database_store, file_store, tamper


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "data"))


@pytest.fixture(scope="module")
def kota():
    return load("pasuruan-kota-2022")


@pytest.mark.parametrize("key", sorted(catalogue.operations()))
def test_a_shipped_operation_comes_back_to_the_same_digest_with_its_roads(lite, key):
    original = load(key)
    made = operations.record(lite, WATI, original, key=key, reason="awal")
    found = operations.load(lite, made.digest)
    assert found.digest == original.digest
    assert found.villages.geometry.equals(original.villages.geometry)
    assert found.roads is None or found.roads.read_bytes() == original.roads.read_bytes()
    assert (made.number, made.name, made.reason) == (1, original.meta.name, "awal")
    assert events.verify(lite, deep=True).problem == ""


def test_the_same_state_is_recorded_once_and_another_counts_on(store, kota):
    first = operations.record(store, WATI, kota, key="kota")
    assert operations.record(store, WATI, kota, key="kota") == first
    second = operations.record(store, WATI, load("pasuruan-2023"), key="kota")
    assert [it.number for it in operations.recorded(store, "kota")] == [2, 1]
    assert operations.load(store, second.digest).digest == second.digest
    copied = operations.record(store, WATI, kota, key="salinan")
    assert copied.digest == first.digest
    assert events.head(store).seq == 3
    with pytest.raises(NotFoundError, match="No such state"):
        operations.load(store, "f" * 16)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE feature SET attributes = replace(attributes, 'Polsek', 'Palsek') WHERE kind = 'unit'",
        "DELETE FROM feature WHERE kind = 'station' AND id = (SELECT max(id) FROM feature WHERE kind = 'station')",
        "UPDATE feature SET geom = (SELECT geom FROM feature WHERE kind = 'unit' LIMIT 1) WHERE kind = 'station'",
    ],
)
def test_data_that_were_changed_past_the_program_are_found_out(lite, kota, change):
    made = operations.record(lite, WATI, kota, key="kota")
    tamper(lite, change)
    assert "operation:kota is not as its last event says" in events.verify(lite, deep=True).problem
    with pytest.raises(StoreError, match="not what was recorded"):
        operations.load(lite, made.digest)


def test_a_road_graph_that_was_changed_is_found_out(lite, kota):
    made = operations.record(lite, WATI, kota, key="kota")
    tamper(lite, "DELETE FROM file")
    assert "operation:kota" in events.verify(lite, deep=True).problem
    with pytest.raises(StoreError, match="not what was recorded"):
        operations.load(lite, made.digest)


def rows(store):
    with store.reading() as connection:
        found = connection.execute(sa.select(FEATURE).order_by(*FEATURE.primary_key.columns))
        return {(it.kind, it.id): (it.attributes, bytes(it.geom or b"")) for it in found}


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_geometry_and_words_are_the_same_bytes_on_both_engines(folder, cluster, kota, engine):
    lite = file_store(folder)
    operations.record(lite, WATI, kota, key="kota")
    with database_store(cluster) as other:
        operations.record(other, WATI, kota, key="kota")
        assert rows(other) == rows(lite)
        assert len(rows(lite)) == sum(map(len, (kota.villages, kota.stations, kota.units, kota.ground)))
