"""Tiny OSRM and Valhalla on this machine, which know one formula and can be told to misbehave."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np

from geo.routing import Routing

KINDS = ("osrm", "valhalla")
ROAD_LAT, EDGE_LAT, ISLAND_LON = 0.0001, -0.5, 113.5


def road_at(point):
    """Where a point meets the network: a little north of itself, south of the last road far away from it."""
    return (point[0], max(point[1], EDGE_LAT) + ROAD_LAT)


def seconds_between(a, b):
    """Faster eastwards than back; none from or to the island beyond 113.5 degrees but within it."""
    if (a[0] > ISLAND_LON) != (b[0] > ISLAND_LON):
        return None
    east, north = b[0] - a[0], b[1] - a[1]
    return round(6000 * (east if east > 0 else -2 * east) + 9000 * abs(north), 1)


def metres_between(a, b):
    return (
        None if seconds_between(a, b) is None else round(111_000 * (abs(b[0] - a[0]) + abs(b[1] - a[1])), 1)
    )


def encoded(points):
    """A polyline of six decimals, as Valhalla writes it."""
    text, before = "", (0, 0)
    for lon, lat in points:
        now = round(lat * 1e6), round(lon * 1e6)
        for step in (now[0] - before[0], now[1] - before[1]):
            value = ~(step << 1) if step < 0 else step << 1
            while value >= 32:
                text += chr((32 | (value & 31)) + 63)
                value >>= 5
            text += chr(value + 63)
        before = now
    return text


class Fake:
    """What a server was asked, and what it says instead of the truth: `script` is used up first.

    An entry of it is (status, body), (status, body, headers) or seconds to wait before the truth.
    """

    def __init__(self, kind):
        self.kind, self.asked, self.script, self.hosts = kind, [], [], []
        self.limit, self.open, self.always = None, set(), None

    def tables(self):
        return [path for path in self.asked if "annotations=duration," in path or "sources_to" in path]

    def answer(self, path, body):
        self.asked.append(path)
        entry = self.script.pop(0) if self.script else self.always
        if isinstance(entry, float):
            time.sleep(entry)
        elif entry is not None:
            return entry
        return getattr(self, self.kind)(path, body)

    def osrm(self, path, _body):
        url = urlsplit(path)
        points = [tuple(map(float, it.split(","))) for it in url.path.rsplit("/", 1)[1].split(";")]
        if "/route/" in path:
            line = [points[0], road_at(points[0]), road_at(points[1]), points[1]]
            return 200, {"code": "Ok", "routes": [{"geometry": {"coordinates": line}}]}
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        sides = [
            [points[int(i)] for i in query[side].split(";")] if query[side] else []
            for side in ("sources", "destinations")
        ]
        if self.limit and len(sides[0]) * len(sides[1]) > self.limit:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        found = {"code": "Ok", "destinations": [{"location": road_at(it)} for it in sides[1]]}
        found["durations"] = [[seconds_between(a, b) for b in sides[1]] for a in sides[0]]
        if "distance" in query["annotations"]:
            found["distances"] = [[metres_between(a, b) for b in sides[1]] for a in sides[0]]
        return 200, found

    def valhalla(self, path, body):
        def points(key):
            return [(it["lon"], it["lat"]) for it in body[key]]

        if path.endswith("/locate"):
            roads = map(road_at, points("locations"))
            far = {"correlated_lon": 0.0, "correlated_lat": 0.0}
            return 200, [{"edges": [far, {"correlated_lon": x, "correlated_lat": y}]} for x, y in roads]
        if path.endswith("/route"):
            a, b = points("locations")
            if seconds_between(a, b) is None:
                return 400, {"error_code": 442, "error": "No path could be found for input"}
            summary = {"time": seconds_between(a, b), "length": metres_between(a, b) / 1000}
            line = encoded([a, road_at(a), road_at(b), b])
            return 200, {"trip": {"summary": summary, "legs": [{"shape": line}]}}
        sides = points("sources"), points("targets")
        if self.limit and len(sides[0]) * len(sides[1]) > self.limit:
            return 400, {"error_code": 150, "error": "Exceeded max locations"}
        return 200, {"sources_to_targets": [[self._cell(a, b) for b in sides[1]] for a in sides[0]]}

    def _cell(self, a, b):
        if seconds_between(a, b) is None or b in self.open:
            return {"time": None, "distance": None}
        return {"time": seconds_between(a, b), "distance": metres_between(a, b) / 1000}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.reply()

    def do_POST(self):
        self.reply()

    def reply(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fake = self.server.fake
        fake.hosts.append(self.headers["Host"])
        status, answer, *headers = fake.answer(self.path, json.loads(body) if body else None)
        if status == 0:
            self.close_connection = True
            return
        text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **(headers[0] if headers else {})}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(text)
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        """Say nothing when whoever asked has hung up."""


@contextmanager
def serving(kind):
    """A fake with its address in `url`, until the end of the block."""
    server = Server(("127.0.0.1", 0), Handler)
    fake = server.fake = Fake(kind)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def routing(fake, **changes):
    return Routing(**{"kind": fake.kind, "url": fake.url, **changes})


def brute(units, stations, turnout_min, *, straight, walk_kmh=5.0, off_road_m=2000.0, distance_m):
    """Minutes of every pair, one by one, (n_units, n_stations)."""
    table = np.full((len(units), len(stations)), np.inf)
    for i, unit in enumerate(units):
        for j, station in enumerate(stations):
            if not np.isfinite([unit, station]).all():
                continue
            a, b = tuple(unit), tuple(station)
            start, end = distance_m(a, road_at(a)), distance_m(b, road_at(b))
            if start > off_road_m or end > off_road_m:
                table[i, j] = turnout_min[i] + distance_m(a, b) * straight.min_per_m
            elif seconds_between(a, b) is not None:
                drive = start * straight.min_per_m + seconds_between(a, b) / 60
                table[i, j] = turnout_min[i] + drive + end * 0.06 / walk_kmh
    return table
