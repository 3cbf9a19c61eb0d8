from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess

import pytest
from matplotlib.figure import Figure
from pptx import Presentation
from pptx.util import Emu
from pypdf import PdfReader

from dashboard import names, sentences
from dashboard.export import deck, findings, grid, picture, raster, table
from dashboard.export.options import Area, SheetOptions
from dashboard.export.table import Column
from dashboard.text import number
from geo.errors import ScenarioError
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.export.reading import slides, tables
from tests.dashboard.test_hostile_names import NAMES, hostile
from tests.operations import BY_HAND, small, small_frames

ENGLISH = SheetOptions(
    language="en", annex="B", number="R/12", date=dt.date(2022, 3, 20), copy_no=2, copies=5
)
MM = 36_000


@pytest.fixture(scope="module")
def written(evaluation):
    return deck.render(evaluation, ENGLISH)


@pytest.fixture(scope="module")
def brief(by_hand):
    return deck.render(by_hand, ENGLISH)


@pytest.fixture
def plain_maps(monkeypatch):
    """Let every map be the same dot: sheets try hostile names on maps, and these tests read words alone."""
    dot = raster.encoded(Figure(figsize=(0.1, 0.1)), dpi=10, mono=False, title="")
    monkeypatch.setattr(picture, "plan", lambda *_a, size, **_k: (picture.Picture(dot, *size), ()))


@pytest.fixture(scope="module")
def shown(written):
    return Presentation(io.BytesIO(written)).slides


def titled(page) -> str:
    return page.shapes.title.text_frame.text


def rows_of(shown, title: str) -> list[list[str]]:
    """Return the table on the slide whose text holds a title."""
    page = next(it for it in shown if any(s.has_text_frame and s.text_frame.text == title for s in it.shapes))
    return [row for made in tables(page) for row in made[1:]]


def test_every_slide_says_one_thing_in_its_title(shown, evaluation):
    assert [titled(it) for it in shown] == [
        "152 TPS in 21 villages vote on 23 March 2022; 950 people in 43 units are there.",
        "16 of 152 TPS are very vulnerable or special, 7 of them in Nguling.",
        "124 of 152 TPS are reached within 10 minutes; 28 are not, 10 of them in Lekok.",
        "28 TPS are not reached in time; TPS 3 of Sanganom waits longest: 18.0 minutes.",
        "The operation needs 300 Polri, 100 Brimob, 100 TNI, 450 Linmas and others; the strength is enough.",
        "All 152 TPS get everybody they need.",
        messages_of_stages(evaluation),
        f"All {len(evaluation.checks) + len(evaluation.posting.checks)} sums agree with the data and with what was published.",
    ]


def messages_of_stages(evaluation) -> str:
    voting = evaluation.phases.by_stage
    voting = voting[voting["stage_id"] == "voting"]
    n, every, left = (int(voting[key].sum()) for key in ("people", "strength", "left"))
    return f"Voting takes at least {n} of {every} people; {left} stay free for what comes after."


def test_the_tables_are_native_and_hold_the_evaluations_numbers(shown, evaluation):
    total = evaluation.summary
    assert [it for page in shown for it in page.shapes if it.has_table]
    by = evaluation.by_district
    situation = {row[0]: row[1:] for row in rows_of(shown, "Situation by district")}
    assert {d: row[1] for d, row in situation.items()} == {d: number(n) for d, n in by["stations"].items()}
    coverage = rows_of(shown, "Reached in time by district")
    assert {row[0]: row[2:4] for row in coverage} == {
        d: [number(row["covered"]), number(row["gaps"])] for d, row in by.iterrows()
    }
    gaps = rows_of(shown, "TPS not reached in time")
    wanted = evaluation.gaps["travel_min"].map(lambda it: number(it, 1)).tolist()
    assert [row[-2] for row in gaps] == wanted[: len(gaps)]
    assert len(gaps) >= 5
    need = {row[0]: row[1:3] for row in rows_of(shown, "Need and shortfall by force")}
    labels = names.force_labels()
    assert need == {
        labels[f]: [number(n), number(total["personnel_by_force"][f])] for f, n in total["need"].items() if n
    }
    sectors = rows_of(shown, "Assignment by district")
    assert sum(int(row[1]) for row in sectors) == total["stations"]
    assert sum(int(row[3]) + int(row[4]) for row in sectors) == evaluation.posting.rows["people"].sum()
    stages = rows_of(shown, "Strength by stage of the election")
    assert int(stages[3][2]) == int(messages_of_stages(evaluation).split()[4])


def test_what_has_no_room_on_a_slide_is_counted(written, evaluation):
    listed = rows_of(Presentation(io.BytesIO(written)).slides, "TPS not reached in time")
    assert f"and {len(evaluation.gaps) - len(listed)} more in the workbook" in slides(written)[3]


def test_every_slide_is_marked(written):
    for i, said in enumerate(slides(written), start=1):
        assert said.count("TERBATAS") == 2
        assert "SIMULASI" in said
        assert "digest 3" in said or "digest " in said
        assert f"page {i} of 8 · B · R/12 · 20 March 2022 · Copy 2 of 5" in said


