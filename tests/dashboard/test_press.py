"""The press: orders are made in one process beside the server, one after the other, and never mixed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from dashboard import press
from dashboard.export import atlas, sheet
from dashboard.export.options import SheetOptions
from dashboard.export.order import Order
from dashboard.press import Press, PressError
from geo import operation as operations
from geo.errors import GeoError
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.operations import small

PATIENCE_S = 120


@dataclass
class Waiting:
    """Somebody who waits, and who may stop waiting."""

    ahead: int = -1
    seen: list = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    stop: Event = field(default_factory=Event)

    def __call__(self, done, total):
        self.seen.append((done, total))
        self.begun.set()

    def should_stop(self):
        return self.stop.is_set()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("press") / "small"
    operations.save(small(), made)
    return made


@pytest.fixture(scope="module")
def room():
    made = Press()
    yield made
    made.close()


def order(folder, **values):
    return Order(operation=str(folder), digest=operations.load(folder).digest, **values)


def drawn(room, one):
    return room.submit(one, Waiting()).result(PATIENCE_S).body


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid):
    """Wait until a process has ended; say whether it has."""
    end = time.monotonic() + 30
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


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
    waiting = [room.submit(one, Waiting()) for one in wanted * 2]
    together = [hashlib.sha256(it.result(PATIENCE_S).body).hexdigest() for it in waiting]
    assert together == [hashlib.sha256(body).hexdigest() for body in alone] * 2


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
    monkeypatch.setattr(press, "MOST_MB", 1.0)
    assert drawn(room, order(folder)).startswith(b"%PDF")
    assert room.pid != before
    assert gone(before)


def test_stopping_ends_what_is_drawn_and_what_waits_is_made(folder, room):
    long, next_one = Waiting(), Waiting()
    stopped = room.submit(order(folder, product="pack"), long)
    waiting = room.submit(order(folder), next_one)
    assert long.begun.wait(PATIENCE_S)
    long.stop.set()
    with pytest.raises(CancelledError):
        stopped.result(PATIENCE_S)
    assert waiting.result(PATIENCE_S).body.startswith(b"%PDF")


def test_what_does_not_heed_a_stop_is_ended_by_force(folder, room, monkeypatch):
    monkeypatch.setattr(press, "GRACE_S", 0.0)
    drawn(room, order(folder, shape="thumbnail"))
    watch, pid = Waiting(), room.pid
    waiting = room.submit(order(folder, product="sheet", suffix=".png", options={"paper": "A2"}), watch)
    assert watch.begun.wait(PATIENCE_S)
    watch.stop.set()
    with pytest.raises(CancelledError):
        waiting.result(PATIENCE_S)
    assert gone(pid)


def test_a_thumbnail_goes_before_products_and_everybody_knows_his_place(folder):
    room, asked = Press(), [Waiting() for _ in range(4)]
    try:
        made = [
            room.submit(order(folder, product=it), w)
            for it, w in zip(("atlas", "atlas", "csv"), asked, strict=False)
        ]
        quick = room.submit(order(folder, shape="thumbnail"), asked[3], first=True)
        assert [it.ahead for it in asked[1:]] == [2, 3, 1]
        assert quick.result(PATIENCE_S).about["stations"] > 0
        assert not made[2].done()
    finally:
        room.close()
    assert made[2].cancelled()


def test_more_than_the_queue_holds_is_refused(folder, monkeypatch):
    monkeypatch.setattr(press, "MOST_WAITING", 1)
    room = Press()
    try:
        room.submit(order(folder), begun := Waiting())
        assert begun.begun.wait(PATIENCE_S)
        room.submit(order(folder), Waiting())
        with pytest.raises(PressError, match="waiting already"):
            room.submit(order(folder), Waiting())
    finally:
        room.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_server_ends_in_the_midst_of_an_atlas(folder, how):
    program = (
        "import sys, time\n"
        "from tests.dashboard.test_press import Waiting, order\n"
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
