"""Import: files come in through the real gate, are examined, answered for, and become an operation."""

from __future__ import annotations

import time

import pytest

from dashboard import import_desk, import_map
from geo.operation import load
from tests.dashboard import arriving
from tests.dashboard.importing import (
    PATIENCE_S,
    STEPS,
    arrived,
    at,
    blank,
    button,
    desk,
    settled,
    totals,
    widget,
)
from tests.dashboard.showing import (
    DEMO,
    LANGUAGES,
    cards,
    elements,
    layers,
    sentence,
    tables,
    texts,
    trees,
    words,
)
from tests.dashboard.test_hostile_names import MARKS, NAMES, TAGS

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_any_file_the_page_says_what_is_read_and_how_it_goes(language):
    app = blank(language)
    assert not app.exception
    assert "GeoPackage" in words(app)
    assert len(texts(app, "pp-listed")) == 2
    assert app.file_uploader[0].accept_multiple_files


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_stands_in_both_languages_and_begins_with_what_came_in(language):
    app = arrived(language=language)
    said = {
        "en": "19 rows came in: 10 clean, 6 repaired, 3 questioned, 0 refused.",
        "id": "19 baris masuk: 10 bersih, 6 diperbaiki, 3 ditanyakan, 0 ditolak.",
    }
    for step in STEPS:
        assert sentence(at(app, step)) == said[language], step


def test_no_row_is_lost_in_all_and_sheet_by_sheet():
    app = arrived(step="found")
    assert [int(it) for it in cards(app)] == [10, 6, 3, 0]
    told = tables(app)[-1]
    assert told["Rows in"].tolist() == [11, 6, 2]
    assert (told[["Clean", "Repaired", "Questioned", "Refused"]].sum(axis=1) == told["Rows in"]).all()
    assert (told[["No rows of their own", "Waiting", "Used"]].sum(axis=1) == told["Rows in"]).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_file_gives_its_sentence_beside_the_ones_that_are_read(language):
    weapon = ("desa.geojson", b"<OGRVRTDataSource></OGRVRTDataSource>", "")
    app = arrived(weapon, ("tps.xlsx", arriving.workbook(), ""), language=language)
    (refused,) = texts(app, "pp-notice pp-error")
    assert refused.startswith("desa.geojson ")
    assert totals(app)["rows"] == 11


def test_a_file_that_is_refused_alone_leaves_the_page_as_it_was():
    app = blank()
    app.file_uploader[0].set_value([("x.zip", b"PK\x03\x04 broken", "")]).run()
    app = settled(app)
    assert "x.zip" in " ".join(texts(app, "pp-notice pp-error"))
    button(app, "import take 0").click().run()
    assert texts(app, "pp-notice pp-error") == []


def test_nothing_of_an_upload_is_kept_on_the_disk(home):
    arrived(step="found")
    assert arriving.found_in(home) == []


def test_files_of_one_name_are_all_kept_each_under_a_name_and_with_answers_of_its_own():
    app = arrived(*(("tps.xlsx", arriving.workbook(arriving.DIRTY[:n]), "") for n in (2, 3)))
    app.file_uploader[0].set_value([("tps.xlsx", arriving.workbook(arriving.DIRTY[:4]), "")]).run()
    app = settled(app)
    assert [it.name for it in desk(app).files] == ["tps.xlsx", "tps (2).xlsx", "tps (3).xlsx"]
    assert texts(app, "pp-title")[-3:] == ["tps.xlsx", "tps (2).xlsx", "tps (3).xlsx"]
    assert totals(app)["rows"] == 2 + 3 + 4
    widget(app.selectbox, "import kind 1 0").set_value("out").run()
    assert totals(settled(app))["rows"] == 2 + 4
    button(app, "import take 0").click().run()
    assert [len(it) for it in desk(settled(app)).sheets] == [6, 7]


