from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import location
from geo.errors import ScenarioError
from geo.location import choice, covering
from geo.location.pairs import alike

sizes = {"sites": st.integers(0, 7), "points": st.integers(0, 10), "seed": st.integers(0, 10_000)}


def cover_of(table, *, weights=None, held=None) -> location.Cover:
    """Return the cover of a table of sites x points."""
    table = np.asarray(table, dtype=bool)
    site, point = np.nonzero(table)
    weights = np.ones(table.shape[1]) if weights is None else weights
    return location.Cover.of(site, point, n_sites=len(table), weights=weights, held=held)


def scattered(sites: int, points: int, seed: int):
    rng = np.random.default_rng(seed)
    table = rng.random((sites, points)) < rng.uniform(0.1, 0.6)
    return table, rng.integers(0, 6, points), rng.integers(0, 3, points)


def worth(table, weights, held, chosen) -> tuple[int, np.ndarray]:
    count = held + table[list(chosen)].sum(axis=0)
    return int(weights[count > 0].sum()), count


def subsets(n: int, most: int):
    return [c for k in range(min(n, most) + 1) for c in combinations(range(n), k)]


def test_two_posts_of_three_cover_five_of_six_stations_where_greedy_covers_four():
    table = [[1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 1, 0], [0, 0, 1, 0, 0, 1]]
    weights = np.array([1, 1, 2, 1, 1, 1])
    found = location.maximal_covering(cover_of(table, weights=weights), 2)
    assert found.sites.tolist() == [1, 2]
    assert (found.value, found.bound, found.proven, found.gap) == (7, 7, True, 0)


def test_the_optimum_betters_a_greedy_filling_that_starts_with_the_largest():
    table = [[1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1]]
    cover = cover_of(table)
    merged = covering._Merged.of(cover, np.zeros(6, dtype=int))
    filled = choice.greedy(merged.worth, 2)
    assert merged.worth(filled)[-1, 0] == 5
    assert location.maximal_covering(cover, 2).sites.tolist() == [0, 2]
    assert location.maximal_covering(cover, 2).value == 6


def test_of_equal_sites_the_one_that_stands_first_is_opened_and_none_that_adds_nothing():
    found = location.maximal_covering(cover_of([[1, 1, 0], [1, 1, 0], [1, 0, 0], [0, 0, 0]]), 3)
    assert found.sites.tolist() == [0]
    assert found.value == 2


def test_what_stands_open_is_counted_and_not_chosen():
    cover = cover_of([[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 1]])
    found = location.maximal_covering(cover, 1, fixed=[0])
    assert (found.sites.tolist(), found.value) == ([1], 3)
    assert location.fewest(cover, fixed=[0]).sites.tolist() == [1, 2]
    assert location.fewest(cover).sites.tolist() == [1, 2]


def test_the_fewest_sites_leave_out_points_that_no_site_covers():
    found = location.fewest(cover_of([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0]]))
    assert found.sites.tolist() == [0, 1]
    assert (found.value, found.covered, found.proven) == (2, 3, True)


def test_backup_keeps_the_first_cover_and_then_covers_the_wanted_points_twice():
    table = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0]]
    again = np.array([0, 0, 5, 0])
    found = location.backup_covering(cover_of(table), 3, again=again)
    assert found.sites.tolist() == [0, 1, 3]
    assert (found.covered, found.value, found.proven) == (4, 5, True)


def test_a_site_that_stands_already_is_the_first_of_the_two():
    found = location.backup_covering(cover_of([[1], [1]], held=np.array([1])), 1, again=np.array([3]))
    assert (found.sites.tolist(), found.value, found.covered) == ([0], 3, 1)


@pytest.mark.parametrize("wrong", [[1.5], [-1], [np.nan]])
def test_weights_that_are_no_whole_numbers_are_refused(wrong):
    with pytest.raises(ScenarioError, match="whole numbers"):
        location.Cover.of(np.array([0]), np.array([0]), n_sites=1, weights=np.array(wrong))


def test_nothing_to_choose_from_and_nothing_to_cover_are_answered():
    empty = np.empty(0, dtype=int)
    cover = location.Cover.of(empty, empty, n_sites=0, weights=empty)
    nothing = [location.maximal_covering(cover, 3), location.fewest(cover)]
    nothing += [location.backup_covering(cover, 2, again=empty)]
    assert [(len(it.sites), it.value, it.proven, it.gap) for it in nothing] == [(0, 0, True, 0)] * 3


