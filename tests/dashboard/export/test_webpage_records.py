"""Every record that the stand-alone page carries, read by a parser of HTML and of JSON: station, unit and village."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import numpy as np
import pytest

from dashboard import names, remedies, text
from dashboard.export import webpage
from dashboard.export.options import SheetOptions
from geo import operation
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.dashboard.export.telling import shown

pytestmark = pytest.mark.xdist_group("web page records")
CASES = {"2022 id": (0, "id"), "2022 en": (0, "en"), "2023 id": (1, "id"), "2023 en": (1, "en")}
METRE = 0.500001e-5
"""Half of the last decimal of a place [degrees]."""


class Embedded(HTMLParser):
    """The JSON that a page carries."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.inside, self.parts = False, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script" and dict(attrs).get("type") == "application/json"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.parts.append(data)


@pytest.fixture(scope="module")
def plans(evaluation):
    other = evaluate(
        operation.load("pasuruan-2023"), Scenario(threshold_min=7.5, units_off=("polsek-gempol",))
    )
    return evaluation, other


@pytest.fixture(scope="module", params=CASES)
def read(plans, request):
    """Return plan, language, and the data of its page."""
    at, language = CASES[request.param]
    made = webpage.render(plans[at], SheetOptions(language=language)).decode()
    return plans[at], language, json.loads("".join(Embedded(made).parts))


def told(value: float, language: str, digits: int = 0) -> str:
    return shown(float(value), language, digits)


def test_every_station_is_told_as_the_evaluation_has_it(read):
    plan, language, data = read
    rows, here = plan.stations, data["layers"]["stations"]
    places = plan.operation.stations.geometry
    near = [np.abs(np.array(here["lon"]) - places.x), np.abs(np.array(here["lat"]) - places.y)]
    assert max(it.max() for it in near) <= METRE
    assert here["label"] == [
        f"{v} · TPS {n:.0f}" for v, n in zip(rows["village"], rows["number"], strict=True)
    ]
    with text.speaking(language):
        classes, ways = names.class_labels(), names.quality_labels()
    units = plan.units["name"]
    assert data["facts"]["station"]["rows"] == [
        [
            classes[it.class_id],
            units.get(it.unit_id, "–"),
            told(it.travel_min, language, 1),
            told(it.distance_m / 1000, language, 1),
            ways[it.quality],
            told(it.registered_voters, language),
        ]
        for it in rows.itertuples()
    ]
    tenths = [-1 if np.isnan(it) else round(it * 10) for it in rows["travel_min"]]
    assert data["layers"]["detail"]["tenths"] == tenths
    by = list(plan.units.index)
    assert [by[i] if i >= 0 else None for i in data["layers"]["detail"]["unit"]] == list(rows["unit_id"])
    assert [it == "0" for it in data["state"]["marks"]] == list(rows["covered"])
    assert [int(it) for it in data["state"]["classes"]] == list(rows["rank"])


def test_every_unit_is_told_as_the_evaluation_has_it(read):
    plan, language, data = read
    units, here, load = plan.units, data["layers"]["units"], plan.posting.load
    assert here["name"] == list(units["name"])
    assert np.abs(np.array(here["lon"]) - units.geometry.x).max() <= METRE
    assert np.abs(np.array(here["lat"]) - units.geometry.y).max() <= METRE
    with text.speaking(language):
        kinds, forces = names.unit_kind_labels(), names.force_labels()
        people = text._("people")
    assert here["note"] == [
        f"{forces[it.force]} · {told(it.personnel, language)} {people}" for it in units.itertuples()
    ]
    first = plan.stations["unit_id"].value_counts()
    facts = data["facts"]["unit"]["rows"]
    assert facts == [
        [
            f"{kinds[it.kind]} · {forces[it.force]}",
            it.district or "–",
            it.sector if isinstance(it.sector, str) and it.sector else "–",
            told(it.personnel, language),
            told(load.loc[it.Index, "people"], language),
            told(load.loc[it.Index, "stations"], language),
            told(first.get(it.Index, 0), language),
        ]
        for it in units.itertuples()
    ]


def test_every_village_is_told_as_the_evaluation_has_it(read):
    plan, _language, data = read
    villages, rows = plan.operation.villages, plan.stations
    here = [it["properties"] for it in data["layers"]["villages"]["features"]]
    for key in ("name", "district", "electing"):
        assert [it[key] for it in here] == list(villages[key])
    by = rows.groupby("village_id")
    assert data["counts"] == [len(by.groups.get(key, ())) for key in villages.index]
    worst = by["rank"].max()
    assert list(data["state"]["villages"]) == [
        str(worst[key]) if key in worst.index else "." for key in villages.index
    ]


def test_the_gaps_and_sums_of_the_page_are_those_of_the_evaluation(read):
    plan, language, data = read
    total, gaps = plan.summary, plan.gaps
    stations = list(plan.stations.index)
    assert [stations[i] for i in data["gaps"]["at"]] == list(gaps["station_id"])
    assert data["gaps"]["minutes"] == [f"{told(it, language, 1)} min" for it in gaps["travel_min"]]
    with text.speaking(language):
        causes = remedies.causes()
    assert data["gaps"]["cause"] == [causes[it] for it in gaps["cause"]]
    assert len(data["gaps"]["at"]) == total["gaps"] == data["state"]["marks"].count("1")
    assert data["state"]["marks"].count("0") == total["covered"]
    assert sum(data["counts"]) == len(data["layers"]["stations"]["label"]) == total["stations"]
    posted = data["facts"]["unit"]["rows"]
    apart = str.maketrans("", "", ".,")
    assert sum(int(it[3].translate(apart)) for it in posted) == total["personnel"]
    assert sum(int(it[4].translate(apart)) for it in posted) == plan.posting.rows["people"].sum()
    ends = [data["ways"]["of"][i] for i in range(len(stations))]
    assert ends == plan.routes.index.get_indexer(stations).tolist()
