from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import coverage

NAN = float("nan")
minutes = st.lists(st.floats(0, 60) | st.just(NAN), max_size=12)


def arrivals(travel_min: list[float]) -> pd.DataFrame:
    ids = [f"s{n:02}" for n in range(len(travel_min))]
    units = [None if np.isnan(it) else "u1" for it in travel_min]
    index = pd.Index(ids, name="station_id", dtype=object)
    nearest = {"unit_id": pd.Series(units, index, dtype=object)}
    return pd.DataFrame({**nearest, "distance_m": travel_min, "travel_min": travel_min}, index=index)


def gaps(first: pd.DataFrame, threshold_min: float, *, anybody: bool = True) -> pd.DataFrame:
    """Return the gaps where every place is known and no unit was given up."""
    cause = coverage.causes(
        first,
        located=pd.Series(data=True, index=first.index),
        given_up_min=pd.Series(NAN, index=first.index),
        threshold_min=threshold_min,
        anybody=anybody,
    )
    return coverage.gaps(first, threshold_min=threshold_min, cause=cause)


@pytest.fixture
def stations() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "village_id": ["v1", "v1", "v2"],
            "covered": [True, False, True],
            "registered_voters": [300, 100, NAN],
            "rank": [4, 3, 1],
        },
        index=["s1", "s2", "s3"],
    )


def test_first_arrival_keeps_the_nearest_unit_of_each_station(evaluation):
    first = coverage.first_arrival(evaluation.nearest)
    assert first["unit_id"].tolist() == ["u1", "u1", "u2", "u2", "u2", "u2"]
    assert first["travel_min"].tolist() == pytest.approx([5, 3, 9, 6, 11, 23])


def test_gaps_list_the_unreachable_first_then_the_worst_and_ties_by_id():
    table = gaps(arrivals([12, 25, 10, 12, NAN, 9]), 10)
    assert table["station_id"].tolist() == ["s04", "s01", "s00", "s03"]
    np.testing.assert_array_equal(table["over_min"], [NAN, 15, 2, 2])
    np.testing.assert_array_equal(table["travel_min"], [NAN, 25, 12, 12])
    assert table["unit_id"].tolist() == [None, "u1", "u1", "u1"]


def test_a_gap_says_the_first_cause_that_holds():
    first = arrivals([12, 12, 12, NAN, NAN])
    cause = coverage.causes(
        first,
        located=pd.Series([True, True, True, True, False], index=first.index),
        given_up_min=pd.Series([NAN, 10, 11, NAN, 3], index=first.index),
        threshold_min=10,
        anybody=True,
    )
    assert cause.tolist() == ["too_far", "off_by_choice", "too_far", "no_road", "no_coordinates"]
    assert gaps(arrivals([NAN]), 10)["cause"].tolist() == ["no_road"]
    assert gaps(arrivals([NAN]), 10, anybody=False)["cause"].tolist() == ["no_unit"]


def test_arriving_on_the_minute_is_in_time():
    assert gaps(arrivals([10]), 10).empty


def test_no_stations_have_no_gaps():
    table = gaps(arrivals([]), 10)
    assert table.empty
    assert table.columns.tolist() == ["station_id", "travel_min", "over_min", "unit_id", "cause"]


@given(minutes, st.floats(1, 60))
def test_gaps_hold_exactly_the_stations_that_are_not_covered(travel_min, threshold_min):
    first = arrivals(travel_min)
    late = gaps(first, threshold_min)
    assert sorted(late["station_id"]) == first.index[~first["travel_min"].le(threshold_min)].tolist()
    assert (late["over_min"].dropna() > 0).all()


def test_shares_count_stations_voters_and_high_risk_apart(stations):
    row = coverage.share(stations).loc["all"]
    assert (row["stations"], row["covered"], row["gaps"]) == (3, 2, 1)
    assert (row["voters"], row["voters_covered"]) == (400, 300)
    assert (row["high_risk"], row["high_risk_covered"]) == (2, 1)
    assert row[["covered_share", "voters_share", "high_risk_share"]].tolist() == pytest.approx(
        [2 / 3, 0.75, 0.5]
    )


def test_a_share_of_nothing_is_unknown_and_not_nought(stations):
    table = coverage.share(stations, by="village_id")
    assert table.index.tolist() == ["v1", "v2"]
    assert table.loc["v1", ["covered_share", "voters_share", "high_risk_share"]].tolist() == [0.5, 0.75, 0.5]
    assert table.loc["v2", "covered_share"] == 1
    assert table.loc["v2", ["voters_share", "high_risk_share"]].isna().all()


def test_no_stations_are_one_row_of_noughts_with_unknown_shares(stations):
    row = coverage.share(stations.iloc[:0]).loc["all"]
    assert row[["stations", "covered", "gaps", "voters", "high_risk"]].tolist() == [0] * 5
    assert row[["covered_share", "voters_share", "high_risk_share"]].isna().all()
    assert coverage.share(stations.iloc[:0], by="village_id").empty


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 500), st.integers(0, 4)), max_size=12
    )
)
def test_the_parts_of_any_division_sum_to_the_whole(rows):
    stations = pd.DataFrame(rows, columns=["village_id", "covered", "registered_voters", "rank"])
    stations = stations.astype({"covered": bool, "registered_voters": float, "rank": int})
    sums = ["stations", "covered", "gaps", "voters", "voters_covered", "high_risk", "high_risk_covered"]
    whole = coverage.share(stations).loc["all", sums]
    parts = coverage.share(stations, by="village_id")[sums].sum()
    assert parts.tolist() == whole.tolist()
    assert whole["covered"] + whole["gaps"] == len(stations)
