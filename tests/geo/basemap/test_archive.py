"""The archive of tiles: read back by another program (GDAL), whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pyogrio
import pytest

from geo import basemap
from geo.basemap import archive, kinds
from geo.basemap.read import read
from geo.errors import InputError
from tests.geo.extracts import town

REAL = sorted((Path(__file__).parents[4] / "shared" / "data" / "roads").glob("*.osm.pbf"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("basemap")
    path = folder / "town.pmtiles"
    drawn = read(town().save(folder / "town.osm"))
    basemap.write(drawn, path)
    return drawn, path


def test_tiles_are_numbered_along_the_curve_of_the_specification():
    listed = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5, (12, 3423, 1763): 19078479}  # fmt: skip
    assert {tile: archive.number(*tile) for tile in listed} == listed
    numbers = [archive.number(5, x, y) for x in range(32) for y in range(32)]
    assert sorted(numbers) == list(range(341, 341 + 1024))


def test_gdal_reads_every_layer_where_it_was(made):
    drawn, path = made
    assert set(pyogrio.list_layers(path)[:, 0]) == set(drawn.layers)
    for name, frame in drawn.layers.items():
        back = pyogrio.read_dataframe(path, layer=name).to_crs(4326)
        assert back.total_bounds == pytest.approx(frame.total_bounds, abs=2e-3)
        assert set(back["kind"]) == set(frame["kind"])
    towns = pyogrio.read_dataframe(path, layer="towns")
    assert set(towns["name"]) == {"Kota & <b>Tua</b>"}


def test_the_archive_says_what_it_is_made_of(made):
    drawn, path = made
    said = archive.about(path)
    assert (said["source"], said["date"]) == ("town.osm", "")
    assert [it["id"] for it in said["vector_layers"]] == list(drawn.layers)
    assert all(it["minzoom"] == kinds.LAYERS[it["id"]] for it in said["vector_layers"])
    assert "OpenStreetMap" in said["attribution"]


def test_the_same_extract_gives_the_same_file(made, tmp_path):
    drawn, path = made
    basemap.write(drawn, tmp_path / "again.pmtiles")
    assert (tmp_path / "again.pmtiles").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("count", [1, archive.LEAF, archive.LEAF + 1, 3 * archive.LEAF + 5])
def test_a_large_archive_has_a_second_level_and_every_tile_is_found_in_it(tmp_path, count):
    tiles = [archive.Tile(7 * i, 10 * i, 10) for i in range(count)]
    root, leaves = archive.directories(tiles)
    assert bool(leaves) == (count > archive.LEAF)
    assert unpacked(root, leaves) == [tuple(tile) for tile in tiles]


def unpacked(root, leaves):
    """Read directories as the specification says, independently of how they were written."""
    data = iter(gzip.decompress(root))

    def number():
        value = shift = 0
        for byte in data:
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
        raise EOFError

    count = number()
    steps, runs, lengths, places = ([number() for _ in range(count)] for _ in range(4))
    found, at, end = [], 0, 0
    for step, run, length, place in zip(steps, runs, lengths, places, strict=True):
        at, offset = at + step, end if place == 0 else place - 1
        end = offset + length
        if run:
            found.append((at, offset, length, run))
        else:
            found += unpacked(leaves[offset:end], b"")
    return found


def test_stopping_leaves_the_former_file_and_no_half_one(made, tmp_path):
    drawn, path = made
    target = tmp_path / "basemap.pmtiles"
    target.write_bytes(path.read_bytes())

    def broken():
        yield 0, b"tile"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.write(target, broken(), bounds=drawn.bounds, zooms=(0, 1), about={})
    assert target.read_bytes() == path.read_bytes()
    assert [it.name for it in tmp_path.iterdir()] == ["basemap.pmtiles"]


@pytest.mark.parametrize("length", [0, 7, 126, 127, 200, -1])
def test_a_file_that_is_cut_short_is_refused(made, tmp_path, length):
    cut = tmp_path / "cut.pmtiles"
    cut.write_bytes(made[1].read_bytes()[:length])
    with pytest.raises(InputError, match="not a whole basemap"):
        archive.about(cut)


def test_a_file_of_another_kind_is_refused(tmp_path):
    for i, content in enumerate((b"PMTiles\x02" + bytes(200), b"x" * 500, b"SQLite format 3\x00" * 20)):
        path = tmp_path / f"{i}.pmtiles"
        path.write_bytes(content)
        with pytest.raises(InputError, match="not a whole basemap"):
            archive.about(path)


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_extract_becomes_an_archive_of_few_megabytes(path, tmp_path):
    target = tmp_path / "basemap.pmtiles"
    basemap.write(read(path), target)
    assert target.stat().st_size < 3_000_000
    assert archive.about(target)["source"] == path.name
    assert len(pyogrio.read_dataframe(target, layer="highways")) > 10
    assert len(hashlib.sha256(target.read_bytes()).hexdigest()) == 64
