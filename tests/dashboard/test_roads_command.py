"""`petapam roads`: from an extract to a graph or a map beside the operation, or a reason why not."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from dashboard.cli import app
from geo import basemap
from geo import operation as operations
from geo.basemap import archive
from geo.operation import Operation
from geo.travel import osm
from geo.travel.graph import RoadGraph
from tests.geo.extracts import Extract, town
from tests.operations import meta, small_frames

DEMO = Path(__file__).parents[2] / "data" / "operations" / "pasuruan-2023"


@pytest.fixture
def layer(tmp_path):
    """Two roads through Pasuruan as GeoJSON."""
    shapes = [
        shapely.LineString([(112.6, -7.7), (113.1, -7.7)]),
        shapely.LineString([(112.8, -7.5), (112.8, -7.9)]),
    ]
    gpd.GeoDataFrame({"highway": ["primary", "tertiary"]}, geometry=shapes, crs=4326).to_file(
        tmp_path / "roads.geojson"
    )
    return tmp_path / "roads.geojson"


def run(*words):
    return CliRunner().invoke(app, ["roads", *map(str, words)])


def test_a_layer_becomes_the_roads_of_an_operation_which_are_simulated_no_longer(layer, tmp_path):
    shutil.copytree(DEMO, tmp_path / "plan")
    done = run("build", layer, tmp_path / "plan")
    assert done.exit_code == 0, done.output
    assert "of the polling stations lie within 2 km" in done.output
    made = operations.load(tmp_path / "plan")
    assert len(RoadGraph.load(made.roads).road_ends) == 4
    assert "roads" not in made.meta.simulated
    assert set(operations.load(DEMO).meta.simulated) - set(made.meta.simulated) == {"roads"}
    assert run("info", tmp_path / "plan").exit_code == 0


def test_roads_of_another_place_are_refused_and_the_old_ones_stay(tmp_path):
    shutil.copytree(DEMO, tmp_path / "plan")
    before = (tmp_path / "plan" / "roads.npz").read_bytes()
    shapes = [shapely.LineString([(8.6, 49.4), (8.7, 49.4)])]
    gpd.GeoDataFrame(geometry=shapes, crs=4326).to_file(tmp_path / "far.geojson")
    done = run("build", tmp_path / "far.geojson", tmp_path / "plan")
    assert done.exit_code == 1
    assert "another place" in done.output
    assert (tmp_path / "plan" / "roads.npz").read_bytes() == before


def test_stopping_leaves_no_half_file(tmp_path, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(osm, "read", stopped)
    done = run("build", tmp_path / "java.osm.pbf", tmp_path / "out.npz")
    assert done.exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_missing_or_broken_is_one_line_of_reason(tmp_path):
    for words in (("build", tmp_path / "none.osm.pbf"), ("info", tmp_path / "none.npz")):
        done = run(*words)
        assert done.exit_code == 1
        assert "There is no" in done.output
        assert "Traceback" not in done.output


@pytest.fixture
def plan(tmp_path):
    """Save the invented operation as a folder."""
    operations.save(Operation.build(meta(), small_frames()), tmp_path / "plan")
    return tmp_path / "plan"


def test_an_extract_becomes_the_background_of_an_operation_and_no_number_changes(plan, tmp_path):
    before = operations.load(plan)
    done = run("basemap", town().save(tmp_path / "town.osm"), plan, "--margin", "2")
    assert done.exit_code == 0, done.output
    after = operations.load(plan)
    assert (before.basemap, after.basemap) == (None, plan / "basemap.pmtiles")
    assert after.digest == before.digest
    assert archive.about(after.basemap)["source"] == "town.osm"
    operations.save(after, tmp_path / "copy")
    copied = operations.load(tmp_path / "copy").basemap
    assert copied.read_bytes() == after.basemap.read_bytes()


def test_a_background_of_another_place_is_refused_and_the_old_one_stays(plan, tmp_path):
    assert run("basemap", town().save(tmp_path / "town.osm"), plan).exit_code == 0
    before = (plan / "basemap.pmtiles").read_bytes()
    far = Extract()
    far.way([(8.6, 49.4), (8.7, 49.4)], highway="primary")
    done = run("basemap", far.save(tmp_path / "far.osm"), plan)
    assert done.exit_code == 1
    assert "another place" in done.output
    assert (plan / "basemap.pmtiles").read_bytes() == before


def test_a_background_without_an_operation_is_the_whole_extract(tmp_path):
    done = run("basemap", town().save(tmp_path / "town.osm"), tmp_path / "town.pmtiles")
    assert done.exit_code == 0, done.output
    assert [it.name for it in tmp_path.iterdir() if it.suffix == ".pmtiles"] == ["town.pmtiles"]


def test_stopping_while_tiles_are_cut_leaves_no_half_background(plan, tmp_path, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(basemap.pyogrio, "write_dataframe", stopped)
    before = sorted(plan.iterdir())
    done = run("basemap", town().save(tmp_path / "town.osm"), plan)
    assert done.exit_code == 130
    assert "nothing was written" in done.output
    assert sorted(plan.iterdir()) == before


@pytest.mark.parametrize("content", [b"", b"no extract"], ids=["empty", "another kind"])
def test_a_background_of_a_broken_extract_is_one_line_of_reason(tmp_path, content):
    (tmp_path / "x.osm.pbf").write_bytes(content)
    for name in ("x.osm.pbf", "none.osm.pbf"):
        done = run("basemap", tmp_path / name, tmp_path / "out.pmtiles")
        assert done.exit_code == 1
        assert "error:" in done.output
        assert "Traceback" not in done.output
    assert not (tmp_path / "out.pmtiles").exists()
