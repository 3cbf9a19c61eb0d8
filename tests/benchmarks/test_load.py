"""Many people at one server of a command post: how long a page takes when all of them ask at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.dashboard.door.served import answer, ask, shared_server

SLIDER = "Response threshold (minutes)"
ROUNDS = 4


def moved(slider: str, minutes: float) -> bytes:
    """Return the message of a page whose threshold was moved."""
    message = BackMsg()
    message.ParseFromString(ask("coverage"))
    state = message.rerun_script.widget_states.widgets.add()
    state.id = slider
    state.double_array_value.data.append(minutes)
    return message.SerializeToString()


def memory_mib(process: int) -> float:
    """Return what a process holds in memory now."""
    (line,) = [
        it for it in Path(f"/proc/{process}/status").read_text().splitlines() if it.startswith("VmRSS")
    ]
    return int(line.split()[1]) / 1024


def asked_at_once(tabs, messages) -> list[float]:
    """Let all tabs ask in the same moment; returns for how many seconds each of them waited."""

    def wait_s(tab, message) -> float:
        before = time.perf_counter()
        tab.send(message)
        answer(tab)
        return time.perf_counter() - before

    with ThreadPoolExecutor(len(tabs)) as pool:
        return list(pool.map(wait_s, tabs, messages))


@pytest.mark.parametrize("people", [20, 40])
def test_a_page_for_many_people_at_once(tmp_path, people, record_property):
    with shared_server(tmp_path, people=people) as server, ExitStack() as stack:
        names = ["planner", *(f"planner{number}" for number in range(1, people))]
        tabs = [stack.enter_context(server.tab(server.cookies(name))) for name in names]
        first = asked_at_once(tabs, [ask("coverage")] * people)
        tabs[0].send(ask("coverage"))
        sliders = [it.delta.new_element.slider for it in answer(tabs[0]) if it.WhichOneof("type") == "delta"]
        (slider,) = [it.id for it in sliders if it.label == SLIDER]
        again, slid = [], []
        for turn in range(ROUNDS):
            again += asked_at_once(tabs, [ask("coverage")] * people)
            slid += asked_at_once(tabs, [moved(slider, 6 + (turn + number) % 12) for number in range(people)])
        held = memory_mib(server.process)
    for name, waits in (("first page", first), ("rerun", again), ("rerun after a moved slider", slid)):
        worst = quantiles(waits, n=20)[-1]
        record_property(f"{people} people, {name}: median, p95 [s]", f"{median(waits):.2f}, {worst:.2f}")
    record_property(f"{people} people, memory of the server [MiB]", round(held))
    assert len(again) == len(slid) == people * ROUNDS


def test_five_hundred_messages_of_one_person_beside_others(tmp_path, record_property):
    waited, pages = [], []
    with (
        shared_server(tmp_path) as server,
        server.tab(server.cookies("planner")) as loud,
        server.tab(server.cookies("screen")) as calm,
        httpx.Client(base_url=server.url) as other,
    ):
        calm.send(ask("coverage"))
        answer(calm)
        for _turn in range(500):
            loud.send(ask("coverage"))
        for turn in range(60):
            before = time.perf_counter()
            assert other.get("/_stcore/health", timeout=60).status_code == 200
            waited.append(time.perf_counter() - before)
            if turn % 10 == 0:
                before = time.perf_counter()
                calm.send(ask("coverage"))
                answer(calm)
                pages.append(time.perf_counter() - before)
            time.sleep(0.05)
    record_property("beside 500 messages: health, slowest [s]", round(max(waited), 3))
    record_property("beside 500 messages: a page of another, slowest [s]", round(max(pages), 2))
    assert len(waited) == 60
