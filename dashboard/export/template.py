"""Template: an empty table to fill in, as an Excel file with drop-downs, notes, bounds and an example row."""

from __future__ import annotations

import io

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from geo import template
from geo.schema import Kind
from geo.template import Field

HEAD, EXAMPLE, FIRST, ROWS = 0, 1, 2, 5000
"""Rows of the heads, the example and the first one to fill in; so many rows have drop-downs."""
FONT, HEAD_FILL, NEEDED_FILL, EXAMPLE_INK, EDGE = "Calibri", "#dfe6ee", "#f7dfa5", "#7a7f86", "#b9c2ca"
WIDEST, NARROWEST = 34, 13
TITLES = {
    "villages": {"id": "Desa", "en": "Villages"},
    "stations": {"id": "TPS", "en": "Polling stations"},
    "units": {"id": "Satuan", "en": "Units"},
}
FILES = {"villages": {"id": "desa", "en": "villages"}, "stations": {"id": "tps", "en": "stations"}}
FILES["units"] = {"id": "satuan", "en": "units"}
WORDS = {
    "how": {"id": "Petunjuk", "en": "How to"},
    "lists": {"id": "Pilihan", "en": "Lists"},
    "needed": {"id": "wajib", "en": "required"},
    "optional": {"id": "boleh kosong", "en": "may be empty"},
    "refused": {"id": "Tidak dapat diterima", "en": "This cannot be taken"},
    "between": {"id": "Isi bilangan dari {low} sampai {high}.", "en": "Write a number from {low} to {high}."},
    "choose": {"id": "Pilih dari daftar.", "en": "Choose from the list."},
}
LINES = {
    "id": (
        "Satu baris satu {one}. Kolom kuning wajib diisi; arahkan kursor ke judulnya untuk petunjuk.",
        "Baris CONTOH tidak pernah dibaca sebagai data; boleh dihapus.",
        "Kolom perolehan suara, agama, suku, nama orang, NIK, atau nomor telepon ditolak.",
        "Koordinat dalam derajat desimal (WGS 84); titik yang tidak diketahui dikosongkan.",
    ),
    "en": (
        "One row for each of the {one}. Yellow heads are required; point at a head to read its note.",
        "The EXAMPLE row is never read as data; it may be deleted.",
        "Add no column of votes, religion, ethnicity, persons, identity or telephone numbers: it is refused.",
        "Coordinates are decimal degrees (WGS 84); leave a point empty where it is not known.",
    ),
}


def file_name(kind: Kind, language: str) -> str:
    """Return what the file of a template is called."""
    return f"petapam-{FILES[kind][language]}-{language}.xlsx"


def render(kind: Kind, language: str) -> bytes:
    """Return the template of a kind in a language as XLSX.

    Nothing in it is a formula or a link; the same kind and language give the same content.
    """
    out = io.BytesIO()
    told = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **told}) as file:
        title = TITLES[kind][language]
        file.set_properties({"title": f"PetaPAM: {title}", "author": "PetaPAM"})
        sheet = file.add_worksheet(title)
        how = file.add_worksheet(WORDS["how"][language])
        lists = file.add_worksheet(WORDS["lists"][language])
        columns = template.fields(kind)
        _table(file, sheet, (columns, language))
        for j, it in enumerate(columns):
            _rules(sheet, (j, it, language), lists)
        _how(file, how, (columns, language, title))
        lists.protect()
    return out.getvalue()


def _looks(file: xlsxwriter.Workbook) -> dict[str, Format]:
    plain = {"font_name": FONT, "font_size": 11, "valign": "top"}
    edged = {**plain, "border": 1, "border_color": EDGE, "text_wrap": True}
    return {
        "head": file.add_format({**edged, "bold": True, "bg_color": HEAD_FILL}),
        "needed": file.add_format({**edged, "bold": True, "bg_color": NEEDED_FILL}),
        "example": file.add_format({**plain, "italic": True, "font_color": EXAMPLE_INK}),
        "words": file.add_format({**plain, "num_format": "@"}),
        "whole": file.add_format({**plain, "num_format": "0"}),
        "decimals": file.add_format({**plain, "num_format": "0.######"}),
        "line": file.add_format({**plain, "text_wrap": True}),
        "title": file.add_format({**plain, "bold": True, "font_size": 14}),
    }


def _table(file: xlsxwriter.Workbook, sheet: Worksheet, told: tuple[tuple[Field, ...], str]) -> None:
    """Write heads with their notes and the example, and give each column its form."""
    (columns, language), looks = told, _looks(file)
    sheet.freeze_panes(FIRST, 1)
    sheet.set_row(HEAD, 32)
    for j, it in enumerate(columns):
        head = it.head[language]
        form = "words" if it.low is None else "decimals" if it.decimals else "whole"
        width = min(max(len(head) + 2, len(str(it.example[language])) + 2, NARROWEST), WIDEST)
        sheet.set_column(j, j, width, looks[form])
        sheet.write_string(HEAD, j, head, looks["needed" if it.required else "head"])
        state = WORDS["needed" if it.required else "optional"][language]
        sheet.write_comment(HEAD, j, f"{head} ({state})\n{it.note[language]}", {"x_scale": 2, "y_scale": 0.9})
        value = it.example[language]
        if isinstance(value, str):
            sheet.write_string(EXAMPLE, j, value, looks["example"])
        else:
            sheet.write_number(EXAMPLE, j, value, looks["example"])


def _rules(sheet: Worksheet, told: tuple[int, Field, str], lists: Worksheet) -> None:
    """Give a column its drop-down or its bounds."""
    j, it, language = told
    cells = (EXAMPLE, j, FIRST + ROWS, j)
    said = {"error_title": WORDS["refused"][language][:32], "input_message": it.note[language][:255]}
    said["input_title"] = it.head[language][:32]
    if it.choices:
        for i, choice in enumerate(it.choices):
            lists.write_string(i + 1, j, choice.word(language))
        lists.write_string(0, j, it.head[language])
        lists.set_column(j, j, NARROWEST + 8)
        column = xlsxwriter.utility.xl_col_to_name(j)
        source = f"='{lists.get_name()}'!${column}$2:${column}${len(it.choices) + 1}"
        rule = {"validate": "list", "source": source, "error_message": WORDS["choose"][language]}
    elif it.low is not None and it.high is not None:
        error = WORDS["between"][language].format(low=f"{it.low:,.0f}", high=f"{it.high:,.0f}")
        kind = "decimal" if it.decimals else "integer"
        bounds = {"criteria": "between", "minimum": it.low, "maximum": it.high}
        rule = {"validate": kind, **bounds, "error_message": error}
    else:
        rule = {"validate": "any"}
    sheet.data_validation(*cells, {**rule, **said})


def _how(file: xlsxwriter.Workbook, sheet: Worksheet, told: tuple[tuple[Field, ...], str, str]) -> None:
    """Write on a sheet of its own what to do, and what each column is."""
    (columns, language, title), looks = told, _looks(file)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, f"PetaPAM: {title}", looks["title"])
    row = 2
    for line in LINES[language]:
        sheet.write_string(row, 1, line.format(one=title), looks["line"])
        row += 1
    for it in columns:
        state = WORDS["needed" if it.required else "optional"][language]
        sheet.write_string(row + 1, 0, f"{it.head[language]} ({state})", looks["line"])
        words = it.note[language]
        if it.choices:
            words += " " + ", ".join(choice.word(language) for choice in it.choices)
        sheet.write_string(row + 1, 1, words, looks["line"])
        row += 1
