from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import catalogue, strength
from geo.errors import ScenarioError
from geo.force import FORCES
from geo.role import RolePlan

PLAN = RolePlan.parse(
    {"id": "p", "name": {"en": "P"}, "year": 2022, "source": "s"}
    | {
        "roles": (
            {"id": "standby", "name": {"en": "S"}, "force": "polri", "per": "village", "people": 10},
            {"id": "koramil", "name": {"en": "K"}, "force": "tni", "per": "district", "people": 4},
            {"id": "dalmas", "name": {"en": "D"}, "force": "polri", "people": 40},
        )
    }
)
CLASS_IDS = [*catalogue.CLASSES, catalogue.UNASSESSED]
rows = st.lists(
    st.tuples(st.sampled_from(["v1", "v2"]), st.sampled_from(CLASS_IDS), st.integers(1, 6)), max_size=25
)


def stations(*villages: tuple[str, str, int]) -> pd.DataFrame:
    table = pd.DataFrame(villages, columns=["village_id", "class_id", "number"])
    return table.set_index(pd.Index([f"s{n:02}" for n in range(len(table))], dtype=object))


def need(frame: pd.DataFrame, pattern_id: str = "nasional-2009") -> pd.DataFrame:
    return strength.need(frame, catalogue.pattern(pattern_id), unassessed_class="elevated")


def test_seven_safe_stations_in_fives_are_two_groups_that_each_get_the_whole_figure():
    table = need(stations(*[("v1", "low", n) for n in range(1, 8)]))
    assert table["group"].tolist() == ["v1/1/1"] * 5 + ["v1/1/2"] * 2
    assert table["polri"].tolist() == [1, 1, 0, 0, 0, 1, 1]
    assert table["linmas"].tolist() == [2, 2, 2, 2, 2, 5, 5]
    assert table["tni"].tolist() == [0] * 7


def test_groups_do_not_reach_across_villages_or_rules():
    table = need(
        stations(("v1", "elevated", 1), ("v2", "elevated", 1), ("v1", "low", 2), ("v1", "special", 3))
    )
    assert table["group"].tolist() == ["v1/2/1", "v2/2/1", "v1/1/1", "v1/3/1"]
    assert table["polri"].tolist() == [2, 2, 2, 2]
    assert table["linmas"].tolist() == [4, 4, 10, 2]


def test_stations_are_grouped_by_number_and_ties_by_id_however_the_frame_is_ordered():
    frame = stations(
        ("v1", "elevated", 2), ("v1", "elevated", 1), ("v1", "elevated", 1), ("v1", "elevated", 2)
    )
    for order in (frame, frame.iloc[::-1]):
        groups = need(order)["group"]
        assert groups.index.equals(order.index)
        assert groups.sort_index().tolist() == ["v1/2/2", "v1/2/1", "v1/2/1", "v1/2/2"]


def test_an_unassessed_station_follows_the_rule_of_the_class_that_is_planned_for_it():
    frame = stations(("v1", "unassessed", 1))
    pattern = catalogue.pattern("mojokerto-kota-2022")
    polri = {
        c: int(strength.need(frame, pattern, unassessed_class=c)["polri"].sum()) for c in catalogue.CLASSES
    }
    assert polri == {"low": 1, "elevated": 2, "high": 3, "special": 3}


@pytest.mark.parametrize("pattern_id", list(catalogue.patterns()))
def test_no_stations_need_nobody(pattern_id):
    table = need(stations(), pattern_id)
    assert table.columns.tolist() == ["polri", "linmas", "tni", "group"]
    assert table.empty


@given(rows, st.sampled_from(list(catalogue.patterns())))
def test_stations_sum_to_the_need_of_their_village_with_whole_groups(given_rows, pattern_id):
    frame, pattern = stations(*given_rows), catalogue.pattern(pattern_id)
    table = need(frame, pattern_id)
    classes = frame["class_id"].replace(catalogue.UNASSESSED, "elevated")
    for force in strength.GUARDS:
        for village_id, members in classes.groupby(frame["village_id"]):
            expected = sum(
                math.ceil(members.isin(rule.classes).sum() / rule.stations) * getattr(rule, force)
                for rule in pattern.rules
            )
            assert table.loc[members.index, force].sum() == expected
            assert (frame.loc[members.index, "village_id"] == village_id).all()


@given(rows, st.sampled_from(list(catalogue.patterns())))
def test_the_people_of_a_group_are_spread_as_evenly_as_whole_people_allow(given_rows, pattern_id):
    for _, group in need(stations(*given_rows), pattern_id).groupby("group"):
        for force in strength.GUARDS:
            assert group[force].max() - group[force].min() <= 1


def test_need_against_strength_gives_shortfall_or_surplus_of_each_place_and_force():
    wanted = pd.DataFrame({"polri": [7, 6], "linmas": [14, 12], "tni": [0, 0]}, index=["Barat", "Timur"])
    there = pd.DataFrame({"brimob": [20], "polri": [10]}, index=["Barat"])
    table = strength.balance(wanted, there).set_index(["place", "force"])
    assert table.loc[("Barat", "polri")].tolist() == [7, 10, 0, 3]
    assert table.loc[("Barat", "brimob")].tolist() == [0, 20, 0, 20]
    assert table.loc[("Timur", "polri")].tolist() == [6, 0, 6, 0]
    assert table.loc[("Timur", "linmas")].tolist() == [12, 0, 12, 0]
    assert len(table) == 2 * len(FORCES)


