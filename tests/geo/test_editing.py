"""Editing by hand: what each edit does, what it leaves alone, and what it refuses."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.changes import ClassOverride
from geo.editing import (
    Added,
    Bent,
    Changed,
    Drawn,
    Moved,
    Removed,
    Together,
    Told,
    apply,
    difference,
    doubts,
    left_behind,
    renewed,
)
from geo.errors import GeoError, InputError, ScenarioError
from geo.operation import Operation, load, save
from tests.operations import meta, small, small_frames

STATION = (("village_id", "v1"), ("number", 3), ("location_quality", "surveyed"))


def full() -> Operation:
    """Return the small operation with registers and class overrides."""
    overrides = [
        ClassOverride(
            village_id="v1", class_id="special", reason="why", author="who", date=dt.date(2022, 3, d)
        )
        for d in (1, 20)
    ]
    readiness = pd.DataFrame(
        {"unit_id": ["u1", "u2"], "item": "personnel", "planned": [10, 20], "present": [9, 20]}
    )
    preparations = pd.DataFrame(
        {"village_id": ["v4", "v1"], "kind": "survey", "date": "2022-03-01", "state": "done"}
    )
    tables = {"readiness": readiness, "preparations": preparations}
    about = meta(class_override=overrides, published=[{"key": "stations", "value": 6, "source": "s"}])
    return Operation.build(about, small_frames(), tables=tables)


def cells(before, after):
    return difference(before, after).drop(columns="change").to_numpy().tolist()


def test_a_station_that_is_moved_stands_there_and_nothing_else_changes():
    after = apply(small(), Moved("stations", "s2", (112.07, 0.01)))
    assert after.stations.geometry["s2"] == shapely.Point(112.07, 0.01)
    assert cells(small(), after) == [
        ["stations", "s2", "geometry", shapely.Point(112.06, 0), shapely.Point(112.07, 0.01)]
    ]


def test_a_point_can_be_taken_away_and_given_again():
    gone = apply(small(), Moved("units", "u1", None))
    assert gone.units.geometry["u1"] is None
    assert apply(gone, Moved("units", "u1", (112.05, 0))).digest == small().digest


def test_a_station_that_is_added_holds_what_was_told_and_is_told_cell_by_cell():
    after = apply(small(), Added("stations", "s9", STATION, at=(112.03, 0.01)))
    assert after.stations.index.tolist() == ["s1", "s2", "s3", "s4", "s5", "s6", "s9"]
    assert pd.isna(after.stations.loc["s9", "registered_voters"])
    told = difference(small(), after)
    assert set(told["change"]) == {"added"}
    assert dict(zip(told["field"], told["after"], strict=True)) == {
        "station_id": "s9",
        "village_id": "v1",
        "number": 3,
        "location_quality": "surveyed",
        "geometry": shapely.Point(112.03, 0.01),
    }
    assert apply(after, Removed("stations", "s9")).digest == small().digest


def test_a_village_is_added_with_a_border_and_a_unit_without_a_point():
    ring = ((112.4, 0), (112.5, 0), (112.5, 0.1))
    village = (("name", "Lima"), ("district", "Timur"), ("regency", "K"), ("electing", True))
    unit = (("name", "Patroli"), ("kind", "patrol"), ("force", "polri"), ("personnel", 4))
    after = apply(small(), Added("villages", "v5", village, ring=ring), Added("units", "u9", unit))
    assert after.villages.geometry["v5"].equals(shapely.Polygon(ring))
    assert pd.isna(after.villages.loc["v5", "candidates"])
    assert after.units.geometry["u9"] is None
    assert after.villages["electing"].dtype == bool


def test_what_registers_and_class_overrides_say_of_a_row_goes_with_it_and_is_told():
    after = apply(full(), Removed("units", "u1"), Removed("stations", "s6"), Changed("units", "u3", (("village_id", None),)), Removed("villages", "v4"))  # fmt: skip
    assert after.readiness["unit_id"].tolist() == ["u2"]
    assert after.preparations["village_id"].tolist() == ["v1"]
    told = difference(full(), after)
    rows = told[told["field"].eq("row")][["kind", "id", "before"]].to_numpy().tolist()
    assert rows == [
        ["readiness", "u1", "personnel · 10.0 · 9.0"],
        ["preparations", "v4", "survey · 2022-03-01 · done"],
    ]
    bare = apply(full(), *(Removed("stations", it) for it in ("s1", "s2")), Removed("villages", "v1"))
    assert bare.meta.class_override == ()
    assert (difference(full(), bare)["field"] == "class_override").sum() == 2


def test_a_border_is_drawn_and_a_corner_of_it_bent_where_the_ring_closes_too():
    ring = ((112.0, 0.0), (112.1, 0.0), (112.1, 0.05), (112.0, 0.05))
    drawn = apply(small(), Drawn("v1", ring))
    assert drawn.villages.geometry["v1"].equals(shapely.Polygon(ring))
    bent = apply(drawn, Bent("v1", 0, (112.01, 0.01)))
    first, *_rest, last = bent.villages.geometry["v1"].exterior.coords
    assert first == last == (112.01, 0.01)
    assert cells(drawn, bent)[0][:3] == ["villages", "v1", "geometry"]
    assert len(cells(drawn, bent)) == 1


def test_a_corner_of_one_part_of_many_is_bent_and_the_holes_stay():
    shape = shapely.MultiPolygon(
        [
            shapely.box(112, 0, 112.04, 0.04),
            shapely.box(112.05, 0, 112.1, 0.04) - shapely.box(112.06, 0.01, 112.07, 0.02),
        ]
    )
    frame = small_frames()["villages"]
    frame.loc[0, "geometry"] = shape
    before = small(villages=frame)
    at = [tuple(it) for it in shapely.get_coordinates(before.villages.geometry["v1"])]
    after = apply(before, Bent("v1", at.index((112.06, 0.01)), (112.055, 0.01)))
    bent = after.villages.geometry["v1"]
    assert len(bent.geoms) == 2
    assert sum(len(it.interiors) for it in bent.geoms) == 1
    assert [tuple(it) for it in shapely.get_coordinates(before.villages.geometry["v1"])] == at


def test_edits_of_the_operation_itself_are_days_and_words():
    after = apply(small(), Told((("election_day", "2026-05-03"), ("name", "Pilkades 2026"))))
    assert after.meta.election_day == dt.date(2026, 5, 3)
    assert cells(small(), after) == [
        ["operation", "small", "name", "Small", "Pilkades 2026"],
        ["operation", "small", "election_day", "2022-03-23", "2026-05-03"],
    ]
    with pytest.raises(ScenarioError):
        apply(small(), Told((("election_day", "tomorrow"),)))
    with pytest.raises(ScenarioError):
        apply(small(), Told((("phone", "x"),)))


WRONG = {
    "no such row": (Changed("stations", "s99", (("number", 1),)), "stations hold no row s99", "s99"),
    "the id": (Changed("stations", "s1", (("station_id", "x"),)), "the id of s1 cannot be changed", "s1"),
    "a letter": (Changed("stations", "s1", (("number", "x"),)), "number is not a number, found x", "s1"),
    "below zero": (Changed("units", "u1", (("personnel", -1),)), "personnel breaks the rule", "u1"),
    "half a man": (Changed("units", "u1", (("personnel", 1.5),)), "personnel breaks the rule whole", "u1"),
    "empty": (Changed("villages", "v1", (("name", None),)), "name breaks the rule not_nullable", "v1"),
    "no such kind": (Changed("units", "u1", (("kind", "spy"),)), "kind breaks the rule", "u1"),
    "no such village": (Changed("stations", "s1", (("village_id", "v9"),)), "villages that are not in", "s1"),
    "votes": (Changed("stations", "s1", (("votes", 5),)), "s1 has no cell votes", "s1"),
    "religion": (Added("units", "u9", (("agama", "x"),)), "u9 has no cell agama", "u9"),
    "a telephone": (Changed("stations", "s1", (("place", "call 0812 3456 7890"),)), "telephone number", "s1"),
    "the shape as a cell": (Changed("stations", "s1", (("geometry", "x"),)), "no cell geometry", "s1"),
    "twice": (Added("stations", "s1", STATION), "hold a row s1 already", "s1"),
    "no id": (Added("stations", " ", STATION), "a row without an id", None),
    "off the globe": (Moved("stations", "s1", (712.0, 0)), "outside the globe", "s1"),
    "nowhere": (Moved("stations", "s1", (float("nan"), 0)), "outside the globe", "s1"),
    "still held": (Removed("villages", "v3"), "v3 still holds stations or units", "s4"),
    "two corners": (Drawn("v1", ((0, 0), (1, 1), (0, 0))), "too few corners", "v1"),
    "a bow tie": (Drawn("v1", ((0, 0), (1, 1), (1, 0), (0, 1))), "crosses itself", "v1"),
    "a line": (Drawn("v1", ((0, 0), (1, 1), (2, 2))), "crosses itself", "v1"),
    "bent across": (Bent("v1", 0, (111.9, 0.0)), "crosses itself", "v1"),
    "no such corner": (Bent("v1", 99, (112, 0)), "no corner 99", "v1"),
    "no area": (Added("villages", "v9", (("name", "x"),)), "villages without a shape", "v9"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_edit_names_its_row_and_a_remedy_and_the_operation_stays_as_it_was(name):
    edit, said, row = WRONG[name]
    operation = small()
    digest = small().digest
    with pytest.raises(GeoError) as caught:
        apply(operation, Together((Moved("stations", "s2", (112.07, 0)), edit)))
    told = [fault for fault in caught.value.faults if said in fault.text()]
    assert told
    assert row is None or row in told[0].ids
    assert told[0].remedy
    assert (
        Operation.build(operation.meta, {k: getattr(operation, k) for k in small_frames()}).digest == digest
    )


def test_every_wrong_cell_is_told_with_its_column():
    wrong = Together(
        (
            Changed("units", "u1", (("personnel", -1), ("kind", "x"))),
            Changed("units", "u2", (("force", "x"),)),
        )
    )
    with pytest.raises(InputError) as caught:
        apply(small(), wrong)
    named = {(row, fault.values["column"]) for fault in caught.value.faults for row in fault.ids}
    assert named == {("u1", "personnel"), ("u1", "kind"), ("u2", "force")}


def test_what_is_doubtful_is_told_and_allowed():
    edits = (
        Moved("stations", "s1", (112.15, 0.0)),
        Changed("stations", "s2", (("number", 1), ("registered_voters", 501))),
        Moved("stations", "s4", (112.26, 0.0)),
    )
    after = apply(small(), *edits)
    told = {fault.problem: list(fault.ids) for fault in doubts(after, ["s1", "s2", "s4", "gone"])}
    assert told == {
        "TPS outside their village": ["s1"],
        "TPS of one village with the same number": ["s1", "s2"],
        "TPS with more than {most} voters": ["s2"],
        "TPS at the very same point": ["s4"],
    }
    assert doubts(after, []) == doubts(small(), small().stations.index) == []


def test_points_for_villages_leave_nothing_to_be_outside_of():
    frame = small_frames()["villages"]
    points = gpd.GeoSeries(shapely.centroid(frame.geometry.array), crs=4326)
    assert doubts(small(villages=frame.set_geometry(points)), ["s1"]) == []


def test_the_next_election_begins_with_the_data_of_the_last_and_leaves_its_state_behind(tmp_path):
    day, today = dt.date(2028, 4, 2), dt.date(2022, 3, 10)
    new = renewed(full(), operation_id="next", name="Next", election_day=day, today=today)
    assert left_behind(full(), today=today) == {
        "class_override": 1,
        "readiness": 2,
        "preparations": 2,
        "published": 1,
    }
    assert [it.date for it in new.meta.class_override] == [dt.date(2022, 3, 20)]
    assert new.meta.published == ()
    assert new.readiness is new.preparations is None
    assert (new.meta.id, new.meta.name, new.meta.election_day) == ("next", "Next", day)
    kept = difference(full(), new)
    assert set(kept["kind"]) == {"operation", "readiness", "preparations"}
    save(new, tmp_path)
    assert load(tmp_path).digest == new.digest
    with pytest.raises(ScenarioError):
        renewed(full(), operation_id="../up", name="Next", election_day=day, today=today)
