"""Minutes by a routing service: what it says, asked in parts, and another engine whole where it is silent."""

from dataclasses import replace

import numpy as np
import pytest

from geo import operation as operations
from geo import travel
from geo.changes import Closure
from geo.evaluate import evaluate
from geo.routing import Routing
from geo.scenario import Scenario
from geo.travel import answers, geodesic, service
from geo.travel.graph import RoadGraph
from geo.travel.straight import StraightLine
from geo.travel.way import SERVICE, STRAIGHT, UNDRAWN
from tests.geo.travel.services import KINDS, brute, road_at, routing, serving
from tests.operations import BY_HAND, meta, small

PLAN = Scenario(engine="service")
BY_SERVICE = BY_HAND.model_copy(update={"engine": "service"})


@pytest.fixture(params=KINDS)
def fake(request, monkeypatch):
    service.forget()
    monkeypatch.setattr("geo.travel.wire.PAUSE_S", 0.001)
    with serving(request.param) as made:
        yield made


def places(seed, n_units=7, n_stations=11):
    """Units and stations with places that coincide, lie off road, on an island, or have no coordinate."""
    rng = np.random.default_rng(seed)
    units = np.round(rng.uniform((112, -0.4), (112.4, 0.4), (n_units, 2)), 6)
    stations = np.round(rng.uniform((112, -0.4), (112.4, 0.4), (n_stations, 2)), 6)
    units[1], units[2], units[3] = units[0], (112.2, -0.7), np.nan
    stations[1], stations[2], stations[3], stations[4] = stations[0], (112.1, -0.8), np.nan, (113.8, 0.1)
    return units, stations, rng.integers(0, 4, n_units) / 2


def one_by_one_m(a, b):
    return float(geodesic.distance_m(np.array([a]), np.array([b]))[0])


def expected(units, stations, turnout_min, plan=PLAN):
    by_plan = {"walk_kmh": plan.walk_kmh, "off_road_m": plan.off_road_m, "distance_m": one_by_one_m}
    return brute(units, stations, turnout_min, straight=StraightLine.of(plan), **by_plan)


def settled(fake, units, stations, plan=PLAN, roads=None, **settings):
    return travel.model(plan, roads=roads, routing=routing(fake, **settings), among=(units, stations))


@pytest.mark.parametrize("side", [1, 3, 4, None])
@pytest.mark.parametrize("seed", range(4))
def test_answers_are_those_of_the_service_pair_by_pair_however_it_is_asked(fake, seed, side):
    units, stations, turnout_min = places(seed)
    engine = settled(fake, units, stations, table_side=side)
    table = expected(units, stations, turnout_min)
    labels, metres, minutes = engine.nearest(units, stations, turnout_min=turnout_min, k=9)
    for j in range(len(stations)):
        order = np.lexsort((np.arange(len(units)), np.round(table[:, j], 9)))
        order = order[np.isfinite(table[order, j])]
        assert labels[j].tolist() == [*order, *[-1] * (9 - len(order))]
        np.testing.assert_allclose(minutes[j, : len(order)], table[order, j], atol=1e-6)
        assert np.isnan(minutes[j, len(order) :]).all()
        assert np.isfinite(metres[j, : len(order)]).all()
    count = engine.covering(units, stations, turnout_min=turnout_min, threshold_min=30.01)
    assert count.tolist() == (table <= 30.01).sum(axis=0).tolist()


