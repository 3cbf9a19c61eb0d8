"""Refusals: one sentence for every reason why a file is not read, and what to do about it."""

from __future__ import annotations

from dataclasses import replace

from geo.errors import Fault, GeoError

REASONS: dict[str, Fault] = {
    "bad_name": Fault(
        "{file}: the name holds characters that no file name should have",
        "Give the file a plain name and load it again",
    ),
    "not_there": Fault("{file} is not a file that can be opened", "Check the name and the folder"),
    "empty": Fault("{file} is empty", "Choose the file that holds the data"),
    "too_big": Fault(
        "{file} is larger than {most} MB", "Cut it to the area of the operation, or into several files"
    ),
    "kind_unknown": Fault(
        "{file} is of a kind that is not read here",
        "Save it as XLSX, CSV, GeoJSON, GeoPackage, KML, GPX or a zipped shapefile",
    ),
    "kind_differs": Fault(
        "{file} is not what the ending of its name says",
        "Export it again, and do not change the ending by hand",
    ),
    "web_page": Fault("{file} is a web page, not a table", "Open it in a spreadsheet and save it as XLSX"),
    "dtd": Fault(
        "{file} declares a document type or entities, which can be used to attack",
        "Export it again without them",
    ),
    "zip_damaged": Fault("{file} is a damaged archive", "Pack it again"),
    "zip_many": Fault("{file} holds more than {most} files", "Pack only what belongs to one map layer"),
    "zip_bomb": Fault(
        "{file} would grow beyond all measure when it is unpacked", "Pack only what belongs to one map layer"
    ),
    "zip_encrypted": Fault("{file} is an archive with a password", "Pack it again without a password"),
    "zip_link": Fault("{file} holds links to other files", "Pack the files themselves"),
    "zip_path": Fault("{file} holds names that lead out of the archive", "Pack it again with plain names"),
    "zip_nested": Fault("{file} holds an archive inside the archive", "Unpack it and load what is inside"),
    "zip_several": Fault("{file} is several kinds of file at once", "Load each of them for itself"),
    "zip_nothing": Fault(
        "{file} holds no shapefile, no KML and no workbook", "Pack .shp, .shx, .dbf and .prj together"
    ),
    "shp_incomplete": Fault(
        "{file} lacks a part of its shapefile", "Pack .shp, .shx, .dbf and .prj together"
    ),
    "password": Fault("{file} is protected by a password", "Save it without one"),
    "too_many_rows": Fault(
        "{file} holds more than {most} rows", "Cut it to the area of the operation, or into several files"
    ),
    "too_many_columns": Fault(
        "{file} holds more than {most} columns", "Keep the columns that the operation needs"
    ),
    "too_many_cells": Fault(
        "{file} holds more than {most} cells", "Keep the columns that the operation needs"
    ),
    "too_many_sheets": Fault(
        "{file} holds more than {most} sheets or layers", "Keep those that the operation needs"
    ),
    "too_many_vertices": Fault(
        "{file} holds more than {most} vertices",
        "Simplify its shapes, or cut it to the area of the operation",
    ),
    "cell_too_long": Fault("{file} holds a cell with more than {most} characters", "Remove that cell"),
    "line_too_long": Fault(
        "{file} holds a line with more than {most} characters",
        "Save it as a table with one row for each line",
    ),
    "too_deep": Fault("{file} is nested too deeply", "Export it again from the program that made it"),
    "no_rows": Fault("{file} holds no row", "Choose the file that holds the data"),
    "no_shape": Fault(
        "{file}: not one of its {count} shapes can be read", "Export it again from the program that made it"
    ),
    "json_unknown": Fault("{file} is JSON, but neither GeoJSON nor a list of rows", "Save it as GeoJSON"),
    "sql_unknown": Fault(
        "{file} holds no INSERT that can be read to its end",
        "Export the table again, as CSV or as INSERT statements",
    ),
    "kml_link": Fault(
        "{file} only points to a map that lies elsewhere", "Save the places themselves, not a link to them"
    ),
    "encoding": Fault("{file} is in an encoding that is not known", "Save it as CSV in UTF-8"),
    "binary": Fault("{file} holds bytes that no text has", "Save it as CSV in UTF-8"),
    "forbidden_query": Fault(
        "{file} holds a query that does more than to read", "Export the layer itself, not a view"
    ),
    "endless_query": Fault("{file} holds a query that does not end", "Export the layer itself, not a view"),
    "program_objects": Fault(
        "{file} holds objects of a program, which can be used to attack",
        "Save it as plain GeoParquet or GeoPackage",
    ),
    "parquet_encoding": Fault(
        "{file} keeps its geometry in a form that is not read here",
        "Save its geometry as WKB, or as GeoPackage",
    ),
    "unreadable": Fault("{file} is damaged or cut short", "Export it again, and load it again"),
    "too_slow": Fault(
        "{file} took more than {seconds} s to read",
        "Cut it to the area of the operation, or into several files",
    ),
    "too_much_memory": Fault(
        "{file} needs more memory than one file may have",
        "Cut it to the area of the operation, or into several files",
    ),
    "crashed": Fault(
        "{file} made its reader stop; it is damaged, or made to do harm",
        "Do not open it elsewhere; ask whoever sent it",
    ),
    "reader_unsafe": Fault(
        "{file} is not read, because the map library here can open more than it should",
        "Tell whoever looks after this installation",
    ),
    "no_reader": Fault(
        "The process that reads files does not start", "Tell whoever looks after this installation"
    ),
}
"""By the code that the gate and the readers use among themselves; a code that is not here is "crashed"."""
SHOWN_NAME = 80


class IntakeError(GeoError):
    """A file cannot be read, or must not be; `code` is the key of `REASONS`."""

    def __init__(self, code: str, fault: Fault) -> None:
        super().__init__(fault)
        self.code = code


def shown(name: str) -> str:
    """Return the name of a file as it may stand in a sentence: one line, printable, not endless."""
    plain = "".join(it if it.isprintable() else "\ufffd" for it in name)
    return plain if len(plain) <= SHOWN_NAME else plain[: SHOWN_NAME - 1] + "…"


def refusal(code: str, name: str, **numbers: int) -> IntakeError:
    """Return the error for one file.

    Parameters
    ----------
    code : key of `REASONS`.
    name : of the file, as its user knows it.
    numbers : the other fields of the sentence; what is missing is taken for a broken answer.
    """
    known = code if code in REASONS else "crashed"
    reason = REASONS[known]
    values = {"most": 0, "count": 0, "seconds": 0} | numbers
    used = {key: value for key, value in values.items() if "{" + key + "}" in reason.problem}
    return IntakeError(known, replace(reason, values={"file": shown(name), **used}))
