"""Examined sheets put together as an operation; what they said, counted."""

from __future__ import annotations

import pytest

from geo.errors import InputError
from geo.intake import doctor, report
from geo.intake.assembly import assemble, empty, left_out
from geo.intake.decision import accept
from geo.intake.rules import RULES
from tests.geo.intake.sheets import layer, station, stations, table, villages
from tests.operations import meta

UNITS = table([("Nama Satuan", "Personel", "Lintang", "Bujur"), ("Polsek Rejoso", "20", "-7.775", "112.825")])


def of_villages():
    known = villages()
    told = {
        "Kode Desa": known["village_id"],
        "Desa": known["name"],
        "Kecamatan": known["district"],
        "Kab": known["regency"],
    }
    return doctor.examine(layer(told, list(known.geometry)))


def of_stations(*rows, **options):
    return doctor.examine(
        stations(*(rows or (station(1), station(2, lat="-7.776"))), **options), villages=villages()
    )


def of_units():
    return doctor.examine(UNITS, villages=villages())


def test_three_sheets_make_an_operation():
    made = assemble([of_villages(), of_stations(), of_units()], meta())
    assert (len(made.villages), len(made.stations), len(made.units)) == (6, 2, 1)
    assert made.units.index.tolist() == ["polsek-rejoso"]


def test_several_sheets_of_one_kind_are_put_together():
    other = of_stations(station(1, code="35.14.18.2002", lat="-7.725", lon="112.875"))
    assert len(assemble([of_villages(), of_stations(), other, of_units()], meta()).stations) == 3


def test_without_a_sheet_of_villages_those_of_the_stations_become_points():
    rows = [
        station(n, village="Patuguran", district="Rejoso", lat=lat) for n, lat in ((1, "-7.77"), (2, "-7.78"))
    ]
    made = assemble([of_stations(*rows), of_units()], meta())
    village = made.villages.loc["35.14.23.2001"]
    assert (village["name"], village["district"], village["regency"]) == ("Patuguran", "Rejoso", "35.14")
    assert (round(village.geometry.x, 6), round(village.geometry.y, 6)) == (112.825, -7.775)


def test_a_village_without_a_shape_is_the_middle_of_its_stations():
    bare = doctor.examine(
        table(
            [
                ("Kode Desa", "Nama Desa", "Kecamatan", "Kabupaten"),
                ("35.14.23.2001", "Patuguran", "Rejoso", "P"),
            ]
        ),
        kind="villages",
    )
    made = assemble([bare, of_stations(), of_units()], meta())
    assert made.villages.geometry.iloc[0].y == pytest.approx(-7.7755)


def problems(*examinations, **options):
    with pytest.raises(InputError) as caught:
        assemble(examinations, meta(), **options)
    return [fault.text() for fault in caught.value.faults]


def test_what_is_missing_is_told_all_at_once():
    assert [text.split(" among")[0] for text in problems(of_villages())] == [
        "There are no stations",
        "There are no units",
    ]


def test_rows_that_wait_for_an_answer_hold_the_operation_up_until_they_are_left_out():
    waiting = of_stations(station(1), station(None, lat="-7.776"))
    assert problems(of_villages(), waiting, of_units()) == [
        "list.xlsx: 1 rows wait for an answer or are refused: 3. Answer the questions, or leave these rows out"
    ]
    assert len(assemble([of_villages(), waiting, of_units()], meta(), leave_out=True).stations) == 1


def test_a_village_that_is_nowhere_is_told_of_and_left_out_with_its_stations():
    head = ("Kode Desa", "Nama Desa", "Kecamatan", "Kabupaten")
    bare = doctor.examine(table([head, ("35.14.23.2001", "P", "R", "K"), ("35.14.23.2002", "T", "R", "K")]))
    rows = station(1), station(1, code="35.14.23.2002", lat=None, lon=None), station(None, lat="-7.776")
    waiting = doctor.examine(stations(*rows))
    told = [bare, waiting, of_units()]
    (problem,) = problems(bare, of_stations(), of_units())
    assert problem.startswith("villages without a shape and without stations: 35.14.23.2002. ")
    left = left_out(told)
    assert [(sheet.file, rows) for sheet, rows in left.rows] == [("list.xlsx", (4,))]
    assert (left.villages, left.stations) == (("35.14.23.2002",), ("35.14.23.2002-01",))
    made = assemble(told, meta(), leave_out=True)
    assert (made.villages.index.tolist(), len(made.stations)) == (["35.14.23.2001"], 1)
    known = {"villages": villages()}
    assert left_out([waiting], known=known).villages == ()


def test_nothing_is_left_out_of_nothing():
    left = left_out([], known={"stations": empty("stations")})
    assert (left.rows, left.villages, left.stations) == ((), (), ())
    assert left_out([of_units()]).villages == ()


def test_a_village_that_nobody_lists_is_told():
    strange = doctor.examine(stations(station(code="35.14.99.2001")))
    assert "villages that are not in the operation" in problems(of_villages(), strange, of_units())[0]


def test_the_counts_of_a_sheet_add_up():
    found = of_stations(
        station(1, lat="7.775"), station(2, voters=600), station(None, lat="-7.776"), ("JUMLAH",)
    )
    one = report.counts([found]).iloc[0]
    assert (
        one["rows"]
        == one[["clean", "repaired", "questioned", "refused"]].sum()
        == one[["aside", "held", "used"]].sum()
        == 4
    )
    assert one[["aside", "held", "used"]].tolist() == [1, 1, 2]


def test_findings_are_grouped_by_rule_with_examples_the_gravest_first():
    found = of_stations(*(station(n, lat=f"7.7{n}") for n in range(71, 76)), station(6, lat="51", lon="0"))
    told = report.groups(found)
    assert told["rule"].tolist() == ["coordinates_impossible", "lost_sign"]
    assert told["number"].tolist() == [1, 5]
    assert told["rows"].iloc[1] == (2, 3, 4)
    assert told["confidence"].iloc[1] == pytest.approx(0.97)


def test_every_row_of_the_file_is_in_the_list_of_rows():
    told = report.rows(of_stations(station(1, lat="7.775"), ("JUMLAH",)))
    assert told["row"].tolist() == [2, 3]
    assert told["status"].tolist() == ["repaired", "repaired"]
    assert told["used"].tolist() == [True, False]
    assert told["rules"].tolist() == [("lost_sign",), ("totals_row",)]


def test_the_cells_to_mark_are_told_by_row_and_column():
    told = report.cells(of_stations(station(1, lat="7.775", voters=600), ("JUMLAH",)))
    assert told[["row", "column", "rule"]].to_numpy().tolist() == [
        [2, 4, "many_voters"],
        [2, 5, "lost_sign"],
        [2, 6, "lost_sign"],
        [3, -1, "totals_row"],
    ]


def test_a_clean_sheet_has_empty_reports():
    found = of_stations(station(1))
    assert (len(report.groups(found)), len(report.cells(found)), found.is_trusted) == (0, 0, True)
    assert report.columns(found)["field"].tolist()[0] == "village_id"


def test_an_accepted_question_makes_a_sheet_trusted():
    sheet = stations(station(voters=600))
    assert not doctor.examine(sheet, villages=villages()).is_trusted
    assert doctor.examine(sheet, villages=villages(), decisions=[accept("many_voters")]).is_trusted


def test_every_rule_has_a_unit_that_a_screen_knows():
    assert {rule.amount for rule in RULES.values()} == {"", "m", "m2", "share", "people", "count"}
    assert all(key == rule.key for key, rule in RULES.items())
