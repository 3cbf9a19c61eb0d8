"""Seeds: one small sound file of every kind, made here, byte for byte the same in every run."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pyarrow as pa
import shapely
import xlsxwriter
from pyarrow import parquet

VILLAGES = (
    ("35.14.01.2001", "Tosari", 1250),
    ("35.14.01.2002", "Wonokitri", 980),
    ("35.14.01.2003", "Sedaeng", 12),
)
CSV = 'kode;nama;pemilih;lat;lon\r\n35.14.01.2001;Tosari;0010;-7,90;112,9\r\n35.14.01.2002;"Wono\nkitri";1.250;-7,91;112,91\r\n'
KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>TPS</name>
<Placemark><name>TPS 1</name><description><![CDATA[<b>balai</b>]]></description><ExtendedData><Data name="pemilih"><value>0480</value></Data></ExtendedData><Point><coordinates>112.9,-7.9,0</coordinates></Point></Placemark>
<Placemark><name>Desa</name><Polygon><outerBoundaryIs><LinearRing><coordinates>112,-7 113,-7 113,-8 112,-7</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>Rusak</name><Point><coordinates>sini</coordinates></Point></Placemark></Folder></Document></kml>"""
GPX = """<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="-7.9" lon="112.9"><name>TPS 1</name><ele>12.5</ele></wpt>
<rte><name>R</name><rtept lat="-7" lon="112"/><rtept lat="-7.1" lon="112.1"/></rte><trk><name>T</name><trkseg><trkpt lat="-7" lon="112"/><trkpt lat="-7.2" lon="112.2"/></trkseg></trk></gpx>"""
SQL = r"""/* contoh */
DROP TABLE IF EXISTS `wilayah_boundaries`;
INSERT INTO wilayah_boundaries (kode,nama,lat,lng,path) VALUES
    ('35.14.01.2001','Tosari',-7.9,112.9,'[[[-7.9,112.9],[-7.9,113.0],[-8.0,113.0],[-7.9,112.9]]]'),
    ('35.14.01.2002','D''Wono\'kitri',-7.8,112.8,'[[[[-7.8,112.8],[-7.8,112.9],[-7.9,112.9],[-7.8,112.8]]]]'),
    ('35.14.01.2003','Sedaeng',NULL,NULL,NULL);
"""


