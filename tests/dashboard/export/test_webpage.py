"""The stand-alone page as a document: its policy allows what it carries and nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from dashboard import names
from dashboard.export import webpage
from dashboard.export.options import SheetOptions
from geo.errors import ScenarioError
from geo.evaluate import evaluate
from geo.scenario import Scenario
from tests.operations import small, small_frames

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def page(evaluation, **given) -> str:
    return webpage.render(evaluation, SheetOptions(**{"language": "en", **given})).decode()


def data(html: str) -> dict:
    (held,) = re.findall(r'id="petapam-page">(.*?)</script>', html, re.DOTALL)
    return json.loads(held)


def digest(words: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()}'"


def test_the_policy_names_every_script_and_style_by_its_digest_and_no_address(evaluation):
    html = page(evaluation)
    (policy,) = POLICY.findall(html)
    rules = dict(it.split(" ", 1) for it in policy.split("; "))
    assert rules["default-src"] == "'none'"
    scripts, styles = (
        re.findall(r"<script>(.*?)</script>", html, re.DOTALL),
        re.findall(r"<style>(.*?)</style>", html, re.DOTALL),
    )
    assert rules["script-src"].split() == [digest(it) for it in scripts]
    assert rules["style-src"].split() == [digest(it) for it in styles]
    assert set(rules) == {
        "default-src",
        "script-src",
        "style-src",
        "img-src",
        "font-src",
        "base-uri",
        "form-action",
    }
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_page_asks_for_nothing(evaluation):
    html = page(evaluation)
    assert re.findall(r"<(?:link|img|iframe|object|embed|base)\b", html.split("<script>")[0]) == []
    assert {it[:5] for it in re.findall(r'url\("?([^)]*)', html.split("</style>")[0])} == {"data:"}
    assert re.findall(r"\s(?:src|href|action|style|on\w+)=", webpage.BODY.read_text(encoding="utf-8")) == []


def test_the_page_holds_the_numbers_of_the_evaluation_and_no_place_of_a_person(evaluation):
    told = data(page(evaluation))
    total = evaluation.summary
    assert len(told["layers"]["stations"]["label"]) == total["stations"] == sum(told["counts"])
    assert len(told["gaps"]["at"]) == total["gaps"] == told["state"]["marks"].count("1")
    assert len(told["ways"]["lines"]) == total["stations"]
    assert told["words"]["digest"].endswith(evaluation.digest)
    place = evaluation.operation.stations["place"].iloc[0]
    assert place not in page(evaluation)


def test_equal_plans_give_equal_pages_in_the_language_asked_for(evaluation):
    assert page(evaluation) == page(evaluation)
    said = data(page(evaluation, language="id"))["words"]
    assert said["search"] == "Desa, TPS, atau satuan"
    assert '<html lang="id">' in page(evaluation, language="id")


def test_by_road_the_page_says_so(demo):
    told = data(page(evaluate(demo, Scenario(engine="roads"))))
    assert told["words"]["means"] == "BY ROAD"
    assert len(told["layers"]["reach"]["features"]) == 3
    assert max(map(len, told["ways"]["lines"])) > 5


@pytest.mark.parametrize("kind", ["stations", "units"])
def test_an_operation_without_stations_or_units_has_a_page(kind):
    empty = evaluate(small(**{kind: small_frames()[kind].iloc[:0]}), Scenario())
    assert data(page(empty))["words"]["title"] == "Small"


def test_a_page_is_of_the_whole_operation(evaluation):
    with pytest.raises(ScenarioError, match="part of the operation"):
        page(evaluation, area={"kind": "district", "key": "Grati"})


def test_the_legend_names_the_classes_that_a_village_has_and_no_other(evaluation, by_hand):
    for plan in (evaluation, by_hand):
        first = data(page(plan))["layers"]["scene"]["legend"][0]["items"]
        labels = list(names.class_labels().values())
        worst = plan.stations.groupby("village_id")["rank"].max()
        wanted = {labels[int(it)] for it in worst if it >= 0}
        assert {it["label"] for it in first} & set(labels) == wanted
