from __future__ import annotations

import numpy as np
import pytest

from dashboard.export import clearance
from dashboard.export.clearance import AWAY, CROSSING, DOUBTFUL, ON_LINE, ON_SOFT, Clearance

NOTHING = np.empty((0, 4))
NO_LINES = np.empty((0, 2))
AT = np.array([0.0, 0.0])
OWN = [-1.0, -1.0, 1.0, 1.0]
RIGHT, FAR_RIGHT = [2.0, -1.0, 8.0, 1.0], [12.0, -1.0, 18.0, 1.0]


def costs(places, *, hard=NOTHING, soft=NOTHING, lines=NO_LINES, marked=True, led=False):
    ground = Clearance(np.array(hard, float).reshape(-1, 4), np.array(soft, float).reshape(-1, 4), lines)
    return ground.costs(np.array(places, float).reshape(-1, 4), AT, marked=marked, led=led)


def test_a_place_costs_its_distance_and_nothing_else_on_empty_land():
    assert costs([RIGHT, FAR_RIGHT]) == pytest.approx([2 * AWAY, 12 * AWAY])


def test_a_taken_place_cannot_be_had_and_a_soft_one_costs():
    found = costs([RIGHT, FAR_RIGHT], hard=[OWN, [6, 0, 9, 3]], soft=[[13, 0, 14, 0.5]])
    assert np.isinf(found[0])
    assert found[1] == pytest.approx(12 * AWAY + ON_SOFT + DOUBTFUL)


def test_a_name_nearer_to_the_mark_of_another_than_to_its_own_is_doubtful():
    assert costs([RIGHT], hard=[OWN, [9, -0.5, 10, 0.5]])[0] == pytest.approx(2 * AWAY + DOUBTFUL)
    assert costs([RIGHT], hard=[OWN, [19, -0.5, 20, 0.5]])[0] == pytest.approx(2 * AWAY)


def test_a_leader_across_a_mark_costs_only_where_there_is_a_leader():
    between = [8.0, -0.5, 10.0, 0.5]
    plain, led = (costs([FAR_RIGHT], hard=[OWN, between], led=led)[0] for led in (False, True))
    assert led - plain == pytest.approx(CROSSING)


def test_lines_cost_by_the_millimetre_and_borders_between_an_area_and_its_name_do_too():
    border = np.column_stack([np.full(21, 5.0), np.arange(-10.0, 11.0)])
    assert costs([RIGHT], lines=border)[0] == pytest.approx(2 * AWAY + ON_LINE)
    inside, outside = [-3.0, -1.0, 3.0, 1.0], [6.0, -1.0, 12.0, 1.0]
    free = costs([inside, outside], marked=False)
    held = costs([inside, outside], lines=border, marked=False)
    assert held - free == pytest.approx([0, clearance.OVER])


def test_what_is_taken_stays_taken():
    ground = Clearance(NOTHING, NOTHING, NO_LINES)
    ground.take(np.array(RIGHT), np.array([[0.0, 0.0]]))
    assert np.isinf(ground.costs(np.array([RIGHT]), AT, marked=True, led=False)).all()
    assert len(ground.lines) == 1