def geojson() -> dict[str, object]:
    ring = [[112.0, -7.0], [113.0, -7.0], [113.0, -8.0], [112.0, -7.0]]
    shapes = [
        {"type": "Point", "coordinates": [112.9, -7.9]},
        {"type": "Polygon", "coordinates": [ring]},
        None,
    ]
    features = [
        {"type": "Feature", "properties": {"kode": kode, "nama": nama, "pemilih": n}, "geometry": shape}
        for (kode, nama, n), shape in zip(VILLAGES, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def zipped(members: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def frame() -> gpd.GeoDataFrame:
    points = gpd.points_from_xy([112.9, 112.91, 112.92], [-7.9, -7.91, -7.92])
    names = dict(zip(("kode", "nama", "pemilih"), zip(*VILLAGES, strict=True), strict=True))
    return gpd.GeoDataFrame(names, geometry=points, crs="EPSG:4326")


def written(suffix: str, driver: str) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        frame().to_file(Path(folder) / f"desa{suffix}", driver=driver, engine="pyogrio")
        return {it.name: it.read_bytes() for it in sorted(Path(folder).iterdir())}


def geopackage(*statements: str, blob: bytes | None = None) -> bytes:
    head = b"GP\x00\x01" + struct.pack("<i", 4326)
    points = shapely.to_wkb(shapely.points([[112.9, -7.9], [112.91, -7.91], [112.92, -7.92]]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        base = sqlite3.connect(path)
        base.executescript(
            "PRAGMA application_id=1196444487; PRAGMA user_version=10300;"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,"
            " organization_coordsys_id INTEGER, definition TEXT, description TEXT);"
            "INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[]', '');"
            "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,"
            " srs_id INTEGER, z INTEGER, m INTEGER);"
            "CREATE TABLE desa (fid INTEGER PRIMARY KEY, geom BLOB, kode TEXT, nama TEXT, pemilih INTEGER);"
            "INSERT INTO gpkg_contents VALUES ('desa', 'features', 'desa', 4326);"
            "INSERT INTO gpkg_geometry_columns VALUES ('desa', 'geom', 'POINT', 4326, 0, 0);"
        )
        for (kode, nama, n), wkb in zip(VILLAGES, points, strict=True):
            base.execute(
                "INSERT INTO desa (geom, kode, nama, pemilih) VALUES (?, ?, ?, ?)",
                (blob or head + wkb, kode, nama, n),
            )
        for statement in statements:
            base.execute(statement)
        base.commit()
        base.close()
        return path.read_bytes()


def workbook() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("TPS")
        sheet.write_row(2, 1, ["kode", "nama", "pemilih"])
        for row, (kode, nama, n) in enumerate(VILLAGES, start=3):
            sheet.write_row(row, 1, [kode, nama, n])
        book.add_worksheet("kosong")
    return held.getvalue()


def spreadsheet() -> bytes:
    rows = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{kode}</text:p></table:table-cell>'
        f'<table:table-cell office:value-type="float" office:value="{n}"><text:p>{n}</text:p></table:table-cell></table:table-row>'
        for kode, _nama, n in VILLAGES
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0"'
        f' xmlns:text="{urn}:text:1.0"><office:body><office:spreadsheet><table:table table:name="TPS">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": body.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def legacy() -> bytes:
    """Return an XLS file: a BIFF8 stream of one sheet in a compound file of five sectors and more."""
    cells = [_record(0x0200, struct.pack("<IIHHH", 0, 3, 0, 2, 0))]
    for row, (kode, _nama, n) in enumerate(VILLAGES):
        cells.append(_record(0x0204, struct.pack("<HHHHB", row, 0, 0, len(kode), 0) + kode.encode()))
        cells.append(_record(0x0203, struct.pack("<HHHd", row, 1, 0, n)))
    sheet = (
        _record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        + b"".join(cells)
        + _record(0x000A, b"")
    )
    head = _record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    offset = len(head) + 4 + 11 + 4
    stream = (
        head + _record(0x0085, struct.pack("<IHBB", offset, 0, 3, 0) + b"TPS") + _record(0x000A, b"") + sheet
    )
    stream = stream.ljust(4_096, b"\0")
    sectors = len(stream) // 512
    fat = [-3, -2, *range(3, 2 + sectors), -2]

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        length = len(text) + 2 if name else 0
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBiii36xiIi", length, kind, 1, -1, -1, child, start, size, 0
        )

    folder = (
        entry("Root Entry", 5, 1, -2, 0)
        + entry("Workbook", 2, -1, 2, len(stream))
        + entry("", 0, -1, 0, 0) * 2
    )
    top = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    top += struct.pack("<IIiIIiIiI", 0, 1, 1, 0, 4_096, -2, 0, -2, 0) + struct.pack("<109i", 0, *[-1] * 108)
    return top + struct.pack("<128i", *fat, *[-1] * (128 - len(fat))) + folder + stream


def geoparquet() -> bytes:
    held = io.BytesIO()
    frame().to_parquet(held)
    return held.getvalue()


def plain_parquet(
    schema_metadata: dict[str, str] | None = None, field_metadata: dict[str, str] | None = None
) -> bytes:
    held = io.BytesIO()
    schema = pa.schema([pa.field("kode", pa.string(), metadata=field_metadata)], metadata=schema_metadata)
    parquet.write_table(pa.table([pa.array(["0012", None])], schema=schema), held)
    return held.getvalue()


@cache
def good() -> dict[str, bytes]:
    """Return a sound file of every kind by a name that suits it."""
    return {
        "tps.csv": CSV.encode(),
        "tps.xlsx": workbook(),
        "tps.ods": spreadsheet(),
        "tps.xls": legacy(),
        "desa.geojson": json.dumps(geojson()).encode(),
        "desa.gpkg": geopackage(),
        "desa.zip": zipped(written(".shp", "ESRI Shapefile")),
        "desa.kml": KML.encode(),
        "desa.kmz": zipped({"doc.kml": KML.encode(), "files/foto.png": b"\x89PNG"}),
        "jalan.gpx": GPX.encode(),
        "desa.fgb": written(".fgb", "FlatGeobuf")["desa.fgb"],
        "desa.parquet": geoparquet(),
        "wilayah.sql": SQL.encode(),
    }
