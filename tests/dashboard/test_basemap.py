"""The background map on its way to the browser: by an address nobody guesses, piece by piece."""

from __future__ import annotations

import json
import os
from itertools import pairwise

import pytest

from dashboard import layers, maps, palette, server, text
from dashboard.layers import STORE, LayerStore, Stored
from dashboard.legend import Look
from geo import basemap, catalogue
from geo import operation as operations
from geo.basemap.read import read
from geo.evaluate import evaluate
from geo.operation import Operation
from tests.dashboard.showing import component, opened, turned
from tests.dashboard.showing import layers as shown
from tests.dashboard.test_layers import ask
from tests.dashboard.test_maps import ADDRESSES, luminance
from tests.geo.extracts import town
from tests.operations import BY_HAND, meta, small, small_frames

AREAS = ("earth", "forest", "farmland", "grass", "wetland", "sand", "built")
SCRIPTS = ("/app/static/vendor/protomaps-leaflet/protomaps-leaflet.js", "/front/basemap.js")


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Save the invented operation with a background map."""
    folder = tmp_path_factory.mktemp("basemap") / "plan"
    operations.save(Operation.build(meta(), small_frames()), folder)
    drawn = read(town().save(folder.parent / "town.osm"))
    basemap.write(drawn, folder / operations.BASEMAP)
    return folder


@pytest.fixture
def kept(plan):
    """Keep the file for a session of its own."""
    token, stored = layers.new_token(), Stored.of(plan / operations.BASEMAP)
    yield token, stored, STORE.put(token, stored)
    STORE.sessions.pop(token, None)


def spec(app):
    (found,) = [it for it in shown(app) if "legend" in it]
    return found


def test_a_range_of_the_file_is_answered_as_it_is_asked_for(kept):
    _token, stored, address = kept
    whole = stored.path.read_bytes()
    answer = ask(address, range="bytes=0-126")
    assert answer.status == 206
    assert answer.body == whole[:127]
    assert answer.headers["content-range"] == f"bytes 0-126/{len(whole)}"
    assert "content-encoding" not in answer.headers
    assert ask(address, range="bytes=100-299").body == whole[100:300]
    assert ask(address, range=f"bytes={len(whole)}-").status == 416
    assert ask(address).body == whole


def test_a_background_is_never_stored_and_carries_the_headers_of_all_answers(kept):
    for answer in (ask(kept[2]), ask(kept[2], range="bytes=0-6"), ask(kept[2] + "x")):
        assert {key: answer.headers.get(key) for key in server.HEADERS} == server.HEADERS
    assert ask(kept[2], range="bytes=0-6").headers["cache-control"] == "no-store"


def test_a_wrong_token_a_wrong_digest_and_a_layer_in_its_place_look_the_same(kept):
    token, stored, _address = kept
    other = STORE.put(token, layers.Payload.of([1])).rsplit("/", 1)[1]
    wrong = [
        ask(f"/tiles/{layers.new_token()}/{stored.digest}.pmtiles"),
        ask(f"/tiles/{token}/{'0' * 20}.pmtiles"),
        ask(f"/tiles/{token}/{other}.pmtiles"),
        ask(f"/layers/{token}/{stored.digest}"),
        ask(f"/tiles/{token}/..%2f{stored.digest}.pmtiles"),
    ]
    assert {answer.status for answer in wrong} == {404}
    assert len({answer.body for answer in wrong}) == 1
    assert ask(f"/tiles/{token}/").status == ask("/tiles/").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_background_can_only_be_read(kept, method):
    assert ask(kept[2], method=method).status == 405


def test_a_file_that_was_changed_or_taken_away_is_not_answered_any_more(plan, tmp_path):
    path = tmp_path / "basemap.pmtiles"
    path.write_bytes((plan / operations.BASEMAP).read_bytes())
    token, stored = layers.new_token(), Stored.of(path)
    address = STORE.put(token, stored)
    assert ask(address).status == 200
    os.utime(path, ns=(0, 0))
    assert Stored.of(path).digest != stored.digest
    assert ask(address).status == 404
    path.unlink()
    assert ask(address).status == 404
    STORE.sessions.pop(token)


def test_the_address_stays_the_same_while_the_file_does(plan):
    store = LayerStore()
    stored = Stored.of(plan / operations.BASEMAP)
    assert store.put("a", stored) == store.put("a", Stored.of(stored.path))
    assert store.put("b", stored) != store.put("a", stored)


def test_an_operation_with_a_background_asks_for_its_scripts_and_one_without_does_not(plan):
    app = opened(plan, language="en")
    assert [link for link in component(app)["js_links"] if link in SCRIPTS] == list(SCRIPTS)
    said = spec(app)["basemap"]
    assert said["url"].startswith(f"/tiles/{app.session_state['token']}/")
    assert said["url"].endswith(".pmtiles")
    assert said["credit"] == "Background: © OpenStreetMap contributors, date unknown"
    app = opened(language="en")
    assert not set(SCRIPTS) & set(component(app)["js_links"])
    assert spec(app)["basemap"] is None


def test_the_ground_gives_way_to_a_background_map(plan, tmp_path):
    operation = operations.load("pasuruan-kota-2022")
    operations.save(operation, tmp_path / "plan")
    assert spec(opened(tmp_path / "plan", language="en"))["ground"]
    (tmp_path / "plan" / operations.BASEMAP).write_bytes((plan / operations.BASEMAP).read_bytes())
    assert spec(opened(tmp_path / "plan", language="en"))["ground"] is None


def test_the_scene_stays_the_same_while_the_planner_turns_knobs(plan):
    app = opened(plan, language="en")
    before = component(app)["key"] if "key" in component(app) else component(app)["script"]
    app = turned(turned(app, "coverage"), "briefing")
    assert (component(app)["key"] if "key" in component(app) else component(app)["script"]) == before


def test_a_broken_background_is_said_and_the_map_is_shown_without(plan, tmp_path):
    operations.save(operations.load(plan), tmp_path / "plan")
    (tmp_path / "plan" / operations.BASEMAP).write_bytes(b"PMTiles")
    app = opened(tmp_path / "plan", language="en")
    assert not app.exception
    assert [it.value for it in app.warning] == ["• basemap.pmtiles is not a whole basemap. Build it again"]
    assert spec(app)["basemap"] is None


def test_the_credit_says_the_day_of_the_data_in_the_language_of_the_reader():
    text.use("id")
    assert (
        maps.background("/x", "2024-09-08T20:21:00Z")["credit"]
        == "Latar: © kontributor OpenStreetMap, 8 September 2024"
    )
    text.use("en")
    assert maps.background("/x", "")["credit"].endswith("date unknown")


def test_villages_let_the_background_through_and_cover_the_ground_without_one():
    evaluation = evaluate(small(), BY_HAND)
    said = maps.background("/tiles/t/1.pmtiles", "")
    through = maps.scene(evaluation, ADDRESSES, Look(), basemap=said)["looks"]
    covering = maps.scene(evaluation, ADDRESSES, Look())["looks"]
    assert covering == palette.LAYER_LOOKS
    for name in ("village", "idle"):
        assert through[name]["fillOpacity"] < covering[name]["fillOpacity"] == 1
    assert json.dumps(through["district"]) == json.dumps(covering["district"])


def over(ground: str, fill: str, opacity: float) -> str:
    """Return the colour of a class that darkens (multiplies) a ground."""
    pairs = [(int(ground[i : i + 2], 16), int(fill[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(g * (1 - opacity + opacity * f / 255)):02x}" for g, f in pairs)


def test_a_class_on_the_darkest_ground_is_lighter_than_the_next_one_on_the_lightest():
    opacity = palette.layer_looks(basemap=True)["village"]["fillOpacity"]
    grounds = [palette.BASEMAP[area] for area in AREAS]
    fills = [palette.CLASS_LOOKS[c]["fill"] for c in catalogue.CLASSES]
    lights = [[luminance(over(ground, fill, opacity)) for ground in grounds] for fill in fills]
    for lighter, darker in list(pairwise(lights))[1:]:
        assert min(lighter) > max(darker)
    assert max(lights[0]) > max(lights[1])
