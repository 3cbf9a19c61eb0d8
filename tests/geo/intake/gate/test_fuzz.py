"""Fuzz: thousands of damaged files of every kind end as sheets or as a refusal, never as an accident."""

from __future__ import annotations

import io
import time
import zipfile
from collections import Counter

import pytest

from geo.intake import gate
from geo.intake.gate import pool
from tests.geo.intake.gate import seeds
from tests.geo.intake.gate.mutants import mutants

MUTANTS = 2_000
LONGEST_S = 30.0
"""No mutant may take as long as a file that hangs would."""
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


def repacked(name: str, count: int, seed: int):
    """Yield archives that are sound outside and damaged inside."""
    with zipfile.ZipFile(io.BytesIO(seeds.good()[name])) as archive:
        members = {it: archive.read(it) for it in archive.namelist()}
    for body in mutants(members[INSIDE[name]], count, seed=seed):
        yield seeds.zipped(members | {INSIDE[name]: body})


def bodies(name: str):
    if name not in INSIDE:
        return mutants(seeds.good()[name], MUTANTS, seed=1)
    outside = mutants(seeds.good()[name], MUTANTS // 2, seed=2)
    return (it for pair in zip(outside, repacked(name, MUTANTS // 2, 3), strict=True) for it in pair)


@pytest.mark.parametrize("name", sorted(seeds.good()))
def test_a_damaged_file_is_read_or_refused_and_leaves_nothing(name):
    ends: Counter[str] = Counter()
    longest_s = 0.0
    for body in bodies(name):
        start = time.monotonic()
        try:
            found = gate.read(body, name=name)
            assert all(len(it.rows) == len(it.cells) == len(it) for it in found)
            ends["read"] += 1
        except gate.IntakeError as refused:
            ends[refused.code] += 1
        longest_s = max(longest_s, time.monotonic() - start)
    assert ends.total() == MUTANTS
    assert set(ends) <= {"read", *gate.REASONS}
    assert ends["read"] > 0
    assert longest_s < LONGEST_S
    assert [it for child in pool._idle for it in child.folder.iterdir()] == []