@pytest.mark.parametrize(("side", "questions"), [(3, 2 * 4), (4, 2 * 3), (50, 1)])
def test_distinct_places_are_asked_once_in_parts_of_the_stated_size(fake, side, questions):
    units, stations, _ = places(1)  # 5 distinct units, 9 distinct stations beside those without a place
    stations = np.vstack([stations, [[112.3, 0.2]]])
    settled(fake, units, stations, table_side=side)
    assert len(fake.tables()) == questions


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_a_service_that_takes_less_is_asked_in_smaller_parts(fake, limit):
    units, stations, turnout_min = places(2)
    fake.limit = None if fake.kind == "osrm" and limit < 2 else limit
    engine = settled(fake, units, stations, table_side=1 if fake.kind == "osrm" else None)
    found = engine.nearest(units, stations, turnout_min=turnout_min, k=1)[2][:, 0]
    best = expected(units, stations, turnout_min).min(axis=0)
    np.testing.assert_allclose(found, np.where(np.isinf(best), np.nan, best), atol=1e-6)


def test_a_table_too_large_is_halved_until_it_is_taken(fake):
    units, stations, _ = places(3)
    fake.limit = 12
    engine = settled(fake, units, stations)
    assert engine.faults == ()
    assert len(fake.tables()) > 4


def test_places_without_a_way_between_them_do_not_reach_each_other(fake):
    units, stations = np.array([[112.0, 0.0], [113.9, 0.0]]), np.array([[112.1, 0.0], [113.8, 0.0]])
    engine = settled(fake, units, stations)
    labels, _, minutes = engine.nearest(units, stations, turnout_min=np.zeros(2), k=2)
    assert labels.tolist() == [[0, -1], [1, -1]]
    assert np.isnan(minutes[:, 1]).all()
    ways = engine.ways(units, stations, turnout_min=np.zeros(2), labels=np.array([1, 1]))
    assert [bool(way) for way in ways] == [False, True]


def test_one_pair_without_a_way_does_not_spoil_the_question_it_is_in(fake):
    code = {"osrm": {"code": "NoSegment"}, "valhalla": {"error_code": 170}}[fake.kind]
    units, stations, turnout_min = places(4)
    settled(fake, units[:1], stations[:1])
    fake.script = [None, None, (400, code)]
    engine = settled(fake, units, stations)
    assert engine.faults == ()
    found = engine.nearest(units, stations, turnout_min=turnout_min, k=1)[2][:, 0]
    best = expected(units, stations, turnout_min).min(axis=0)
    np.testing.assert_allclose(found, np.where(np.isinf(best), np.nan, best), atol=1e-6)


def test_what_a_matrix_leaves_open_is_asked_as_a_route():
    service.forget()
    units, stations, turnout_min = places(5)
    with serving("valhalla") as fake:
        fake.open = {tuple(stations[6])}
        engine = settled(fake, units, stations)
        found = engine.nearest(units, stations, turnout_min=turnout_min, k=1)
    assert sum(path.endswith("/route") for path in fake.asked) > 0
    assert found[2][6, 0] == pytest.approx(expected(units, stations, turnout_min)[:, 6].min())


def test_far_from_every_road_it_is_a_straight_line_and_says_so(fake):
    units, stations, turnout_min = places(6)
    engine = settled(fake, units, stations)
    labels = engine.nearest(units, stations, turnout_min=turnout_min, k=7)[0]
    quality, access_m = engine.quality(units, stations, labels=labels)
    off = labels == 2
    off[2] = labels[2] >= 0
    assert set(quality[off]) == {STRAIGHT}
    assert set(quality[~off & (labels >= 0)]) == {SERVICE}
    assert set(quality[labels < 0]) == {None}
    assert np.isnan(access_m[3])
    assert access_m[2] > 2000
    assert access_m[0] == pytest.approx(one_by_one_m(stations[0], road_at(stations[0])))


@pytest.mark.parametrize(("n_units", "n_stations"), [(0, 0), (0, 3), (2, 0)])
def test_no_units_and_no_stations_are_answered_without_a_question(fake, n_units, n_stations):
    units, stations = np.full((n_units, 2), 112.0), np.full((n_stations, 2), 112.0)
    engine = settled(fake, units, stations)
    labels, metres, minutes = engine.nearest(units, stations, turnout_min=np.zeros(n_units), k=1)
    assert labels.tolist() == [[-1]] * n_stations
    assert np.isnan(metres).all()
    assert np.isnan(minutes).all()
    covering = engine.covering(units, stations, turnout_min=np.zeros(n_units), threshold_min=9)
    assert covering.tolist() == [0] * n_stations
    assert engine.quality(units, stations, labels=labels)[0].shape == (n_stations, 1)
    assert fake.asked == []


