from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.assignment import network, settling
from geo.assignment.arcs import Arcs
from geo.assignment.choice import NEVER, choice
from geo.assignment.network import Network, untagged
from geo.assignment.prices import Uses

SEEDS = st.integers(0, 1_000_000)
DEAR = 10**7


def uses(rows: list[tuple[int, int, int]]) -> Uses:
    demand, node, cost = np.array(rows).T
    return Uses(demand, node, cost, np.zeros(len(rows), np.int64))


def town(seed: int, *, demands: int = 3000, units: int = 12, tags: int = 0) -> tuple[Uses, Network]:
    """Return demands that lie among units of a square, who are nearly enough, and what each may take."""
    rng = np.random.default_rng(seed)
    there, here = rng.random((units, 2)), rng.random((demands, 2))
    cost = np.rint(10_000 * np.linalg.norm(here[:, None] - there, axis=2)).astype(np.int64).ravel()
    pairs, nothing = np.divmod(np.arange(demands * units), units), np.zeros(demands * units)
    share = rng.dirichlet(np.full(units, 3.0))
    capacity = np.floor(share * demands * rng.uniform(0.9, 1.1)).astype(np.int64)
    ones = np.ones(demands, np.int64)
    net = untagged(ones, ones, capacity)
    if tags:
        tag = rng.integers(-1, tags, demands)
        quota = np.bincount(tag[tag >= 0], minlength=tags) - rng.integers(0, 20, tags)
        net = Network(ones, ones, 0 * ones, capacity, tag, quota.astype(np.int64))
    reach = SimpleNamespace(arcs=Arcs(*pairs, cost, nothing, nothing))
    return network.options(reach, net, DEAR, must=False)[0], net


def wrong(asked: Uses, net: Network, price: np.ndarray) -> int:
    """Return how many people units are asked for beyond what they have."""
    load = np.bincount(asked.node[choice(asked, price).best], minlength=net.sink + 1)
    return int(np.clip(load[: len(net.capacity)] - net.capacity, 0, None).sum())


def test_the_first_of_equals_is_liked_best_and_the_next_one_second():
    told = choice(uses([(0, 0, 5), (0, 1, 3), (0, 2, 3), (1, 1, 7)]), np.array([0, 1, 1]))
    assert told.best.tolist() == [1, 3]
    assert told.second.tolist() == [2, 3]
    assert told.least.tolist() == [4, 8]
    assert told.margin[0] == 0
    assert told.margin[1] > NEVER // 2


def test_a_unit_that_two_want_and_that_has_one_person_becomes_dear_enough_for_one_to_go_elsewhere():
    asked = uses([(0, 0, 10), (0, 1, 20), (1, 0, 10), (1, 1, 40)])
    net = untagged(np.ones(2, np.int64), np.ones(2, np.int64), np.array([1, 1]))
    price = settling.settled(asked, net, np.zeros(3, np.int64))
    assert 10 <= price[0] - price[1] <= 30
    assert price[-1] == 0


def dual(asked: Uses, net: Network, price: np.ndarray) -> float:
    """Return what everybody pays at least, less what the nodes hold at their prices."""
    tagged = net.tag >= 0
    most = np.bincount(net.tag[tagged], net.people[tagged], len(net.quota)) - net.quota
    held = np.append(net.capacity, np.clip(most, 0, None)).astype(float)
    return float(choice(asked, price).least.sum() - held @ price[:-1])


@settings(max_examples=20)
@given(seed=SEEDS, tags=st.sampled_from([0, 3]))
def test_prices_come_nearer_to_the_best_and_stay_on_their_side_of_nothing(seed, tags):
    asked, net = town(seed, demands=300, tags=tags)
    units = len(net.capacity)
    start = np.append(np.random.default_rng(seed).integers(0, 5000, units), np.zeros(tags + 1, np.int64))
    price = settling.settled(asked, net, start)
    best = network.run(asked, net, DEAR)[1]
    assert dual(asked, net, start) <= dual(asked, net, price) <= dual(asked, net, best - best[-1])
    assert (price[:units] >= 0).all()
    assert (price[units:] <= 0).all()


def test_units_of_a_town_are_soon_asked_for_not_many_more_people_than_they_have():
    asked, net = town(1)
    exact, units = network.run(asked, net, DEAR)[1], len(net.capacity)
    start = exact + np.append(np.random.default_rng(1).integers(-1500, 1500, units), 0)
    assert wrong(asked, net, start) > 0.12 * len(net.people)
    assert wrong(asked, net, settling.settled(asked, net, start)) < 0.06 * len(net.people)


@settings(max_examples=20)
@given(seed=SEEDS)
def test_prices_are_the_same_each_time_and_those_that_were_given_stay(seed):
    asked, net = town(seed, demands=200)
    given_ = np.arange(net.sink + 1)
    one, other = (settling.settled(asked, net, given_) for _ in range(2))
    assert one.tolist() == other.tolist()
    assert given_.tolist() == list(range(net.sink + 1))


def test_where_nobody_has_a_second_choice_prices_stay_as_they_are():
    net = untagged(np.ones(2, np.int64), np.ones(2, np.int64), np.array([1, 0]))
    assert settling.settled(uses([(0, 0, 3), (1, 1, 4)]), net, np.array([5, 0, 0])).tolist() == [5, 0, 0]
