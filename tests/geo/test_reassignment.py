from __future__ import annotations

import pandas as pd

from geo.reassignment import _people

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
