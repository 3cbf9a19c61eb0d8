from __future__ import annotations

import ast
import hashlib
import inspect
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import streamlit_folium
from streamlit.testing.v1 import AppTest

from dashboard import maps, offline
from dashboard.offline import BasemapScripts, NotVendoredError, OfflineMap, require_local
from tests.dashboard.showing import HOME, WITH_MAP, component, elements, opened, turned

VENDOR = HOME / "static" / "vendor"
MANIFEST = "manifest.toml"
ROOT = HOME.parent
REMOTE = re.compile(r"""(?:https?:|wss?:)?//[\w-]+(?:\.[\w-]+)+[^\s"'`)<>]*""")
WORDS = {
    "leaflet.js": {
        "https://leafletjs.com",  # the link of its attribution, which our maps do not show, and its licence
        "http://www.w3.org/2000/svg",  # names, never asked for
        "http://www.w3.org/1999/xlink",
    },
    "protomaps-leaflet.js": {
        "https://protomaps.com",  # links of its attribution, which our maps do not show
        "https://openstreetmap.org/copyright",
        "http://example.com",  # the base of a relative address, taken off again
        "http://www.w3.org/2000/svg",
    },
    "petapam.js": {"http://www.w3.org/2000/svg"},
}
"""Addresses inside vendored scripts that no browser asks for by itself."""


def manifest() -> list[dict[str, str]]:
    return tomllib.loads((VENDOR / MANIFEST).read_text(encoding="utf-8"))["file"]


