"""Seconds and bytes of workbook, slides and pack; to look at, not to pass."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from dashboard.export import deck, pack, workbook
from dashboard.export.options import SheetOptions
from geo import cures
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from tests.operations import scattered


@pytest.fixture(scope="module")
def demo():
    it = evaluate(load("pasuruan-kota-2022"), Scenario())
    return it, cures.propose(it)


@pytest.fixture(scope="module")
def large():
    it = evaluate(scattered(stations=5_084, units=60, villages=399), Scenario(pattern="mojokerto-kota-2022"))
    assert len(it.posting.stations) == 5_084
    return it


def timed(make, record_property, name: str) -> bytes:
    make()
    start, busy = time.perf_counter(), time.process_time()
    made = make()
    told = time.perf_counter() - start, time.process_time() - busy
    record_property(name, f"{told[0]:.2f} s, {told[1]:.2f} s of the processor, {len(made) / 1e6:.1f} MB")
    return made


def test_a_workbook_of_5084_stations(large, record_property):
    made = timed(lambda: workbook.render(large, SheetOptions()), record_property, "workbook, 5,084 stations")
    assert made[:2] == b"PK"


def test_the_slides_of_the_demonstration(demo, record_property):
    it, proposed = demo
    made = timed(lambda: deck.render(it, SheetOptions(), proposed=proposed), record_property, "slides, demo")
    assert made[:2] == b"PK"


def test_a_pack_of_the_demonstration(demo, record_property):
    it, proposed = demo
    imprint = pack.Imprint("", dt.datetime(2022, 3, 20, tzinfo=dt.UTC))
    made = timed(
        lambda: pack.render(it, SheetOptions(), imprint=imprint, proposed=proposed),
        record_property,
        "pack, demo",
    )
    assert made[:2] == b"PK"
