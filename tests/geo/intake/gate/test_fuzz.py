"""Fuzz: thousands of damaged files of every kind end as sheets or as a refusal, never as an accident."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

import pytest

from geo.intake import gate
from geo.intake.gate import pool
from tests.geo.intake.gate import seeds
from tests.geo.intake.gate.mutants import mutants

MUTANTS = 2_000
"""So many of every family of formats; the kinds of a family share them."""
FAMILIES = (
    ("tps.csv",),
    ("tps.xlsx", "tps.ods", "tps.xls"),
    ("desa.geojson", "wilayah.sql"),
    ("desa.kml", "desa.kmz", "jalan.gpx"),
    ("desa.gpkg",),
    ("desa.zip", "desa.fgb"),
    ("desa.parquet",),
)
HANGS = "too_slow"
"""How the gate ends what takes longer than a file of its size may."""
INSIDE = {
    "tps.xlsx": "xl/worksheets/sheet1.xml",
    "tps.ods": "content.xml",
    "desa.kmz": "doc.kml",
    "desa.zip": "desa.shp",
}
"""Archives are damaged from outside in one half, and in what they hold in the other: a checksum stops the first."""


@pytest.fixture(autouse=True, scope="module")
def _clean():
    yield
    gate.close()


def share(name: str) -> int:
    """Return how many mutants of a kind are tried."""
    (family,) = (it for it in FAMILIES if name in it)
    return -(-MUTANTS // len(family))


def repacked(name: str, count: int, seed: int):
    """Yield archives that are sound outside and damaged inside."""
    with zipfile.ZipFile(io.BytesIO(seeds.good()[name])) as archive:
        members = {it: archive.read(it) for it in archive.namelist()}
    for body in mutants(members[INSIDE[name]], count, seed=seed):
        yield seeds.zipped(members | {INSIDE[name]: body})


def bodies(name: str):
    if name not in INSIDE:
        return mutants(seeds.good()[name], share(name), seed=1)
    half = -(-share(name) // 2)
    outside = mutants(seeds.good()[name], half, seed=2)
    return (it for pair in zip(outside, repacked(name, half, 3), strict=True) for it in pair)


@pytest.mark.parametrize("name", sorted(seeds.good()))
def test_a_damaged_file_is_read_or_refused_and_leaves_nothing(name):
    ends: Counter[str] = Counter()
    for body in bodies(name):
        try:
            found = gate.read(body, name=name)
            assert all(len(it.rows) == len(it.cells) == len(it) for it in found)
            ends["read"] += 1
        except gate.IntakeError as refused:
            ends[refused.code] += 1
    assert ends.total() >= share(name)
    assert set(ends) <= {"read", *gate.REASONS}
    assert ends["read"] > 0
    assert HANGS not in ends
    assert [it for child in pool._idle for it in child.folder.iterdir()] == []
