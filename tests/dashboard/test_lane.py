"""The process that draws: what goes wrong in it is said, it is bounded, replaced, and agrees with the page."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from concurrent.futures import CancelledError
from dataclasses import replace

import pytest

from dashboard import drawer, lane
from dashboard.export.bounds import MEMORY_MB
from dashboard.export.options import SheetOptions
from dashboard.export.order import Order, posted
from dashboard.export.worker import Bench, Worker
from dashboard.lane import PressError
from geo import operation as operations
from geo.errors import GeoError
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.pressing import PATIENCE_S, Waiting, drawn, gone, order

LINUX = sys.platform.startswith("linux")


@pytest.fixture(scope="module")
def folder(small_folder):
    return small_folder


def test_what_is_wrong_comes_back_in_words_and_the_process_goes_on(folder, room):
    drawn(room, order(folder, shape="thumbnail"))
    pid = room.pid
    lost = order(folder, options=SheetOptions(area={"kind": "district", "key": "Nirwana"}))
    with pytest.raises(GeoError) as told:
        drawn(room, lost)
    assert "Nirwana" in told.value.faults[0].text()
    with pytest.raises(GeoError, match="have changed since"):
        drawn(room, Order(operation=str(folder), digest="another"))
    assert drawn(room, order(folder)).startswith(b"%PDF")
    assert room.pid == pid


def test_a_process_that_falls_over_is_told_of_and_replaced(folder, room):
    watch = Waiting()
    waiting = room.submit(order(folder, product="atlas"), watch)
    assert watch.begun.wait(PATIENCE_S)
    fallen = room.pid
    os.kill(fallen, signal.SIGKILL)
    with pytest.raises(PressError, match="has ended"):
        waiting.result(PATIENCE_S)
    assert drawn(room, order(folder)).startswith(b"%PDF")
    assert room.pid != fallen


def test_a_process_that_is_full_is_replaced_before_the_next_order(folder, room, monkeypatch):
    drawn(room, order(folder))
    before = room.pid
    monkeypatch.setattr(drawer, "WORN_MB", 1.0)
    assert drawn(room, order(folder)).startswith(b"%PDF")
    assert room.pid != before
    assert gone(before)


def test_what_does_not_heed_a_stop_is_ended_by_force(folder, room, monkeypatch):
    monkeypatch.setattr(lane, "GRACE_S", 0.0)
    drawn(room, order(folder, shape="thumbnail"))
    watch, pid = Waiting(), room.pid
    waiting = room.submit(order(folder, product="sheet", suffix=".png", options={"paper": "A2"}), watch)
    assert watch.begun.wait(PATIENCE_S)
    watch.stop.set()
    with pytest.raises(CancelledError):
        waiting.result(PATIENCE_S)
    assert gone(pid)


def test_an_order_that_takes_too_much_memory_is_said_and_the_next_one_is_made(folder, room, monkeypatch):
    with monkeypatch.context() as tight:
        tight.setattr(lane, "MEMORY_MB", 1.0)
        with pytest.raises(PressError, match="more than 1 MB of memory"):
            drawn(room, order(folder, product="pack"))
    assert drawn(room, order(folder)).startswith(b"%PDF")


def test_memory_that_runs_out_inside_the_process_is_said_as_such(folder, monkeypatch):
    worker = Worker(io.BytesIO(), io.BytesIO())

    def much(*_given):
        raise MemoryError

    monkeypatch.setattr(worker, "made", much)
    assert worker.answer(1, order(folder))[0] == {"id": 1, "kind": "full"}


def test_a_process_gets_no_more_memory_than_its_bound():
    program = (
        "from dashboard.export import bounds\n"
        "bounds.bound()\n"
        "held = []\n"
        "try:\n"
        "    while len(held) < 100:\n"
        "        held.append(bytearray(b'x') * 20_000_000)\n"
        "except MemoryError:\n"
        "    pass\n"
        "print(len(held), bounds.peak_mb(), bounds.held_mb())\n"
    )
    told = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=True, text=True)
    blocks, peak, held = map(float, told.stdout.split())
    assert peak >= held > 0 or not LINUX
    assert (blocks < 100 and peak <= MEMORY_MB * 1.02) or not LINUX


def test_the_largest_sheet_and_an_atlas_stay_within_the_bound(room):
    demo = operations.load("pasuruan-kota-2022")
    large = SheetOptions(paper="A2", theme="coverage", dpi=300)
    for suffix, product in ((".png", "sheet"), (".pdf", "atlas")):
        one = Order(
            operation="pasuruan-kota-2022", digest=demo.digest, product=product, suffix=suffix, options=large
        )
        made = room.submit(one, Waiting()).result(PATIENCE_S)
        assert made.body
        assert 0 < made.peak_mb < MEMORY_MB


def test_another_posting_than_that_of_the_page_is_refused_where_it_was_not_proven(folder):
    bench, of = Bench(), operations.load(folder)
    plan = bench.evaluation(of, Scenario())
    assert posted(None) == posted(plan.posting) == ""
    guarding = vars(plan.guarding)
    guarding["posting"] = replace(plan.posting, proven=False)
    shown = order(folder, posted=posted(plan.posting))
    bench.agree(shown, plan)
    guarding["posting"] = replace(plan.posting, rows=plan.posting.rows.iloc[1:])
    with pytest.raises(GeoError, match="another answer was found"):
        bench.agree(shown, plan)
    assert bench.evaluation(of, Scenario()) is not plan


def test_numbers_other_than_those_of_the_page_are_refused(folder, room):
    shown = evaluate(operations.load(folder), Scenario())
    assert drawn(room, order(folder, evaluated=shown.digest)).startswith(b"%PDF")
    with pytest.raises(GeoError, match="not those that would be printed"):
        drawn(room, order(folder, evaluated=shown.digest, scenario=Scenario(threshold_min=3)))
