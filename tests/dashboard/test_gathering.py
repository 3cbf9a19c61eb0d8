"""The gathered file of a run: everything in it, said what it means, whole or not at all."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from dashboard import gathering, province_words, text
from geo.batch import found, task
from geo.batch.task import Outcome
from geo.errors import ScenarioError
from tests.batches import folders, summed
from tests.operations import BY_HAND


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    home = folders(tmp_path_factory.mktemp("many"), "alpha", "beta", broken=("broken",))
    return [task.assessed(it, BY_HAND.model_dump_json()) for it in found.found([str(home)])]


@pytest.fixture(scope="module")
def run(answers):
    return summed(answers, BY_HAND)


@pytest.fixture(scope="module")
def frames(answers):
    return [it.stations for it in answers if isinstance(it, Outcome)]


@pytest.mark.parametrize("suffix", gathering.SUFFIXES)
def test_a_file_holds_every_station_and_every_operation_with_its_totals(run, frames, tmp_path, suffix):
    written = gathering.write(run, frames, tmp_path / f"run{suffix}")
    if suffix == ".gpkg":
        read = {layer: gpd.read_file(written[0], layer=layer) for layer in ("stations", "operations")}
    else:
        read = {"operations": gpd.read_parquet(written[0]), "stations": gpd.read_parquet(written[1])}
    stations, operations = read["stations"], read["operations"]
    assert stations.crs == operations.crs == "EPSG:4326"
    assert stations["operation"].tolist() == ["alpha"] * 6 + ["beta"] * 6
    assert stations["travel_min"].tolist() == pd.concat(frames)["travel_min"].tolist()
    assert stations.groupby("operation")["covered"].sum().to_dict() == {
        it.key: it.covered for it in run.lines
    }
    assert operations["digest"].tolist() == [it.digest for it in run.lines]
    assert operations["need_polri"].tolist() == [it.need["polri"] for it in run.lines]
    assert operations["gap_too_far"].tolist() == [it.gap_causes.get("too_far", 0) for it in run.lines]
    assert operations.geometry.is_valid.all()
    assert stations.within(operations.union_all().buffer(0.01)).all()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_column_has_a_definition_and_every_definition_a_column(run, frames, language):
    with text.speaking(language):
        told = province_words.columns()
        shown = {"stations": gathering.stations(frames), "operations": gathering.operations(run)}
        for layer, frame in shown.items():
            assert set(told[layer]) == set(frame.columns) - {"geometry"}
            assert all(told[layer].values())


def test_a_geopackage_says_what_it_is_and_is_replaced_as_a_whole(run, frames, tmp_path):
    file = tmp_path / "run.gpkg"
    file.write_text("before", encoding="utf-8")
    gathering.write(run, frames, file)
    assert {it[0] for it in pyogrio.list_layers(file)} == {"operations", "stations", "definitions", "about"}
    about = pyogrio.read_dataframe(file, layer="about").set_index("key")["value"].to_dict()
    assert about["failed"] == "broken"
    assert about["plan_digest"] == BY_HAND.digest
    assert about["digest of alpha"] == run.lines[0].digest
    assert about["classification"] == "TERBATAS"
    assert about["minutes"].startswith("straight line")
    assert [it.name for it in tmp_path.iterdir()] == ["run.gpkg"]


def test_geoparquet_carries_definitions_and_digests_in_its_metadata(run, frames, tmp_path):
    operations, stations = gathering.write(run, frames, tmp_path / "run.parquet")
    assert (operations.name, stations.name) == ("run-operations.parquet", "run.parquet")
    told = json.loads(pq.read_schema(stations).metadata[b"petapam"])
    assert told["about"]["digest of beta"] == run.lines[1].digest
    assert told["definitions"]["gap_cause"]


def test_a_run_without_stations_makes_a_file_too(tmp_path):
    empty = summed([])
    (file,) = gathering.write(empty, [], tmp_path / "run.gpkg")
    assert len(gpd.read_file(file, layer="stations")) == 0


@pytest.mark.parametrize("name", ["run.csv", "run", "run.gpkg.zip"])
def test_another_form_is_refused_before_anything_is_done(name, tmp_path):
    with pytest.raises(ScenarioError, match=r"\.gpkg, \.parquet"):
        gathering.suffix(tmp_path / name)
