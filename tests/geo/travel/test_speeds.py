"""The table of speeds: complete, documented, and read for every vehicle and time."""

import numpy as np
import pytest

from geo.errors import NotFoundError, ScenarioError
from geo.travel import speeds


def test_every_class_has_speeds_below_the_limits_of_its_kind_and_every_time_a_source():
    table = speeds.shipped()
    by_id = {it.id: it for it in table.speed}
    assert by_id["motorway"].car <= 100
    assert max(it.car for it in table.speed if it.id != "motorway") <= 80
    assert by_id["residential"].car <= 30
    assert by_id["motorway"].motorcycle == by_id["path"].car == 0
    assert by_id["living_street"].motorcycle > by_id["living_street"].car
    assert {it.id for it in table.period} == {"day", "night", "market_day"}
    assert all(it.source for it in table.period)
    assert set(by_id) >= {name for it in table.period for name in it.by_class}


def test_no_word_names_two_classes():
    words = [word for it in speeds.shipped().speed for word in {*it.osm, *it.words, it.id}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("Jalan Arteri", "trunk"),
        (" LOKAL ", "tertiary"),
        ("secondary_link", "secondary_link"),
        ("gajah", None),
    ],
)
def test_a_layers_word_names_its_class_in_any_case(word, wanted):
    table = speeds.shipped()
    number = table.number(word)
    assert (None if number is None else table.speed[number].id) == wanted


def test_minutes_change_by_class_with_vehicle_and_time():
    meta = speeds.shipped().meta("car")
    np.testing.assert_array_equal(speeds.times(meta, vehicle="car", period="day"), 1)
    ridden = speeds.times(meta, vehicle="motorcycle", period="day")
    assert np.isinf(ridden[meta["classes"].index("motorway")])
    assert ridden[meta["classes"].index("living_street")] == pytest.approx(10 / 18)
    market = speeds.times(meta, vehicle="car", period="market_day")
    assert market[meta["classes"].index("primary")] == pytest.approx(1 / 0.7)
    assert market[meta["classes"].index("track")] == pytest.approx(1 / 0.85)


def test_a_table_of_the_users_own_is_checked(tmp_path):
    with pytest.raises(NotFoundError):
        speeds.table(tmp_path / "none.toml")
    (tmp_path / "mine.toml").write_text(
        'source = "mine"\nlimit_share = 2\nlimit_room = 1\nspeed = []\nperiod = []\n'
    )
    with pytest.raises(ScenarioError, match="limit_share"):
        speeds.table(tmp_path / "mine.toml")
    with pytest.raises(NotFoundError, match="no time of day"):
        speeds.time_of_day("dawn")