@pytest.mark.usefixtures("plain_maps")
def test_it_speaks_the_language_and_the_classification_that_are_asked_for(evaluation):
    said = slides(deck.render(evaluation, SheetOptions(language="id", classification="SR")))
    assert said[0].count("SANGAT RAHASIA") == 2
    assert "152 TPS di 21 desa memungut suara" in said[0]
    assert "Celah" in said[2]


def boxes(page) -> list[tuple[int, int, int, int]]:
    """Return left, top, right and bottom of everything on a slide [EMU]."""
    return [
        (it.left, it.top, it.left + it.width, it.top + it.height)
        for it in page.shapes
        if not (it.has_text_frame and not it.text_frame.text)
    ]


def test_nothing_on_a_slide_overlaps_or_leaves_it(shown):
    for page in shown:
        found = boxes(page)
        assert all(
            x0 >= 0 and y0 >= 0 and x1 <= Emu(12_192_000) and y1 <= Emu(6_858_000) for x0, y0, x1, y1 in found
        )
        for i, a in enumerate(found):
            for b in found[i + 1 :]:
                across = min(a[2], b[2]) - max(a[0], b[0])
                along = min(a[3], b[3]) - max(a[1], b[1])
                assert min(across, along) < MM / 4, (titled(page), a, b)


def test_rows_are_as_high_as_their_words_so_that_no_program_stretches_them(shown):
    for page in shown:
        for it in page.shapes:
            for row in it.table.rows if it.has_table else ():
                size = max(
                    run.font.size.pt for cell in row.cells for run in cell.text_frame.paragraphs[0].runs
                )
                assert row.height >= size * 12_700 * 1.15


def test_maps_say_what_they_show_to_who_cannot_see_them(shown):
    for page in list(shown)[:6]:
        told = [it.element.nvPicPr.cNvPr.get("descr") for it in page.shapes if hasattr(it, "image")]
        assert told == [titled(page), "Legend"]


def test_shortfall_is_told_with_what_to_ask_for(brief):
    said = slides(brief)
    page = next(words for words in said if "must be asked for (BKO)" in words)
    assert "Reinforcement to ask for (BKO)" in page


@pytest.mark.parametrize("lacking", ["stations", "units"])
def test_an_operation_without_stations_or_units_makes_slides_all_the_same(lacking):
    it = evaluate(small(**{lacking: small_frames()[lacking].iloc[:0]}), BY_HAND)
    said = slides(deck.render(it, SheetOptions(language="en")))
    assert len(said) == 8
    assert ("no polling stations" if lacking == "stations" else "6 people are missing") or said


@pytest.mark.usefixtures("plain_maps")
@pytest.mark.parametrize("name", [*NAMES.values(), "Sumberkalimasanggondang " * 20, "漢字\x00\ufffe \u202e"])
def test_hostile_and_long_names_are_words(name):
    made = deck.render(evaluate(hostile(name), BY_HAND), SheetOptions(language="en"))
    found = Presentation(io.BytesIO(made)).slides
    assert not [r for page in found for r in page.part.rels.values() if r.is_external]
    for page in found:
        assert all(x1 <= Emu(12_192_000) and y1 <= Emu(6_858_000) for _x, _y, x1, y1 in boxes(page))


def test_equal_plans_make_equal_bytes(brief):
    assert brief == deck.render(evaluate(small(), BY_HAND), ENGLISH)


def test_a_part_of_the_operation_is_refused(evaluation):
    with pytest.raises(ScenarioError):
        deck.render(evaluation, SheetOptions(area=Area(kind="village", key="x")))


def test_a_sum_that_differs_is_the_message_of_the_last_slide(demo):
    wrong = demo.meta.model_copy(
        update={"published": (demo.meta.published[0].model_copy(update={"value": 151.0}),)}
    )
    it = evaluate(type(demo)(wrong, demo.villages, demo.stations, demo.units), Scenario())
    assert sentences.sums(findings.sums(it)).startswith("1 of ")
    assert "DIFFER" in sentences.sums(findings.sums(it))


def test_words_give_way_before_numbers_where_a_table_is_too_wide():
    made = table.of(
        "t",
        ("t", "t"),
        [(Column("name"), ["long " * 40]), (Column("x"), ["short"]), (Column("n", "whole"), [123_456])],
    )
    laid = grid.laid(made, width=80, height=60)
    assert sum(laid.widths) == pytest.approx(80)
    assert laid.rows[0][0].endswith("…")
    assert laid.rows[0][1:] == ("short", "123,456")
    assert laid.left_out == 0


def test_rows_without_room_are_counted():
    made = table.of("t", ("t", "t"), [(Column("n", "whole"), list(range(50)))])
    laid = grid.laid(made, width=80, height=40)
    assert len(laid.rows) + laid.left_out == 50
    assert laid.height <= 40


def test_libreoffice_opens_it_with_as_many_pages_and_all_its_words(written, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        assert Presentation(io.BytesIO(written)).slides
        return
    (tmp_path / "deck.pptx").write_bytes(written)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        tmp_path / "deck.pptx",
    ]
    subprocess.run([str(it) for it in command], check=True, capture_output=True, timeout=240)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "deck.pdf").pages]
    assert len(pages) == 8
    assert all("TERBATAS" in it for it in pages)
    assert "Sanganom" in pages[3]
