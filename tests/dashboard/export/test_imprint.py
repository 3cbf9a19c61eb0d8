"""Every product says which plan it is, in which version, on which numbers, and the newest event; whoever reads."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from dashboard.export import about, atlas, deck, described, marginalia, naming, pack, webpage, workbook
from dashboard.export.options import SheetOptions
from dashboard.export.pack import Imprint
from geo.scenario import Scenario
from tests.dashboard.export.printing import words
from tests.dashboard.export.reading import slides

NAME, EVENT = "Rencana <Utama>", "128 · 3f9a1b2c4d5e"
OPTIONS = SheetOptions(language="en", plan=NAME, version="3", event=EVENT)
REDACTED = OPTIONS.model_copy(update={"redaction": "terbatas"})


def all_there(said, evaluation):
    return [it for it in (NAME, "version 3", evaluation.digest, EVENT) if it not in said] == []


def test_every_page_of_an_atlas_says_it_also_in_a_copy_that_hides_names(by_hand):
    pages = words(atlas.render(by_hand, REDACTED, by="district"))
    assert pages.count(EVENT) >= 3
    assert all_there(pages, by_hand)


def test_every_slide_and_the_workbook_say_it(by_hand):
    shown = slides(deck.render(by_hand, REDACTED))
    assert [it for it in shown if not all_there(it, by_hand)] == []
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(by_hand, REDACTED)), read_only=True)
    for name in book.sheetnames[:1]:
        said = "\n".join(str(cell) for row in book[name].iter_rows(values_only=True) for cell in row)
        assert all_there(said, by_hand)
    assert any(
        EVENT in str(cell)
        for name in book.sheetnames[1:]
        for row in book[name].iter_rows(values_only=True)
        for cell in row
    )


@pytest.mark.parametrize("options", [OPTIONS, REDACTED])
def test_layers_the_web_page_and_the_manifest_of_a_pack_say_it(by_hand, options):
    assert all_there(described.lines(about.facts(by_hand, options)), by_hand)
    page = webpage.render(by_hand, options).decode()
    assert all_there(page.replace("\\u003c", "<").replace("\\u003e", ">"), by_hand)
    imprint = Imprint("", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    told = pack.manifest(by_hand, options, {}, imprint=imprint)
    assert all_there(json.dumps(told, ensure_ascii=False), by_hand)


def test_a_name_that_is_too_long_is_cut_and_nothing_else_is(by_hand):
    long = OPTIONS.model_copy(update={"plan": "Rencana " + "W" * 112, "unsaved": True})
    line = marginalia.imprint(by_hand, long, width=190, size=marginalia.SMALL)
    assert "…" in line
    assert all(it in line for it in ("version 3", "not saved", by_hand.digest, EVENT))
    assert naming.shortened(by_hand, long, fits=lambda _of: False).plan == "Rencana WWWW…"


@pytest.mark.parametrize(
    ("told", "scenario", "expected"),
    [
        ({}, Scenario(), "base plan"),
        ({"unsaved": True}, Scenario(), "not saved"),
        ({"plan": "A", "version": "2"}, Scenario(), "A · version 2"),
        (
            {"plan": "A", "version": "2", "unsaved": True},
            Scenario(),
            "A · version 2 · with changes that are not saved",
        ),
        ({}, Scenario(name="B"), "B"),
    ],
)
def test_a_plan_that_is_not_saved_so_says_that(by_hand, told, scenario, expected):
    assert naming.plan(replace(by_hand, scenario=scenario), SheetOptions(**told)) == expected
