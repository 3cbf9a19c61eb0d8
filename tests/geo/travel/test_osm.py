"""Reading OpenStreetMap: what tags say, where ways meet, and what a broken file is told."""

from pathlib import Path

import numpy as np
import pytest

from geo.errors import InputError, NotFoundError
from geo.travel import osm, osm_tags, speeds
from geo.travel.geodesic import distance_m
from geo.travel.graph import RoadGraph
from geo.travel.route import road_line

REAL = sorted((Path(__file__).parents[4] / "shared" / "data" / "roads").glob("*.osm.pbf"))
POINTS = {1: (0, 0), 2: (0.01, 0), 3: (0.02, 0), 4: (0.01, 0.01), 5: (0.01, -0.01), 6: (0.02, 0.01)}


def extract(folder, ways, *, tagged=None, points=None):
    """Write a small .osm file: ways are (points, tags)."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='test'>"]

    def tags(given):
        return "".join(f"<tag k='{key}' v='{value}'/>" for key, value in given.items())

    for number, (x, y) in (points or POINTS).items():
        lines.append(
            f"<node id='{number}' version='1' lat='{y}' lon='{x}'>{tags((tagged or {}).get(number, {}))}</node>"
        )
    for number, (refs, given) in enumerate(ways, start=100):
        nodes = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        lines.append(f"<way id='{number}' version='1'>{nodes}{tags(given)}</way>")
    path = folder / "town.osm"
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def node_at(graph, x, y):
    (found,) = np.flatnonzero((abs(graph.x - x) < 1e-9) & (abs(graph.y - y) < 1e-9))
    return int(found)


def minutes(graph, a, b):
    return graph.path(node_at(graph, *POINTS[a]), node_at(graph, *POINTS[b])).minutes


STREET = {"highway": "residential"}
KM = 1.11319
AT_22 = KM / 22 * 60


def test_ways_are_cut_where_they_cross_and_nowhere_else(tmp_path):
    graph = osm.read(extract(tmp_path, [([1, 2, 3, 6], STREET), ([4, 2, 5], STREET)]))
    assert (graph.n_nodes, len(graph.road_ends), len(graph.head)) == (5, 4, 8)
    bent = int(np.argmax(np.diff(graph.bend_ptr)))
    assert road_line(graph, bent)[1].tolist() == [0.02, 0]
    assert minutes(graph, 1, 6) == pytest.approx(2 * AT_22 + 1.10574 / 22 * 60, abs=1e-3)


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ({}, True, True),
        *[({"oneway": value}, True, False) for value in ("yes", "true", "1")],
        *[({"oneway": value}, False, True) for value in ("-1", "reverse")],
        *[({"oneway": value}, True, True) for value in ("no", "false", "0", "alternating")],
        ({"junction": "roundabout"}, True, False),
        ({"junction": "circular", "oneway": "no"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, True, True),
        ({"access": "private"}, False, False),
        ({"motor_vehicle": "no"}, False, False),
        ({"access": "no", "motor_vehicle": "yes"}, True, True),
        ({"access": "private", "emergency": "yes"}, True, True),
        ({"motorcycle": "no"}, True, True),
        ({"area": "yes"}, False, False),
        ({"highway": "footway"}, False, False),
        ({"highway": "path"}, False, False),
        ({"highway": "path", "motorcar": "yes"}, True, True),
    ],
)
def test_a_car_may_drive_in_the_directions_that_tags_allow(tmp_path, tags, there, back):
    graph = osm.read(extract(tmp_path, [([1, 2], {**STREET, **tags}), ([2, 3], STREET)]))
    found = [len(graph.x) > 2 and np.isfinite(minutes(graph, *way)) for way in ((1, 2), (2, 1))]
    assert found == [there, back]


def test_a_motorcycle_has_ways_of_its_own(tmp_path):
    path = extract(
        tmp_path, [([1, 2], {"highway": "path"}), ([2, 3], {"highway": "motorway"}), ([2, 4], STREET)]
    )
    graph = osm.read(path, vehicle="motorcycle")
    assert graph.meta["vehicle"] == "motorcycle"
    assert minutes(graph, 1, 2) == pytest.approx(KM / 10 * 60, abs=1e-3)
    assert not ((graph.x == 0.02) & (graph.y == 0)).any()


@pytest.mark.parametrize(
    ("text", "kmh"),
    [("50", 50), ("30 mph", 48.28), ("30mph", 48.28), ("50 km/h", 50), ("60;40", 40), ("none", None), ("ID:urban", None),
     ("walk", 7), ("", None), ("0", None), ("10 knots", 18.52)],
)  # fmt: skip
def test_speed_limits_are_read_in_every_unit(text, kmh):
    assert osm_tags.speed_kmh(text) == (None if kmh is None else pytest.approx(kmh, abs=0.01))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("0:25", 25), ("01:10:30", 70.5), ("PT1H5M", 65), ("12", 12), ("long", None), ("0:00", None)],
)
def test_durations_of_ferries_are_read(text, wanted):
    assert osm_tags.minutes(text) == wanted


def test_a_speed_limit_counts_by_its_share_and_never_far_above_the_class(tmp_path):
    limit = {"highway": "tertiary", "maxspeed:forward": "20 mph", "maxspeed:backward": "120"}
    graph = osm.read(extract(tmp_path, [([1, 2], limit)]))
    table = speeds.shipped()
    slow = 20 * 1.609344 * table.limit_share
    assert minutes(graph, 1, 2) == pytest.approx(KM / slow * 60, abs=1e-3)
    assert minutes(graph, 2, 1) == pytest.approx(KM / (35 * table.limit_room) * 60, abs=1e-3)


def test_a_ferry_takes_its_tagged_duration_over_all_its_parts(tmp_path):
    ferry = ([1, 2, 3], {"route": "ferry", "duration": "0:30"})
    graph = osm.read(extract(tmp_path, [ferry, ([2, 4], STREET)]))
    assert minutes(graph, 1, 3) == pytest.approx(30, abs=1e-3)
    assert minutes(graph, 1, 2) == pytest.approx(15, abs=1e-3)


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ({"barrier": "bollard"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, True),
        ({"barrier": "gate"}, True),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "no"}, True),
        ({"highway": "crossing"}, True),
    ],
)
def test_a_barrier_lets_nobody_through_unless_tags_say_so(tmp_path, tags, passes):
    graph = osm.read(extract(tmp_path, [([1, 2, 3], STREET)], tagged={2: tags}))
    found = graph.path(node_at(graph, *POINTS[1]), node_at(graph, *POINTS[3]))
    assert bool(found) == passes
    assert graph.meta["report"]["barriers"] == (not passes)


def test_a_ring_with_one_junction_is_driven_both_ways_round(tmp_path):
    graph = osm.read(extract(tmp_path, [([2, 3, 6, 4, 2], STREET), ([1, 2], STREET)]))
    assert len(graph.road_ends) == 3
    assert (graph.road_ends[:, 0] != graph.road_ends[:, 1]).all()
    lengths = sum(graph.edge_m) / 2
    ring = [POINTS[i] for i in (1, 2, 3, 6, 4, 2)]
    assert lengths == pytest.approx(
        distance_m(np.array(ring[:-1], float), np.array(ring[1:], float)).sum(), rel=1e-6
    )


def test_what_was_left_out_is_counted(tmp_path):
    ways = [
        ([1, 2, 9], STREET), ([2, 4], {"highway": "footway"}), ([2, 5], {**STREET, "access": "no"}),
        ([3, 6], {**STREET, "maxspeed": "fast"}), ([2, 4], {"highway": "residential", "oneway": "yes"}),
    ]  # fmt: skip
    report = osm.read(extract(tmp_path, ways)).meta["report"]
    assert {key: report[key] for key in ("ways", "other_kind", "no_access", "limits_unread")} == {
        "ways": 5, "other_kind": 1, "no_access": 1, "limits_unread": 1,
    }  # fmt: skip
    assert (report["stretches_cut_off"], report["roads"], report["roads_outside_core"]) == (1, 3, 2)


def test_progress_is_told_and_what_it_raises_stops_the_reading(tmp_path):
    path = extract(tmp_path, [([1, 2], STREET)])
    told = []
    osm.read(path, progress=lambda *step: told.append(step))
    assert [step for step, _, _ in told] == ["ways", "ways", "points", "points", "graph", "graph"]
    assert told[-3] == ("points", 2, 2)

    def stop(step, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        osm.read(path, progress=stop)


def test_a_file_that_is_missing_or_no_map_or_without_roads_is_named(tmp_path):
    with pytest.raises(NotFoundError, match="There is no file"):
        osm.read(tmp_path / "none.osm.pbf")
    (tmp_path / "notes.osm.pbf").write_text("no map at all" * 100)
    with pytest.raises(InputError, match=r"notes\.osm\.pbf"):
        osm.read(tmp_path / "notes.osm.pbf")
    with pytest.raises(InputError, match="holds no roads"):
        osm.read(extract(tmp_path, [([1, 2], {"building": "yes"})]))
    with pytest.raises(InputError, match="holds no place for its roads"):
        osm.read(extract(tmp_path, [([7, 8], STREET)]))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_extract_becomes_a_graph_whose_roads_hang_together(path):
    graph = osm.read(path)
    assert graph.core.mean() > 0.85
    ends = np.column_stack([graph.tail, graph.head])
    for side, (a, b) in enumerate(((0, 1), (1, 0))):
        there = graph.road_edges[:, side] >= 0
        np.testing.assert_array_equal(ends[graph.road_edges[there, side]], graph.road_ends[there][:, [a, b]])
    kmh = graph.edge_m / graph.edge_min * 0.06
    assert (np.median(kmh) > 10, kmh[graph.edge_m > 1].max() < 160) == (True, True)


@pytest.mark.parametrize("path", REAL[:1], ids=lambda path: path.name)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_truncated_extract_is_refused(path, share, tmp_path):
    part = tmp_path / "part.osm.pbf"
    part.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(InputError, match=r"part\.osm\.pbf"):
        osm.read(part)


def test_the_graph_of_an_extract_is_the_same_file_each_time(tmp_path):
    path = extract(tmp_path, [([1, 2, 3, 6], STREET), ([4, 2, 5], STREET)])
    for name in ("a.npz", "b.npz"):
        osm.read(path).save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert RoadGraph.load(tmp_path / "a.npz").meta["classes"][0] == "motorway"


def test_a_bridge_is_a_road_of_its_own_and_flagged(tmp_path):
    over = {**STREET, "bridge": "viaduct"}
    path = extract(tmp_path, [([1, 2], STREET), ([2, 3], over), ([3, 6], {**STREET, "bridge": "no"})])
    graph = osm.read(path)
    (bridge,) = np.flatnonzero(graph.road_bridge)
    assert sorted(graph.x[graph.road_ends[bridge]].tolist()) == [0.01, 0.02]
    assert graph.meta["report"]["bridges"] == 1
    graph.save(tmp_path / "roads.npz")
    np.testing.assert_array_equal(RoadGraph.load(tmp_path / "roads.npz").road_bridge, graph.road_bridge)
