"""Reading office files back with readers that had no part in writing them."""

from __future__ import annotations

import html
import io
import re
import zipfile

import openpyxl
from pptx import Presentation

HEAD, FIRST = 4, 5
"""Rows of a sheet, counted from 1: heads, and first values."""


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    """Return every sheet of a workbook by its tab: heads and rows, as openpyxl reads them."""
    file = openpyxl.load_workbook(io.BytesIO(data))
    return {it.title: [list(row) for row in it.iter_rows(min_row=HEAD, values_only=True)] for it in file}


def cells(data: bytes) -> list[openpyxl.cell.Cell]:
    """Return every cell of a workbook."""
    file = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for it in file for row in it.iter_rows() for cell in row]


def column(rows: list[list[object]], name: str) -> list[object]:
    """Return one column by its head."""
    at = rows[0].index(name)
    return [row[at] for row in rows[1:]]


def slides(data: bytes) -> list[str]:
    """Return all words of every slide, tables too."""
    told = []
    for slide in Presentation(io.BytesIO(data)).slides:
        words = [it.text_frame.text for it in slide.shapes if it.has_text_frame]
        for table in tables(slide):
            words += [cell for row in table for cell in row]
        told.append(" | ".join(words))
    return told


def tables(slide) -> list[list[list[str]]]:
    """Return every table of a slide as rows of words."""
    return [
        [[cell.text for cell in row.cells] for row in it.table.rows] for it in slide.shapes if it.has_table
    ]


def inside(data: bytes) -> str:
    """Return all that a ZIP holds, ZIPs and XML in it unpacked, as one text; pictures by their text chunks."""
    said = []
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            part = file.read(name)
            if part[:2] == b"PK":
                said.append(inside(part))
            elif name.endswith((".xml", ".rels")):
                said.append(html.unescape(re.sub(r"<[^>]+>", " ", part.decode())) + part.decode())
            else:
                said.append(part.decode("utf-8", "ignore"))
    return "\n".join(said)


def found(secret: set[str], said: str) -> set[str]:
    """Return which words stand in a text as words of their own."""
    return {it for it in secret if re.search(rf"(?<!\w){re.escape(it)}(?!\w)", said)}
