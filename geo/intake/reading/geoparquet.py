"""GeoParquet: its columns as text and its geometry as WKB; no object of a program is brought to life."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from geo.intake.reading import limits
from geo.intake.reading.draft import Draft, Tell
from geo.intake.reading.jsonfile import WGS84
from geo.intake.reading.plain import column, text
from geo.intake.reading.refused import RefusedError

OBJECTS = (b"arrow.py_extension_type", b"pickle")
BATCH = 10_000
MOST_TEXT = 16 * limits.MB


def _about(schema: pa.Schema) -> dict[str, Any]:
    """Return what the file says of its geometry, or nothing."""
    try:
        said = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    except ValueError as error:
        raise RefusedError("unreadable") from error
    return said if isinstance(said, dict) else {}


def _refuse_objects(schema: pa.Schema) -> None:
    for field in schema:
        said = b" ".join((field.metadata or {}).values()).lower()
        if any(mark in said for mark in OBJECTS) or isinstance(field.type, pa.ExtensionType):
            raise RefusedError("program_objects")
    if any(mark in value.lower() for value in (schema.metadata or {}).values() for mark in OBJECTS):
        raise RefusedError("program_objects")


def _crs(said: dict[str, Any]) -> str | None:
    if "crs" not in said:
        return WGS84
    projected = said["crs"]
    if not isinstance(projected, dict):
        return None
    known = projected.get("id")
    if isinstance(known, dict) and known.get("authority") in {"EPSG", "OGC", "ESRI"}:
        code = f"{known['authority']}:{known.get('code')}"
        return WGS84 if code == "OGC:CRS84" else code
    return str(import_module("pyproj").CRS.from_json_dict(projected).to_wkt())


def _texts(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return values.cast(pa.string())
    return column(map(text, values.to_pylist()))


def _open(path: Path) -> parquet.ParquetFile:
    file = parquet.ParquetFile(
        path, memory_map=False, thrift_string_size_limit=MOST_TEXT, thrift_container_size_limit=1_000_000
    )
    about = file.metadata
    if about.num_rows > limits.MOST_ROWS:
        raise RefusedError("too_many_rows", most=limits.MOST_ROWS)
    if about.num_columns > limits.MOST_COLUMNS:
        raise RefusedError("too_many_columns", most=limits.MOST_COLUMNS)
    return file


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read the file batch by batch; a table without geometry is a layer whose rows have no shape."""
    with _open(folder / limits.UPLOAD) as file:
        schema = file.schema_arrow
        _refuse_objects(schema)
        about = _about(schema)
        primary = about.get("primary_column")
        said = about.get("columns", {}).get(primary, {}) if primary in schema.names else {}
        if said and said.get("encoding") != "WKB":
            raise RefusedError("parquet_encoding")
        names = [name for name in schema.names if not said or name != primary]
        draft = Draft("", columns=names, crs=_crs(said) if said else None)
        for batch in file.iter_batches(batch_size=BATCH):
            places = [number for number, name in enumerate(schema.names) if not said or name != primary]
            columns = [_texts(batch.column(number)) for number in places]
            shapes = batch.column(schema.names.index(primary)).to_pylist() if said else [None] * len(batch)
            draft.add_block(columns, shapes)
            tell(len(draft), file.metadata.num_rows)
    return [draft] if len(draft) else []