def test_a_place_that_only_has_strength_is_listed_with_a_need_of_nought():
    there = pd.DataFrame({"polri": [10]}, index=[""])
    table = strength.balance(pd.DataFrame({"polri": [1]}, index=["Barat"]), there).set_index(
        ["place", "force"]
    )
    assert table.loc[("", "polri")].tolist() == [0, 10, 0, 10]


def test_people_are_counted_by_force_in_all_and_by_place(operation):
    everybody = {"polri": 10, "brimob": 20, "tni": 0, "linmas": 6, "satpol_pp": 0}
    assert strength.available(operation.units).to_dict("index") == {"all": everybody}
    by_place = strength.available(operation.units, by=pd.Series(["a", "a", "b"], index=["u1", "u2", "u3"]))
    assert by_place.to_dict("index") == {
        "a": {**everybody, "linmas": 0},
        "b": {**dict.fromkeys(FORCES, 0), "linmas": 6},
    }
    nobody = operation.units.iloc[:0]
    assert strength.available(nobody).to_dict("index") == {"all": dict.fromkeys(FORCES, 0)}
    assert strength.available(nobody, by=nobody["name"]).empty


def test_roles_are_needed_where_an_election_is_held_and_once_for_the_operation():
    villages = pd.DataFrame(
        {"district": ["Timur", "Barat", "Barat", "Utara"], "electing": [True, True, True, False]},
        index=["v3", "v2", "v1", "v4"],
    )
    table = strength.role_need(villages, PLAN)
    assert list(table.itertuples(index=False, name=None)) == [
        ("standby", "polri", "village", "v1", "Barat", 10),
        ("standby", "polri", "village", "v2", "Barat", 10),
        ("standby", "polri", "village", "v3", "Timur", 10),
        ("koramil", "tni", "district", "Barat", "Barat", 4),
        ("koramil", "tni", "district", "Timur", "Timur", 4),
        ("dalmas", "polri", "operation", "all", "", 40),
    ]
    assert table.columns.tolist() == ["role_id", "force", "per", "place", "district", "people"]


def test_the_people_of_a_role_may_be_set_for_each_place_and_nought_is_a_quantity_too():
    villages = pd.DataFrame({"district": ["Barat"], "electing": [True]}, index=["v1"])
    table = strength.role_need(villages, PLAN, (("dalmas", 0), ("standby", 3)))
    assert table["people"].tolist() == [3, 4, 0]


def test_people_for_a_role_that_the_plan_does_not_have_are_refused():
    villages = pd.DataFrame({"district": ["Barat"], "electing": [True]}, index=["v1"])
    with pytest.raises(ScenarioError) as caught:
        strength.role_need(villages, PLAN, (("cook", 2), ("dalmas", 1)))
    expected = (
        "People are set for roles that the role plan does not have: cook. Use one of standby, koramil, dalmas"
    )
    assert str(caught.value) == expected


def test_where_nobody_elects_only_the_roles_of_the_operation_are_needed():
    nowhere = pd.DataFrame({"district": ["Barat"], "electing": [False]}, index=["v1"])
    assert strength.role_need(nowhere, PLAN)["place"].tolist() == ["all"]
    assert strength.role_need(nowhere, catalogue.role_plan("guards-only")).empty


def test_guards_and_roles_of_a_district_add_up_and_roles_of_the_operation_stand_outside():
    villages = pd.DataFrame({"district": ["Barat", "Timur"], "electing": True}, index=["v1", "v2"])
    guards = need(stations(("v1", "low", 1), ("v1", "low", 2), ("v2", "high", 1)), "mojokerto-kota-2022")
    district = pd.Series(["Barat", "Barat", "Timur"], index=guards.index)
    table = strength.by_district(guards, strength.role_need(villages, PLAN), district)
    nobody = dict.fromkeys(FORCES, 0)
    assert table.to_dict("index") == {
        "": {**nobody, "polri": 40},
        "Barat": {**nobody, "polri": 12, "linmas": 4, "tni": 4},
        "Timur": {**nobody, "polri": 13, "linmas": 6, "tni": 4},
    }


def test_the_whole_need_of_nothing_at_all_is_nobody():
    villages = pd.DataFrame({"district": [], "electing": []})
    roles = strength.role_need(villages, catalogue.role_plan("guards-only"))
    table = strength.by_district(need(stations()), roles, pd.Series([], dtype=object))
    assert table.empty
    assert table.sum().to_dict() == dict.fromkeys(FORCES, 0)


@given(rows, st.sampled_from(list(catalogue.patterns())), st.lists(st.booleans(), min_size=3, max_size=3))
def test_the_need_by_district_sums_to_guards_plus_quantity_times_places(given_rows, pattern_id, electing):
    guards = need(stations(*given_rows), pattern_id)
    villages = pd.DataFrame(
        {"district": ["Barat", "Barat", "Timur"], "electing": electing}, index=["v1", "v2", "v3"]
    )
    table = strength.by_district(
        guards,
        strength.role_need(villages, PLAN),
        pd.Series(["Barat"] * len(guards), index=guards.index, dtype=object),
    ).sum()
    districts = villages.loc[electing, "district"].nunique()
    assert table["polri"] == guards["polri"].sum() + 10 * sum(electing) + 40
    assert table["tni"] == guards["tni"].sum() + 4 * districts
    assert table["linmas"] == guards["linmas"].sum()
