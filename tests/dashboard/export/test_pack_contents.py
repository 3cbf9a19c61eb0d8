"""What lies in a pack is what the single products are: the same bytes, and read back the same totals."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from dashboard import names, text
from dashboard.export import pack
from dashboard.export.atlas import CancelledError
from dashboard.export.options import SheetOptions
from dashboard.export.products import PRODUCTS, Request
from geo import cures
from geo.evaluate import evaluate
from tests.dashboard.export.reading import column, sheets, slides
from tests.dashboard.export.telling import numbers, shown
from tests.operations import BY_HAND, small

pytestmark = pytest.mark.xdist_group("pack contents")
WHO = pack.Imprint("Kabag Ops \u202e", dt.datetime(2022, 3, 20, 7, 30, tzinfo=dt.UTC))
CHOSEN = SheetOptions(language="id", number="R/12", version="3")
WORDS = {"stations": "TPS", "units": "Satuan", "personnel": "Personel", "covered": "TPS dalam batas waktu"}


@pytest.fixture(scope="module")
def plan():
    return evaluate(small(), BY_HAND)


@pytest.fixture(scope="module")
def before():
    return evaluate(small(), BY_HAND.model_copy(update={"units_off": ("u1",)}))


@pytest.fixture(scope="module")
def packed(plan, before) -> tuple[dict[str, bytes], list[tuple[int, int]]]:
    """Return the files of a pack, and how far it said it was."""
    told: list[tuple[int, int]] = []
    made = pack.render(
        plan,
        CHOSEN,
        imprint=WHO,
        other=before,
        proposed=cures.propose(plan),
        progress=lambda *it: told.append(it),
    )
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}, told


@pytest.fixture
def files(packed) -> dict[str, bytes]:
    return packed[0]


def alone(plan, before, name: str) -> bytes:
    """Return the product of a file of a pack as it is made when it is asked for alone."""
    theme = name.rsplit("-", 1)[-1].removesuffix(".pdf") if name.endswith(".pdf") else "risk"
    kind = {"deck.pptx": "deck", "workbook.xlsx": "workbook"}.get(name, "sheet")
    chosen = CHOSEN.model_copy(update={"theme": theme})
    request = Request(plan, before, chosen, "village", name[name.rindex(".") :])
    return PRODUCTS[kind].make(request, lambda _done, _all: None)


def test_a_pack_holds_sheets_slides_and_workbook_and_says_who_made_it(files):
    assert {"deck.pptx", "workbook.xlsx", "sheets/7-difference.pdf"} < set(files)
    told = json.loads(files["manifest.json"])
    assert [it["name"] for it in told["files"]] == [it for it in files if it != "manifest.json"]
    assert told["author"] == "Kabag Ops  "
    assert told["made_at"] == "2022-03-20T07:30:00+00:00"
    assert told["operation"] == "small"


def test_a_pack_tells_how_far_it_is(packed):
    assert packed[1] == [(i, 9) for i in range(10)]


def test_a_pack_can_be_stopped(plan):
    with pytest.raises(CancelledError):
        pack.render(plan, SheetOptions(), imprint=WHO, cancelled=lambda: True)


@pytest.mark.parametrize(
    "name", ["sheets/3-gaps.pdf", "sheets/7-difference.pdf", "deck.pptx", "workbook.xlsx"]
)
def test_a_file_of_a_pack_is_the_single_product_byte_for_byte(plan, before, files, name):
    assert files[name] == alone(plan, before, name)


def test_the_manifest_has_the_sum_of_every_file_and_of_no_other(plan, files):
    told = json.loads(files["manifest.json"])
    assert {it["name"]: (it["bytes"], it["sha256"]) for it in told["files"]} == {
        name: (len(data), hashlib.sha256(data).hexdigest())
        for name, data in files.items()
        if name != "manifest.json"
    }
    assert (told["digest"], told["language"], told["copy"]) == (plan.digest, "id", "full")
    assert told["plan"] == "rencana dasar · versi 3"


def test_every_file_names_the_digest_of_the_manifest(plan, files):
    digest = json.loads(files["manifest.json"])["digest"]
    told = dict(row[:2] for row in sheets(files["workbook.xlsx"])["Sampul"][1:])
    assert told["Sidik digital"] == digest == plan.digest
    assert all(digest in said for said in slides(files["deck.pptx"]))
    pages = {name: data for name, data in files.items() if name.endswith(".pdf")}
    assert len(pages) == 7
    for data in pages.values():
        assert digest in PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_all_files_tell_the_same_totals(plan, files):
    total, book = plan.summary, sheets(files["workbook.xlsx"])
    cover = dict(row[:2] for row in book["Sampul"][1:])
    assert {key: cover[name] for key, name in WORDS.items()} == {key: total[key] for key in WORDS}
    said = slides(files["deck.pptx"])
    first, *_others = said[0].split(" | ")
    assert numbers(first, "id") == [
        total["stations"],
        total["electing_villages"],
        23,
        2022,
        total["personnel"],
        total["units"],
    ]
    reached = numbers(said[2].split(" | ")[0], "id")
    assert reached[:4] == [total["covered"], total["stations"], plan.scenario.threshold_min, total["gaps"]]
    page = PdfReader(io.BytesIO(files["sheets/2-coverage.pdf"])).pages[0].extract_text()
    assert f"\n{total['covered']} / {total['stations']}\n" in page
    with text.speaking("id"):
        labels = names.force_labels()
    need = dict(zip(column(book["Kebutuhan"], "Unsur"), column(book["Kebutuhan"], "Ajukan BKO"), strict=True))
    strength = PdfReader(io.BytesIO(files["sheets/5-strength.pdf"])).pages[0].extract_text()
    for force, short in total["shortfall"].items():
        assert need.get(labels[force], 0) == short
        needed, there = total["need"][force], total["personnel_by_force"].get(force, 0)
        assert not needed or f"{shown(needed, 'id')} / {shown(there, 'id')}" in strength
