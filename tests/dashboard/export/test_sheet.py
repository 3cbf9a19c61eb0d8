from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest

from dashboard import names, text
from dashboard.export import needs, sheet
from dashboard.export.options import Area, SheetOptions
from geo.errors import NotFoundError, ScenarioError
from geo.evaluate import compare, evaluate
from geo.scenario import Scenario
from tests.dashboard.export.printing import THEMES, content, counts, made, pixels, words
from tests.operations import BY_HAND, small, small_frames

STATIONS = "Polling stations (TPS)"


@pytest.fixture(scope="module")
def roads(demo):
    return evaluate(demo, Scenario(engine="roads"))


def drawn_stations(page) -> int:
    return sum(n for label, n in counts(page, STATIONS).items() if n and "without" not in label)


@pytest.mark.parametrize("theme", [it for it in THEMES if it != "strength"])
def test_every_station_that_is_drawn_is_counted_in_the_legend(evaluation, theme):
    page = made(evaluation, theme=theme)
    assert drawn_stations(page) == len(evaluation.stations)


def test_the_legend_of_coverage_counts_what_the_summary_counts(evaluation):
    found = counts(made(evaluation, theme="coverage"), STATIONS)
    assert found == {
        "TPS reached in time": evaluation.summary["covered"],
        "TPS not reached in time": evaluation.summary["gaps"],
    }


def test_the_legend_of_risk_counts_the_classes_that_are_there_and_no_other(evaluation):
    found = counts(made(evaluation, theme="risk"), STATIONS)
    labels = names.class_labels()
    assert found == {f"TPS {labels[c]}": n for c, n in evaluation.summary["class_counts"].items()}


def test_units_are_counted_once_each_with_those_that_are_not_drawn(evaluation):
    assert sum(counts(made(evaluation, theme="risk"), "Units").values()) == evaluation.summary["units"]


def test_a_station_without_a_position_is_told_in_the_legend():
    stations = small_frames()["stations"]
    stations.loc[0, "geometry"] = None
    page = made(evaluate(small(stations=stations), BY_HAND), theme="coverage")
    assert counts(page, STATIONS)["TPS without a position, not drawn"] == 1
    assert drawn_stations(page) == 5


@pytest.mark.parametrize(
    ("theme", "language"), [*zip(THEMES, ["id", "en"] * len(THEMES), strict=False), (THEMES[0], "en")]
)
def test_a_pdf_says_what_a_plans_map_must_say_in_its_language(evaluation, theme, language):
    chosen = SheetOptions(
        theme=theme, language=language, copy_no=2, copies=5, annex="C", number="R/12", version="3"
    )
    said = words(sheet.render(evaluation, chosen, form="pdf"))
    assert said.count("TERBATAS") == 2
    assert "SIMULASI" in said
    assert "EPSG:32749" in said
    assert evaluation.digest in said
    scale = {"id": "Skala 1:175.000", "en": "Scale 1:175,000"}[language]
    expected = {
        "id": (
            scale,
            "LAMPIRAN",
            "NOMOR",
            "TANGGAL",
            "2 dari 5",
            "BT",
            "LS",
            "KABAG OPS",
            "KAPOLRES",
            "versi 3",
        ),
        "en": (scale, "ANNEX", "NUMBER", "DATE", "2 of 5", " E", " S", "HEAD OF OPERATIONS", "version 3"),
    }[language]
    assert [it for it in expected if it not in said] == []
    assert ({"id": "garis lurus", "en": "straight line"}[language] in said) == (
        theme not in {"situation", "risk", "strength"}
    )


def test_numbers_on_paper_equal_those_of_the_summary(evaluation):
    total = evaluation.summary
    said = words(made(evaluation, theme="coverage").pdf())
    assert f"{total['covered']} / {total['stations']}" in said
    said = words(made(evaluation, theme="strength").pdf())
    labels = names.force_labels()
    for force, need in total["need"].items():
        there, short = total["personnel_by_force"].get(force, 0), total["shortfall"][force]
        told = f"{need} / {there} {labels[force]} needed / present, {short} short"
        assert (told in said) == bool(need or there)
    rows = made(evaluation, theme="strength").ranking.rows
    assert sum(int(row[1].replace(",", "")) for row in rows) == sum(total["need"].values())
    posting = evaluation.posting
    page = made(evaluation, theme="assignment")
    said = words(page.pdf())
    assert f"{posting.served} / {total['stations']}" in said
    assert f"{int(posting.stations['posted'].sum())} people posted" in said
    assert sum(int(row[2].replace(",", "")) for row in page.ranking.rows) == posting.rows["people"].sum()
    listed = made(evaluation, theme="gaps").ranking.rows
    assert len(listed) == total["gaps"]


def test_by_road_the_sheet_shows_bands_and_no_straight_line(roads):
    said = words(made(roads, theme="coverage").pdf())
    assert "in 10 min" in said
    assert "straight line" not in said
    assert "main road (SIMULASI)" in said


def test_a_difference_needs_two_plans_and_tells_what_is_gained_and_lost(demo, evaluation):
    with pytest.raises(ScenarioError, match="needs two plans"):
        made(evaluation, theme="difference")
    weaker = evaluate(demo, Scenario(units_off=("polsek-nguling",)))
    page = made(evaluation, theme="difference", other=weaker)
    gained = int((evaluation.stations["covered"] & ~weaker.stations["covered"]).sum())
    assert gained > 0
    assert counts(page, STATIONS)["TPS now reached in time"] == gained
    assert drawn_stations(page) == len(evaluation.stations)
    assert counts(page, "Units")["unit at a new place"] == 1
    told = compare(weaker, evaluation).difference["change"].value_counts()
    assert sorted(n for n in counts(page, STATIONS).values()) == sorted(told.to_list())
    back = made(weaker, theme="difference", other=evaluation)
    assert counts(back, STATIONS)["TPS no longer reached in time"] == gained
    assert "Polsek Nguling" in words(back.pdf())


