from __future__ import annotations

import ast
import datetime as dt
import re
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from dashboard import names, text
from dashboard.locale import gather
from geo import catalogue, files, operation, schema
from geo.errors import Fault, GeoError, InputError
from geo.scenario import Scenario
from tests.operations import meta, small, small_frames

CATALOGUES = sorted(gather.LOCALE.glob("*/LC_MESSAGES/*.po"))
MODULES = sorted([*(gather.ROOT / "geo").rglob("*.py"), *(gather.ROOT / "dashboard").rglob("*.py")])
PASSED_ON = {"message", "found.problem", "found.remedy", "TERMS.get(str(value), '')"}
"""Arguments of `_()` inside `dashboard.text` that come from a message which stands elsewhere."""


def known(path):
    with path.open("rb") as file:
        return {it.id: it for it in read_po(file) if it.id}


def fields(message: str) -> list[str]:
    """Return the placeholders of a message, of both kinds."""
    named = [field for _text, field, _spec, _conversion in Formatter().parse(message) if field is not None]
    return sorted([*named, *re.findall(r"%[sd]", message)])


def marked(message: str) -> list[str]:
    return sorted(re.findall(r"\*\*(.+?)\*\*", message))


@pytest.mark.parametrize(
    ("language", "value", "digits", "expected"),
    [
        ("id", 1234567, 0, "1.234.567"),
        ("en", 1234567, 0, "1,234,567"),
        ("id", 12.345, 1, "12,3"),
        ("en", 12.345, 1, "12.3"),
        ("en", 7, 2, "7.00"),
        ("id", -1234.5, 1, "-1.234,5"),
        ("en", 0, 0, "0"),
        ("id", float("nan"), 1, "–"),
        ("en", None, 0, "–"),
    ],
)
def test_numbers_are_written_the_way_of_the_language(language, value, digits, expected):
    text.use(language)
    assert text.number(value, digits) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.994, "99%"), (0.9999, "99%"), (1, "100%"), (None, "–")],
)
def test_a_share_is_whole_percent_and_all_or_nothing_only_when_it_is(share, expected):
    for language in text.LANGUAGES:
        text.use(language)
        assert text.percent(share).replace("\xa0", "") == expected


@given(st.floats(0, 1))
def test_percent_says_hundred_only_of_the_whole_and_zero_only_of_nothing(share):
    text.use("en")
    assert (text.percent(share) == "100%") == (share == 1)
    assert (text.percent(share) == "0%") == (share == 0)


def test_an_unknown_share_is_a_dash():
    assert text.percent(float("nan")) == "–"


@pytest.mark.parametrize(("language", "expected"), [("id", "23 Maret 2022"), ("en", "23 March 2022")])
def test_a_date_is_written_in_full(language, expected):
    text.use(language)
    assert text.date(dt.date(2022, 3, 23)) == expected


def test_an_unknown_language_means_the_default():
    text.use("xx")
    assert text.language() == text.DEFAULT == "id"


def test_a_catalogue_entry_falls_back_to_what_there_is():
    text.use("en")
    assert text.named({"id": "desa", "en": "village"}) == "village"
    assert text.named({"id": "desa"}) == "desa"
    assert text.named({"jv": "deso"}) == "deso"
    assert text.named({}) == ""


def test_every_language_but_english_has_a_catalogue():
    assert {path.parent.parent.name for path in CATALOGUES} == set(text.LANGUAGES) - {text.SOURCE}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_every_message_of_the_code_is_translated_and_nothing_else(path):
    messages = known(path)
    wanted = set(gather.gathered())
    assert sorted(wanted - set(messages)) == []
    assert sorted(set(messages) - wanted) == []
    assert [it.id for it in messages.values() if not str(it.string).strip()] == []
    assert [it.id for it in messages.values() if it.fuzzy] == []
    assert {it.id for it in gather.refreshed(path) if it.id and not it.string} == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_every_translation_keeps_the_placeholders_and_the_bold_letters(path):
    for message in known(path).values():
        assert fields(message.string) == fields(message.id), message.id
        assert marked(message.string) == marked(message.id), message.id
        assert message.string[:1].isspace() == message.id[:1].isspace()
        assert message.string.endswith(".") == message.id.endswith("."), message.id