def test_a_moved_knob_asks_nothing_and_a_moved_unit_only_for_itself(fake):
    units, stations, turnout_min = places(7)
    first = settled(fake, units, stations)
    asked = len(fake.asked)
    slower = PLAN.model_copy(update={"speed_kmh": 20, "threshold_min": 5, "walk_kmh": 3})
    again = settled(fake, units, stations, plan=slower)
    assert len(fake.asked) == asked
    assert again.digest == first.digest
    table = expected(units, stations, turnout_min, plan=slower)
    found = again.nearest(units, stations, turnout_min=turnout_min, k=1)[2][:3, 0]
    np.testing.assert_allclose(found, table.min(axis=0)[:3], atol=1e-6)
    moved = units.copy()
    moved[0] += 0.01
    assert settled(fake, moved, stations).digest != first.digest
    assert len(fake.tables()) == 2
    service.forget()
    settled(fake, units, stations)
    assert len(fake.tables()) == 3


def test_a_silent_service_is_left_alone_for_a_while_and_then_asked_again(fake, monkeypatch):
    units, stations, _ = places(8)
    fake.always = (500, b"")
    assert settled(fake, units, stations, tries=2).faults
    asked = len(fake.asked)
    fake.always = None
    assert settled(fake, units, stations, tries=2).faults
    assert len(fake.asked) == asked
    monkeypatch.setattr(answers, "REST_S", 0.0)
    assert settled(fake, units, stations, tries=2).faults == ()


def test_what_was_answered_before_a_failure_is_not_asked_again(fake, monkeypatch):
    units, stations, _ = places(9)
    monkeypatch.setattr(answers, "REST_S", 0.0)
    whole = settled(fake, units, stations, table_side=4).digest
    asked = len(fake.asked)
    service.forget()
    fake.asked.clear()
    fake.script = [None] * (asked - 1) + [(500, b"")]
    assert settled(fake, units, stations, tries=1, table_side=4).faults
    made = settled(fake, units, stations, tries=1, table_side=4)
    assert made.digest == whole
    assert len(fake.asked) < 2 * asked - 3


def test_a_service_of_another_place_is_not_believed(fake):
    units, stations = np.array([[112.0, -3.0]]), np.array([[112.1, -3.0], [112.2, -3.0]])
    (fault,) = settled(fake, units, stations).faults
    assert "no road within 2000 m of any station" in fault.text()


def test_more_pairs_than_allowed_are_not_asked(fake):
    units, stations, _ = places(10)
    (fault,) = settled(fake, units, stations, max_pairs=40).faults
    assert "more than the 40" in fault.text()
    assert fake.asked == []


def test_closed_roads_and_a_missing_address_hand_over_at_once(fake):
    units, stations, _ = places(11)
    closed = PLAN.model_copy(update={"closures": (Closure(type="Point", coordinates=((112, 0),)),)})
    assert "which roads this plan closes" in settled(fake, units, stations, plan=closed).faults[0].text()
    bare = travel.model(PLAN, among=(units, stations))
    assert "names no routing service" in bare.faults[0].text()
    assert (bare.name, bare.answered_by, bare.digest) == ("service", "straight", "")
    assert fake.asked == []


@pytest.fixture
def roads(tmp_path):
    """One road along the equator from 112.0 to 112.4, a centidegree in two minutes."""
    x = np.arange(112.0, 112.405, 0.01)
    tail = np.arange(len(x) - 1)
    both = np.append(tail, tail + 1), np.append(tail + 1, tail)
    RoadGraph.from_edges(x, np.zeros(len(x)), *both, np.full(2 * len(tail), 2.0)).save(tmp_path / "roads.npz")
    return tmp_path / "roads.npz"


