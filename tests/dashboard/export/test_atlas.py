from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from dashboard.export import atlas, overview, paper
from dashboard.export.atlas import CancelledError
from dashboard.export.options import SheetOptions
from geo import operation
from geo.errors import ScenarioError
from geo.evaluate import evaluate
from geo.scenario import Scenario

OPTIONS = SheetOptions(theme="coverage", language="en")


@pytest.fixture(scope="module")
def by_district(evaluation):
    told = []
    pdf = atlas.render(
        evaluation, OPTIONS, by="district", progress=lambda done, total: told.append((done, total))
    )
    return PdfReader(io.BytesIO(pdf)), told


def test_there_is_a_page_for_each_district_behind_the_index(evaluation, by_district):
    reader, _told = by_district
    names = sorted(set(evaluation.stations["district"]))
    assert len(reader.pages) == 1 + len(names) == 8
    index = reader.pages[0].extract_text()
    for i, name in enumerate(names, start=1):
        assert name in index
        page = reader.pages[i].extract_text()
        assert f"District {name}" in page
        assert f"{name} · page {i + 1} of 8" in page
        assert "Location" in page


def test_bookmarks_and_links_lead_to_the_pages(evaluation, by_district):
    reader, _told = by_district
    names = sorted(set(evaluation.stations["district"]))
    assert [it.title for it in reader.outline] == ["ATLAS BY DISTRICT", *names]
    assert [reader.get_destination_page_number(it) for it in reader.outline] == list(range(8))
    links = [it.get_object() for it in reader.pages[0]["/Annots"]]
    assert [
        reader.get_page_number(it["/Dest"][0].get_object())
        if hasattr(it["/Dest"][0], "get_object")
        else int(it["/Dest"][0])
        for it in links
    ] == list(range(1, 8))


def test_progress_is_told_page_by_page(by_district):
    assert by_district[1] == [(i, 7) for i in range(8)]


def test_the_stations_of_all_pages_are_those_of_the_operation(evaluation):
    for by in ("district", "village", "unit"):
        listed = atlas.pages(evaluation, by)
        assert sum(it.stations for it in listed) == evaluation.summary["stations"]
    assert len(atlas.pages(evaluation, "village")) == evaluation.summary["electing_villages"]


def test_whoever_cancels_gets_no_atlas_and_waits_for_one_page_at_most(evaluation):
    told = []
    with pytest.raises(CancelledError):
        atlas.render(
            evaluation,
            OPTIONS,
            by="village",
            progress=lambda done, _total: told.append(done),
            cancelled=lambda: bool(told) and told[-1] >= 1,
        )
    assert told == [0, 1]


def test_an_atlas_of_nothing_is_refused(evaluation):
    with pytest.raises(ScenarioError, match="sector"):
        atlas.render(evaluation, OPTIONS, by="sector")


def test_an_atlas_by_sector_has_a_page_for_every_rayon():
    it = evaluate(operation.load("pasuruan-2023"), Scenario())
    assert [page.name for page in atlas.pages(it, "sector")] == ["Kejayan", "Pandaan", "Purwosari"]


def test_a_long_index_goes_on_over_several_pages(evaluation):
    cells = atlas._cells([*atlas.pages(evaluation, "village")] * 8)
    split = atlas._index_pages(cells, atlas.layout(OPTIONS))
    assert len(split) > 1
    assert [cell for page in split for cell in page] == cells


def test_the_index_shows_on_a_map_where_the_pages_lie_where_there_is_room(by_district):
    reader, _told = by_district
    said = reader.pages[0].extract_text()
    assert "Pages on the map" in said
    assert [said.count(f"\n{n}\n") + said.endswith(f"\n{n}") for n in range(2, 9)] >= [1] * 7
    page = paper.layout(OPTIONS)
    assert overview.room(page, below=60.0) is None
    assert overview.room(page, below=120.0).top < 120.0
