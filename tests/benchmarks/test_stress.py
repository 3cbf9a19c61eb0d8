"""Figures to look at, not to pass: people within minutes, two incidents at once, every single loss."""

from __future__ import annotations

import time

import pytest

from geo import assignment, schema, stress
from geo.evaluate import evaluate
from geo.operation import load
from geo.scenario import Scenario
from geo.travel import engines
from tests.operations import scattered


def best_of(work, rounds: int = 3):
    taken, answer = [], None
    for _ in range(rounds):
        start = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - start)
    return min(taken), answer


@pytest.mark.parametrize("search", ["numba", "scipy"])
@pytest.mark.parametrize("name", ["pasuruan-kota-2022", "pasuruan-2023"])
def test_every_single_loss_of_a_demonstration_by_road(name, search, record_property, monkeypatch):
    asked = engines.engine
    monkeypatch.setattr("geo.travel.arrivals.engine", lambda _: asked(search))
    plan = evaluate(load(name), Scenario(engine="roads"))
    taken, found = best_of(lambda: stress.losses(plan, stretches=None))
    assert found.complete
    record_property(f"{len(found.table)} losses of {name}, {search}", f"{taken:.2f} s")


def test_pairs_within_minutes_of_a_province(record_property):
    operation = scattered(stations=120_000, units=700, villages=2_000)
    plan = evaluate(operation, Scenario())
    units = assignment.responding(plan.units, forces=plan.scenario.responding_forces)
    homes, turnout = schema.xy(units), assignment.turnout(units, default_min=2)
    for limit in (10, 30, 60):
        taken, found = best_of(
            lambda limit=limit: plan.engine.within(
                homes, operation.station_xy, turnout_min=turnout, limit_min=limit
            ),
            rounds=2,
        )
        record_property(
            f"pairs within {limit} minutes, 120,000 x {len(units)}", f"{len(found[0]):,} in {taken:.2f} s"
        )
    taken, table = best_of(plan.force_at, rounds=1)
    record_property("people in 10, 15, 30, 60 minutes, 120,000 stations", f"{taken:.2f} s")
    assert (table["people_60"] >= table["people_10"]).all()
    taken, pairs = best_of(
        lambda: plan.incidents_among(plan.stations.index[:1000], limit_min=30, people=40), rounds=1
    )
    record_property("two incidents among 1,000 stations", f"{taken:.2f} s, held {pairs.held_share:.2f}")
    taken, losses = best_of(lambda: stress.losses(plan), rounds=1)
    record_property("every unit of a province lost", f"{len(losses.table)} in {taken:.2f} s")


def test_two_incidents_at_once_in_a_demonstration(record_property):
    plan = evaluate(load("pasuruan-kota-2022"), Scenario(engine="roads"))
    taken, found = best_of(lambda: plan.incidents_among(plan.stations.index, people=40))
    assert len(found.worst()) == 152 * 151
    record_property("all 152 x 151 pairs of stations", f"{taken * 1000:.0f} ms, held {found.held_share:.2f}")
