"""The press: orders wait in turn, are made beside the server, and never mixed or left behind."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from dashboard import press
from dashboard.export import atlas, sheet
from dashboard.export.options import SheetOptions
from dashboard.export.order import Order
from dashboard.lane import PressError
from dashboard.press import Press
from geo import operation as operations
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.pressing import PATIENCE_S, Waiting, alive, drawn, gone, order, until


@pytest.fixture(scope="module")
def folder(small_folder):
    return small_folder


@pytest.fixture
def submit(room):
    """Give what queues an order at the press of this module; nothing of it waits or runs afterwards."""
    asked = []

    def queued(one, watch=None, **options):
        watch = watch or Waiting()
        made = room.submit(one, watch, **options)
        asked.append((watch, made))
        return made

    yield queued
    for watch, _made in asked:
        watch.stop.set()
    assert until(lambda: all(made.done() for _watch, made in asked) and not room.waiting)


def test_two_sheets_at_once_are_the_same_bytes_as_each_alone(folder, room):
    of = operations.load(folder)
    indonesian = SheetOptions(theme="risk", language="id", dpi=150)
    english = SheetOptions(theme="gaps", language="en", monochrome=True, orientation="portrait", dpi=150)
    plan = Scenario(threshold_min=3)
    wanted = [
        order(folder, options=options, scenario=scenario, suffix=f".{form}")
        for form in ("pdf", "png")
        for options, scenario in ((indonesian, Scenario()), (english, plan))
    ]
    alone = [sheet.render(evaluate(of, one.scenario), one.options, form=one.suffix[1:]) for one in wanted]
    waiting = [room.submit(one, Waiting()) for one in wanted]
    together = [hashlib.sha256(it.result(PATIENCE_S).body).hexdigest() for it in waiting]
    assert together == [hashlib.sha256(body).hexdigest() for body in alone]


def test_an_order_reads_back_equal_with_its_plan_and_its_key(folder):
    plan = Scenario(threshold_min=7, units_off=("U1",), name="R 1")
    one = order(folder, scenario=plan, other=Scenario(), options=SheetOptions(paper="A3", date="2022-03-20"))
    again = Order.model_validate_json(one.model_dump_json())
    assert again == one
    assert (again.key, again.scenario.digest) == (one.key, plan.digest)


def test_an_atlas_tells_how_far_it_is_and_equals_one_made_here(folder, room):
    watch = Waiting()
    made = room.submit(order(folder, product="atlas", by="village"), watch).result(PATIENCE_S)
    here = evaluate(operations.load(folder), Scenario())
    pages = len(atlas.pages(here, "village"))
    assert watch.seen[-1] == (pages, pages)
    assert made.body == atlas.render(here, SheetOptions(), by="village")


def test_a_thumbnail_is_made_while_a_product_is_drawn_and_everybody_knows_his_place(folder):
    room, asked = Press(), [Waiting() for _ in range(4)]
    try:
        made = [
            room.submit(order(folder, product=it), w)
            for it, w in zip(("pack", "atlas", "csv"), asked, strict=False)
        ]
        assert asked[0].begun.wait(PATIENCE_S)
        quick = room.submit(order(folder, shape="thumbnail"), asked[3], first=True)
        assert [it.ahead for it in asked[1:3]] == [1, 2]
        assert quick.result(PATIENCE_S).about["stations"] > 0
        assert not made[2].done()
    finally:
        room.close()
    assert made[2].cancelled()


def test_owners_take_turns(folder, submit):
    done = []
    submit(order(folder, product="atlas"), first := Waiting(), owner="a")
    assert first.begun.wait(PATIENCE_S)
    for name, owner in (("a2", "a"), ("a3", "a"), ("b1", "b"), ("c1", "c"), ("b2", "b")):
        made = submit(order(folder, product="csv", suffix=".csv"), owner=owner)
        made.add_done_callback(lambda _it, name=name: done.append(name))
    assert until(lambda: len(done) == 5)
    assert done == ["b1", "c1", "a2", "b2", "a3"]


def test_who_gives_up_waiting_leaves_his_place_at_once(folder, room, submit):
    asked = [Waiting() for _ in range(3)]
    made = [submit(order(folder, product="pack"), it) for it in asked]
    assert asked[0].begun.wait(PATIENCE_S)
    assert asked[2].ahead == 2
    asked[1].stop.set()
    assert until(lambda: asked[2].ahead == 1)
    assert made[1].cancelled()
    assert room.waiting == 1


def test_more_than_the_queue_holds_is_refused(folder, submit, monkeypatch):
    monkeypatch.setattr(press, "MOST_WAITING", 1)
    submit(order(folder, product="pack"), begun := Waiting())
    assert begun.begun.wait(PATIENCE_S)
    submit(order(folder))
    with pytest.raises(PressError, match="waiting already"):
        submit(order(folder))


def test_one_owner_cannot_fill_the_queue(folder, submit, monkeypatch):
    monkeypatch.setattr(press, "MOST_EACH", 2)
    submit(order(folder, product="pack"), begun := Waiting(), owner="a")
    assert begun.begun.wait(PATIENCE_S)
    submit(order(folder), owner="a")
    with pytest.raises(PressError, match="waiting already"):
        submit(order(folder), owner="a")
    assert not submit(order(folder), owner="b").done()


def test_processes_that_idle_leave_and_the_next_order_finds_another(folder, monkeypatch):
    monkeypatch.setattr(press, "IDLE_S", 0.1)
    room = Press()
    try:
        assert drawn(room, order(folder, shape="thumbnail"))
        assert until(lambda: not room.pids)
        assert drawn(room, order(folder)).startswith(b"%PDF")
    finally:
        room.close()


def test_stopping_ends_what_is_drawn_and_what_waits_is_made(folder, room):
    long, next_one = Waiting(), Waiting()
    stopped = room.submit(order(folder, product="pack"), long)
    waiting = room.submit(order(folder), next_one)
    assert long.begun.wait(PATIENCE_S)
    long.stop.set()
    with pytest.raises(CancelledError):
        stopped.result(PATIENCE_S)
    assert waiting.result(PATIENCE_S).body.startswith(b"%PDF")


def test_nothing_is_left_in_the_folder_for_temporary_files(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    room = Press()
    try:
        for suffix in (".gpkg", ".zip", ".kmz", ".gpx", ".geojson"):
            assert drawn(room, order(folder, product="gis", suffix=suffix))
        assert [it.name for it in tmp_path.iterdir()] == []
        room.submit(order(folder, product="pack", suffix=".zip"), begun := Waiting())
        assert begun.begun.wait(PATIENCE_S)
    finally:
        room.close()
    assert [it.name for it in tmp_path.iterdir()] == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_server_ends_in_the_midst_of_an_atlas(folder, how):
    program = (
        "import sys, time\n"
        "from tests.dashboard.pressing import Waiting, order\n"
        "from dashboard.press import PRESS\n"
        "watch = Waiting()\n"
        "PRESS.submit(order(sys.argv[1], product='pack'), watch)\n"
        "watch.begun.wait()\n"
        "print(PRESS.pid, flush=True)\n"
        "time.sleep(100)\n"
    )
    root = Path(press.__file__).parent.parent
    environment = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, cwd=root, env=environment
    ) as server:
        pid = int(server.stdout.readline())
        assert alive(pid)
        server.send_signal(how)
        server.wait(30)
        assert gone(pid)
