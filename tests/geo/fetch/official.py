"""Small made-up files in the form of the official ones; nothing in them is true."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import shapely

SQUARE = [[0.0, 0.0], [0.01, 0.0], [0.01, 0.01], [0.0, 0.01], [0.0, 0.0]]


def ring(lon: float, lat: float) -> list[list[float]]:
    """Return a square as lon, lat."""
    return [[round(lon + x, 6), round(lat + y, 6)] for x, y in SQUARE]


def village(code: str, name: str, *, lon: float, lat: float) -> dict[str, object]:
    """Return a village as COD-AB writes it since 2025."""
    areas = {"adm4": (code, name), "adm3": (code[:9], "Bangil"), "adm2": (code[:6], "Pasuruan")}
    properties = {
        f"{key}_{what}": it
        for key, pair in areas.items()
        for what, it in zip(("pcode", "name"), pair, strict=True)
    }
    properties |= {"adm1_name": "Jawa Timur", "valid_on": "2020-04-01", "area_sqkm": 1.2}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring(lon, lat)]},
    }


VILLAGES = [
    village("ID3515010001", "Elsewhere", lon=112.7, lat=-7.4),
    village("ID3514010002", "Dawuhan Sengon", lon=112.79, lat=-7.84),
    village("ID3514010001", "Gerbo", lon=112.77, lat=-7.85),
    village("ID3514020001", 'Kebonwaris, "]}" {é', lon=112.70, lat=-7.65),
]


def codab(features: list[dict[str, object]] = VILLAGES, *, name: str = "idn_admin4.geojson") -> bytes:
    """Return an archive of COD-AB: layers of GeoJSON as GDAL writes them, one feature a line."""
    head = '{\n"type": "FeatureCollection",\n"name": "idn_admin4",\n"crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } },\n"features": [\n'
    text = head + ",\n".join(json.dumps(it, ensure_ascii=False) for it in features) + "\n]\n}\n"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("idn_admin0.geojson", "{}")
        archive.writestr(name, text)
    return written.getvalue()


SQL = """/*
filename  : db/kel/35/wilayah_boundaries_kel_35.14.sql
MIT License (it's short)
*/
DELETE FROM wilayah_boundaries WHERE LENGTH(kode)=13 AND LEFT(kode,5) ='35.14';
INSERT INTO wilayah_boundaries(kode,nama,lat,lng,path) VALUES
\t('35.14.01.2002','Dawuhan''sengon',-7.845,112.795,'[[[-7.85,112.79],[-7.85,112.80],[-7.84,112.80],[-7.85,112.79]]]'),
\t('35.14.01.2001','Gerbo',-7.85,112.77,'[[[[-7.86,112.77],[-7.86,112.78],[-7.85,112.78],[-7.86,112.77]]],[[[-7.80,112.70],[-7.80,112.71],[-7.79,112.71]]]]'),
\t('35.14.01.2003','Tanpa batas',NULL,NULL,NULL);
"""
TPS = {
    "id2name": {
        "35": "JAWA TIMUR",
        "3514": "PASURUAN",
        "351401": "PURWODADI",
        "3514012001": "GERBO",
        "3514012002": "DAWUHANSENGON",
        "3515": "SIDOARJO",
        "351501": "TARIK",
        "3515012001": "X",
    },
    "tps": {"3514012002": [1], "3514012001": [2, 901, 902], "3515012001": [3]},
}


def tps() -> bytes:
    """Return the list of stations of kp24."""
    return json.dumps(TPS, separators=(",", ":")).encode()


def big(folder: Path) -> Path:
    """Write the villages as a zipped shapefile of BIG: codes of the ministry, heights in the points."""
    shapes = [
        shapely.force_3d(shapely.Polygon(ring(lon, lat)), 0.0)
        for lon, lat in ((112.77, -7.85), (112.79, -7.84))
    ]
    table = {
        "KDEPUM": ["35.14.01.2001", "35.14.01.2002"],
        "WADMKD": ["Gerbo", "Dawuhansengon"],
        "WADMKC": ["Purwodadi", "Purwodadi"],
        "WADMKK": ["Pasuruan", "Pasuruan"],
        "WADMPR": ["Jawa Timur", "Jawa Timur"],
        "LUASWH": [12.8, 8.6],
    }
    gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4979").to_file(folder / "batas.shp")
    file = folder / "batas-desa-big.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for part in sorted(folder.glob("batas.*")):
            archive.write(part, part.name)
            part.unlink()
    return file
