from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.assignment import core, network
from geo.assignment.arcs import Arcs
from geo.assignment.network import Network

SEEDS = st.integers(0, 1_000_000)
DEAR = 10**7
UNITS, TAGS = 6, 3


def drawn(seed: int, *, tagged: bool, demands: int = 60) -> tuple[SimpleNamespace, Network]:
    """Return random arcs, and a network of people who are nearly enough, under quotas where `tagged`."""
    rng = np.random.default_rng(seed)
    near = rng.random((demands, UNITS)) < 0.6
    demand, unit = np.nonzero(near)
    cost = rng.integers(0, 50, len(demand)) * rng.choice([1, 100], len(demand))
    nothing = np.zeros(len(demand))
    people = rng.integers(0, 4, demands)
    tag = rng.integers(-1, TAGS, demands) if tagged else np.full(demands, network.UNTAGGED)
    quota = rng.integers(0, demands // 2, TAGS) if tagged else np.zeros(0, np.int64)
    capacity = rng.multinomial(int(people.sum() * rng.uniform(0.7, 1.3)), np.full(UNITS, 1 / UNITS))
    times = rng.integers(1, 5, demands)
    net = Network(people, times, rng.integers(0, 100, demands), capacity, tag, quota)
    return SimpleNamespace(arcs=Arcs(demand, unit, cost, nothing, nothing)), net


def total(found: network.Solved) -> int:
    return int(found.uses.cost @ found.uses.flow)


@given(
    seed=SEEDS, tagged=st.booleans(), noise=st.sampled_from([0, 3, 300]), share=st.sampled_from([0.05, 0.2])
)
def test_a_core_costs_what_the_whole_costs_and_tells_the_same_prices(seed, tagged, noise, share):
    reach, net = drawn(seed, tagged=tagged)
    whole = network.solve(reach, net, DEAR, must=False)
    price = whole.price + np.random.default_rng(seed).integers(-noise, noise + 1, len(whole.price))
    found = core.solve(reach, net, DEAR, price=price, must=False, share=share)
    assert found is None or total(found) == total(whole)
    assert found is None or found.price.tolist() == whole.price.tolist()
    assert found is None or found.arcs.tolist() == whole.arcs.tolist()


@given(seed=SEEDS, tagged=st.booleans())
def test_everybody_is_posted_or_goes_without_and_no_unit_or_quota_is_overdrawn(seed, tagged):
    reach, net = drawn(seed, tagged=tagged)
    whole = network.solve(reach, net, DEAR, must=False)
    found = core.solve(reach, net, DEAR, price=whole.price, must=False, share=0.2) or whole
    uses = found.uses
    assert np.bincount(uses.demand, uses.flow, len(net.people)).tolist() == net.people.tolist()
    assert (np.bincount(uses.node, uses.flow, net.sink + 1)[:UNITS] <= net.capacity).all()
    posted = (uses.node < UNITS) & (net.tag[uses.demand] >= 0)
    assert (np.bincount(net.tag[uses.demand[posted]], uses.flow[posted], len(net.quota)) <= net.quota).all()


@given(seed=SEEDS, tagged=st.booleans(), mild=st.sampled_from([-1000, 0, 1, 4]))
def test_a_milder_price_that_costs_are_shown_at_first_makes_no_difference_to_the_costs(seed, tagged, mild):
    reach, net = drawn(seed, tagged=tagged)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(network, "MILD", 10 * DEAR)
        whole = network.solve(reach, net, DEAR, must=False)
        patched.setattr(network, "MILD", mild)
        found = network.solve(reach, net, DEAR, must=False)
    assert total(found) == total(whole)
    assert found.price.tolist() == whole.price.tolist()


def test_an_answer_that_the_whole_price_refutes_is_sought_again(monkeypatch):
    asked = []
    flow = network._flow

    def counted(*given_):
        asked.append(given_)
        return flow(*given_)

    monkeypatch.setattr(network, "MILD", -1000)
    monkeypatch.setattr(network, "_flow", counted)
    reach, net = drawn(1, tagged=False)
    assert network.solve(reach, net, DEAR, must=False) is not None
    assert len(asked) == 2


def test_a_core_is_enough_where_most_are_sure_of_their_choice():
    answers = [core.solve(*drawn(seed, tagged=seed % 2 > 0), DEAR, price=price, must=False, share=0.2)
               for seed in range(20)
               for price in [network.solve(*drawn(seed, tagged=seed % 2 > 0), DEAR, must=False).price]]  # fmt: skip
    assert sum(answer is not None for answer in answers) > 5


@given(seed=SEEDS, rough=st.booleans())
def test_where_nobody_may_go_without_a_core_posts_everybody_as_the_whole_does_or_gives_up(seed, rough):
    reach, net = drawn(seed, tagged=False)
    whole = network.solve(reach, net, DEAR, must=True)
    soft = network.solve(reach, net, DEAR, must=False)
    found = core.solve(reach, net, DEAR, price=soft.price, must=True, share=0.2, rough=rough)
    assert found is None or total(found) == total(whole)
    assert found is None or (found.uses.node < UNITS).all()
    assert found is None or found.arcs.tolist() == whole.arcs.tolist()


def test_a_core_is_enough_where_nobody_may_go_without_either():
    answers = []
    for seed in range(20):
        reach, net = drawn(seed, tagged=False)
        net = replace(net, capacity=net.capacity + 20)
        whole = network.solve(reach, net, DEAR, must=True)
        answers += (
            [] if whole is None else [core.solve(reach, net, DEAR, price=whole.price, must=True, share=0.2)]
        )
    assert sum(answer is not None for answer in answers) > 5


def test_nobody_asking_for_anybody_needs_no_core():
    reach, net = drawn(1, tagged=False, demands=0)
    assert core.solve(reach, net, DEAR, price=np.zeros(UNITS + 1), must=False, share=0.2) is None
