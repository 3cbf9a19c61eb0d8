"""Reading sheets back: the words of a PDF, the pixels of a PNG."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image
from pypdf import PdfReader

from dashboard.export import sheet
from dashboard.export.options import SheetOptions
from dashboard.export.sheet import Sheet

THEMES = ("situation", "risk", "coverage", "assignment", "strength", "gaps", "floor")
"""Every theme that needs one plan only."""


def made(evaluation, *, other=None, **options) -> Sheet:
    """Compose a sheet in English unless told otherwise."""
    return sheet.compose(evaluation, SheetOptions(**{"language": "en", **options}), other=other)


def words(pdf: bytes) -> str:
    """Return all words of a PDF, one blank between them."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return re.sub(r"\s+", " ", " ".join(pages))


def content(pdf: bytes) -> bytes:
    """Return a PDF's bytes with every stream unpacked after them."""
    reader = PdfReader(io.BytesIO(pdf))
    return pdf + b"".join(page.get_contents().get_data() for page in reader.pages)


def pixels(png: bytes) -> np.ndarray:
    """Return the red, green and blue of a picture, (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def counts(made_sheet: Sheet, title: str) -> dict[str, int | None]:
    """Return label -> count of one group of a legend."""
    return {
        entry.label: entry.count
        for group in made_sheet.legend
        if group.title == title
        for entry in group.entries
    }
