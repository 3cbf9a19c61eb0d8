"""What the cache keeps, and what it lets go of."""

from __future__ import annotations

from dataclasses import replace

from dashboard import cache
from geo.scenario import Scenario
from geo.travel import service
from tests.operations import meta, small


def test_a_plan_without_its_routing_service_is_made_again_after_a_while(monkeypatch):
    made, now = [], [100.0]

    class Engine:
        faults = ("silent",)

    class Evaluated:
        engine = Engine()

    def evaluate(operation, scenario):
        made.append(operation.meta.routing.url)
        return Evaluated()

    service.forget()
    monkeypatch.setattr(cache, "evaluate", evaluate)
    monkeypatch.setattr(cache.time, "monotonic", lambda: now[0])
    plan = Scenario(engine="service", name="made again")

    def asked(url):
        routing = {"kind": "osrm", "url": url}
        return cache.evaluation(replace(small(), meta=meta(routing=routing)), plan)

    asked("http://127.0.0.1:1")
    first = len(made)
    asked("http://127.0.0.1:1")
    assert len(made) == first
    now[0] += cache.ASKED_AGAIN_S
    asked("http://127.0.0.1:1")
    assert len(made) == first + 1
    asked("http://127.0.0.1:2")
    assert made[-1] == "http://127.0.0.1:2"
