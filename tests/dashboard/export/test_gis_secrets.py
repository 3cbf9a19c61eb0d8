"""GIS files and the web page: what a redacted copy leaves out, and names that are commands elsewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from dashboard import names, text
from dashboard.export import gis, webpage
from dashboard.export.cells import printable
from dashboard.export.features import secret
from geo.evaluate import evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from tests.dashboard.export.mapping import options, read, same_values, unpacked, written
from tests.dashboard.test_hostile_names import NAMES, hostile

KML = "{http://www.opengis.net/kml/2.2}"
REASON, AUTHOR = "Quarrel of the families Budi and Joko", "Kasat Intelkam Wibowo"
FORMS = (*gis.SUFFIXES, ".html")


@pytest.fixture(scope="module")
def plan(demo):
    override = {
        "village_id": demo.stations["village_id"].iloc[0],
        "class_id": "special",
        "reason": REASON,
        "author": AUTHOR,
        "date": "2022-03-01",
    }
    meta = demo.meta.parse({**demo.meta.model_dump(), "class_override": [override]})
    frames = {"villages": demo.villages, "stations": demo.stations, "units": demo.units}
    return evaluate(Operation.build(meta, frames, ground=demo.ground), Scenario())


def made(evaluation, suffix, **given) -> bytes:
    chosen = options(**given)
    if suffix == ".html":
        return webpage.render(evaluation, chosen)
    return gis.render(evaluation, chosen, suffix=suffix)


def content(data: bytes) -> str:
    """Return everything that stands in a file, its parts unpacked."""
    parts = [data]
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = [name.encode() + b"\n" + file.read(name) for name in file.namelist()]
    return b"\n".join(parts).decode("utf-8", errors="replace")


def secrets(evaluation) -> set[str]:
    """Return every word that a redacted copy must not hold; the Polres whose plan it is stands in the title."""
    told = {REASON, AUTHOR, "class_id", "class_label", "need_polri", "people_polri", "missing_people"}
    for language in text.LANGUAGES:
        with text.speaking(language):
            told |= set(names.class_labels().values()) - {"special", "khusus"}
    told |= set(evaluation.units["name"]) | set(evaluation.units.index)
    return told - {evaluation.operation.meta.jurisdiction}


@pytest.mark.parametrize(
    ("suffix", "language"), [*((it, "id") for it in FORMS), (".gpkg", "en"), (".kml", "en"), (".html", "en")]
)
def test_a_redacted_copy_holds_no_class_reason_or_name_of_a_unit(plan, suffix, language):
    said = content(made(plan, suffix, redaction="terbatas", language=language))
    every = "|".join(re.escape(it) for it in sorted(secrets(plan), key=len, reverse=True))
    assert re.findall(rf"\b(?:{every})\b", said) == []


@pytest.mark.parametrize("suffix", FORMS)
def test_the_same_search_finds_them_in_a_full_copy(plan, suffix):
    said = content(made(plan, suffix))
    assert "Polsek Nguling" in said
    assert AUTHOR not in said


def test_a_redacted_layer_keeps_its_rows_and_loses_columns_alone(plan):
    full, redacted = (written(plan, redaction=it)[0] for it in ("full", "terbatas"))
    for key, layer in redacted.items():
        assert len(layer.frame) == len(full[key].frame)
        lost = set(full[key].columns) - set(layer.columns)
        assert lost == {it for it in full[key].columns if secret(it) is not None}
        assert layer.label in layer.columns


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("kind", ["full", "terbatas"])
def test_every_file_says_how_secret_and_how_true_it_is(plan, suffix, kind):
    said = content(made(plan, suffix, redaction=kind, classification="R", language="id"))
    for it in ("RAHASIA", "SIMULASI", "GARIS LURUS", plan.digest, "2022-03-23"):
        assert it in said


@pytest.mark.parametrize("kind", NAMES)
def test_a_hostile_name_is_data_in_every_format(kind, tmp_path):
    plan = evaluate(hostile(NAMES[kind]), Scenario())
    layers = written(plan)[0]
    for suffix in (".gpkg", ".kml"):
        file = tmp_path / f"a{suffix}"
        file.write_bytes(made(plan, suffix))
        for key, layer in layers.items():
            assert same_values(layer, read(file, key if suffix == ".gpkg" else layer.title))
    folder = unpacked(made(plan, ".zip"), tmp_path)
    assert printable(NAMES[kind]) + "u" in list(read(folder / "units.shp")["unit_name"])
    for suffix in (".geojson", ".gpx"):
        file = tmp_path / f"a{suffix}"
        file.write_bytes(made(plan, suffix))
        assert len(read(file, None if suffix == ".geojson" else "waypoints")) == 6


def test_a_balloon_shows_a_name_as_text():
    plan = evaluate(hostile(NAMES["html"]), Scenario())
    root = ET.fromstring(made(plan, ".kml"))
    shown = [it.text for it in root.iter(f"{KML}description")]
    assert any("&lt;img src=x" in it for it in shown)
    assert not any("<img" in it for it in shown)
    assert {it.text for it in root.iter(f"{KML}text")} == {"$[description]"}


def test_words_too_long_for_a_shapefile_are_cut_and_said(tmp_path):
    plan = evaluate(hostile("Sumber" * 60), Scenario())
    folder = unpacked(made(plan, ".zip"), tmp_path)
    assert set(read(folder / "units.shp")["unit_name"].str.len()) == {254}
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "unit_name: words cut to 254 bytes in 3 rows" in readme


@pytest.mark.parametrize("kind", NAMES)
def test_no_name_ends_the_script_that_holds_it(kind):
    page = made(evaluate(hostile(NAMES[kind]), Scenario()), ".html").decode()
    (held,) = re.findall(r'<script type="application/json" id="petapam-page">(.*?)</script>', page, re.DOTALL)
    assert not set(held) & set("<>&\u2028\u2029")
    data = json.loads(held)
    assert data["words"]["title"] == printable(NAMES[kind] + "o")
    assert page.count("<script") == page.count("</script>") == 4