@given(**sizes, count=st.integers(0, 5))
def test_maximal_covering_agrees_with_trying_everything(sites, points, seed, count):
    table, weights, held = scattered(sites, points, seed)
    found = location.maximal_covering(cover_of(table, weights=weights, held=held), count)
    best = max(worth(table, weights, held, c)[0] for c in subsets(sites, count))
    assert found.proven
    assert found.value == best == worth(table, weights, held, found.sites)[0]
    assert len(found.sites) <= count


@given(**sizes)
def test_the_fewest_sites_agree_with_trying_everything(sites, points, seed):
    table, weights, held = scattered(sites, points, seed)
    found = location.fewest(cover_of(table, weights=weights, held=held))
    wanted = table.any(axis=0) | (held > 0)
    fit = [c for c in subsets(sites, sites) if (worth(table, weights, held, c)[1] > 0)[wanted].all()]
    assert found.value == len(found.sites) == min(map(len, fit))
    assert tuple(found.sites) in fit
    assert found.proven


@given(**sizes, count=st.integers(0, 4))
def test_backup_covering_agrees_with_trying_everything(sites, points, seed, count):
    table, weights, held = scattered(sites, points, seed)
    again = np.random.default_rng(seed).integers(0, 4, points)
    found = location.backup_covering(cover_of(table, weights=weights, held=held), count, again=again)

    def both(chosen) -> tuple[int, int]:
        first, counted = worth(table, weights, held, chosen)
        return first, int(again[counted >= 2].sum())

    assert (found.covered, found.value) == max(map(both, subsets(sites, count))) == both(found.sites)
    assert found.proven
    assert len(found.sites) <= count


@given(**sizes, count=st.integers(1, 4))
def test_no_exchange_for_an_earlier_site_is_as_good(sites, points, seed, count):
    table, weights, held = scattered(sites, points, seed)
    found = location.maximal_covering(cover_of(table, weights=weights, held=held), count)
    chosen = set(found.sites.tolist())
    swaps = [chosen - {out} | {put} for out in chosen for put in range(out) if put not in chosen]
    assert all(worth(table, weights, held, swap)[0] < found.value for swap in swaps)


@given(**sizes, count=st.integers(1, 4))
def test_the_order_of_pairs_and_points_changes_nothing(sites, points, seed, count):
    table, weights, _ = scattered(sites, points, seed)
    order = np.random.default_rng(seed + 1).permutation(points)
    straight = location.maximal_covering(cover_of(table, weights=weights), count)
    mixed = location.maximal_covering(cover_of(table[:, order], weights=weights[order]), count)
    assert straight.sites.tolist() == mixed.sites.tolist()


@settings(max_examples=15)
@given(seed=st.integers(0, 1000), count=st.integers(1, 8))
def test_a_run_that_is_cut_short_is_never_worse_than_greedy_and_owns_up(seed, count):
    table, weights, _ = scattered(12, 40, seed)
    cover = cover_of(table, weights=weights)
    merged = covering._Merged.of(cover, np.zeros(40, dtype=int))
    filled = merged.worth(choice.greedy(merged.worth, count))[-1, 0]
    best = location.maximal_covering(cover, count)
    for found in (
        location.maximal_covering(cover, count, time_limit_s=0),
        location.maximal_covering(cover, count, stop=lambda: True),
    ):
        assert filled <= found.value <= best.value <= found.bound
        assert found.proven == (found.value == found.bound)


def test_a_search_that_may_be_stopped_finds_what_one_finds_that_may_not():
    rng = np.random.default_rng(4)
    table, weights = rng.random((30, 200)) < 0.1, rng.integers(1, 6, 200)
    cover = cover_of(table, weights=weights)
    asked = []
    found = location.maximal_covering(cover, 5, stop=lambda: bool(asked.append(1)))
    assert asked
    assert found.proven
    assert found.sites.tolist() == location.maximal_covering(cover, 5).sites.tolist()


@given(**sizes)
def test_rows_are_alike_exactly_when_they_hold_the_same_and_bear_the_same_mark(sites, points, seed):
    table, _, held = scattered(sites, points, seed)
    group = alike(cover_of(table).rows, marks=held)
    rows = [(*table[:, i].tolist(), held[i]) for i in range(points)]
    same = [[a == b for b in rows] for a in rows]
    assert (group[:, None] == group).tolist() == same
