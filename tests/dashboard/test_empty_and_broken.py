from __future__ import annotations

import geopandas as gpd
import pytest

from geo import operation as operations
from geo.scenario import Scenario
from tests.dashboard.showing import (
    DEMO,
    LANGUAGES,
    VIEWS,
    cards,
    control,
    opened,
    saved,
    sentence,
    tables,
    texts,
    turned,
    words,
)
from tests.operations import meta, small, small_frames


@pytest.fixture
def folder(tmp_path):
    return saved(small(), tmp_path / "small")


def without(kind: str) -> gpd.GeoDataFrame:
    return small_frames()[kind].iloc[:0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("empty", [("stations",), ("units",), ("stations", "units")], ids="+".join)
def test_an_operation_without_stations_or_units_shows_every_view(language, empty, tmp_path):
    folder = saved(small(**{kind: without(kind) for kind in empty}), tmp_path / "empty")
    app = opened(folder, language=language)
    if "stations" in empty:
        expected = {"en": "no polling stations yet", "id": "belum"}
        assert expected[language] in sentence(app)
    else:
        assert cards(app)[1] == "6"
    for view in VIEWS[1:]:
        assert not turned(app, view).exception, view


def test_without_any_gap_the_sentence_and_the_list_say_so(folder):
    plan = Scenario(threshold_min=60, speed_kmh=80)
    app = opened(folder, language="en", scenario=plan)
    assert sentence(app) == "All 6 TPS are reached within 60 minutes."
    assert cards(app)[:2] == ["6 / 6", "0"]
    assert "no gap" in words(app)
    app = turned(app, "coverage")
    assert texts(app, "pp-notice pp-info") == ["Every TPS is reached in time."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_station_without_a_point_is_listed_as_a_gap_and_not_dropped(language, tmp_path):
    stations = small_frames()["stations"]
    stations.loc[2, "geometry"] = None
    folder = saved(small(stations=stations), tmp_path / "lost")
    app = opened(folder, language=language)
    assert cards(app)[0].endswith("/ 6")
    app = turned(app, "coverage")
    assert not app.exception
    first = tables(app)[0].iloc[0]
    assert first.iloc[0] == "Dua · 1"
    assert first.iloc[-1] == {"en": "none", "id": "tidak ada"}[language]
    for view in ("risk", "strength", "method"):
        assert not turned(app, view).exception, view


BROKEN = {
    "stations.csv": ("no, table\n1", ("has no column lon / lat", "tidak memuat kolom lon / lat")),
    "operation.toml": ("id = [", ("is not a TOML file", "bukan berkas TOML")),
    "villages.geojson": ("{}", ("villages.geojson", "villages.geojson")),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", BROKEN)
def test_a_broken_folder_is_explained_in_the_users_language(language, file, folder):
    content, expected = BROKEN[file]
    (folder / file).write_text(content, encoding="utf-8")
    app = opened(folder, language=language)
    assert not app.exception
    (box,) = texts(app, "pp-notice pp-error")
    head = {"en": "This operation cannot be shown.", "id": "Operasi ini tidak dapat ditampilkan."}
    assert box.startswith(head[language])
    assert expected[LANGUAGES.index(language) ^ 1] in box
    assert "Traceback" not in box
    assert "File " not in box
    control(app, "operation").set_value(DEMO).run()
    assert cards(app)[0] == "124 / 152"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", [it for it in VIEWS if it != "province"])  # that one shows a run
def test_an_operation_whose_pattern_does_not_exist_is_explained_on_every_view(language, view, tmp_path):
    odd = operations.Operation.build(meta(pattern="no-such"), small_frames())
    app = opened(saved(odd, tmp_path / "odd"), view=view, language=language)
    assert not app.exception
    (box,) = texts(app, "pp-notice pp-error")
    assert {"en": "There is no pattern no-such.", "id": "Pola no-such tidak ditemukan."}[language] in box


def test_a_file_that_changes_on_disk_is_read_again(folder):
    app = opened(folder, language="en")
    table = folder / "units.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",10.0,", ",11.0,"), encoding="utf-8")
    assert cards(app)[2] == "36"
    app.run()
    assert cards(app)[2] == "37"


def test_a_new_session_opens_what_the_server_was_told_to(folder, monkeypatch):
    monkeypatch.setenv("PETAPAM_OPERATION", str(folder))
    assert "Small" in words(opened(None, language="en"))
