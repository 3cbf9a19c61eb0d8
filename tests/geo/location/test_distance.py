from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import location

INF = float("inf")
sizes = {"sites": st.integers(0, 6), "points": st.integers(0, 9), "seed": st.integers(0, 10_000)}


def minutes_of(table, *, weights=None, held_min=None) -> location.Minutes:
    """Return the minutes of a table of sites x points; infinite is out of reach."""
    table = np.asarray(table, dtype=float)
    site, point = np.nonzero(np.isfinite(table))
    weights = np.ones(table.shape[1]) if weights is None else weights
    return location.Minutes.of(
        site, point, table[site, point], n_sites=len(table), weights=weights, held_min=held_min
    )


def scattered(sites: int, points: int, seed: int):
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 12, (sites, points)).astype(float)
    table[rng.random(table.shape) < rng.uniform(0, 0.5)] = INF
    held = rng.integers(3, 15, points).astype(float)
    held[rng.random(points) < rng.choice([0, 0.5, 1])] = INF
    return table, rng.integers(1, 6, points), held


def arrival(table, held, chosen) -> np.ndarray:
    return np.vstack([table[list(chosen)], held]).min(axis=0)


def subsets(n: int, most: int):
    return [c for k in range(min(n, most) + 1) for c in combinations(range(n), k)]


def test_one_site_stands_in_the_middle_of_its_points_and_two_at_both_ends():
    table = np.abs(np.subtract.outer([0, 4, 5, 10], [0, 1, 4, 9, 10])).astype(float)
    one, two = (location.p_median(minutes_of(table), count) for count in (1, 2))
    assert (one.sites.tolist(), one.value, one.bound, one.proven) == ([1], 4 + 3 + 0 + 5 + 6, 18, True)
    assert (two.sites.tolist(), two.value) == ([0, 3], 0 + 1 + 4 + 1 + 0)


def test_the_longest_way_is_shortest_from_the_middle():
    table = np.abs(np.subtract.outer([0, 4, 5, 10], [0, 1, 4, 9, 10])).astype(float)
    one, two = (location.p_centre(minutes_of(table), count) for count in (1, 2))
    assert (one.sites.tolist(), one.value, one.proven) == ([2], 5, True)
    assert (two.sites.tolist(), two.value) == ([0, 3], 4)


def test_a_site_that_stands_already_is_counted_and_only_what_is_nearer_is_chosen():
    table = [[1, 9, 9], [9, 9, 2], [5, 5, 5]]
    fixed = location.p_median(minutes_of(table), 1, fixed=[0])
    assert (fixed.sites.tolist(), fixed.value) == ([2], 1 + 5 + 5)
    held = location.p_median(minutes_of(table, held_min=np.array([1.0, 9, 9])), 1)
    assert (held.sites.tolist(), held.value) == ([2], 11)
    assert location.p_centre(minutes_of(table), 1, fixed=[2]).sites.tolist() == []


def test_reaching_a_point_at_all_comes_before_any_minutes():
    table = [[1, 1, INF], [9, INF, 30]]
    found = location.p_median(minutes_of(table, weights=np.array([1, 1, 3])), 1)
    assert (found.sites.tolist(), found.value, found.covered) == ([1], 9 + 3 * 30, 4)


def test_where_too_few_sites_reach_all_points_the_longest_way_has_no_end():
    found = location.p_centre(minutes_of([[3, INF], [INF, 5]], weights=np.array([1, 2])), 1)
    assert (found.sites.tolist(), found.value, found.bound, found.covered) == ([1], INF, INF, 2)
    assert found.proven
    assert found.gap == 0


def test_points_that_nobody_reaches_are_left_out_and_nothing_is_answered():
    found = location.p_centre(minutes_of([[3, INF]]), 1)
    assert (found.sites.tolist(), found.value, found.covered) == ([0], 3, 1)
    for model in (location.p_centre, location.p_median):
        empty = model(minutes_of(np.empty((0, 2))), 2)
        assert (empty.sites.tolist(), empty.value, empty.covered, empty.proven) == ([], 0, 0, True)


def test_a_way_given_twice_counts_with_its_shorter_minutes_and_one_of_nan_not_at_all():
    given_min = np.array([7.0, 4.0, np.nan])
    minutes = location.Minutes.of(
        np.array([0, 0, 0]), np.array([0, 0, 1]), given_min, n_sites=1, weights=np.ones(2)
    )
    assert location.p_median(minutes, 1).value == 4
    assert location.p_centre(minutes, 1).covered == 1


def test_a_centre_that_is_cut_short_owns_up():
    table = np.random.default_rng(3).integers(1, 60, (12, 60)).astype(float)
    best, cut = (location.p_centre(minutes_of(table), 4, time_limit_s=it) for it in (None, 0))
    assert cut.bound <= best.value <= cut.value
    assert best.proven
    assert not cut.proven or cut.value == best.value


@given(**sizes, count=st.integers(0, 4))
def test_the_median_agrees_with_trying_everything(sites, points, seed, count):
    table, weights, held = scattered(sites, points, seed)

    def worth(chosen) -> tuple[float, float]:
        nearest = arrival(table, held, chosen)
        there = np.isfinite(nearest)
        return float(weights[there].sum()), -float((weights * np.where(there, nearest, 0)).sum())

    found = location.p_median(minutes_of(table, weights=weights, held_min=held), count)
    assert (found.covered, -found.value) == max(map(worth, subsets(sites, count))) == worth(found.sites)
    assert found.proven
    assert len(found.sites) <= count


@given(**sizes, count=st.integers(0, 4))
def test_the_centre_agrees_with_trying_everything(sites, points, seed, count):
    table, weights, held = scattered(sites, points, seed)
    reached = np.isfinite(arrival(table, held, range(sites)))
    longest = [arrival(table, held, c)[reached].max(initial=0) for c in subsets(sites, count)]
    found = location.p_centre(minutes_of(table, weights=weights, held_min=held), count)
    assert found.value == found.bound == min(longest)
    assert found.proven
    if np.isfinite(found.value):
        assert arrival(table, held, found.sites)[reached].max(initial=0) == found.value
    assert len(found.sites) <= count
