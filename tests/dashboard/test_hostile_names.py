from __future__ import annotations

import datetime as dt
import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import maps, screen, text
from geo.changes import ClassOverride
from geo.errors import Fault, InputError
from geo.operation import Operation
from geo.scenario import Scenario
from tests.dashboard.showing import (
    LANGUAGES,
    VIEWS,
    WITH_MAP,
    component,
    control,
    elements,
    layers,
    opened,
    parsed,
    saved,
    tables,
    trees,
    turned,
    words,
)
from tests.operations import meta, small_frames

NAMES = {
    "html": "<img src=x onerror=alert(1)> ${alert(1)} `",
    "script": "</script></style><script>alert(1)</script>&lt;b&gt; {0} {x} %s {{ 7*7 }} {% raw %}",
    "markdown": "![x](http://petapam.invalid/x.png) [a](javascript:alert(1)) **b** $x$ :red[y] :material/home:",
    "rich": "[bold]alert(1)[/nothing] \u202e \u2028 'x' \"y\" \\",
}
MARKS = ("alert(1)", "petapam.invalid")
TAGS = {
    *("header", "section", "div", "h1", "h2", "p", "span", "small", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "i"),
    *("details", "summary", "code", "figure", "img", "ul", "li", "b", "button", "script"),
}
LINK = {
    "a": ("href", "download", "hidden"),
    "img": ("src", "alt"),
    "span": ("role",),
    "script": ("src",),
    "button": ("type", "title", "data-pp-copy", "data-done", "data-refused"),
}
FIELDS = {"village": "v", "district": "d", "unit": "u", "place": "p", "operation": "o", "jurisdiction": "j"}


def hostile(name: str) -> Operation:
    """Return the small operation in which every word that a user may choose is `name` with a letter."""
    frames = small_frames()
    v, d, u, p, o, j = (f"{name}{letter}" for letter in FIELDS.values())
    override = ClassOverride(
        village_id="v1", class_id="special", reason=name, author=name, date=dt.date(2022, 3, 1)
    )
    about = meta(
        name=o,
        jurisdiction=j,
        notes=[{"id": name, "en": name}],
        simulated=[f"stations.{name}", name],
        published=[
            {"key": name, "value": 3, "source": name},
            {"key": "stations", "value": 5, "source": name},
        ],
        class_override=[override],
    )
    return Operation.build(
        about,
        {
            "villages": frames["villages"].assign(name=v, district=d, regency=name),
            "stations": frames["stations"].assign(place=p),
            "units": frames["units"].assign(name=u, sector=name),
        },
    )


@pytest.fixture(params=NAMES)
def name(request):
    return NAMES[request.param]


@pytest.fixture
def folder(name, tmp_path):
    return saved(hostile(name), tmp_path / "hostile")


def held(value: object) -> bool:
    return any(mark in str(value) for mark in MARKS)


def without_choices(columns: str) -> str:
    """Return how columns look, without the words of their drop-downs, which the browser sets as text."""
    looks = json.loads(columns)
    for look in looks.values():
        look.get("type_config", {}).pop("options", None)
    return json.dumps(looks)


def strings(value):
    if isinstance(value, dict):
        for it in value.values():
            yield from strings(it)
    elif isinstance(value, list):
        for it in value:
            yield from strings(it)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_is_only_ever_text(folder, language):
    app = opened(folder, language=language, station="s1", scenario=Scenario(threshold_min=5))
    for view in VIEWS:
        app = app if view == "briefing" else turned(app, view)
        assert not app.exception, view
        for tree in trees(app):
            for node in tree.iter():
                assert node.tag in TAGS, view
                assert set(node.keys()) <= {"class", "style", *LINK.get(node.tag, ())}, view
                assert node.get("href", "/layers/").startswith("/layers/"), view
                assert node.tag != "script" or (node.get("src").startswith("/front/") and not node.text), view
                assert not held(node.attrib), view
        for it in elements(app):
            if it.type == "html":
                continue
            if it.type == "selectbox":
                assert not held((it.label, it.help)), view
            elif it.type == "dataframe":
                assert not held(without_choices(it.proto.columns)), view
                assert "link" not in it.proto.columns.lower(), view
                assert not held(it.value.columns.tolist()), view
                assert not held(it.proto.arrow_data.styler.styles), view
            else:
                assert not held(it.proto), (view, it.type)


