from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import openpyxl
import pytest

from dashboard import definitions, names, reasons
from dashboard.export import book, csvfile, workbook
from dashboard.export.options import Area, SheetOptions
from geo.errors import NotFoundError, ScenarioError
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.export.reading import cells, column, sheets
from tests.dashboard.test_hostile_names import NAMES, hostile
from tests.operations import BY_HAND, scattered, small, small_frames

ENGLISH = SheetOptions(language="en")


@pytest.fixture(scope="module")
def written(evaluation):
    return workbook.render(evaluation, ENGLISH)


@pytest.fixture(scope="module")
def pages(written):
    return sheets(written)


@pytest.fixture(scope="module")
def short():
    """Return a plan in which people are missing and someone stands in."""
    return evaluate(scattered(stations=300, units=9, villages=30), Scenario(pattern="mojokerto-kota-2022"))


def expected_lines(evaluation) -> dict[tuple[str, str | None], dict[str, object]]:
    """Return the posting list cell by cell, counted row by row from the posting itself."""
    lines: dict[tuple[str, str | None], dict[str, object]] = {}
    for row in evaluation.posting.rows.to_dict("records"):
        line = lines.setdefault((row["station_id"], row["unit_id"]), {"people": {}, "why": [], "missing": 0})
        force = names.force_labels()[row["force"]]
        line["people"][force] = line["people"].get(force, 0) + row["people"]
        line["why"].append(reasons.posted(row, evaluation.units))
        line |= {key: row[key] for key in ("travel_min", "distance_m", "quality")}
    for station, row in evaluation.posting.stations.iterrows():
        if row["missing"]:
            why = reasons.missing(row, evaluation.units)
            lines[station, None] = {"people": {}, "why": [why], "missing": row["missing"]}
    return lines


@pytest.mark.parametrize("which", ["evaluation", "short", "by_hand"])
def test_the_posting_list_equals_the_posting_cell_by_cell(which, request):
    it = request.getfixturevalue(which)
    rows = sheets(workbook.render(it, ENGLISH))["Posting list"]
    wanted, labels, classes = expected_lines(it), names.force_labels(), names.class_labels()
    assert len(rows) - 1 == len(wanted)
    by_name = {(row["name"], row["unit_id"]) for _i, row in it.units.iterrows()}
    for row in rows[1:]:
        told = dict(zip(rows[0], row, strict=True))
        place = it.stations.loc[told["Station id"]]
        units = [
            key
            for key in wanted
            if key[0] == told["Station id"]
            and ((told["Unit"] or None, key[1]) in by_name or (told["Unit"] is None and key[1] is None))
        ]
        line = next(
            wanted[key]
            for key in units
            if " ".join(wanted[key]["why"]) == told["Reason"] and wanted[key]["missing"] == told["Missing"]
        )
        assert (told["District"], told["Village"], told["TPS"]) == (
            place["district"],
            place["village"],
            place["number"],
        )
        assert told["Class"] == classes[place["class_id"]]
        people = {force: told[force] for force in labels.values() if told.get(force)}
        assert people == {force: n for force, n in line["people"].items() if n}
        if line["people"]:
            assert told["Minutes (min)"] == pytest.approx(line["travel_min"], nan_ok=True)
            assert told["Distance (m)"] == pytest.approx(line["distance_m"], nan_ok=True)
            assert told["Way"] == names.quality_labels()[line["quality"]]


def test_the_totals_of_every_sheet_are_those_of_the_evaluation(evaluation, pages):
    total, posting = evaluation.summary, evaluation.posting
    cover = {row[0]: row[1] for row in pages["Cover"][1:]}
    for name, key in {
        "TPS": "stations",
        "Units": "units",
        "Personnel": "personnel",
        "TPS reached in time": "covered",
    }.items():
        assert cover[name] == total[key]
    labels = names.force_labels()
    need = dict(zip(column(pages["Need"], "Force"), column(pages["Need"], "Need"), strict=True))
    assert need == {labels[f]: n for f, n in total["need"].items() if n}
    assert sum(column(pages["Need"], "Ask for (BKO)")) == sum(total["shortfall"].values())
    assert sum(column(pages["Roles"], "Need")) == sum(total["need"].values())
    assert sum(column(pages["By district"], "Need")) == sum(total["need"].values())
    listed = pages["Posting list"]
    people = sum(sum(column(listed, labels[f])) for f in labels if labels[f] in listed[0])
    assert people == posting.rows["people"].sum()
    assert sum(column(pages["Load"], "Posted")) == posting.load["people"].sum()
    assert sum(column(pages["Load"], "People")) == total["personnel"]
    assert len(pages["Gaps"]) - 1 == total["gaps"]
    assert column(pages["Gaps"], "Station id") == evaluation.gaps["station_id"].tolist()
    assert column(pages["Gaps"], "Minutes (min)") == pytest.approx(evaluation.gaps["travel_min"].tolist())
    assert sum(column(pages["Coverage"], "Reached in time")) == total["covered"]
    assert set(column(pages["Checks"], "Result")) == {"agrees"}
    assert len(pages["Definitions"]) - 1 == len(definitions.keys())
    assert sum(column(pages["Stages"], "People")) == evaluation.phases.by_stage["people"].sum()
    assert sum(column(pages["Departures"], "People")) == evaluation.phases.movement.units["people"].sum()


def test_what_is_short_is_asked_for_with_the_same_people():
    it = evaluate(small(), BY_HAND)
    pages = sheets(workbook.render(it, ENGLISH))
    assert sum(column(pages["BKO"], "People")) == it.bko["people"].sum() > 0
    assert column(pages["BKO"], "There by") == ["22 March 2022"] * len(it.bko)


