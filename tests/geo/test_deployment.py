from __future__ import annotations

import pandas as pd
import pytest

from geo.deployment import left_behind, planned_units
from geo.errors import ScenarioError
from geo.scenario import Scenario

NEW = {"unit_id": "n1", "name": "New post", "lon": 112.35, "lat": 0.0, "personnel": 7}


def planned(operation, **changes):
    return planned_units(operation, Scenario.parse(changes))


def test_without_changes_the_units_are_those_of_the_operation_each_in_its_district(operation):
    units = planned(operation)
    pd.testing.assert_frame_equal(pd.DataFrame(units.drop(columns="district")), pd.DataFrame(operation.units))
    assert units["district"].to_dict() == {"u1": "Barat", "u2": "Barat", "u3": "Timur"}


def test_a_moved_unit_stands_at_its_new_place_and_in_its_new_district(operation):
    units = planned(operation, units_moved=({"unit_id": "u1", "lon": 112.25, "lat": 0.01},))
    assert (units.geometry["u1"].x, units.geometry["u1"].y) == (112.25, 0.01)
    assert units["district"].to_dict() == {"u1": "Timur", "u2": "Barat", "u3": "Timur"}
    assert operation.units.geometry["u1"].x == 112.05


def test_a_unit_moved_out_of_every_village_serves_the_whole_operation(operation):
    units = planned(operation, units_moved=({"unit_id": "u1", "lon": 100, "lat": 3},))
    assert units.loc["u1", "district"] == ""


def test_linmas_belong_to_their_village_wherever_they_are_put(operation):
    units = planned(operation, units_moved=({"unit_id": "u3", "lon": 112.05, "lat": 0},))
    assert units.loc["u3", "district"] == "Timur"


def test_a_unit_that_is_off_is_gone_also_if_it_was_moved(operation):
    moved = ({"unit_id": "u1", "lon": 112.25, "lat": 0},)
    assert planned(operation, units_off=("u1", "u1"), units_moved=moved).index.tolist() == ["u2", "u3"]
    assert planned(operation, units_off=("u1", "u2", "u3")).empty


def test_an_added_unit_stands_among_the_others_by_id_with_their_columns(operation):
    units = planned(operation, units_added=(NEW, {**NEW, "unit_id": "a1", "turnout_min": 4}))
    assert units.index.tolist() == ["a1", "n1", "u1", "u2", "u3"]
    assert units.columns.tolist() == [*operation.units.columns, "district"]
    assert units.loc["n1", ["force", "kind", "personnel", "district"]].tolist() == [
        "polri",
        "post",
        7,
        "Timur",
    ]
    assert units["turnout_min"].isna().tolist() == [False, True, True, False, True]
    assert units.crs == operation.units.crs


def test_units_may_all_be_replaced(operation):
    units = planned(operation, units_off=("u1", "u2", "u3"), units_added=(NEW,))
    assert units.index.tolist() == ["n1"]
    assert units["personnel"].sum() == 7


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"units_off": ("u9", "u1", "u8", "u7", "u6")}, "The scenario changes units that are not in the operation: u6, u7, u8 (+1). Remove these changes"),
        ({"units_moved": ({"unit_id": "u9", "lon": 0, "lat": 0},)}, "not in the operation: u9. "),
        ({"units_added": ({**NEW, "unit_id": "u1"},)}, "The scenario adds units whose id is taken: u1. Give them another id"),
        ({"units_added": (NEW, NEW)}, "whose id is taken: n1. "),
        ({"units_off": ("u1",), "units_added": ({**NEW, "unit_id": "u1"},)}, "whose id is taken: u1. "),
    ],
    ids=["off", "moved", "taken", "added twice", "off and added"],
)  # fmt: skip
def test_a_change_to_a_unit_that_is_not_there_or_is_already_there_is_refused(operation, changes, message):
    with pytest.raises(ScenarioError) as caught:
        planned(operation, **changes)
    assert message in str(caught.value)


def test_units_switched_off_or_moved_are_left_behind_where_the_operation_has_them(operation):
    scenario = Scenario.parse({"units_off": ["u2"], "units_moved": [{"unit_id": "u1", "lon": 100, "lat": 3}]})
    gone = left_behind(operation, scenario)
    assert gone.geometry.x.to_dict() == {"u1": 112.05, "u2": 112.2}
    assert left_behind(operation, Scenario()).empty
