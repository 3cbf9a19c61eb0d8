from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.travel import crow, geodesic, picking
from geo.travel.straight import StraightLine

ENGINE = StraightLine(speed_kmh=40, circuity=1.3)
CORNER = np.array([112.0, -8.0])


def asked(units, stations, *, turnout_min, k, compiled: bool):
    """Return what the search by cells finds, whether compiled or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crow, "TOO_MANY", -1)
        patch.setattr(crow, "MANY", 0 if compiled else 10**12)
        return ENGINE.nearest(units, stations, turnout_min=turnout_min, k=k)


def test_numba_is_installed_where_the_tests_run():
    assert find_spec("numba") is not None


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from([1, 2, 5]), st.sampled_from([0.1, 3.0, 60.0]))
def test_what_is_picked_by_compiled_code_is_what_is_found_without_it(seed, k, side):
    rng = np.random.default_rng(seed)
    units, stations = (np.round(rng.uniform(0, side, (n, 2)), 2) + CORNER for n in (60, 150))
    turnout_min = rng.choice([1.0, 5.0, 5.0 + 1e-9, 40.0, 400.0], 60)
    one, other = (
        asked(units, stations, turnout_min=turnout_min, k=k, compiled=compiled) for compiled in (True, False)
    )
    for mine, its in zip(one, other, strict=True):
        assert mine.tolist() == its.tolist()


def test_units_at_one_place_that_are_more_than_picked_are_told_by_their_order():
    units, stations = np.tile(CORNER, (30, 1)), np.tile(CORNER + 0.1, (5, 1))
    turnout_min = np.where(np.arange(30) < 29, 2.0, 1.0)
    label = asked(units, stations, turnout_min=turnout_min, k=3, compiled=True)[0]
    assert label.tolist() == [[29, 0, 1]] * 5


def test_it_says_of_whom_it_cannot_be_sure():
    units = geodesic.earth_xyz(np.tile(CORNER, (6, 1)))
    there = geodesic.earth_xyz(CORNER[None] + 0.1)[None]
    label, chord = np.zeros((1, 1, 3), int), np.full((1, 1, 3), np.inf)
    same = picking.pick((units, np.zeros(6)), (there, np.arange(6)), 0.001, 1, (label, chord))
    ahead = picking.pick((units, np.arange(6.0)), (there, np.arange(6)), 0.001, 1, (label, chord))
    assert same.tolist() == [[True]]
    assert ahead.tolist() == [[False]]
    assert label[0, 0, 0] == 0


@given(st.integers(0, 10_000), st.floats(-6, 2))
def test_a_geodesic_lies_between_the_bounds_of_its_chord(seed, power):
    rng = np.random.default_rng(seed)
    one = np.column_stack([rng.uniform(-180, 180, 200), rng.uniform(-85, 85, 200)])
    other = one + rng.uniform(-1, 1, (200, 2)) * 10**power * [1, 0.05]
    chord = np.linalg.norm(geodesic.earth_xyz(one) - geodesic.earth_xyz(other), axis=1)
    metres = geodesic.distance_m(one, other)
    assert (geodesic.least_m(chord) <= metres).all()
    assert (metres <= geodesic.most_m(chord)).all()
