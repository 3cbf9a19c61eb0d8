from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.evaluate import compare, evaluate
from geo.reassignment import CHANGES, _people
from geo.scenario import Scenario
from tests.operations import BY_HAND, scattered

KEYS = ["station_id", "force", "unit_id"]


def rows(*given_rows) -> pd.DataFrame:
    table = pd.DataFrame(given_rows, columns=[*KEYS, "people"])
    return table.astype({"people": int, "unit_id": object})


def told(table: pd.DataFrame) -> list[list[object]]:
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()


def test_people_of_one_unit_stand_in_for_those_of_another_matched_by_id():
    before = rows(("s1", "polri", "u1", 3), ("s1", "polri", "u4", 2), ("s2", "polri", "u1", 1))
    after = rows(("s1", "polri", "u2", 1), ("s1", "polri", "u3", 4), ("s2", "polri", "u1", 1))
    assert told(_people(before, after)) == [
        ["s1", "polri", "u1", "u2", 1],
        ["s1", "polri", "u1", "u3", 2],
        ["s1", "polri", "u4", "u3", 2],
    ]


def test_who_comes_new_or_goes_without_replacement_stands_beside_nobody():
    before = rows(("s1", "linmas", "u1", 3), ("s1", "polri", "u2", 1))
    after = rows(("s1", "linmas", "u1", 1), ("s1", "polri", "u2", 1), ("s3", "polri", "u5", 2))
    assert told(_people(before, after)) == [["s1", "linmas", "u1", None, 2], ["s3", "polri", None, "u5", 2]]
    assert _people(rows(), rows()).empty
    assert _people(before, before).empty


def test_a_unit_switched_off_shows_whom_its_stations_miss(operation, evaluation):
    after = evaluate(operation, BY_HAND.model_copy(update={"units_off": ("u1",)}))
    found = compare(evaluation, after).posting
    served = [plan.posting.stations["served"].sum() for plan in (evaluation, after)]
    words = found.stations["change"].value_counts()
    assert words.get("served", 0) - words.get("unserved", 0) == served[1] - served[0]
    assert set(words.index) <= set(CHANGES)
    gone = found.people[found.people["from_unit_id"].eq("u1")]
    assert gone["people"].sum() == evaluation.posting.load.loc["u1", "people"]
    assert found.units.loc["u1", "people_delta"] == -evaluation.posting.load.loc["u1", "people"]
    assert np.isnan(found.units.loc["u1", "people_b"])


def test_a_posting_differs_from_itself_in_nothing(evaluation):
    found = compare(evaluation, evaluation).posting
    assert found.people.empty
    assert found.stations["change"].eq("same").all()
    assert found.units.filter(like="delta").to_numpy() == pytest.approx(0)


@settings(max_examples=4)
@given(seed=st.integers(0, 100), share=st.floats(0, 1))
def test_taking_the_changes_from_one_posting_gives_the_other(seed, share):
    operation = scattered(stations=15, units=8, seed=seed)
    a, b = (evaluate(operation, Scenario(reserve_share=it)) for it in (0, share))
    found = compare(a, b).posting.people
    assert (found["people"] > 0).all()
    gone = found.rename(columns={"from_unit_id": "unit_id"}).assign(people=-found["people"])
    come = found.rename(columns={"to_unit_id": "unit_id"})
    after = (
        pd.concat(
            [
                a.posting.rows[[*KEYS, "people"]],
                gone.dropna(subset="unit_id")[[*KEYS, "people"]],
                come.dropna(subset="unit_id")[[*KEYS, "people"]],
            ]
        )
        if len(found)
        else a.posting.rows
    )
    sums = after.groupby(KEYS)["people"].sum()
    expected = b.posting.rows.groupby(KEYS)["people"].sum()
    assert sums[sums != 0].to_dict() == expected.to_dict()