def test_every_sheet_is_ready_to_be_filtered_and_printed(written):
    file = openpyxl.load_workbook(io.BytesIO(written))
    for it in file:
        assert it.freeze_panes == "A5"
        assert it.print_title_rows == "$4:$4"
        assert it.print_area
        assert it.page_setup.orientation == "landscape"
        assert it.page_setup.fitToHeight == 0 or it.max_row < FEW_ROWS
        assert it.page_setup.paperSize in {8, 9}
        assert "TERBATAS" in it.oddHeader.center.text
        assert "TERBATAS" in it.oddFooter.center.text
        assert "SIMULASI" in it["A3"].value
        assert it.max_row == HEAD_ROW or it.auto_filter.ref.startswith("A4:")
        assert all(it.column_dimensions[c].width >= 5 for c in "AB")
    formats = {
        cell.value: file["Posting list"].cell(5, cell.column).number_format
        for cell in file["Posting list"][4]
    }
    assert (formats["Minutes (min)"], formats["Distance (m)"], formats["TPS"]) == (
        "#,##0.0",
        "#,##0",
        "#,##0",
    )


HEAD_ROW, FEW_ROWS = 4, 60


def test_the_document_says_what_it_is(evaluation):
    chosen = SheetOptions(
        language="id", annex="B", number="R/12", copy_no=2, copies=5, version="3", classification="R"
    )
    pages = sheets(workbook.render(evaluation, chosen))
    cover = {row[0]: row[1] for row in pages["Sampul"][1:]}
    assert cover["Klasifikasi"] == "RAHASIA"
    assert cover["Salinan"] == "2 dari 5"
    assert cover["Rencana"] == "rencana dasar · versi 3"
    assert cover["Sidik digital"] == evaluation.digest
    assert cover["SIMULASI"].startswith("SIMULASI: ")
    assert "garis lurus" in cover["Menit"]


@pytest.mark.parametrize("name", [*NAMES.values(), "=1+1", "@SUM(A1)", "https://petapam.invalid/x", "{=1}"])
def test_hostile_names_are_words_in_every_cell(name):
    it = evaluate(hostile(name), BY_HAND)
    made = workbook.render(it, ENGLISH)
    assert not [cell.coordinate for cell in cells(made) if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [part for part in file.namelist() if b"<f>" in file.read(part)]
    with zipfile.ZipFile(io.BytesIO(csvfile.render(it, ENGLISH))) as file:
        for part in file.namelist():
            for row in csv.reader(io.StringIO(file.read(part).decode("utf-8-sig"))):
                assert not [cell for cell in row if cell.lstrip()[:1] in set("=+@") and cell.strip()]


def test_equal_plans_make_equal_bytes(evaluation, written):
    assert workbook.render(evaluation, ENGLISH) == written


def test_a_csv_holds_the_same_cells_as_the_workbook(evaluation, pages):
    rows = list(csv.reader(io.StringIO(csvfile.render(evaluation, ENGLISH, key="load").decode("utf-8-sig"))))
    assert rows[0] == [str(name) for name in pages["Load"][0]]
    assert [float(row[rows[0].index("Posted")]) for row in rows[1:]] == column(pages["Load"], "Posted")
    with zipfile.ZipFile(io.BytesIO(csvfile.render(evaluation, ENGLISH))) as file:
        assert len(file.namelist()) == len(pages)
    with pytest.raises(NotFoundError, match="no-such"):
        csvfile.render(evaluation, ENGLISH, key="no-such")


def test_a_part_of_the_operation_is_refused(evaluation):
    with pytest.raises(ScenarioError):
        workbook.render(evaluation, SheetOptions(area=Area(kind="district", key="Grati")))


@pytest.mark.parametrize("lacking", ["stations", "units"])
def test_an_operation_without_stations_or_units_makes_a_workbook_all_the_same(lacking):
    it = evaluate(small(**{lacking: small_frames()[lacking].iloc[:0]}), BY_HAND)
    pages = sheets(workbook.render(it, ENGLISH))
    people = column(pages["Posting list"], "Missing")
    assert np.sum([n for n in people if n]) == it.posting.stations["missing"].sum()


def test_the_tables_have_keys_that_a_command_can_name(evaluation):
    keys = [it.key for it in book.tables(evaluation, ENGLISH)]
    assert len(set(keys)) == len(keys)
    assert {"cover", "need", "bko", "posting", "load", "gaps", "checks", "definitions", "provenance"} <= set(
        keys
    )


def test_columns_are_as_wide_as_their_words_and_wide_lists_are_printed_on_a3(written):
    file = openpyxl.load_workbook(io.BytesIO(written))
    list_, short = file["Posting list"], file["Need"]
    assert (list_.page_setup.paperSize, short.page_setup.paperSize) == (8, 9)
    heads = {cell.value: cell for cell in list_[4]}
    column = heads["Village"].column_letter
    longest = max(len(cell.value) for cell in list_[column][4:])
    assert longest < list_.column_dimensions[column].width <= longest + 4
    assert heads["Village"].alignment.horizontal == "left"
    assert heads["Minutes (min)"].alignment.horizontal == list_["O5"].alignment.horizontal == "right"


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [("Linmas and others", 9, 3), ("TPS", 9, 1), ("Kind of unit", 11, 2), ("", 3, 1)],
)
def test_heads_have_as_many_lines_as_their_words_need(words, width, lines):
    assert workbook._wrapped(words, width) == lines
