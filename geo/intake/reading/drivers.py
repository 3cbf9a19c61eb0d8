"""Drivers: the map library with the two formats that are left to it, and everything else switched off.

What it may open is decided by its environment before it is imported; a VRT or a web service in disguise then
finds nobody who understands it.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow as pa

from geo.intake.reading import limits
from geo.intake.reading.draft import Draft
from geo.intake.reading.plain import column, text
from geo.intake.reading.refused import RefusedError

ALLOWED = {"ESRI Shapefile", "FlatGeobuf"}
SKIPPED = (
    "ADBC|AIVector|AmigoCloud|Arrow|AVCBin|AVCE00|CAD|Carto|CSV|CSW|DGN|DXF|EDIGEO|EEDA|"
    "Elasticsearch|ESRIJSON|FITS|GDALG|Geoconcept|GeoJSON|GeoJSONSeq|GeoRSS|GML|GMLAS|GMT|"
    "GPKG|GPSBabel|GPX|GTFS|GTiff|HTTP|IDB|Idrisi|INTERLIS 1|INTERLIS 2|JML|JP2OpenJPEG|JPEG|"
    "JSONFG|KML|KMLSUPEROVERLAY|LIBKML|LVBAG|MapInfo File|MapML|MBTiles|MEM|Memory|"
    "MiraMonVector|MongoDBv3|MSSQLSpatial|MVT|MySQL|NAS|netCDF|NGW|NTF|OAPIF|OCI|ODBC|ODS|"
    "OGCAPI|OGR_GMT|OGR_PDS|OGR_SDTS|OGR_VRT|OpenFileGDB|OSM|Parquet|PCIDSK|PDF|PDS4|PGDUMP|"
    "PGeo|PLSCENES|PMTiles|PNG|PostgreSQL|S57|SDTS|Selafin|SQLite|SVG|SXF|Tiger|TIGER|"
    "TopoJSON|UK .NTF|VDV|VFK|VICAR|VRT|VSG|WAsP|WFS|XLS|XLSX|XODR"
).replace("|", ",")
SETTINGS = {
    "GDAL_SKIP": SKIPPED,
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_TIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "CPL_LOG": os.devnull,
    "OGR_GEOJSON_MAX_OBJ_SIZE": "20",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "NO",
    "GDAL_CACHEMAX": "32",
}
"""`OGR_SKIP`, the older name, must not be set too: GDAL 3.12 then forgets each driver twice, and crashes."""


@cache
def library() -> ModuleType:
    """Return the map library, switched off as far as it can be.

    Raises
    ------
    RefusedError
        It still knows a driver that is not allowed.
    """
    os.environ.update(SETTINGS)
    package = import_module("pyogrio")
    if set(package.list_drivers()) - ALLOWED:
        raise RefusedError("reader_unsafe")
    return package


def _texts(values: np.ndarray) -> pa.Array:
    if values.dtype.kind in "iu":
        return pa.array(values).cast(pa.string())
    if values.dtype.kind == "M":
        shown = np.datetime_as_string(values)
        return column(None if it == "NaT" else str(it).replace("T", " ").removesuffix(".000") for it in shown)
    return column(map(text, values.tolist()))


def layer(path: Path, name: str, **options: str) -> Draft:
    """Return the only layer of a file, row for row.

    Raises
    ------
    RefusedError
        It cannot be read, or holds more features than any operation needs.
    """
    package = library()
    told = package.read_info(path, force_feature_count=True, **options)
    if told["features"] > limits.MOST_FEATURES:
        raise RefusedError("too_many_rows", most=limits.MOST_FEATURES)
    if len(told["fields"]) > limits.MOST_COLUMNS:
        raise RefusedError("too_many_columns", most=limits.MOST_COLUMNS)
    meta, _ids, shapes, fields = package.raw.read(path, max_features=max(told["features"], 1), **options)
    count = len(shapes) if shapes is not None else len(fields[0]) if fields else 0
    draft = Draft(name, columns=[str(it) for it in meta["fields"]], crs=meta["crs"])
    if count:
        draft.add_block([_texts(it) for it in fields], shapes if shapes is not None else [None] * count)
    return draft