def test_a_hostile_name_is_shown_as_it_is_wherever_it_belongs(name, folder):
    app = opened(folder, language="en", station="s1", scenario=Scenario(threshold_min=5))
    shown = {key: f"{name}{letter}" for key, letter in FIELDS.items()}
    for key in ("operation", "jurisdiction", "village", "district"):
        assert shown[key] in words(app), key
    assert shown["operation"] in control(app, "operation").options

    app = turned(app, "coverage")
    assert f"{shown['village']} · TPS 1" in words(app)
    assert {f"{shown['village']} · 1", shown["unit"], shown["district"]} <= cells(app)
    assert shown["district"] in words(app)

    app = turned(app, "risk")
    assert shown["village"] in cells(app)
    assert f"Class set by {name} on 1 March 2022: {name}." in words(app)
    assert shown["district"] in cells(turned(app, "strength"))

    app = turned(app, "method")
    assert f"TPS: {name}" in words(app)
    assert name in cells(app)


def cells(app: AppTest) -> set[str]:
    return {str(cell) for table in tables(app) for cell in table.to_numpy().ravel()}


def test_the_map_gets_a_hostile_name_as_a_plain_string_of_a_layer_and_nowhere_else(name, folder):
    app = opened(folder, language="en", station="s1", scenario=Scenario(threshold_min=5))
    for view in WITH_MAP:
        app = app if view == "briefing" else turned(app, view)
        assert not held(json.dumps(component(app))), view
    found = set()
    for layer in layers(app):
        carried = [it for it in strings(layer) if held(it)]
        if "legend" in layer:  # a legend names units, each whole; the browser sets them as text
            assert set(carried) <= {f"{name}u"}
        found.update(carried)
    assert f"{name}v" in found
    assert f"{name}d" in found
    assert f"{name}u" in found
    assert f"{name}v · TPS 1" in found
    bare = {"v", "d", "u", "v · TPS 1", "v · TPS 2"}
    notes = {it for it in found if it.startswith(("village · ", "village hall · "))}
    assert {it.replace(name, "", 1) for it in notes} <= {
        f"{kind} · d · {n} more TPS in time" for kind in ("village", "village hall") for n in range(3)
    }
    assert {it.replace(name, "", 1) for it in found - notes} <= bare | {"p", "Add a post at v"}


def test_the_maps_script_holds_no_word_of_the_data(name):
    operation = hostile(name)
    from_data = {*operation.villages["name"], *operation.units["name"], operation.meta.name, name}
    figure = maps.base("/layers/token/digest")
    maps.group({"villages": "12", "tenths": [1], "unit": [0]}).add_to(figure)
    script = figure.get_root().render()
    assert "petapam.start(" in script
    assert "petapam.show(" in script
    assert [it for it in from_data if it in script] == []


def test_a_page_is_made_of_words_never_of_html(name, monkeypatch):
    bodies = []
    monkeypatch.setattr(screen.st, "html", bodies.append)
    screen.title(name)
    screen.note(name)
    screen.notice(name, kind="warning")
    screen.answer(name, name)
    screen.cards([("good", name, name, name)])
    screen.ranked(name, [name], [(name,)], rest=name)
    assert len(bodies) == 6
    for body in bodies:
        tree = parsed(body)
        assert {node.tag for node in tree.iter()} <= TAGS
        said = [node.text for node in tree.iter() if node.text]
        assert set(said) == {name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_repeats_hostile_words_as_text(name, language, tmp_path):
    folder = tmp_path / name.replace("/", "").replace("!", "")[:100]
    saved(hostile(name), folder)
    table = folder / "stations.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("surveyed", "x" + MARKS[0]), encoding="utf-8")
    app = opened(folder, language=language)
    assert not app.exception
    assert "x" + MARKS[0] in words(app)
    assert {node.tag for tree in trees(app) for node in tree.iter()} == {"p"}
    others = [it for it in elements(app) if it.type not in ("html", "selectbox")]
    assert not any(held(it.proto) for it in others)


def test_a_fault_never_takes_its_template_from_the_data(name):
    fault = Fault(
        "{kind}: {column} is not a number, found {found}",
        "Correct these rows",
        {"kind": "stations", "column": name, "found": name},
        [name],
    )
    for language in LANGUAGES:
        text.use(language)
        assert text.error(InputError(fault)).count(name) == 3
