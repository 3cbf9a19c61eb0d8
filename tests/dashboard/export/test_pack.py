from __future__ import annotations

import pytest

from dashboard import names, text
from dashboard.export import csvfile, deck, workbook
from dashboard.export.options import SheetOptions
from geo.evaluate import evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from tests.dashboard.export.reading import found, inside, sheets

MAKERS = {"workbook": workbook.render, "csv": csvfile.render, "deck": deck.render}


@pytest.fixture(scope="module")
def plan(demo):
    """Return the demo with a class set by hand, and a scenario that names units and classes."""
    override = {
        "village_id": demo.stations["village_id"].iloc[0],
        "class_id": "special",
        "reason": "two brawls in the market",
        "author": "Kasat Intelkam",
        "date": "2022-03-01",
    }
    meta = demo.meta.parse({**demo.meta.model_dump(), "class_override": [override]})
    it = Operation(meta, demo.villages, demo.stations, demo.units, demo.ground, demo.roads)
    return evaluate(
        it, Scenario(units_off=("polsek-lekok",), unassessed_class="high", pattern="mojokerto-kota-2022")
    )


def secrets(evaluation) -> set[str]:
    """Return what a terbatas copy must not hold: classes, reasons, authors, names and ids of units."""
    told = set()
    for language in text.LANGUAGES:
        with text.speaking(language):
            told |= set(names.class_labels().values()) - {"special", "khusus", "vulnerable"}
    units = evaluation.operation.units
    known = {str(it) for it in units["name"]} | set(units.index)
    meta = evaluation.operation.meta
    public = " ".join([meta.name, meta.jurisdiction, *(it.source for it in meta.published)])
    told |= {it.reason for it in meta.class_override} | {it.author for it in meta.class_override}
    return told | {it for it in known if it not in public}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", MAKERS)
def test_a_terbatas_copy_holds_no_class_reason_or_unit_in_any_of_its_bytes(plan, kind, language):
    made = MAKERS[kind](plan, SheetOptions(language=language, redaction="terbatas"))
    assert found(secrets(plan), inside(made)) == set()


@pytest.mark.parametrize("kind", MAKERS)
def test_the_full_copy_does_hold_them_so_that_the_search_means_something(plan, kind):
    said = found(secrets(plan), inside(MAKERS[kind](plan, SheetOptions(language="id"))))
    assert {"sangat rawan", "Polsek Nguling"} <= said


def test_people_at_a_station_are_withheld_where_they_give_its_class_away(plan, evaluation):
    chosen = SheetOptions(language="en", redaction="terbatas")
    told, untold = (sheets(workbook.render(it, chosen))["Posting list"][0] for it in (evaluation, plan))
    assert "Polri" in told
    assert "Polri" not in untold
    assert "Pattern" not in told


def test_a_terbatas_copy_says_what_it_is(evaluation):
    chosen = SheetOptions(language="en", redaction="terbatas")
    assert "Redacted copy" in inside(workbook.render(evaluation, chosen))
    assert "Redacted copy" in inside(deck.render(evaluation, chosen))