def test_pasted_cells_are_read_as_a_table():
    app = blank()
    rows = ["\t".join(map(str, row)) for row in (arriving.HEADER, *arriving.DIRTY[:2])]
    widget(app.text_area, "import paste").set_value("\n".join(rows)).run()
    button(app, "import paste").click().run()
    app = settled(app)
    assert (desk(app).files[0].name, totals(app)["rows"]) == ("Pasted text", 2)
    widget(app.text_area, "import paste").set_value("\n".join(rows[:2])).run()
    button(app, "import paste").click().run()
    app = settled(app)
    assert ([it.name for it in desk(app).files], totals(app)["rows"]) == (
        ["Pasted text", "Pasted text (2)"],
        3,
    )


def test_a_sheet_can_be_left_out_and_taken_in_again():
    app = arrived()
    widget(app.selectbox, "import kind 2 0").set_value("out").run()
    app = settled(app)
    assert totals(app)["rows"] == 17
    assert "satuan.csv" in " ".join(texts(at(app, "found"), "pp-listed"))
    button(app, "import undo").click().run()
    assert totals(settled(app))["rows"] == 19


def test_a_sheet_can_be_taken_for_something_else():
    app = arrived(("satuan.csv", arriving.units(), ""))
    widget(app.selectbox, "import kind 0 0").set_value("villages").run()
    (examination,) = desk(settled(app)).outcome.consultation.examinations
    assert examination.kind == "villages"


def status(app, rule):
    (found,) = [it.status for it in desk(app).outcome.groups if it.rule == rule]
    return found


def test_a_question_is_answered_for_the_whole_rule_taken_back_and_decided_anew():
    app = arrived(step="found")
    before = totals(app)
    assert (status(app, "village_by_point"), before["held"]) == ("questioned", 1)
    button(app, "import accept 0 village_by_point").click().run()
    assert status(settled(app), "village_by_point") == "repaired"
    button(app, "import undo").click().run()
    assert totals(settled(app)) == before
    button(app, "import reject 0 village_by_point").click().run()
    assert (status(settled(app), "village_by_point"), totals(app)["refused"]) == ("refused", 1)
    app.session_state["held"][import_desk.SHOWN] = "refused"
    app.run()
    button(app, "import undecided 0 village_by_point").click().run()
    assert totals(settled(app)) == before


def test_a_repair_is_taken_back_and_the_value_of_the_file_stands_again():
    app = arrived(step="found")
    app.session_state["held"][import_desk.SHOWN] = "repaired"
    app.run()
    assert any("112.875" in it for it in texts(app, "pp-found-example"))
    before = totals(app)
    button(app, "import reject 0 swapped_coordinates").click().run()
    assert totals(settled(app)) != before
    assert sum(totals(app)[it] for it in ("clean", "repaired", "questioned", "refused")) == 19


def test_the_rows_of_a_rule_open_below_it_with_before_and_after():
    app = arrived(step="found")
    button(app, "import rows 0 village_by_point").click().run()
    (rows,) = [it for it in tables(app) if "before" in it]
    assert rows[["row", "before", "after"]].to_numpy().tolist() == [
        [10, "Tidak Ada", "Brambang (Gondangwetan), 35.14.18.2002"]
    ]


def test_columns_are_remembered_and_recalled_and_the_page_says_so(home):
    files = [("tps.xlsx", arriving.workbook(), "")]
    app = arrived(*files, step="columns")
    button(app, "import remember").click().run()
    assert len(list((home / "mappings").iterdir())) == 1
    again = arrived(*files, step="columns")
    assert "known from last time" in words(again)
    assert set(tables(again)[0]["why"]) == {"remembered from last time"}


def test_a_remembered_mapping_that_is_broken_is_said_and_not_used(home):
    app = arrived(("tps.xlsx", arriving.workbook(), ""), step="columns")
    button(app, "import remember").click().run()
    (kept,) = (home / "mappings").iterdir()
    kept.write_text("kind = 3", encoding="utf-8")
    app = arrived(("tps.xlsx", arriving.workbook(), ""), step="columns")
    assert texts(app, "pp-notice pp-warning")
    assert totals(app)["rows"] == 11


