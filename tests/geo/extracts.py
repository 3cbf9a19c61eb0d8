"""Hand-written extracts of OpenStreetMap for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

Tags = Mapping[str, str]


class Extract:
    """Gathers nodes, ways and multipolygons, and writes them as an .osm file."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.others: list[str] = []

    def _tags(self, tags: Tags) -> str:
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())

    def point(self, x: float, y: float, **tags: str) -> int:
        """Add a node and return its id."""
        number = len(self.nodes) + 1
        self.nodes.append(f"<node id='{number}' version='1' lat='{y}' lon='{x}'>{self._tags(tags)}</node>")
        return number

    def way(self, points: Sequence[tuple[float, float]], **tags: str) -> int:
        """Add a way through points, closed where the last one is the first; return its id."""
        numbers = {at: self.point(*at) for at in dict.fromkeys(points)}
        return self.way_of([numbers[at] for at in points], **tags)

    def way_of(self, refs: Sequence[int], **tags: str) -> int:
        """Add a way through nodes by their ids and return its id."""
        number = 1000 + len(self.others)
        inner = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        self.others.append(f"<way id='{number}' version='1'>{inner}{self._tags(tags)}</way>")
        return number

    def box(self, west: float, south: float, east: float, north: float, **tags: str) -> int:
        """Add a closed way around a box and return its id."""
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return self.way(corners, **tags)

    def relation(self, members: Mapping[int, str], **tags: str) -> None:
        """Add a multipolygon of ways by their roles."""
        inner = "".join(f"<member type='way' ref='{way}' role='{role}'/>" for way, role in members.items())
        given = self._tags({"type": "multipolygon", **tags})
        self.others.append(f"<relation id='{5000 + len(self.others)}' version='1'>{inner}{given}</relation>")

    def save(self, path: Path) -> Path:
        """Write everything and return the path."""
        head = "<?xml version='1.0' encoding='UTF-8'?><osm version='0.6' generator='test'>"
        path.write_text("\n".join([head, *self.nodes, *self.others, "</osm>"]), encoding="utf-8")
        return path


def town() -> Extract:
    """Return a small place on the equator, where the invented operation of the tests lies."""
    it = Extract()
    it.box(112.0, -0.04, 112.1, 0.0, landuse="forest")
    it.box(112.2, -0.01, 112.2005, 0.01, landuse="residential")
    outer, inner = it.box(112.25, 0.0, 112.35, 0.04), it.box(112.28, 0.01, 112.3, 0.02)
    it.relation({outer: "outer", inner: "inner"}, natural="water", name="Danau")
    it.way([(112.0, 0.01), (112.2, 0.012), (112.4, 0.01)], highway="primary", name="Jalan Raya")
    it.way([(112.2, -0.05), (112.2, 0.05)], highway="residential")
    it.way([(112.21, -0.05), (112.21, 0.05)], highway="track")
    it.way([(112.0, -0.02), (112.4, -0.02)], waterway="river", name="Kali")
    it.way([(112.0, -0.03), (112.4, -0.03)], railway="rail")
    it.way([(112.0, 0.03), (112.4, 0.03)], power="line")
    it.point(112.2, 0.0, place="town", name="Kota & <b>Tua</b>")
    it.point(112.05, 0.02, place="hamlet", name="Dusun Utara")
    it.point(112.06, 0.02, place="hamlet")
    return it