@pytest.mark.parametrize("theme", ["risk", "gaps", "strength"])
def test_without_colours_a_sheet_holds_greys_alone(evaluation, theme):
    found = pixels(made(evaluation, theme=theme, monochrome=True).png(dpi=150)).astype(int)
    assert np.ptp(found, axis=2).max() == 0
    drawn = content(made(evaluation, theme=theme, monochrome=True).pdf()).split(b"\n")
    colours = [line.split()[:3] for line in drawn if line.endswith((b" rg", b" RG"))]
    assert all(len(set(it)) == 1 for it in colours)
    assert any(line.endswith(b" g") for line in drawn)


def test_the_area_is_framed_and_counted_alone(evaluation):
    district = "Lekok"
    page = made(evaluation, theme="coverage", area=Area(kind="district", key=district))
    own = evaluation.stations["district"] == district
    assert drawn_stations(page) == own.sum()
    assert page.frame.denominator < made(evaluation, theme="coverage").frame.denominator
    village = evaluation.operation.stations["village_id"].iloc[0]
    near = made(evaluation, theme="gaps", area=Area(kind="village", key=village))
    assert len(near.ranking.rows) == (evaluation.operation.stations["village_id"] == village).sum()
    assert near.listed == len(near.ranking.rows)
    posted = made(evaluation, theme="assignment", area=Area(kind="village", key=village)).ranking
    rows = evaluation.posting.rows
    own = rows["station_id"].map(evaluation.operation.stations["village_id"]) == village
    assert sum(int(row[2]) for row in posted.rows) == rows.loc[own, "people"].sum()


def test_the_frame_of_the_screen_holds_the_stations_inside_it(evaluation):
    bounds = (112.95, -7.75, 113.05, -7.62)
    page = made(evaluation, theme="coverage", area=Area(kind="bounds", bounds=bounds))
    lon, lat = evaluation.operation.station_xy.T
    inside = (lon >= bounds[0]) & (lon <= bounds[2]) & (lat >= bounds[1]) & (lat <= bounds[3])
    assert drawn_stations(page) == inside.sum() > 0


@pytest.mark.parametrize("kind", ["district", "village", "unit", "sector"])
def test_an_area_that_is_not_there_is_refused_with_those_that_are(evaluation, kind):
    with pytest.raises(NotFoundError, match="no-such"):
        made(evaluation, area=Area(kind=kind, key="no-such"))


@pytest.mark.parametrize(
    "given",
    [
        {"paper": "A5"},
        {"dpi": 200},
        {"theme": "no-such"},
        {"copy_no": 3, "copies": 2},
        {"area": {"kind": "district"}},
        {"area": {"kind": "bounds", "bounds": (2, 0, 1, 1)}},
        {"area": {"key": "x"}},
        {"wings": 2},
    ],
)
def test_choices_that_cannot_be_are_refused(given):
    with pytest.raises(ScenarioError):
        SheetOptions.parse(given)


@pytest.mark.parametrize("theme", THEMES)
def test_an_operation_without_stations_units_or_land_is_drawn_all_the_same(theme):
    frames = small_frames()
    empty = small(stations=frames["stations"].iloc[:0], units=frames["units"].iloc[:0])
    page = made(evaluate(empty, BY_HAND), theme=theme)
    assert len(page.png(dpi=150)) > 10_000
    assert not any(entry.count == 0 for group in page.legend for entry in group.entries)


def test_equal_plans_make_equal_bytes(evaluation):
    chosen = SheetOptions(theme="gaps")
    for form in ("png", "pdf"):
        assert sheet.render(evaluation, chosen, form=form) == sheet.render(evaluation, chosen, form=form)


def test_two_sheets_at_once_do_not_mix(evaluation):
    wanted = [SheetOptions(theme="risk", language="id"), SheetOptions(theme="gaps", language="en")]
    alone = [sheet.render(evaluation, it, form="pdf") for it in wanted]
    together = {}

    def work(i: int) -> None:
        together[i] = sheet.render(evaluation, wanted[i], form="pdf")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
    for it in threads:
        it.start()
    for it in threads:
        it.join()
    assert [together[i] for i in range(2)] == alone
    assert text.language() == text.SOURCE


def test_a_sheet_needs_neither_pyplot_nor_a_screen():
    code = (
        "import sys; from geo import operation; from geo.evaluate import evaluate; from geo.scenario import Scenario;"
        "from dashboard.export import atlas, sheet; from dashboard.export.options import SheetOptions;"
        "e = evaluate(operation.load('pasuruan-kota-2022'), Scenario()); sheet.render(e, SheetOptions(dpi=150), form='png');"
        "print(sorted({'matplotlib.pyplot', 'streamlit', 'folium', 'altair', 'tkinter'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], []), ([5], [5]), ([1, 1, 1, 1], [1]), ([1, 2, 3, 4], [2, 3, 4]), ([9, 15, 18, 36, 36], None)],
)
def test_classes_of_need_end_with_the_largest_and_are_never_empty(values, expected):
    ends = needs.breaks(np.array(values))
    assert expected is None or ends == expected or len(ends) <= needs.STEPS
    if values:
        assert ends[-1] == max(values)
        assert len(set(np.searchsorted(ends, values))) == len(ends)