def test_forbidden_columns_are_shown_as_never_taken_and_without_an_example():
    header = (*arriving.HEADER, "Suara Sah")
    rows = [(*row, 123) for row in arriving.DIRTY[:3]]
    app = arrived(("tps.xlsx", arriving.workbook(rows, header), ""), step="columns")
    row = tables(app)[0].set_index("column").loc["Suara Sah"]
    assert (row["field"], row["example"]) == ("", "")
    assert row["why"] == "never taken: votes, beliefs, persons"


def test_the_map_shows_places_by_status_and_a_chosen_place_tells_its_row():
    app = arrived(step="map")
    places = [it for it in layers(app) if set(it) == {"lon", "lat", "label"}]
    assert 11 in [len(it["lon"]) for it in places]
    assert "Places drawn: 11." in words(app)
    app.session_state["held"][import_map.CHOSEN] = (desk(app).turn, 0, 6, "Toyaning")
    app.run()
    assert "Latitude and longitude in each other's place" in tables(app)[0]["What"].tolist()
    button(app, "import open row").click().run()
    assert app.session_state["held"][import_desk.STEP] == "found"
    assert any("before" in it for it in tables(app))


def test_stations_alone_are_matched_in_the_open_operation_unless_it_is_of_another_place():
    app = arrived(("tps.xlsx", arriving.workbook(), ""))
    assert len(desk(app).outcome.villages) == len(load(DEMO).villages)
    widget(app.selectbox, "import ground").set_value("").run()
    assert desk(settled(app)).outcome.villages is None


@pytest.mark.parametrize("name", NAMES)
def test_hostile_words_of_files_stay_text_at_every_step(name):
    bad = NAMES[name]
    names = {code: (f"{bad} {i}", f"{bad} d") for i, code in enumerate(arriving.VILLAGES)}
    rows = [(code, bad, bad, 1, f"{bad}", "-7,775", "112,825") for code in names]
    files = [
        ("tps.xlsx", arriving.workbook(rows, (*arriving.HEADER[:4], bad, *arriving.HEADER[5:])), ""),
        ("desa.geojson", arriving.borders(names), ""),
    ]
    app = arrived(*files)
    for step in STEPS:
        app = at(app, step)
        for tree in trees(app):
            assert {node.tag for node in tree.iter()} <= TAGS
        for it in elements(app):
            if it.type in {"markdown", "caption", "title", "header", "subheader"}:
                assert not any(mark in it.value for mark in MARKS)


def test_a_large_list_is_examined_beside_the_page():
    rows = ["kode desa;tps;dpt;lintang;bujur"]
    rows += [
        f"35.14.{d:02}.{2000 + v};{n};{300 + n};{-7.5 - d / 100:.4f};{112.5 + v / 1000:.4f}"
        for d in range(1, 21)
        for v in range(1, 26)
        for n in range(1, 11)
    ]
    app = arrived(("besar.csv", "\n".join(rows).encode(), ""))
    assert totals(app)["rows"] == 5_000


def test_another_session_sees_nothing_of_the_files():
    app = arrived(step="map")
    other = blank()
    assert app.session_state["token"] != other.session_state["token"]
    seen = [[len(it["lon"]) for it in layers(one) if "label" in it] for one in (app, other)]
    assert [11 in it for it in seen] == [True, False]
    assert desk(other).files == ()


def test_the_workbook_to_send_back_is_made_when_it_is_asked_for():
    app = arrived(step="found")
    button(app, "import back").click().run()
    end = time.monotonic() + PATIENCE_S
    while not texts(app, "pp-link") and time.monotonic() < end:
        time.sleep(0.1)
        app.run()
    assert texts(app, "pp-link") == ["Save the workbook with the marked cells"]
