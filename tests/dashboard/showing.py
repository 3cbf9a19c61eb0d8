"""The dashboard without a browser: run a page with Streamlit's AppTest and read what stands on it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.layers import STORE, Payload
from geo import operation as operations
from geo.operation import Operation

HOME = Path(dashboard.__file__).parent
VIEWS = (
    "briefing",
    "risk",
    "coverage",
    "strength",
    "assignment",
    "gaps",
    "siting",
    "stress",
    "compare",
    "plans",
    "phases",
    "province",
    "export",
    "data",
    "method",
)
WITH_MAP = ("briefing", "risk", "coverage", "assignment", "gaps", "siting", "stress", "compare", "data")
LANGUAGES = ("id", "en")
DEMO = "pasuruan-kota-2022"
PATIENCE_S = 60


def opened(
    operation: Path | str | None = DEMO,
    *,
    view: str = "briefing",
    language: str = "id",
    mode: str = "",
    link: str = "",
    plan: str = "",
    **state: Any,
) -> AppTest:
    """Open a view of an operation, or of the one that `link` asks for, with a session that holds `state`."""
    app = AppTest.from_file(HOME / "app.py", default_timeout=PATIENCE_S)
    app.query_params["lang"] = language
    if mode:
        app.query_params["mode"] = mode
    if link:
        app.query_params["operation"] = link
    if plan:
        app.query_params["plan"] = plan
    if operation is not None:
        app.session_state["operation"] = str(operation)
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    return app if view == "briefing" else turned(app, view)


def turned(app: AppTest, view: str) -> AppTest:
    """Turn to another view of the same session."""
    return app.switch_page(f"views/{view}.py").run()


def saved(operation: Operation, folder: Path) -> Path:
    """Save an operation as a folder that the dashboard can open."""
    operations.save(operation, folder)
    return folder


def elements(app: AppTest) -> list[Any]:
    """Return every element of main area and sidebar in the order of the page."""
    return list(_leaves(app._tree))


def _leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _leaves(child)
        else:
            yield child


class _Reader(HTMLParser):
    """Reads HTML as a browser does: what is not escaped becomes an element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {key: value or "" for key, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def parsed(body: str) -> Element:
    """Return a piece of HTML as a tree."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return reader.builder.close()


def trees(app: AppTest) -> list[Element]:
    """Return the page's own HTML, each piece parsed; style sheets are left out."""
    bodies = [it.proto.body for it in elements(app) if it.type == "html"]
    return [parsed(body) for body in bodies if not body.startswith("<style>")]


def texts(app: AppTest, name: str) -> list[str]:
    """Return the words of every node of a class."""
    return [
        " ".join(node.itertext()) for tree in trees(app) for node in tree.iter() if node.get("class") == name
    ]


def sentence(app: AppTest) -> str:
    """Return the one sentence that answers the page's question."""
    (only,) = texts(app, "pp-sentence")
    return only


def cards(app: AppTest) -> list[str]:
    """Return the figures of the four cards."""
    return texts(app, "pp-card-figure")


def words(app: AppTest) -> str:
    """Return all words of the page's own HTML."""
    return "\n".join(" ".join(tree.itertext()) for tree in trees(app))


def tables(app: AppTest) -> list[Any]:
    """Return the tables of the page as frames."""
    return [it.value for it in app.dataframe]


def control(app: AppTest, key: str) -> Any:
    """Return the control whose key begins with `key`, in whatever revision of the scenario."""
    kinds = (app.slider, app.selectbox, app.multiselect, app.button_group, app.toggle)
    (found,) = [it for kind in kinds for it in kind if str(it.key).startswith(key)]
    return found


def component(app: AppTest) -> dict[str, Any]:
    """Return what the map's component was sent."""
    (found,) = [it for it in elements(app) if it.type == "component_instance"]
    return json.loads(found.proto.json_args)


def marks(app: AppTest) -> str:
    """Return the digits of the stations that the map was sent."""
    return str(component(app)).split('"marks": "')[1].split('"')[0]


def layers(app: AppTest) -> list[Any]:
    """Return every layer that the session may fetch, as a browser would read it."""
    kept = STORE.sessions[app.session_state["token"]].values()
    return [
        json.loads(gzip.decompress(it.body))
        for it in kept
        if isinstance(it, Payload) and it.media == "application/json"
    ]