def test_the_manifest_lists_every_vendored_file_once():
    listed = [entry["path"] for entry in manifest()]
    there = [path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()]
    assert sorted(listed) == sorted(set(there) - {MANIFEST})
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: entry["path"])
def test_a_vendored_file_is_what_the_manifest_says(entry):
    assert set(entry) == {"path", "package", "version", "licence", "sha256"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
    assert hashlib.sha256((VENDOR / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


def test_every_vendored_package_brings_its_licence_and_one_version():
    packages = {}
    for entry in manifest():
        packages.setdefault(entry["path"].split("/")[0], []).append(entry)
    for folder, entries in packages.items():
        assert f"{folder}/LICENSE" in [entry["path"] for entry in entries]
        assert len({(e["package"], e["version"], e["licence"]) for e in entries}) == 1
    licences = {entry["licence"] for entry in manifest()}
    assert licences <= {"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "OFL-1.1", "ISC"}


def test_nothing_else_lies_in_the_folder_that_is_served_to_everybody():
    assert [path.name for path in (HOME / "static").iterdir()] == ["vendor"]


def served() -> list[Path]:
    files = [*(HOME / "front").rglob("*"), *(HOME / "static").rglob("*")]
    return sorted(file for file in files if file.suffix in (".js", ".css", ".html", ".svg", ".json"))


def test_no_script_or_style_names_an_address_of_another_host():
    assert len(served()) >= 4
    for file in served():
        said = file.read_text(encoding="utf-8")
        said = re.sub(r"/\*.*?\*/", "", said, flags=re.DOTALL) if file.suffix == ".css" else said
        found = set(REMOTE.findall(said))
        assert found <= WORDS.get(file.name, set()), file
        assert "sourceMappingURL" not in said, file


@pytest.mark.parametrize(
    "line",
    ["url(https://x.invalid/a.png)", "src='//x.invalid/a.js'", '"http://x.invalid"', "wss://x.invalid/a"],
)
def test_an_address_of_another_host_would_be_found(line):
    assert REMOTE.search(line)


def test_every_address_in_a_style_leads_to_a_file_that_is_served():
    for file in served():
        if file.suffix != ".css":
            continue
        for target in re.findall(r"url\([\"']?([^)\"']+)[\"']?\)", file.read_text(encoding="utf-8")):
            if target.startswith("/app/static/vendor/"):
                path = VENDOR / target.removeprefix("/app/static/vendor/")
            else:
                path = file.parent / target
            assert path.is_file() or target == "#default#VML", (file, target)


def test_the_theme_names_only_fonts_of_this_server():
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert REMOTE.findall(config.replace("127.0.0.1", "")) == []
    settings = tomllib.loads(config)
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "127.0.0.1"
    for face in settings["theme"]["fontFaces"]:
        assert (HOME / face["url"].removeprefix("app/")).is_file()


@pytest.mark.parametrize(
    "link",
    [
        "https://cdn.jsdelivr.net/npm/leaflet@1.9.4/dist/leaflet.js",
        "http://127.0.0.1/app/static/vendor/leaflet/leaflet.js",
        "//x.invalid/app/static/vendor/a.js",
        "/app/static/vendor",
        "/app/static/vendored/a.js",
        "x/front/a.js",
        "",
    ],
)
def test_the_guard_refuses_a_link_that_leaves_this_server(link):
    with pytest.raises(NotVendoredError):
        require_local(link)


def test_our_maps_ask_for_shipped_files_only():
    asked = (
        OfflineMap.default_js,
        OfflineMap.default_css,
        BasemapScripts.default_js,
        BasemapScripts.default_css,
    )
    links = [link for part in asked for _name, link in part]
    assert [require_local(link) for link in links] == links
    for link in links:
        local = link.replace("/app/static/", "static/").removeprefix("/")
        assert (HOME / local).is_file()


NEEDS_A_REMOTE_SCRIPT = {
    "plain folium": "folium.Map(tiles=None)",
    "colour scale": "LinearColormap(['white', 'red']).add_to(maps.base('/layers/a/b'))._parent",
}


@pytest.mark.parametrize("figure", NEEDS_A_REMOTE_SCRIPT.values(), ids=NEEDS_A_REMOTE_SCRIPT)
def test_a_map_that_needs_a_remote_script_is_refused_before_it_reaches_the_browser(figure):
    app = AppTest.from_string(
        f"""
import folium
import streamlit as st
from branca.colormap import LinearColormap
from streamlit_folium import st_folium
from dashboard import maps, offline
from dashboard.offline import NotVendoredError

offline.install()
try:
    st_folium({figure})
except NotVendoredError as error:
    st.text(f"refused {{error}}")
""",
        default_timeout=60,
    ).run()
    assert not app.exception
    assert [it.type for it in elements(app)] == ["text"]
    assert app.text[0].value.startswith("refused https://")


def test_the_guard_is_put_up_once_however_often_the_page_runs():
    offline.install()
    guard = getattr(streamlit_folium, offline.PRIVATE)
    offline.install()
    assert getattr(streamlit_folium, offline.PRIVATE) is guard
    with pytest.raises(NotVendoredError):
        guard(js_links=["https://x.invalid/a.js"], css_links=[])
    with pytest.raises(NotVendoredError):
        guard(js_links=[], css_links=["https://x.invalid/a.css"])


def test_streamlit_folium_still_has_the_one_way_out_that_the_guard_watches():
    tree = ast.parse(inspect.getsource(streamlit_folium))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == offline.PRIVATE
    ]
    assert calls
    for call in calls:
        assert call.args == []
        assert {"js_links", "css_links"} <= {keyword.arg for keyword in call.keywords}
    made = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "declare_component"
    ]
    names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(it in made for it in ast.walk(node.value))
        for target in node.targets
    }
    assert names == {offline.PRIVATE}


def test_streamlit_folium_is_the_version_that_the_guard_was_made_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"streamlit-folium=={version('streamlit-folium')}" in project["dependencies"]


def test_every_map_of_the_dashboard_sends_local_links_only():
    app = opened(language="en")
    for view in WITH_MAP:
        app = app if view == "briefing" else turned(app, view)
        sent = component(app)
        assert sent["js_links"]
        assert [require_local(it) for it in (*sent["js_links"], *sent["css_links"])]
        for part in ("script", "header", "html", "feature_group"):
            assert REMOTE.findall(str(sent.get(part) or "")) == [], (view, part)


def test_the_base_map_has_no_tiles_and_no_attribution():
    figure = maps.base("/layers/a/b")
    assert [type(it).__name__ for it in figure._children.values()] == ["Start"]
    assert figure.options["attributionControl"] is False
