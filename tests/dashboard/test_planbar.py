from __future__ import annotations

import pytest

from dashboard import differences, plan_file, text
from geo.errors import ScenarioError
from geo.operation import load
from geo.scenario import Scenario
from tests.dashboard.showing import opened, words

DEMO = load("pasuruan-kota-2022")
UNIT = "polsek-grati"
CHANGED = {
    "threshold_min": 12,
    "engine": "roads",
    "vehicle": "motorcycle",
    "period": "night",
    "walk_kmh": 4,
    "off_road_m": 1000,
    "closures": [{"type": "Point", "coordinates": [[112.9, -7.7]]}],
    "speed_kmh": 30,
    "circuity": 1.4,
    "turnout_min": 3,
    "neighbours": 4,
    "responding_forces": ["polri"],
    "weights": {"candidates": 2},
    "class_breaks": [0.2, 0.4, 0.6],
    "pattern": "demak-2022",
    "unassessed_class": "high",
    "class_overrides": [
        {
            "village_id": "35.14.16.2008",
            "class_id": "high",
            "reason": "as told",
            "author": "Kabag Ops",
            "date": "2022-03-01",
        }
    ],
    "units_off": [UNIT],
    "units_moved": [{"unit_id": UNIT, "lon": 112.9, "lat": -7.7}],
    "units_added": [{"unit_id": "new", "name": "Pos Baru", "lon": 112.9, "lat": -7.7, "personnel": 5}],
    "rules": [
        {"label": {"id": "Semua"}, "rank": 1, "classes": ["low", "elevated", "high", "special"], "polri": 1}
    ],
    "roles": "mojokerto-kota-2022",
    "role_people": {"dalmas": 20},
    "substitutes": [],
    "reserve_share": 0.1,
    "reserve_kinds": ["patrol"],
    "posting_limit_min": 30,
    "sectors": "keep",
    "sector_extra_min": 20,
    "max_stations": 8,
    "linmas_at_home": False,
    "locked": [{"unit_id": UNIT, "station_id": "35.14.16.2008-01"}],
    "forbidden": [{"unit_id": UNIT, "station_id": "35.14.16.2008-02"}],
    "drawn": [[112.9, -7.7]],
    "arrive_by": "15:00:00",
    "assembly_min": 45,
    "vehicle_seats": 12,
    "stop_min": 5,
    "convoys": "district",
    "stage_shares": {"voting": 0.8},
    "day_shares": {"h+1/guards/standby": 0.5},
}


def test_every_setting_of_a_plan_has_words_of_its_own_in_both_languages():
    assert set(CHANGED) == set(Scenario.model_fields) - {"name"}
    for language in ("en", "id"):
        text.use(language)
        told = {
            key: differences.phrases(Scenario.parse({key: value}), DEMO) for key, value in CHANGED.items()
        }
        assert {key: len(phrases) for key, phrases in told.items()} == dict.fromkeys(CHANGED, 1)
        assert len({phrases[0] for phrases in told.values()}) == len(CHANGED)


def test_the_base_plan_differs_from_itself_in_nothing():
    assert differences.phrases(Scenario(name="any"), DEMO) == []


def test_units_are_told_by_their_names():
    text.use("en")
    assert differences.phrases(Scenario(units_off=(UNIT,)), DEMO) == ["switched off: Polsek Grati"]


def test_a_plan_that_was_saved_is_read_back_equal():
    plan = Scenario.parse(CHANGED)
    assert plan_file.read(plan.to_toml().encode()) == plan


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "not a saved plan"),
        (b"threshold_min = ", "not a saved plan"),
        (b"threshold_min = 0", "at least"),
        (b"colour = 1", "not a known setting"),
        (b"# " + b"x" * plan_file.MAX_SETTINGS, "too large"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_the_reason(data, said):
    with pytest.raises(ScenarioError, match=said):
        plan_file.read(data)


def test_the_bar_stands_on_the_pages_of_the_planner_and_says_what_differs():
    app = opened(view="coverage", language="en", scenario=Scenario(threshold_min=12))
    assert "response threshold 12 min (base: 10 min)" in words(app)
    assert "response threshold 12" not in words(opened(language="en", scenario=Scenario(threshold_min=12)))


def test_the_way_back_leads_to_the_base_plan():
    app = opened(view="coverage", language="en", scenario=Scenario(threshold_min=12))
    next(it for it in app.button if it.label == "Back to the base plan").click().run()
    assert app.session_state["scenario"] == Scenario()
    assert "Base plan: nothing is changed." in words(app)
