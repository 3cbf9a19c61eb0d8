"""A bridge that is lost: which one, which stations fall out, and where."""

from __future__ import annotations

import pytest

from dashboard import losses
from geo.scenario import Scenario
from tests.bridges import small_with_bridges
from tests.dashboard.showing import LANGUAGES, control, layers, marks, opened, saved, sentence, tables, words

PLAN = Scenario(engine="roads", threshold_min=40)
"""Within 40 minutes the reserve reaches everybody east of the bridge in Tiga, and nobody else does."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    here = tmp_path_factory.mktemp("bridges")
    return saved(small_with_bridges(here), here / "operation")


def test_the_sentence_and_the_table_name_the_bridge_by_its_village(folder):
    app = opened(folder, view="stress", language="en", scenario=PLAN)
    assert not app.exception
    control(app, "stress kind").set_value("bridge").run()
    (ranked, *_rest) = [it for it in tables(app) if "TPS out" in it]
    assert ranked[["Without", "TPS out"]].to_numpy().tolist()[0] == ["bridge in Tiga", 2]
    assert "The road network does not say which roads are bridges." not in words(app)
    assert "bridges 2" in words(app)


def test_the_worst_bridge_shows_the_stations_that_fall_out_and_the_cut_on_the_map(folder):
    app = opened(folder, view="stress", language="en", scenario=PLAN)
    control(app, "stress kind").set_value("bridge").run()
    assert "Without bridge in Tiga" in words(app)
    assert "2 TPS fall out of reach, with 100 voters" in words(app)
    (fallen,) = [it for it in tables(app) if "min now" in it]
    assert sorted(fallen["TPS"]) == ["Empat · 1", "Tiga · 2"]
    assert marks(app) == "000011"
    (mark,) = [it for it in layers(app) if "fixed" in it]
    assert (mark["name"], mark["look"]) == (["bridge in Tiga"], ["lost"])
    (cut,) = [it for it in layers(app) if "closed" in it]
    (line,) = cut["closed"][0]["at"]
    assert sorted(round(lon, 3) for _lat, lon in line) == [112.24, 112.25]
    assert cut["closed"][0]["fine"] is False


def test_the_other_bridge_is_shown_when_its_row_is_chosen(folder):
    app = opened(folder, view="stress", language="en", scenario=PLAN)
    (everything,) = [it for it in tables(app) if "bridge in Dua" in set(it.get("Without", []))][:1]
    assert "bridge in Tiga" in set(everything["Without"])
    kind, id_ = "bridge", "bridge 1"
    chosen = opened(
        folder, view="stress", language="en", scenario=PLAN, remembered={losses.CASE: (kind, id_)}
    )
    assert "Without bridge in Dua" in words(chosen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_in_both_languages(folder, language):
    app = opened(folder, view="stress", language=language, scenario=PLAN)
    assert not app.exception
    assert sentence(app)
    assert ("jembatan di Tiga" if language == "id" else "bridge in Tiga") in {
        str(cell) for table in tables(app) for cell in table.to_numpy().ravel()
    }
