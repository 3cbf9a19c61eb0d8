from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import phases
from geo.errors import InputError
from geo.evaluate import evaluate
from geo.phases.tour import tour
from geo.phasing import Phasing
from geo.scenario import Scenario
from tests.operations import BY_HAND, CENTIDEGREE_M, small

FOUR = pd.Timestamp("2022-03-22 16:00")
ORDER = phases.MarchOrder(
    arrive_at=FOUR, assembly_min=30, turnout_min=2, seats=4, stop_min=3, min_per_m=1 / CENTIDEGREE_M
)
"""One minute for 0.01 degrees along the equator, as in `tests.operations`."""
UNITS = pd.DataFrame(
    {"turnout_min": [np.nan, 5.0, np.nan], "village_id": [None, None, "v3"]}, index=["u1", "u2", "u3"]
)
STATIONS = pd.DataFrame(
    {
        "village_id": ["v1", "v1", "v1", "v2", "v3"],
        "district": ["west", "west", "west", "west", "east"],
        "lon": [112.10, 112.12, 112.08, 112.20, np.nan],
        "lat": 0.0,
    },
    index=["s1", "s2", "s3", "s4", "s5"],
)


def rows(*given_rows: tuple[str, str | None, int, float]) -> pd.DataFrame:
    table = pd.DataFrame(given_rows, columns=["station_id", "unit_id", "people", "travel_min"])
    return table.assign(force="polri", distance_m=0.0)


def at(hour: int, minute: float = 0) -> pd.Timestamp:
    return pd.Timestamp("2022-03-22") + pd.Timedelta(hours=hour, minutes=minute)


def moved(table: pd.DataFrame, **changes: object) -> phases.Movement:
    return phases.movement(table, UNITS, STATIONS, order=dataclasses.replace(ORDER, **changes))


def test_a_convoy_worked_by_hand_leaves_so_that_its_last_stop_is_reached_on_time():
    # from 112.00: s3 after 8 min, then 3 + 2 to s1 (13), then 3 + 2 to s2 (18); the turnout of 2 is taken off
    made = moved(rows(("s1", "u1", 2, 12), ("s2", "u1", 2, 14), ("s3", "u1", 1, 10)))
    table = made.rows.set_index("station_id")
    assert table.loc[["s3", "s1", "s2"], "stop"].tolist() == [1, 2, 3]
    assert table.loc[["s3", "s1", "s2"], "ride_min"].round(3).tolist() == [8, 13, 18]
    assert table["departure"].unique().tolist() == [at(15, 42)]
    assert table["muster"].unique().tolist() == [at(15, 12)]
    assert table.loc["s3", "arrival"] == at(15, 50)
    assert table.loc[["s3", "s1", "s2"], "slack_min"].round(3).tolist() == [10, 5, 0]
    convoy = made.convoys.iloc[0]
    assert (convoy["place"], convoy["people"], convoy["vehicles"], convoy["stations"]) == ("v1", 5, 2, 3)
    assert made.units.loc["u1", ["convoys", "vehicles", "people", "stations"]].tolist() == [1, 2, 5, 3]


def test_a_unit_sends_one_convoy_to_each_village_or_one_to_the_whole_district():
    table = rows(("s1", "u1", 2, 12), ("s4", "u1", 1, 22))
    by_village = moved(table)
    assert by_village.convoys[["place", "vehicles"]].to_numpy().tolist() == [["v2", 1], ["v1", 1]]
    assert by_village.convoys["departure"].tolist() == [at(15, 40), at(15, 50)]
    assert by_village.units.loc["u1", "departure"] == at(15, 40)
    assert by_village.units.loc["u1", "last_departure"] == at(15, 50)
    together = moved(table, by="district")
    assert together.convoys[["place", "vehicles", "stations"]].to_numpy().tolist() == [["west", 1, 2]]
    assert together.convoys["departure"].tolist() == [at(15, 37)]


def test_the_first_hours_of_a_day_are_left_for_on_the_day_before():
    made = moved(rows(("s1", "u2", 2, 65)), arrive_at=pd.Timestamp("2022-03-22 00:20"))
    assert made.units.loc["u2", "departure"] == pd.Timestamp("2022-03-21 23:20")
    assert made.units.loc["u2", "muster"] == pd.Timestamp("2022-03-21 22:50")
    assert made.units.loc["u2", "last_arrival"] == pd.Timestamp("2022-03-22 00:20")


def test_whoever_guards_at_home_goes_straight_there_without_a_seat():
    made = moved(rows(("s5", "u3", 6, 7), ("s1", "u3", 6, 12)))
    own, away = made.convoys.set_index("place").loc[["v3", "v1"]].itertuples()
    assert (own.own, own.vehicles, own.departure) == (True, 0, at(15, 55))
    assert (away.own, away.vehicles) == (False, 2)


