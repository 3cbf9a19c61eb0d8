from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from geo import phases, registers
from geo.errors import InputError
from geo.evaluate import evaluate
from geo.operation import Operation, load, save
from geo.scenario import Scenario
from tests.operations import BY_HAND, meta, small_frames


def readiness(**columns: object) -> pd.DataFrame:
    given = {
        "unit_id": ["u1", "u1", "u2", "u2"],
        "item": ["personnel", "radio", "personnel", "tameng"],
        "planned": ["10", "2", "20", "5"],
        "present": ["8", "2", "21", "0"],
    }
    return pd.DataFrame({**given, **columns})


def preparations(**columns: object) -> pd.DataFrame:
    given = {
        "village_id": ["v1", "v1", "v1", "v2"],
        "kind": ["dialogue", "committee", "visit", "committee"],
        "date": ["2022-03-01", "2022-02-20", "2022-03-20", "2022-03-22"],
        "state": ["done", "done", "open", "open"],
        "note": [None, "balai desa", None, None],
    }
    return pd.DataFrame({**given, **columns})


def small(**tables: pd.DataFrame) -> Operation:
    return Operation.build(meta(), small_frames(), tables=tables)


def broken(**tables: pd.DataFrame) -> str:
    with pytest.raises(InputError) as caught:
        small(**tables)
    return str(caught.value)


def test_a_unit_with_fewer_people_than_planned_leads_and_one_without_a_report_comes_last():
    made = phases.readiness(small(readiness=readiness()).readiness, small().units)
    assert made.units.index.tolist() == ["u1", "u2", "u3"]
    first, second, last = made.units.itertuples()
    assert (first.planned, first.present, first.missing, first.share) == (10, 8, 2, 0.8)
    assert (second.missing, second.extra, second.share) == (0, 1, 1)
    assert second.items_missing == ("tameng",)
    assert (last.reported, last.strength, last.items_missing) == (False, 6, ())
    assert pd.isna(last.planned)


def test_what_one_unit_has_too_much_of_does_not_make_up_for_what_another_lacks():
    made = phases.readiness(small(readiness=readiness()).readiness, small().units)
    people = made.totals.loc["personnel"]
    assert people[["units", "planned", "present", "missing", "extra"]].tolist() == [2, 30, 29, 2, 1]
    assert people["share"] == pytest.approx(28 / 30)
    assert made.totals.index.tolist() == ["personnel", "radio", "tameng"]
    assert made.totals["missing"].sum() == made.items["missing"].sum() == 7


def test_of_nothing_planned_there_is_no_share():
    nothing = readiness(planned="0", present="0")
    made = phases.readiness(small(readiness=nothing).readiness, small().units)
    assert made.units["share"].isna().all()
    assert made.units["reported"].tolist() == [True, True, False]


@pytest.mark.parametrize("report", [None, readiness().iloc[:0]], ids=["no file", "no row"])
def test_without_a_report_every_unit_is_listed_as_silent(report):
    made = phases.readiness(report, small().units)
    assert made.units["reported"].tolist() == [False] * 3
    assert made.items.empty
    assert made.totals.empty


def test_a_unit_that_the_plan_does_without_is_left_out_of_its_readiness():
    plan = Scenario.parse({**BY_HAND.model_dump(), "units_off": ("u2",)})
    made = evaluate(small(readiness=readiness()), plan).phases.readiness
    assert made.units.index.tolist() == ["u1", "u3"]
    assert set(made.items["unit_id"]) == {"u1"}


def test_every_village_says_what_is_done_what_is_open_and_how_long_before_the_election():
    made = evaluate(small(preparations=preparations()), BY_HAND).phases.preparations
    assert made.index.tolist() == ["v2", "v1", "v3", "v4"]
    assert made[["done", "open"]].to_numpy().tolist() == [[0, 1], [2, 1], [0, 0], [0, 0]]
    assert made.loc["v1", "last"] == pd.Timestamp("2022-03-01")
    assert made.loc["v1", "days_before"] == 22
    assert made.loc["v1", "next"] == pd.Timestamp("2022-03-20")
    assert made.loc["v1", "open_items"] == ("visit",)
    assert made.loc["v3", ["last", "next"]].isna().all()
    assert made.loc["v3", "open_items"] == ()


