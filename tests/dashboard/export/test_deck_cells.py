"""Every cell of every table of the slides, and every number in their sentences, counted anew from the evaluation."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
from matplotlib.figure import Figure
from pptx import Presentation

from dashboard import names, text
from dashboard.export import deck, findings, picture, raster, remedy
from dashboard.export.options import SheetOptions
from dashboard.text import named
from geo import catalogue, cures, operation
from geo.coverage import HIGH_RANK
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.export.reading import tables
from tests.dashboard.export.telling import numbers, percent, shown

pytestmark = pytest.mark.xdist_group("deck cells")
LANGUAGES = ("id", "en")
MORE = {"en": re.compile(r"and ([\d,]+) more"), "id": re.compile(r"dan ([\d.]+) lagi")}
FOOT = re.compile(r"digest|sidik digital|^(page|halaman) |^(Plan|Rencana): |^Pilkades ")
OUTSIDE = ""


@pytest.fixture(scope="module")
def plans(evaluation):
    """Return each plan with its cures; those of 2023 take long, so its slides are made without."""
    other = evaluate(operation.load("pasuruan-2023"), Scenario())
    return {"2022": (evaluation, cures.propose(evaluation)), "2023": (other, None)}


@pytest.fixture(scope="module", params=[f"{year} {it}" for year in ("2022", "2023") for it in LANGUAGES])
def written(plans, request):
    """Return plan, cures, language and slides; maps are a dot here, their words and numbers are tried elsewhere."""
    year, language = request.param.split()
    plan, proposed = plans[year]
    with pytest.MonkeyPatch.context() as patch:
        dot = raster.encoded(Figure(figsize=(0.1, 0.1)), dpi=10, mono=False, title="")
        patch.setattr(picture, "plan", lambda *_a, size, **_k: (picture.Picture(dot, *size), ()))
        made = deck.render(plan, SheetOptions(language=language), proposed=proposed)
    return plan, proposed, language, list(Presentation(io.BytesIO(made)).slides)


@pytest.fixture
def read(written):
    """Return what was written, and let this test speak its language."""
    text.use(written[2])
    return written


def words(slide) -> list[str]:
    """Return the sentences of a slide below its title: no table, no head and no foot."""
    title = slide.shapes.title.shape_id
    said = [it.text_frame.text for it in slide.shapes if it.has_text_frame and it.shape_id != title]
    return [it for it in said if not FOOT.search(it)]


def same(cell: str, whole: str) -> bool:
    """Whether a cell is what is wanted; a word without room may be cut, a number never."""
    cut = cell.endswith("…") and not numbers(whole, "en")
    return cell == whole or (cut and whole.startswith(cell[:-1].rstrip()))


def held(slide, at: int, wanted: list[list[str]], language: str) -> None:
    """Hold every cell of a table against what is wanted; what is left out must be told."""
    found = tables(slide)[at][1:]
    for row, full in zip(found, wanted, strict=False):
        assert [whole if same(cell, whole) else cell for cell, whole in zip(row, full, strict=True)] == full
    left = [int(numbers(it[1], language)[0]) for it in map(MORE[language].search, words(slide)) if it]
    assert (
        (len(wanted) - len(found) in left) if len(found) < len(wanted) else not left or len(tables(slide)) > 1
    )


def titled(slide, language: str) -> list[float]:
    return numbers(slide.shapes.title.text_frame.text, language)


def writer(language: str):
    """Return what writes a count or, with a digit, minutes."""
    return lambda value, digits=0: shown(float(value), language, digits)


def test_the_situation(read):
    plan, _cures, language, slides = read
    n, rows, units = writer(language), plan.stations, plan.units
    villages = plan.operation.villages[plan.operation.villages["electing"]]
    wanted = [
        [
            name,
            n((villages["district"] == name).sum()),
            n(len(own)),
            n(own["registered_voters"].sum()),
            n(units.loc[units["district"] == name, "personnel"].sum()),
        ]
        for name, own in rows.groupby("district")
    ]
    by = {row[0]: row for row in wanted}
    found = tables(slides[0])[0][1:]
    held(slides[0], 0, [by.pop(row[0]) for row in found] + list(by.values()), language)
    total, day = plan.summary, plan.operation.meta.election_day
    said = [total["stations"], len(villages), day.day, day.year, total["personnel"], total["units"]]
    assert titled(slides[0], language) == said
    outside = units.loc[units["district"] == OUTSIDE, "personnel"].sum()
    assert [outside] in [numbers(it, language) for it in words(slides[0])]


def test_the_classes(read):
    plan, _cures, language, slides = read
    n, rows, labels = writer(language), plan.stations, names.class_labels()
    known = [it for it in reversed(list(labels)) if (rows["class_id"] == it).any()]
    by = {
        name: [name, *(n((own["class_id"] == it).sum()) for it in known)]
        for name, own in rows.groupby("district")
    }
    assert tables(slides[1])[0][0][1:] == [labels[it] for it in known]
    found = [row[0] for row in tables(slides[1])[0][1:]]
    held(slides[1], 0, [by.pop(it) for it in found] + list(by.values()), language)
    worst = rows[rows["rank"] >= HIGH_RANK]
    most = worst["district"].value_counts().max() if len(worst) else 0
    assert titled(slides[1], language) == ([len(worst), len(rows), most] if len(worst) else [])


def test_what_is_reached(read):
    plan, _cures, language, slides = read
    n, rows = writer(language), plan.stations
    by = rows.groupby("district")["covered"].agg(["size", "sum", "mean"]).sort_values("mean", kind="stable")
    wanted = [
        [name, n(it["size"]), n(it["sum"]), n(it["size"] - it["sum"]), percent(it["mean"])]
        for name, it in by.iterrows()
    ]
    held(slides[2], 0, wanted, language)
    total, late = plan.summary, rows[~rows["covered"]]
    said = [total["covered"], total["stations"], plan.scenario.threshold_min, total["gaps"]]
    assert titled(slides[2], language) == [*said, late["district"].value_counts().max()]
    pace, day = plan.scenario, plan.operation.meta.data_date
    told = [pace.circuity, pace.speed_kmh, pace.turnout_min, day.day, day.year]
    assert told in [numbers(it, language) for it in words(slides[2])]


def test_the_gaps_and_their_cures(read):
    plan, proposed, language, slides = read
    n, rows, units = writer(language), plan.stations, plan.units
    wanted = [
        [
            rows.loc[it.station_id, "village"],
            n(rows.loc[it.station_id, "number"]),
            rows.loc[it.station_id, "district"],
            units.loc[it.unit_id, "name"],
            n(it.travel_min, 1),
            n(it.travel_min - plan.scenario.threshold_min, 1),
        ]
        for it in plan.gaps.itertuples()
    ]
    held(slides[3], 0, wanted, language)
    worst = plan.gaps.iloc[0]
    station = int(rows.loc[worst["station_id"], "number"])
    assert titled(slides[3], language) == [
        len(rows) - rows["covered"].sum(),
        station,
        round(worst["travel_min"], 1),
    ]
    late = proposed[proposed["gap"] == "response"] if proposed is not None else pd.DataFrame()
    known = dict(zip(remedy.told(plan, late), late["closes"], strict=True)) if len(late) else {}
    cured = tables(slides[3])[1][1:] if len(tables(slides[3])) > 1 else []
    assert bool(cured) == bool(known)
    assert [row[1] for row in cured] == [n(known[row[0]]) for row in cured]


def test_need_against_strength(read):
    plan, _cures, language, slides = read
    n, labels = writer(language), names.force_labels()
    rows = plan.balance.set_index("force")
    rows = rows[rows["need"] + rows["strength"] > 0]
    columns = ["need", "strength", "received", "shortfall"]
    held(slides[4], 0, [[labels[it], *map(n, rows.loc[it, columns])] for it in rows.index], language)
    asked = {it.force: it for it in plan.bko.itertuples()}
    found = tables(slides[4])[1][1:] if asked else []
    assert len(tables(slides[4])) == 1 + bool(asked)
    for row, (force, it) in zip(found, asked.items(), strict=True):
        assert row[:2] == [labels[force], n(it.people)]
        assert sum(numbers(row[2], language)) == it.people == rows.loc[force, "shortfall"]
        assert numbers(row[3], language) == [it.due.day, it.due.year]
    total = plan.summary
    short = [it for it in total["shortfall"].values() if it]
    assert titled(slides[4], language) == [it for it in total["need"].values() if it] + short


def test_the_posting_by_sector_or_district(read):
    plan, _cures, language, slides = read
    n, units, posting = writer(language), plan.units, plan.posting
    rows = posting.rows.assign(sector=posting.rows["unit_id"].map(units["sector"]).replace("", None))
    known = rows["sector"].notna().any()
    lacking = posting.stations[posting.stations["missing"] > 0]
    none = {"en": "no sector", "id": "tanpa rayon"}[language]
    place = rows["sector"].fillna(none) if known else rows["station_id"].map(plan.stations["district"])
    more = pd.Series(none, index=lacking.index) if known else plan.stations.loc[lacking.index, "district"]
    asked = [it for it in names.force_labels() if it in plan.need and plan.need[it].sum()]
    wanted = {}
    for name in sorted({*place, *more}):
        own = rows[place == name]
        stations = {*own["station_id"], *more.index[more == name]}
        people = [own.loc[own["force"] == it, "people"].sum() for it in asked]
        counts = [len(stations), own["unit_id"].nunique(), *people]
        wanted[name] = [name, *map(n, counts), n(own["travel_min"].max(), 1)]
    found = tables(slides[5])[0][1:]
    held(slides[5], 0, [wanted.pop(row[0]) for row in found] + list(wanted.values()), language)
    served, every = int(posting.stations["served"].sum()), len(posting.stations)
    missing = posting.stations["missing"].sum()
    assert titled(slides[5], language) == ([every] if served == every else [served, every, missing])


def test_stages_and_days(read):
    plan, _cures, language, slides = read
    n, made = writer(language), plan.phases
    stages, days = catalogue.stages(), catalogue.days()
    by = made.by_stage.groupby("stage_id", sort=False)
    held(
        slides[6],
        0,
        [
            [
                named(stages[key].name),
                percent(own["share"].max()),
                n(own["people"].sum()),
                n(own["left"].sum()),
            ]
            for key, own in by
        ],
        language,
    )
    places = list(names.place_labels())
    held(
        slides[6],
        1,
        [
            [named(days[key].name), *(n(own[it].sum()) for it in places)]
            for key, own in made.by_day.groupby("day_id", sort=False)
        ],
        language,
    )
    voting = made.by_stage[made.by_stage["stage_id"] == "voting"]
    assert titled(slides[6], language) == [voting[it].sum() for it in ("people", "strength", "left")]


def test_the_sums_that_must_agree(read):
    plan, _cures, language, slides = read
    sums = [*plan.checks.itertuples(), *plan.posting.checks.itertuples()]
    assert all(it.ok and it.expected == it.actual for it in sums)
    labels = findings.sums(plan)["label"]
    yes, n = {"en": "agrees", "id": "cocok"}[language], writer(language)
    wanted = [[label, n(it.expected), n(it.actual), yes] for label, it in zip(labels, sums, strict=True)]
    assert [row for made in tables(slides[7]) for row in made[1:]] == wanted
    assert titled(slides[7], language) == [len(sums)]
    assert len(slides) == 8


def test_no_slide_tells_a_number_beside_its_tables_that_is_not_tried_here(read):
    _plan, _cures, language, slides = read
    told = [[numbers(it, language) for it in words(slide) if numbers(it, language)] for slide in slides]
    left = [[it for it in words(slide) if MORE[language].search(it)] for slide in slides]
    counted = [len(said) - len(more) for said, more in zip(told, left, strict=True)]
    assert counted == [1, 0, 1, 1, 0, 0, 0, 0]
    assert told[3][-1] == told[2][-1]