def test_a_station_without_minutes_or_without_a_unit_is_listed_with_its_people_and_no_time():
    made = moved(
        rows(
            ("s1", "u1", 1, 12),
            ("s2", "u1", 3, math.nan),
            ("s4", "u1", 2, math.inf),
            ("s5", None, 4, math.nan),
        )
    )
    table = made.rows.set_index("station_id")
    assert len(table) == 4
    assert table.loc[["s2", "s4", "s5"], ["departure", "arrival", "muster"]].isna().all(axis=None)
    assert table["stop"].to_dict() == {"s1": 1, "s2": 0, "s4": 0, "s5": 0}
    assert table.loc["s1", "departure"] == at(15, 50)
    assert made.units.loc["u1", ["people", "stations", "without_minutes"]].tolist() == [6, 3, 2]
    lost = made.convoys[made.convoys["place"] == "v2"].iloc[0]
    assert (lost["people"], lost["vehicles"], pd.isna(lost["departure"])) == (2, 1, True)


def test_two_forces_at_one_station_are_one_stop():
    one = moved(rows(("s1", "u1", 1, 12), ("s2", "u1", 1, 14)))
    both = moved(pd.concat([rows(("s1", "u1", 1, 12), ("s2", "u1", 1, 14))] * 2))
    assert both.convoys["departure"].tolist() == one.convoys["departure"].tolist()
    assert both.convoys["stations"].tolist() == [2]
    assert both.convoys["people"].tolist() == [4]


def test_nobody_posted_is_an_empty_movement():
    made = moved(rows())
    assert made.rows.empty
    assert made.convoys.empty
    assert made.units.empty


def test_a_row_that_names_nobody_known_is_refused():
    with pytest.raises(InputError, match="units or stations that are not there: s9, u9"):
        moved(rows(("s9", "u1", 1, 5), ("s1", "u9", 1, 5)))


def test_the_posting_is_left_as_it_was():
    table = rows(("s2", "u1", 1, 14), ("s1", "u1", 1, 12))
    before = table.copy()
    moved(table)
    pd.testing.assert_frame_equal(table, before)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["s1", "s2", "s3", "s4"]), st.sampled_from(["u1", "u2"]), st.integers(1, 9),
            st.floats(0, 300),
        ),
        min_size=1, max_size=12, unique_by=lambda row: row[:2],
    ),
    st.sampled_from(["village", "district"]),
    st.integers(1, 20),
)  # fmt: skip
def test_everybody_arrives_in_time_nobody_sooner_than_straight_and_everybody_has_a_seat(drawn, by, seats):
    made = moved(rows(*drawn), by=by, seats=seats)
    assert made.rows["arrival"].le(FOUR).all()
    assert (made.rows["ride_min"] >= made.rows["direct_min"] - 1e-6).all()
    assert made.rows["slack_min"].ge(0).all()
    assert made.convoys["slack_min"].lt(1).all()
    assert made.rows["people"].sum() == made.convoys["people"].sum() == made.units["people"].sum()
    assert (made.convoys["vehicles"] * seats >= made.convoys["people"]).all()
    assert ((made.convoys["vehicles"] - 1) * seats < made.convoys["people"]).all()
    mixed = moved(rows(*drawn[::-1]), by=by, seats=seats)
    pd.testing.assert_frame_equal(mixed.rows, made.rows)


def test_a_tour_goes_on_to_the_nearest_and_never_beats_the_direct_way():
    along = np.array([[0.0, 0, 0], [100.0, 0, 0], [20.0, 0, 0]])
    ride, stop = tour(np.array([5.0, 90.0, 6.0]), along, stop_min=1, min_per_m=0.1)
    assert stop.tolist() == [1, 3, 2]
    assert ride.tolist() == [5, 90, 8]
    none = tour(np.array([]), np.zeros((0, 3)), stop_min=1, min_per_m=0.1)
    assert [len(it) for it in none] == [0, 0]


def test_a_plan_moves_nobody_before_the_posting_and_everybody_after_it():
    made = evaluate(small(), BY_HAND)
    before = Phasing(made.operation, made.scenario, made.units, made.need, None)
    assert before.movement is None
    assert before.by_day["station"].max() > 0
    posting = pd.DataFrame({"station_id": ["s1", "s6"], "unit_id": ["u1", "u3"], "force": ["polri", "linmas"],
                            "people": [2, 2], "travel_min": [5.0, 2.0], "distance_m": [0.0, 0.0]})  # fmt: skip
    plan = Scenario.parse({**BY_HAND.model_dump(), "arrive_by": "15:00:00"})
    posted = Phasing(made.operation, plan, made.units, made.need, posting)
    assert posted.movement.units["departure"].to_dict() == {"u1": at(14, 57), "u3": at(15)}
    assert posted.movement.convoys.set_index("unit_id")["vehicles"].to_dict() == {"u1": 1, "u3": 0}
    on_the_day = posted.by_day[posted.by_day["day_id"] == "h-voting"].set_index("force")
    assert on_the_day["station"].to_dict() == {"brimob": 0, "linmas": 2, "polri": 2}