def test_a_village_that_does_not_elect_is_listed_only_where_the_register_names_it():
    villages = small().villages.assign(electing=[False, True, True, False])
    made = phases.preparations(
        registers.check(preparations(), "preparations", known=villages.index),
        villages,
        election_day=dt.date(2022, 3, 23),
    )
    assert sorted(made.index) == ["v1", "v2", "v3"]
    assert made["electing"].to_dict() == {"v1": False, "v2": True, "v3": True}
    none = phases.preparations(None, villages, election_day=dt.date(2022, 3, 23))
    assert none.index.tolist() == ["v2", "v3"]
    assert (none[["done", "open"]] == 0).all(axis=None)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"unit_id": ["u1", "u1", "u2", "u9"]}, "readiness names units that are not in the operation: u9. Add the unit"),
        ({"present": ["8", "-2", "1", "1"]}, "readiness: present breaks the rule in_range(0, 1000000), found -2.0: u1. "),
        ({"planned": ["8", "two", "1", "1"]}, "readiness: planned is not a number, found two: u1. "),
        ({"planned": ["8", "2.5", "1", "1"]}, "readiness: planned breaks the rule whole, found 2.5: u1. "),
        ({"item": "personnel"}, "readiness: unit_id + item occurs more than once: u1, u1, u2 (+1). "),
        ({"item": ["", "a", "b", "c"]}, "readiness: item breaks the rule"),
        ({"no_hp": "1"}, "readiness holds columns that must not be stored: no_hp. "),
        ({"nama": "x", "Officer": "y"}, "readiness holds columns that must not be stored: nama, Officer. "),
        ({"remark": ["call 0812-3456-7890", "", "", ""]}, "readiness: these rows hold what looks like a telephone number: u1. "),
        ({"remark": ["+62 812 3456 789", "", "", ""]}, "looks like a telephone number: u1. "),
    ],
)  # fmt: skip
def test_a_report_that_breaks_its_contract_is_refused_with_the_units_and_the_remedy(columns, message):
    assert message in broken(readiness=readiness(**columns))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"village_id": ["v1", "v9", "v1", "v2"]}, "preparations name villages that are not in the operation: v9. "),
        ({"date": ["2022-03-01", "1 March", "2022-03-20", "2022-03-22"]}, "preparations: date breaks the rule YYYY-MM-DD, found 1 March: v1. "),
        ({"date": ["2022-02-30", "2022-03-01", "2022-03-20", "2022-03-22"]}, "found 2022-02-30: v1. "),
        ({"date": ["2022-3-1", "2022-03-01", "2022-03-20", None]}, "preparations: date breaks the rule"),
        ({"state": "perhaps"}, "preparations: state breaks the rule isin(('done', 'open')), found perhaps: v1, v1, v1 (+1). "),
        ({"note": ["Hubungi 081234567890", None, None, None]}, "looks like a telephone number: v1. Remove it: numbers of persons"),
        ({"petugas": "x"}, "preparations holds columns that must not be stored: petugas. "),
    ],
)  # fmt: skip
def test_a_register_that_breaks_its_contract_is_refused_with_the_villages_and_the_remedy(columns, message):
    assert message in broken(preparations=preparations(**columns))


def test_the_faults_of_both_registers_are_reported_at_once():
    told = broken(
        readiness=readiness(planned=["x", "1", "1", "1"], unit_id=["u1", "u1", "u2", "u9"]),
        preparations=preparations(state="perhaps", suara=1),
    )
    assert len(told.splitlines()) == 4


@pytest.mark.parametrize(
    ("table", "kind", "column"),
    [(readiness(), "readiness", it) for it in ("unit_id", "item", "planned", "present")]
    + [(preparations(), "preparations", it) for it in ("village_id", "kind", "date", "state")],
)
def test_every_missing_column_of_a_register_is_named(table, kind, column):
    told = broken(**{kind: table.drop(columns=column)})
    assert told == f"{kind} has no column {column}. Add the column and load it again"


def test_a_place_with_many_digits_is_no_telephone_number():
    noted = preparations(note=["2022-03-14 10.00", "RT 081 RW 02", "35.14.23.2010-03", "0341 kg"])
    assert small(preparations=noted).preparations["note"].notna().all()


def test_a_register_needs_no_notes_and_takes_dates_as_dates():
    bare = preparations().drop(columns="note")
    dated = bare.assign(date=pd.to_datetime(bare["date"]))
    first, second = small(preparations=bare), small(preparations=dated)
    assert first.preparations["note"].isna().all()
    assert first.digest == second.digest


def test_registers_come_back_from_disk_and_are_part_of_the_digest(tmp_path):
    without = small()
    both = small(readiness=readiness(site=["a", "b", None, "d"]), preparations=preparations())
    save(both, tmp_path / "plan")
    back = load(tmp_path / "plan")
    assert back.digest == both.digest != without.digest
    pd.testing.assert_frame_equal(back.readiness, both.readiness)
    pd.testing.assert_frame_equal(back.preparations, both.preparations)
    digests = {without.digest, both.digest, small(readiness=readiness()).digest,
               small(preparations=preparations()).digest, small(readiness=readiness(present="1")).digest}  # fmt: skip
    assert len(digests) == 5
    save(without, tmp_path / "plan")
    assert load(tmp_path / "plan").digest == without.digest
    assert load(tmp_path / "plan").readiness is None


def test_the_order_of_rows_and_columns_makes_no_other_operation():
    turned = small(readiness=readiness().iloc[::-1, ::-1], preparations=preparations().iloc[::-1, ::-1])
    assert turned.digest == small(readiness=readiness(), preparations=preparations()).digest
    assert turned.readiness["unit_id"].tolist() == ["u1", "u1", "u2", "u2"]
