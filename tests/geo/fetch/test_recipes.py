"""The recipes of `data/README.md` are typed as they stand there, with small made-up files of the same form."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import geopandas as gpd
import osmium
import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from geo.fetch.source import sources
from tests.geo.extracts import town
from tests.geo.fetch import official
from tests.geo.fetch.shelf import Book

README = Path(__file__).parents[3] / "data" / "README.md"
DEMO = README.parent / "operations" / "pasuruan-2023"
LATER = {"import"}
"""Commands that are no part of fetching; what they need of a recipe is there when it comes to them."""


def recipes() -> dict[str, list[list[str]]]:
    """Return the commands of every recipe, as words."""
    text = README.read_text(encoding="utf-8").partition("<!-- recipes: end -->")[0]
    _before, *found = re.split(r"<!-- recipe: (\w+) -->", text)
    blocks = {
        name: re.findall(r"```sh\n(.*?)```", body, re.DOTALL)
        for name, body in zip(found[::2], found[1::2], strict=True)
    }
    return {
        name: [shlex.split(line) for block in said for line in block.replace("\\\n", " ").splitlines()]
        for name, said in blocks.items()
    }


def extract(folder: Path) -> bytes:
    """Return a small town as a PBF."""
    source, target = town().save(folder / "town.osm"), folder / "town.osm.pbf"
    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return target.read_bytes()


@pytest.fixture
def full(shelf, tmp_path):
    """A mirror with a file in the form of every source that the recipes use."""
    (tmp_path / "town").mkdir()
    said = {
        "idn_admin_boundaries.geojson.zip": official.codab(),
        "wilayah_boundaries_kel_35.14.sql": official.SQL.encode(),
        "kp24-tps.json": official.tps(),
        "java-latest.osm.pbf": extract(tmp_path / "town"),
    }
    shelf.books |= {f"/{name}": Book(content) for name, content in said.items()}
    return shelf


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The folder where the recipes are typed, with an operation in it."""
    folder = tmp_path / "desk"
    shutil.copytree(DEMO, folder / "my-operation")
    (folder / "my-operation" / "roads.npz").unlink()
    monkeypatch.chdir(folder)
    return folder


def typed(words: list[str], *, mirror: str) -> None:
    """Type a command of a recipe; a download is sent to the mirror."""
    more = ["--from", mirror] if words[1] == "fetch" else []
    done = CliRunner().invoke(app, [*words[1:], *more])
    assert done.exit_code == 0, done.output


def test_there_is_a_recipe_for_each_official_source():
    assert set(recipes()) == {"hdx", "cahyadsn", "big", "tps", "roads"}
    fetched = {words[2] for said in recipes().values() for words in said if words[1] == "fetch"}
    assert fetched == set(sources()) - {"osm-region", "osm-small"}


@pytest.mark.parametrize("name", ["hdx", "cahyadsn", "tps"])
def test_a_recipe_brings_what_its_import_names(full, desk, name):
    for words in recipes()[name]:
        assert words[0] == "petapam"
        if words[1] in LATER:
            used = words[2 : words.index("--out")]
            made = [it for it in used if name in it or (name == "tps" and it.endswith(".csv"))]
            assert made
            assert all(Path(it).is_file() for it in made)
            assert words[-2:] == ["--out", "my-operation"]
        else:
            typed(words, mirror=f"{full.url}/")
    said = [it.name for it in (desk / "official").iterdir() if it.name.endswith(".source.toml")]
    assert len(said) == 2


def test_boundaries_lie_where_they_should_and_stations_carry_the_codes_of_their_villages(full, desk):
    for name in ("hdx", "cahyadsn", "tps"):
        typed(recipes()[name][0], mirror=f"{full.url}/")
    bps = gpd.read_file("official/hdx-villages-35.14.geojson")
    ministry = gpd.read_file("official/cahyadsn-villages-35.14.geojson")
    stations = pd.read_csv("official/kpu-tps-2024-35.14.csv", dtype=str)
    assert (len(bps), len(ministry), len(stations)) == (3, 3, 5)
    assert bps.total_bounds.tolist() == [112.70, -7.85, 112.80, -7.64]
    assert ministry.total_bounds.tolist() == [112.70, -7.86, 112.80, -7.79]
    assert set(stations["village_id"]) <= set(ministry["kode"])
    assert ministry.crs == bps.crs == "EPSG:4326"


def test_the_recipe_of_roads_ends_in_a_graph_and_a_background(full, desk, tmp_path):
    fetch, build, basemap = recipes()["roads"]
    typed(fetch, mirror=f"{full.url}/")
    build[-1] = basemap[-1] = str(tmp_path)  # The invented town does not lie in Pasuruan.
    typed(build, mirror="")
    typed(basemap, mirror="")
    assert (tmp_path / "roads.npz").is_file()
    assert (tmp_path / "basemap.pmtiles").is_file()


def test_what_comes_after_a_download_is_what_the_recipe_says_too():
    for name, source_id in {"hdx": "hdx-villages", "cahyadsn": "cahyadsn-villages"}.items():
        made = recipes()[name][1][2]
        assert shlex.split(sources()[source_id].then[0].replace("{made}", made)) == recipes()[name][1]
    made = recipes()["roads"][1][3]
    said = [shlex.split(it.replace("{made}", made)) for it in sources()["osm-java"].then]
    assert said == recipes()["roads"][1:]


def test_the_made_up_shapefile_of_big_is_one(tmp_path):
    frame = gpd.read_file(f"zip://{official.big(tmp_path)}")
    assert frame["KDEPUM"].tolist() == ["35.14.01.2001", "35.14.01.2002"]
    assert frame.geometry.has_z.all()
    assert recipes()["big"] == [["petapam", "import", "batas-desa-big.zip", "--out", "my-operation"]]
    assert json.loads(frame.to_json())["features"]
