"""What a routing service answered, carried to another process: the same minutes, and nobody is asked again."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.evaluate import evaluate
from geo.scenario import Scenario
from geo.travel import carried, service
from tests.geo.travel.services import KINDS, routing, serving
from tests.operations import BY_HAND, meta, small

BY_SERVICE = BY_HAND.model_copy(update={"engine": "service"})


@pytest.mark.parametrize("kind", KINDS)
def test_minutes_are_equal_to_the_last_bit_though_the_service_now_says_otherwise(kind, monkeypatch):
    service.forget()
    monkeypatch.setattr("geo.travel.wire.PAUSE_S", 0.001)
    with serving(kind) as fake:
        of = replace(small(), meta=meta(routing=routing(fake).model_dump()))
        shown = evaluate(of, BY_SERVICE)
    assert shown.engine.faults == ()
    body = carried.packed(shown.engine)
    service.forget()
    engine = carried.engine(body, BY_SERVICE, roads=of.roads, routing=of.meta.routing)
    again = evaluate(of, BY_SERVICE, engine=engine)
    assert again.digest == shown.digest
    pd.testing.assert_frame_equal(again.stations, shown.stations, check_exact=True)
    pd.testing.assert_frame_equal(again.nearest, shown.nearest, check_exact=True)
    assert again.summary == shown.summary


def test_a_service_that_was_silent_stays_so_for_the_copy(monkeypatch):
    service.forget()
    monkeypatch.setattr("geo.travel.wire.PAUSE_S", 0.001)
    of = replace(small(), meta=meta(routing={"kind": "osrm", "url": "http://127.0.0.1:1"}))
    shown = evaluate(of, BY_SERVICE)
    assert shown.engine.faults
    service.forget()
    engine = carried.engine(carried.packed(shown.engine), BY_SERVICE, roads=of.roads, routing=of.meta.routing)
    assert [it.text() for it in engine.faults] == [it.text() for it in shown.engine.faults]
    again = evaluate(of, BY_SERVICE, engine=engine)
    np.testing.assert_array_equal(again.stations["travel_min"], shown.stations["travel_min"])
    service.forget()


def test_an_engine_that_asks_nobody_has_nothing_to_carry():
    assert carried.packed(evaluate(small(), Scenario()).engine) == b""