def asking(fake, **settings):
    """The small operation with the fake as its routing service."""
    return replace(small(), meta=meta(routing=routing(fake, tries=1, **settings).model_dump()))


def test_a_plan_by_service_shows_its_minutes_its_ways_and_a_digest_of_its_own(fake):
    operation = asking(fake)
    made = evaluate(operation, BY_SERVICE)
    assert made.engine.faults == ()
    assert made.engine.answered_by == "service"
    assert made.nearest["quality"].unique().tolist() == [SERVICE]
    first = made.nearest[made.nearest["rank"] == 1].set_index("station_id")
    np.testing.assert_allclose(made.routes["travel_min"], first["travel_min"])
    np.testing.assert_allclose(made.routes["distance_m"], first["distance_m"])
    assert made.routes["quality"].unique().tolist() == [SERVICE]
    assert made.routes.geometry.map(lambda line: len(line.coords)).min() == 6
    assert (
        made.digest.rsplit("-", 1)[0]
        == f"{operation.digest}-{BY_SERVICE.digest}-" + made.digest.split("-")[2]
    )
    assert evaluate(operation, BY_SERVICE).digest == made.digest


@pytest.mark.parametrize("by", ["roads", "straight"])
def test_a_service_that_fails_midway_is_taken_out_of_the_whole_plan(fake, roads, by):
    operation = replace(asking(fake, table_side=2), roads=roads if by == "roads" else None)
    whole = evaluate(operation, BY_SERVICE)
    service.forget()
    fake.script = [None] * 5
    fake.always = (500, b"")
    fallen = evaluate(operation, BY_SERVICE)
    plain = evaluate(operation, BY_HAND.model_copy(update={"engine": by}))
    assert fallen.engine.faults
    assert fallen.engine.answered_by == by
    assert fallen.digest != whole.digest
    assert fallen.nearest.equals(plain.nearest)
    assert fallen.by_force_min.equals(plain.by_force_min)
    assert fallen.stations["units_covering"].equals(plain.stations["units_covering"])
    assert fallen.routes.equals(plain.routes)


def test_other_answers_of_the_service_are_another_digest(fake):
    operation = asking(fake)
    before = evaluate(operation, BY_SERVICE).digest
    service.forget()
    fake.kind = "osrm" if fake.kind == "osrm" else "valhalla"
    fake.open = set()
    original = type(fake).answer
    fake.answer = lambda path, body: _slower(original(fake, path, body))
    assert evaluate(operation, BY_SERVICE).digest != before


def _slower(answer):
    status, found = answer
    for row in found.get("durations", []) if isinstance(found, dict) else []:
        row[:] = [seconds + 60 for seconds in row]
    for row in found.get("sources_to_targets", []) if isinstance(found, dict) else []:
        for cell in row:
            cell["time"] += 60
    return status, found


def test_ways_that_the_service_no_longer_draws_are_straight_and_say_so(fake):
    made = evaluate(asking(fake), BY_SERVICE)
    fake.script = [None, None]
    fake.always = (500, b"")
    drawn = made.routes["quality"].tolist()
    assert drawn == [SERVICE] * 2 + [UNDRAWN] * 4
    first = made.nearest[made.nearest["rank"] == 1].set_index("station_id")
    np.testing.assert_allclose(made.routes["travel_min"], first["travel_min"])
    assert made.reach.geometry.area.gt(0).all()
    assert made.engine.reach_by == "straight"


def test_where_minutes_are_asked_is_no_part_of_the_data(fake, tmp_path):
    operation = asking(fake)
    assert operation.digest == small().digest
    operations.save(operation, tmp_path)
    again = operations.load(tmp_path)
    assert again.meta.routing == operation.meta.routing
    assert isinstance(again.meta.routing, Routing)
