"""Templates: tables to fill in, whose example is no data and whose columns hold no persons and no votes."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from typer.testing import CliRunner

from dashboard import cli
from dashboard.export import template
from geo import schema
from geo.contract import IDS
from geo.force import FORCES
from geo.registers import PERSON_WORDS
from geo.template import example_marks, field_of, fields, is_example, value_of

KINDS = ("villages", "stations", "units")
LANGUAGES = ("id", "en")


def book(kind, language):
    return openpyxl.load_workbook(io.BytesIO(template.render(kind, language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_holds_heads_an_example_notes_and_drop_downs(kind, language):
    file = book(kind, language)
    sheet, how, lists = file.worksheets
    heads, example = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=2))
    assert [field_of(kind, it) for it in heads] == [it.key for it in fields(kind)]
    assert is_example(example)
    assert all(cell.comment and cell.comment.text for cell in sheet[1])
    rules = {
        rule.sqref.ranges.copy().pop().min_col - 1: rule for rule in sheet.data_validations.dataValidation
    }
    for j, it in enumerate(fields(kind)):
        if it.choices:
            assert rules[j].type == "list"
            offered = [lists.cell(i + 2, j + 1).value for i in range(len(it.choices))]
            assert [value_of(kind, it.key, word) for word in offered] == [one.key for one in it.choices]
            assert example[j] in offered
        elif it.low is not None:
            assert rules[j].type == ("decimal" if it.decimals else "whole")
            assert it.low <= example[j] <= it.high
    assert how.cell(1, 1).value.startswith("PetaPAM: ")
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_every_column_that_data_need_and_none_that_they_must_not_hold(kind):
    keys = {it.key for it in fields(kind)}
    needed = set(schema.SCHEMAS[kind].columns)
    assert needed <= keys
    assert keys - needed <= {"lon", "lat"}
    heads = {
        word for it in fields(kind) for name in it.head.values() for word in re.split(r"\W+", name.lower())
    }
    assert not heads & (schema.FORBIDDEN_WORDS | {"nrp", "email", "alamat"})
    assert not keys & (schema.FORBIDDEN_WORDS | PERSON_WORDS - {"name"})
    assert next(iter(fields(kind))).key == IDS[kind]


def test_the_lists_are_those_that_the_data_know():
    lists = {(kind, it.key): [one.key for one in it.choices] for kind in KINDS for it in fields(kind)}
    assert lists["units", "kind"] == list(schema.UNIT_KINDS)
    assert lists["units", "force"] == list(FORCES)
    assert lists["stations", "location_quality"] == list(schema.LOCATION_QUALITIES)


def test_an_example_is_known_by_its_mark_and_nothing_else_is():
    assert example_marks() == ("CONTOH", "EXAMPLE")
    assert is_example([None, " ", "contoh 35.14", 1])
    assert is_example(["EXAMPLE"])
    for row in ([], [None], ["Contohan", 1], ["35.14", "CONTOH"], [1, "EXAMPLE"]):
        assert not is_example(row)


def test_words_of_both_languages_and_keys_are_known_and_others_are_not():
    assert value_of("units", "kind", " Cadangan ") == value_of("units", "kind", "reserve") == "standby"
    assert (
        value_of("units", "kind", "spy")
        is value_of("units", "name", "x")
        is value_of("units", "no", "x")
        is None
    )
    assert field_of("stations", "Nomor TPS*") == field_of("stations", "number") == "number"
    assert field_of("stations", "Jumlah suara") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_command_writes_a_template(kind, language, tmp_path):
    path = tmp_path / "t.xlsx"
    done = CliRunner().invoke(
        cli.app, ["template", "--kind", kind, "--language", language, "--out", str(path)]
    )
    assert done.exit_code == 0
    assert openpyxl.load_workbook(path).sheetnames == book(kind, language).sheetnames
    assert [it.name for it in tmp_path.iterdir()] == ["t.xlsx"]


@pytest.mark.parametrize(
    "arguments", [["--out", "t.csv"], ["--out", "no/such/t.xlsx"], ["--out", "t.xlsx", "--kind", "x"]]
)
def test_the_command_refuses_what_it_cannot_write(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["template", *arguments])
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []
