"""Hostile tables and coordinates: the second half of `hostile`."""

from __future__ import annotations

import json

from tests.geo.intake.gate import seeds
from tests.geo.intake.gate.hostile import geojson, hostile, kml, placemark, swap, xlsx_with

# Coordinates and JSON.
hostile("geojson of NaN", "x.geojson", "no_shape")(lambda *_: geojson("[NaN, NaN]"))
hostile("geojson of infinity", "x.geojson", "no_shape")(lambda *_: geojson("[Infinity, -7]"))
hostile("geojson of a number without end", "x.geojson", "no_shape")(lambda *_: geojson("[1e999, -7]"))
hostile("geojson of words", "x.geojson", "no_shape")(lambda *_: geojson('["<script>", "x"]'))
hostile("geojson of one giant ring", "x.geojson", "too_many_vertices")(
    lambda *_: geojson("[[" + "[1,2]," * 7_600_000 + "[1,2]]]", "Polygon")
)
hostile("geojson nested without end", "x.geojson", "too_deep")(
    lambda *_: geojson("[" * 200_000 + "]" * 200_000)
)
hostile("geojson with a giant number", "x.geojson", "unreadable")(
    lambda *_: geojson("[1" + "0" * 9_000 + ", 1]")
)
hostile("geojson with endless columns", "x.geojson", "too_many_columns")(
    lambda *_: json.dumps(
        {"type": "Feature", "properties": dict.fromkeys(map(str, range(9_000)), 1), "geometry": None}
    ).encode()
)
hostile("geojson cut short", "x.geojson", "unreadable")(lambda *_: json.dumps(seeds.geojson()).encode()[:-30])
hostile("geojson without a feature", "x.geojson", "no_rows")(
    lambda *_: b'{"type":"FeatureCollection","features":[]}'
)
hostile("kml of infinity", "x.kml", "no_shape")(lambda *_: kml(placemark("inf,nan")))
hostile("gpx of words", "x.gpx", "no_shape")(
    lambda *_: b'<gpx><wpt lat="x" lon="y"><name>a</name></wpt></gpx>'
)

# Text.
hostile("nothing at all", "x.csv", "empty")(lambda *_: b"")
hostile("blanks alone", "x.csv", "empty")(lambda *_: b" \r\n\t\n")
hostile("commas alone", "x.csv", "no_rows")(lambda *_: b",,,\n,,,\n")
hostile("csv of ten million columns", "x.csv", "line_too_long", "too_many_columns")(
    lambda *_: b"a," * 10_000_000
)
hostile("csv of 3,000 columns", "x.csv", "too_many_columns")(lambda *_: b"a," * 3_000)
hostile("csv of one endless line", "x.csv", "line_too_long")(lambda *_: b"a" * 9_000_000)
hostile("csv of one endless cell", "x.csv", "cell_too_long")(lambda *_: b"x,y\n" + b"a" * 5_000_000 + b",1\n")
hostile("csv with a NUL", "x.csv", "kind_unknown")(lambda *_: b"a,b\n1,\x002\n")
hostile("csv with a late NUL", "x.csv", "binary")(lambda *_: b"a,b\n" * 40_000 + b"1,\x002\n")
hostile("csv in no encoding", "x.csv", "encoding")(lambda *_: b"a,b\n\x81\x8d\x90,\xff\n")
hostile("csv of two million rows", "x.csv", "too_many_rows")(lambda *_: b"1,2\n" * 2_000_000)
hostile("sql that never ends a text", "x.sql", "sql_unknown")(lambda *_: b"INSERT INTO a (b) VALUES ('x")
hostile("sql that inserts nothing", "x.sql", "sql_unknown")(
    lambda *_: b"-- INSERT INTO a\nDROP TABLE stations; ATTACH 'x' AS y;"
)
hostile("sql of a query", "x.sql", "sql_unknown")(
    lambda *_: b"INSERT INTO a (b) VALUES ((SELECT load_file('/x')));"
)

# Workbooks.
hostile("xlsx bomb", "x.xlsx", "zip_bomb")(
    lambda *_: xlsx_with("xl/worksheets/sheet1.xml", b"<row><c><v>1</v></c></row>" * 1_500_000)
)
hostile("xlsx with an entity", "x.xlsx", "dtd")(
    lambda secret, _: xlsx_with(
        "xl/sharedStrings.xml",
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e SYSTEM "{secret}">]><sst count="1"><si><t>&e;</t></si></sst>'.encode(),
    )
)
hostile(
    "xlsx that is as wide as it can be", "x.xlsx", "too_many_columns", "too_much_memory", "too_many_cells"
)(
    lambda *_: xlsx_with(
        "xl/worksheets/sheet1.xml",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    )
)
hostile("xlsx cut short", "x.xlsx", "zip_damaged")(lambda *_: seeds.workbook()[:2_000])
hostile("xlsx without sheets", "x.xlsx", "unreadable", "no_rows")(
    lambda *_: xlsx_with("xl/workbook.xml", b"<workbook/>")
)
hostile("ods with laughs", "x.ods", "dtd")(
    lambda *_: seeds.zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b'<!DOCTYPE x [<!ENTITY a "ha">]><office:document-content>&a;</office:document-content>',
        }
    )
)
hostile("ole that is no workbook", "x.xls", "unreadable")(
    lambda *_: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
)

# Binary tables.
hostile("parquet with a pickle", "x.parquet", "program_objects")(
    lambda *_: seeds.plain_parquet(
        field_metadata={
            "ARROW:extension:name": "arrow.py_extension_type",
            "ARROW:extension:metadata": "cos\nsystem\n",
        }
    )
)
hostile("parquet cut short", "x.parquet", "unreadable")(lambda *_: seeds.geoparquet()[:-20])
hostile("parquet of another geometry", "x.parquet", "parquet_encoding")(
    lambda *_: seeds.plain_parquet({"geo": '{"primary_column":"kode","columns":{"kode":{"encoding":"WKT"}}}'})
)
hostile("parquet of strange metadata", "x.parquet", "too_deep")(
    lambda *_: seeds.plain_parquet({"geo": "[" * 9_000})
)
hostile("flatgeobuf cut short", "x.fgb", "unreadable", "no_rows")(
    lambda *_: seeds.written(".fgb", "FlatGeobuf")["desa.fgb"][:900]
)
hostile("flatgeobuf with a giant header", "x.fgb", "unreadable")(
    lambda *_: swap(b"fgb\x03fgb\x01QQQQ" + bytes(50), b"QQQQ", b"\xff\xff\xff\x7f")
)

# Names.
hostile("name that leads out", "../../x.geojson", "bad_name")(lambda *_: json.dumps(seeds.geojson()).encode())
hostile("name with a NUL", "x.csv\0.geojson", "bad_name")(lambda *_: seeds.CSV.encode())
hostile("name of a device", "http:x.csv", "bad_name")(lambda *_: seeds.CSV.encode())
hostile("name without end", "x" * 5_000 + ".csv", "bad_name")(lambda *_: seeds.CSV.encode())
hostile("name that turns direction", "\u202efdp.csv", "bad_name")(lambda *_: seeds.CSV.encode())
