from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest

from dashboard import names, text
from dashboard.export import atlas, contents, pack, redaction, sheet
from dashboard.export.options import Area, SheetOptions
from dashboard.export.products import PRODUCTS, Request
from geo.errors import NotFoundError
from geo.evaluate import evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from tests.dashboard.export.printing import THEMES, content, made, words
from tests.dashboard.export.reading import found, inside
from tests.dashboard.test_hostile_names import NAMES, hostile
from tests.operations import BY_HAND

LONG = "Sumberkalimasanggondang " * 20


def secrets(evaluation) -> set[str]:
    """Return every word that a terbatas copy must not hold: classes, reasons, authors, names and ids of units."""
    told = set()
    for language in text.LANGUAGES:
        with text.speaking(language):
            told |= set(names.class_labels().values()) - {"special", "khusus"}
    meta = evaluation.operation.meta
    told |= {it.reason for it in meta.class_override} | {it.author for it in meta.class_override}
    drawn = evaluation.units[evaluation.units["force"] != "linmas"]
    public = " ".join([meta.name, meta.jurisdiction, *(it.source for it in meta.published)])
    return told | {it for it in (*drawn["name"], *drawn.index) if it not in public}


def found_in(pdf: bytes, secret: set[str]) -> set[str]:
    """Return what of the secret a reader finds in the words, the bookmarks, or the bytes of a PDF."""
    said, raw = words(pdf), content(pdf)
    coded = [(it, it.encode(), it.encode("utf-16-be")) for it in secret]
    return {it for it, narrow, wide in coded if it in said or narrow in raw or wide in raw}


@pytest.fixture(scope="module")
def overridden(demo) -> Operation:
    override = {
        "village_id": demo.stations["village_id"].iloc[0],
        "class_id": "special",
        "reason": "gambling on the result",
        "author": "Kasat Intelkam",
        "date": "2022-03-01",
    }
    meta = demo.meta.parse({**demo.meta.model_dump(), "class_override": [override]})
    return Operation.build(
        meta,
        {"villages": demo.villages, "stations": demo.stations, "units": demo.units},
        ground=demo.ground,
        roads=demo.roads,
    )


@pytest.fixture(scope="module")
def plan(overridden):
    return evaluate(overridden, Scenario())


def test_every_copy_is_a_row_of_the_table():
    assert redaction.hidden("full") == frozenset()
    assert redaction.hidden("terbatas") == {"classes", "reasons", "unit_names"}
    assert set(redaction.copies()) == {"full", "terbatas"}
    with pytest.raises(NotFoundError, match="no-such"):
        redaction.hidden("no-such")


@pytest.mark.parametrize(
    ("theme", "language"), [*((it, "id") for it in (*THEMES, "difference")), ("risk", "en"), ("gaps", "en")]
)
def test_a_terbatas_copy_holds_no_class_reason_or_name_of_a_unit(plan, overridden, theme, language):
    secret = secrets(plan)
    other = evaluate(overridden, Scenario(units_off=("polsek-nguling",))) if theme == "difference" else None
    chosen = SheetOptions(theme=theme, language=language, redaction="terbatas", dpi=150)
    pdf = sheet.render(plan, chosen, form="pdf", other=other)
    assert found_in(pdf, secret) == set()
    png = sheet.render(plan, chosen, form="png", other=other)
    assert [it for it in secret if it.encode() in png] == []


def test_the_full_copy_does_hold_them_so_that_the_search_means_something(plan):
    found = found_in(made(plan, theme="gaps", language="id").pdf(), secrets(plan))
    assert {"rawan", "sangat rawan", "Polsek Grati"} <= found


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_seen_and_told_before_a_terbatas_copy_is_made_holds_none_of_it(plan, overridden, product):
    """The small picture is also the one that goes to the clipboard."""
    other = evaluate(overridden, Scenario(units_off=("polsek-nguling",)))
    chosen = SheetOptions(theme="gaps", redaction="terbatas", language="en")
    png, about = contents.told(Request(plan, other, chosen, "unit", ".png"), product)
    said = json.dumps(about, ensure_ascii=False)
    plain = secrets(plan) - {"vulnerable"}
    assert [it for it in plain if it in said or it.encode() in png] == []
    assert bool(png) == (product in {"sheet", "atlas", "pack"})


def test_a_terbatas_pack_holds_none_of_it_in_any_of_its_files(plan):
    imprint = pack.Imprint("Kabag Ops", dt.datetime(2022, 3, 20, tzinfo=dt.UTC))
    made_ = pack.render(plan, SheetOptions(redaction="terbatas"), imprint=imprint)
    secret = secrets(plan) - {"vulnerable"}
    with zipfile.ZipFile(io.BytesIO(made_)) as file:
        files = {name: file.read(name) for name in file.namelist()}
    assert {name for name, data in files.items() if name.endswith(".pdf") and found_in(data, secret)} == set()
    office = [files["deck.pptx"], files["workbook.xlsx"]]
    assert [found(secret, inside(it)) for it in office] == [set(), set()]
    assert found(secret, " ".join(files) + files["manifest.json"].decode()) == set()


@pytest.mark.parametrize("by", ["unit"])
def test_a_terbatas_atlas_names_no_unit_even_in_its_bookmarks(plan, by):
    pdf = atlas.render(plan, SheetOptions(theme="gaps", redaction="terbatas", dpi=150), by=by)
    secret = secrets(plan)
    assert found_in(pdf, secret) == set()


def test_a_terbatas_sheet_of_a_unit_does_not_say_which(plan):
    page = made(plan, theme="gaps", redaction="terbatas", area=Area(kind="unit", key="polsek-lekok"))
    assert "Polsek Lekok" not in words(page.pdf())
    assert page.ranking.rows


@pytest.mark.parametrize("theme", ["gaps", "floor"])
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_drawn_as_text(name, theme):
    it = evaluate(hostile(NAMES[name]), BY_HAND)
    page = made(it, theme=theme)
    assert len(page.png(dpi=150)) > 10_000
    assert "TERBATAS" in words(page.pdf())


@pytest.mark.parametrize("name", ["$\\frac{a}{b}$", "a_b^c $\\sqrt{", LONG, "\u202edesa\n\r\tx", "漢字村"])
def test_mathematics_and_long_words_are_only_words(name):
    it = evaluate(hostile(name), BY_HAND)
    page = made(it, theme="gaps", title=name.strip()[:100])
    said = words(page.pdf())
    plain = sheet.fonts.plain(name)
    assert plain[:6] in said
    for theme in ("risk", "floor"):
        made(it, theme=theme, paper="A3", orientation="portrait").png(dpi=150)