def calls(name: str):
    """Yield every call of a function in our code, with the module."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called == name:
                    yield path, node


def constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_message_that_is_translated_stands_in_the_code_where_it_is_gathered():
    gathered = gather.gathered()
    for path, call in calls("_"):
        (argument,) = call.args
        assert isinstance(call.func, ast.Name), (path, call.lineno)
        if constant(argument):
            assert argument.value in gathered
        else:
            assert (path.name, ast.unparse(argument) in PASSED_ON) == ("text.py", True), (path, call.lineno)


def test_every_fault_says_what_stands_in_the_code_or_in_a_gathered_table():
    found, gathered = list(calls("Fault")), set(gather.gathered())
    assert len(found) > 20
    for path, call in found:
        assert isinstance(call.func, ast.Name), (path, call.lineno)
        for argument in call.args[:2]:
            names_in = {node.id for node in ast.walk(argument) if isinstance(node, ast.Name)}
            assert constant(argument) or names_in & gather.TABLES, (path, call.lineno)
        assert len(call.args) >= 2, (path, call.lineno)
        if constant(call.args[0]):
            assert {call.args[0].value, call.args[1].value} <= gathered


@pytest.mark.parametrize("keyword", ["_", "Fault"])
def test_a_message_that_would_not_be_gathered_would_be_seen(keyword):
    assert list(gather.messages(f"{keyword}('a', 'b')"))
    assert list(gather.messages(f"{keyword}(a, b)")) == []


def every_fault() -> list[Fault]:
    """Return the faults of inputs that are broken in many ways."""
    frames = small_frames()
    broken = [
        lambda: operation.load("nowhere"),
        lambda: catalogue.pattern("nothing"),
        lambda: Scenario.parse({"threshold_min": -1, "speed_kmh": 900, "x": 1, "engine": "road"}),
        lambda: meta(name=None),
        lambda: Scenario.from_toml("nowhere.toml"),
        lambda: schema.check(frames["stations"].drop(columns="number"), "stations"),
        lambda: schema.check(frames["stations"].assign(number="x"), "stations"),
        lambda: schema.check(frames["units"].assign(unit_id="u"), "units"),
        lambda: schema.check(frames["units"].assign(kind="tank"), "units"),
        lambda: schema.check(frames["villages"].assign(agama="x"), "villages"),
        lambda: schema.check(frames["villages"].set_geometry(frames["villages"].boundary), "villages"),
        lambda: small(stations=frames["stations"].assign(village_id="v9")),
        lambda: schema.check(frames["units"].assign(geometry=frames["units"].translate(100)), "units"),
        lambda: files.read_shapes(gather.ROOT / "pyproject.toml"),
        lambda: files.read_points(gather.ROOT / "data" / "patterns.toml"),
    ]
    faults = []
    for attempt in broken:
        with pytest.raises(GeoError) as raised:
            attempt()
        faults.extend(raised.value.faults)
    return faults


def test_a_fault_is_said_in_the_users_language_with_its_ids_and_remedy():
    faults = every_fault()
    assert len(faults) >= 15
    for fault in faults:
        text.use("en")
        assert text.fault(fault) == fault.text()
        text.use("id")
        said = text.fault(fault)
        assert said != fault.text()
        assert "{" not in said.replace(str(fault.values), "")
        assert all(str(it) in said for it in fault.ids[:3])


def test_what_a_fault_calls_a_frame_is_translated_and_the_users_words_are_not():
    fault = Fault(
        "{kind}: {column} is not a number, found {found}",
        "Correct these rows",
        {"kind": "stations", "column": "stations", "found": "units"},
    )
    text.use("id")
    said = text.fault(fault)
    assert said.startswith("Data TPS: kolom stations bukan angka, tertulis units.")


def test_more_than_three_ids_are_counted():
    text.use("id")
    fault = Fault("Correct these rows", "Correct these rows", ids=[f"s{i}" for i in range(1503)])
    assert "s0, s1, s2 (+1.500)" in text.fault(fault)


def test_every_fault_gets_a_line_of_its_own():
    fault = Fault("Correct these rows", "Add these files")
    assert text.error(InputError(fault, fault)).count("\n") == 1


@pytest.mark.parametrize("language", list(text.LANGUAGES))
def test_every_shipped_catalogue_speaks_the_language(language):
    for it in catalogue.indicators().values():
        assert it.name[language]
        assert it.meaning[language]
    for pattern in catalogue.patterns().values():
        assert pattern.name[language]
        assert not pattern.note or pattern.note[language]
        assert all(rule.label[language] for rule in pattern.rules)
    for name in catalogue.operations():
        assert all(note[language] for note in operation.load(name).meta.notes)


@pytest.mark.parametrize("language", list(text.LANGUAGES))
def test_everything_that_is_counted_has_a_name(language, evaluation):
    text.use(language)
    assert set(names.class_labels()) == set(catalogue.RANKS)
    assert set(names.force_labels()) == set(schema.FORCES)
    assert set(names.unit_kind_labels()) == set(schema.UNIT_KINDS)
    for key in evaluation.checks["check"]:
        assert names.check_label(key) != key
    for column in evaluation.operation.meta.simulated:
        assert names.column_label(column) != column
