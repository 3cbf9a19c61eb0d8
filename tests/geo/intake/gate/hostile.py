"""Hostile files, each made here: what it is called, its bytes, and the reasons for which it may be refused."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.geo.intake.gate import seeds

CANARY = "KENARI-7c1f"
"""What stands in a file of the server that no upload may ever bring to light."""


@dataclass(frozen=True)
class Hostile:
    """A file that must not be read."""

    name: str
    body: Callable[[str, int], bytes]
    codes: frozenset[str]


MADE: dict[str, Hostile] = {}


def hostile(key: str, name: str, *codes: str) -> Callable[[Callable[[str, int], bytes]], None]:
    """Register a maker; it is told the path of the canary and the port where somebody listens."""

    def register(body: Callable[[str, int], bytes]) -> None:
        MADE[key] = Hostile(name, body, frozenset(codes))

    return register


def vrt(secret: str, _port: int = 0) -> bytes:
    return f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource relativeToVRT="0">{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'.encode()


def zip_of(build: Callable[[zipfile.ZipFile], object]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        build(archive)
    return held.getvalue()


def shapes() -> dict[str, bytes]:
    return seeds.written(".shp", "ESRI Shapefile")


def swap(body: bytes, old: bytes, new: bytes) -> bytes:
    assert old in body
    return body.replace(old, new)


def link(archive: zipfile.ZipFile, secret: str) -> None:
    info = zipfile.ZipInfo("desa.shp")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    archive.writestr(info, secret)


def lying_size(body: bytes, size: int) -> bytes:
    """Let the directory of an archive say another size of its first member than the truth."""
    place = body.index(b"PK\x01\x02")
    return body[: place + 24] + struct.pack("<I", size) + body[place + 28 :]


def flagged(body: bytes) -> bytes:
    """Mark the first member as encrypted."""
    place = body.index(b"PK\x01\x02")
    return body[:6] + b"\x01" + body[7 : place + 8] + b"\x01" + body[place + 9 :]


def geojson(coordinates: str, kind: str = "Point") -> bytes:
    return f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}]}}'.encode()


def xlsx_with(name: str, body: bytes | None) -> bytes:
    """Return the sound workbook with one member more, or another in its place."""
    with zipfile.ZipFile(io.BytesIO(seeds.workbook())) as archive:
        members = {it: archive.read(it) for it in archive.namelist()}
    return seeds.zipped(members | {name: body or b""})


LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{0}">]>'


def kml(inside: str, head: str = "") -> bytes:
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'.encode()


def placemark(coordinates: str) -> str:
    return f"<Placemark><name>x</name><Point><coordinates>{coordinates}</coordinates></Point></Placemark>"


# Pretenders: one kind in the clothes of another.
hostile("vrt named geojson", "x.geojson", "kind_unknown")(lambda secret, _: vrt(secret))
hostile("vrt as pasted text", "pasted", "kind_unknown")(lambda secret, _: vrt(secret))
hostile("vrt named csv", "x.csv", "kind_unknown")(lambda secret, _: vrt(secret))
hostile("vrt in a zip", "x.zip", "zip_nothing")(lambda secret, _: seeds.zipped({"x.vrt": vrt(secret)}))
hostile("vrt as shp in a zip", "x.zip", "unreadable")(
    lambda s, _: seeds.zipped(shapes() | {"desa.shp": vrt(s)})
)
hostile("vrt as kml in a kmz", "x.kmz", "no_rows")(lambda secret, _: seeds.zipped({"doc.kml": vrt(secret)}))
hostile("vrt over http", "x.kml", "kind_unknown")(
    lambda _, port: vrt(f"/vsicurl/http://127.0.0.1:{port}/x.geojson")
)
hostile("gdal streamed algorithm", "x.geojson", "json_unknown")(
    lambda s, _: json.dumps(
        {"type": "gdal_streamed_alg", "command_line": f"gdal vector read {s} ! write"}
    ).encode()
)
hostile("wfs source", "x.gml", "kind_unknown")(
    lambda _, port: f"<OGRWFSDataSource><URL>http://127.0.0.1:{port}/wfs</URL></OGRWFSDataSource>".encode()
)
hostile("wfs source named kml", "x.kml", "kind_unknown")(
    lambda _, port: f"<OGRWFSDataSource><URL>http://127.0.0.1:{port}/wfs</URL></OGRWFSDataSource>".encode()
)
hostile("path of vsicurl as text", "x.geojson", "kind_differs")(
    lambda _, p: f"/vsicurl/http://127.0.0.1:{p}/x".encode()
)
hostile("path of the secret as text", "x.gpkg", "kind_differs")(
    lambda secret, _: f"/vsizip/{secret}".encode()
)
hostile("topojson", "x.json", "json_unknown")(lambda *_: b'{"type":"Topology","objects":{},"arcs":[]}')
hostile("esri json", "x.json", "json_unknown")(
    lambda *_: b'{"geometryType":"esriGeometryPoint","features":[]}'
)
hostile("geojson named gpkg", "x.gpkg", "kind_differs")(lambda *_: json.dumps(seeds.geojson()).encode())
hostile("gpkg named geojson", "x.geojson", "kind_differs")(lambda *_: seeds.geopackage())
hostile("program named csv", "x.csv", "kind_unknown")(lambda *_: b"\x7fELF\x02\x01\x01" + bytes(200))
hostile("png named xlsx", "x.xlsx", "kind_unknown")(lambda *_: b"\x89PNG\r\n\x1a\n" + bytes(100))
hostile("pdf", "x.pdf", "kind_differs", "kind_unknown")(lambda *_: b"%PDF-1.7\n1 0 obj\n")
hostile("python file", "x.py", "kind_differs")(lambda *_: b"import os; os.system('id')\n")
hostile("pickle", "x.pkl", "kind_unknown", "kind_differs")(lambda *_: b"\x80\x04\x95\x00cos\nsystem\n.")
hostile("web page named xls", "x.xls", "web_page")(
    lambda *_: b"<html><table><tr><td>1</td></tr></table></html>"
)
hostile("svg", "x.kml", "kind_unknown")(
    lambda *_: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
)
hostile("word document", "x.xlsx", "zip_nothing")(lambda *_: seeds.zipped({"word/document.xml": b"<x/>"}))
hostile("polyglot of geojson and zip", "x.geojson", "kind_unknown")(
    lambda *_: json.dumps(seeds.geojson()).encode() + seeds.zipped({"a.kml": b"<kml/>"})
)
hostile("workbook and shapefile at once", "x.zip", "zip_several")(
    lambda *_: seeds.zipped(shapes() | {"xl/workbook.xml": b"<x/>"})
)

# Archives.
hostile("zip bomb", "x.zip", "zip_bomb")(lambda *_: zip_of(lambda z: z.writestr("desa.dbf", bytes(40 << 20))))
hostile("zip that lies about its size", "x.zip", "zip_damaged", "unreadable")(
    lambda *_: lying_size(zip_of(lambda z: z.writestr("desa.shp", bytes(40 << 20))), 100)
)
hostile("zip of too many members", "x.zip", "zip_many")(
    lambda *_: zip_of(lambda z: [z.writestr(f"{n}.shp", b"") for n in range(600)])
)
hostile("zip of a giant directory", "x.zip", "zip_many")(
    lambda *_: seeds.zipped({"a.shp": b"PK\x01\x02" * 5}) + b"PK\x01\x02" * 300_000 + bytes(20)
)
hostile("zip in a zip", "x.zip", "zip_nested")(
    lambda *_: seeds.zipped({"a.zip": seeds.zipped({"b.shp": b""})})
)
hostile("zip in a member named shp", "x.zip", "zip_nested")(
    lambda *_: seeds.zipped(shapes() | {"desa.shp": seeds.zipped({"b.shp": b""})})
)
hostile("zip that leads out", "x.zip", "zip_path")(lambda *_: seeds.zipped({"../../etc/cron.d/x.shp": b"x"}))
hostile("zip with an absolute name", "x.zip", "zip_path")(lambda *_: seeds.zipped({"/etc/x.shp": b"x"}))
hostile("zip with a backslash", "x.zip", "zip_path")(lambda *_: seeds.zipped({"..\\x.shp": b"x"}))
hostile("zip with a drive", "x.zip", "zip_path")(lambda *_: seeds.zipped({"C:x.shp": b"x"}))
hostile("zip with a nul in a name", "x.zip", "zip_path", "zip_damaged")(
    lambda *_: swap(seeds.zipped({"desaQ.shp": b"x"}), b"desaQ", b"desa\0")
)
hostile("zip with a link", "x.zip", "zip_link")(lambda secret, _: zip_of(lambda z: link(z, secret)))
hostile("zip with a password", "x.zip", "zip_encrypted")(
    lambda *_: flagged(seeds.zipped({"desa.shp": b"x" * 99}))
)
hostile("zip cut short", "x.zip", "zip_damaged")(lambda *_: seeds.zipped(shapes())[:-40])
hostile("zip with a broken member", "x.zip", "zip_damaged", "unreadable")(
    lambda *_: (b := bytearray(seeds.zipped(shapes())), b.__setitem__(slice(60, 90), bytes(30)), bytes(b))[2]
)
hostile("zip with two members of one name", "x.zip", "zip_damaged")(
    lambda *_: swap(seeds.zipped({"a.shp": b"x", "b.shp": b"y"}), b"b.shp", b"a.shp")
)
hostile("shapefile without its table", "x.zip", "shp_incomplete")(
    lambda *_: seeds.zipped({k: v for k, v in shapes().items() if not k.endswith(".dbf")})
)
hostile("shapefile of another program", "x.zip", "unreadable")(
    lambda *_: seeds.zipped(shapes() | {"desa.shp": b"\0" * 200})
)

# XML.
hostile("kml with an external entity", "x.kml", "dtd")(
    lambda secret, _: kml("&e;", ENTITY.format(f"file://{secret}"))
)
hostile("kml with an entity over http", "x.kml", "dtd")(
    lambda _, port: kml("&e;", ENTITY.format(f"http://127.0.0.1:{port}/x"))
)
hostile("kml of laughs", "x.kml", "dtd")(lambda *_: kml(placemark("&i;"), LAUGHS + "]>"))
hostile("kml in utf-16 with an entity", "x.kml", "dtd")(
    lambda s, _: kml("&e;", ENTITY.format(s).replace("?>", ' encoding="UTF-16"?>')).decode().encode("utf-16")
)
hostile("kmz with an external entity", "x.kmz", "dtd")(
    lambda secret, _: seeds.zipped({"doc.kml": kml("&e;", ENTITY.format(secret))})
)
hostile("gpx with an external entity", "x.gpx", "dtd")(
    lambda s, _: (ENTITY.format(s) + '<gpx><wpt lat="1" lon="1"><name>&e;</name></wpt></gpx>').encode()
)
hostile("gml with an external entity", "x.gml", "dtd", "kind_unknown")(
    lambda s, _: (ENTITY.format(s) + "<gml:FeatureCollection>&e;</gml:FeatureCollection>").encode()
)
hostile("kml that only links", "x.kml", "kml_link")(
    lambda _, p: kml(f"<NetworkLink><Link><href>http://127.0.0.1:{p}/x.kml</href></Link></NetworkLink>")
)
hostile("kml nested without end", "x.kml", "too_deep", "no_rows", "unreadable")(
    lambda *_: kml("<Folder>" * 100_000 + "</Folder>" * 100_000)
)
hostile("kml cut short", "x.kml", "unreadable")(lambda *_: seeds.KML.encode()[:300])

# GeoPackage.
ENDLESS = "CREATE VIEW tak AS WITH RECURSIVE r(fid, geom) AS (SELECT 1, NULL UNION ALL SELECT fid + 1, NULL FROM r) SELECT "
LISTED = "INSERT INTO gpkg_contents VALUES ('tak', 'features', 'tak', 4326)"
hostile("gpkg with a view without end", "x.gpkg", "endless_query", "too_many_rows")(
    lambda *_: seeds.geopackage(ENDLESS + "count(*) AS fid, geom FROM r", LISTED)
)
hostile("gpkg with a view of endless rows", "x.gpkg", "endless_query", "too_many_rows")(
    lambda *_: seeds.geopackage(ENDLESS + "* FROM r", LISTED)
)
hostile("gpkg with a view that loads", "x.gpkg", "forbidden_query")(
    lambda secret, _: seeds.geopackage(
        f"CREATE VIEW tak AS SELECT 1 AS fid, load_extension('{secret}') AS x", LISTED
    )
)
hostile("gpkg with a view of files", "x.gpkg", "forbidden_query", "unreadable")(
    lambda secret, _: seeds.geopackage(
        f"CREATE VIEW tak AS SELECT 1 AS fid, readfile('{secret}') AS x", LISTED
    )
)
hostile("gpkg with a view of pragmas", "x.gpkg", "forbidden_query", "unreadable")(
    lambda *_: seeds.geopackage(
        "CREATE VIEW tak AS SELECT 1 AS fid, file AS x FROM pragma_database_list", LISTED
    )
)
hostile("gpkg with a giant made by a function", "x.gpkg", "forbidden_query")(
    lambda *_: seeds.geopackage("CREATE VIEW tak AS SELECT 1 AS fid, zeroblob(900000000) AS x", LISTED)
)
hostile("gpkg of absurd points", "x.gpkg", "no_shape")(
    lambda *_: seeds.geopackage(blob=b"GP\0\1" + struct.pack("<iBII", 4326, 1, 2, 0xFFFFFFFF) + bytes(32))
)
hostile("gpkg cut short", "x.gpkg", "unreadable")(lambda *_: seeds.geopackage()[:6000])
hostile("sqlite that is no gpkg", "x.gpkg", "kind_unknown")(
    lambda *_: swap(seeds.geopackage(), b"GPKG", b"\0\0\0\0")
)
