"""Consultation: sheets that help one another, in whatever order they were handed in."""

from __future__ import annotations

import pytest
import shapely

from geo.errors import StoppedError
from geo.intake import mapping as mappings
from geo.intake.consultation import Wish, consult, key
from geo.intake.decision import accept
from geo.intake.doctor import recognise
from tests.geo.intake.sheets import SIDE, SOUTH, WEST, layer, rules, station, stations, table, villages

BORDERS = layer(
    {
        "kode desa": ["35.14.23.2001", "35.14.23.2002"],
        "nama desa": ["Patuguran", "Toyaning"],
        "kecamatan": ["Rejoso", "Rejoso"],
        "kabupaten": ["Pasuruan", "Pasuruan"],
    },
    [shapely.box(WEST + i * SIDE, SOUTH, WEST + (i + 1) * SIDE, SOUTH + SIDE) for i in range(2)],
    file="desa.gpkg",
)
LIST = stations(
    station(1, code=None, village="Patugurann", district="Rejoso"),
    station(2, code=None, village="Patuguran", district="Rejoso"),
    file="tps.xlsx",
)
NOTES = table([["Dear colleague,"], ["see you tomorrow"]], file="letter.xlsx")


def test_stations_are_matched_with_the_villages_of_another_file_whatever_comes_first():
    for handed in ([LIST, BORDERS], [BORDERS, LIST]):
        found = consult(handed)
        assert [it.sheet.file for it in found.examinations] == [it.file for it in handed]
        by_kind = {it.kind: it for it in found.examinations}
        assert by_kind["stations"].frame["village_id"].tolist() == ["35.14.23.2001"] * 2
        assert "village_spelling" in rules(by_kind["stations"], row=2)
        assert not found.passed


def test_villages_that_were_known_before_count_where_no_file_lists_them():
    alone = consult([LIST])
    assert alone.examinations[0].held.all()
    known = consult([LIST], villages=villages())
    assert known.examinations[0].frame["village_id"].tolist() == ["35.14.23.2001"] * 2
    assert not alone.is_trusted
    assert known.is_trusted


def test_a_sheet_of_which_no_column_is_known_is_passed_over_and_told():
    found = consult([NOTES, BORDERS])
    assert [it.file for it in found.passed] == ["letter.xlsx"]
    assert [it.sheet.file for it in found.examinations] == ["desa.gpkg"]
    assert not consult([NOTES]).is_trusted


def test_what_the_user_said_of_a_sheet_counts():
    skipped = consult([LIST, BORDERS], wishes={key(BORDERS): Wish(skipped=True)})
    assert [it.file for it in skipped.passed] == ["desa.gpkg"]
    taken_as = consult([BORDERS], wishes={key(BORDERS): Wish(kind="stations")})
    assert taken_as.examinations[0].kind == "stations"
    mapping = recognise(LIST).with_field("DPT", "")
    bare = consult([LIST], wishes={key(LIST): Wish(mapping=mapping)}, villages=villages())
    assert bare.examinations[0].frame["registered_voters"].isna().all()
    many = stations(station(1, voters=812))
    wish = Wish(decisions=(accept("many_voters"),))
    assert not consult([many], villages=villages()).is_trusted
    assert consult([many], villages=villages(), wishes={key(many): wish}).is_trusted


def test_a_mapping_that_was_saved_is_recalled_for_the_same_columns(tmp_path):
    mappings.save(recognise(LIST).with_field("DPT", ""), tmp_path)
    recalled = consult([LIST], villages=villages(), recalled=tmp_path).examinations[0]
    assert recalled.mapping.fields["number"] == "TPS"
    assert "registered_voters" not in recalled.mapping.fields
    assert {it.why for it in recalled.mapping.columns if it.field} == {"saved"}


def test_progress_rises_to_the_whole_and_a_stop_is_heard():
    told: list[float] = []
    consult([LIST, BORDERS], progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(StoppedError):
        consult([LIST, BORDERS], should_stop=lambda: True)
