"""Delimited text: CSV, TSV and what is pasted from a spreadsheet, every cell as it stands there."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from geo.intake.reading import limits
from geo.intake.reading.draft import BLOCK, Draft, Tell
from geo.intake.reading.encoding import encoding
from geo.intake.reading.refused import RefusedError

DELIMITERS = ("\t", ";", "|", ",")
"""In the order in which they are believed: a comma is also a decimal comma, a semicolon is not."""
AS_GOOD = 0.9
SAMPLE = 300
MOST_LINES = 60
"""A cell with more lines than this is a quotation mark that nobody closed."""
MOST_LINE_CHARS = 8_000_000
TOLD = "sep="
"""How Excel says the delimiter in a first line, which is then no row."""


class _OpenQuoteError(Exception):
    """A quotation mark opens a cell and is never closed."""


class _Lines:
    """Lines of a text, with the number of quotation marks since the last row."""

    def __init__(self, file: TextIOWrapper) -> None:
        self.file = file
        self.marks = 0

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            if len(line) > MOST_LINE_CHARS:
                raise RefusedError("line_too_long", most=MOST_LINE_CHARS)
            if "\0" in line:
                raise RefusedError("binary")
            if '"' in line:
                self.marks += line.count('"')
            yield line


def delimiter(lines: Iterable[str]) -> str:
    """Return the delimiter that cuts most of the lines into the same number of cells, two or more."""
    sample = [line for line in lines if line.strip()]
    agreed = {}
    for mark in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=mark) if len(row) > 1)
        agreed[mark] = max(widths.values(), default=0) / max(len(sample), 1)
    best = max(agreed.values())
    return next(mark for mark in DELIMITERS if agreed[mark] >= AS_GOOD * best) if best else ","


Row = tuple[int, list[str]]
"""Number of the line where it starts, and its cells."""
Cut = Callable[[TextIOWrapper], Iterator[Row]]


def _rows(file: TextIOWrapper, mark: str) -> Iterator[Row]:
    """Yield every row; a cell in quotation marks may hold line breaks."""
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=mark)
    before = 0
    for row in reader:
        high = reader.line_num - before
        if high > MOST_LINES or (high > 1 and lines.marks % 2):
            raise _OpenQuoteError
        yield before + 1, row
        before, lines.marks = reader.line_num, 0


def _line_by_line(file: TextIOWrapper, mark: str) -> Iterator[Row]:
    """Yield every line as a row; in one with an odd number of quotation marks they are plain characters."""
    for number, line in enumerate(_Lines(file), start=1):
        bare = [line.rstrip("\r\n")]
        plain = line.count('"') % 2
        cells = csv.reader(bare, delimiter=mark, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
        yield number, next(cells, [])


def _draft(path: Path, name: str, *, cut: Cut, skip: int, tell: Tell) -> Draft:
    draft = Draft("")
    size = path.stat().st_size
    numbers: list[int] = []
    rows: list[list[str]] = []
    blank: list[int] = []
    with path.open("rb") as raw, TextIOWrapper(raw, encoding=name, newline="") as file:
        for number, row in islice(cut(file), skip, None):
            if not any(row):
                blank.append(number)
                continue
            if blank:
                numbers.extend(blank)
                rows.extend([] for _ in blank)
                blank = []
            numbers.append(number)
            rows.append(row)
            if len(rows) >= BLOCK:
                draft.extend(numbers, rows)
                numbers, rows = [], []
                tell(min(raw.tell(), size), size)
    draft.extend(numbers, rows)
    return draft


def _sheets(path: Path, tell: Tell) -> list[Draft]:
    name = encoding(path)
    csv.field_size_limit(limits.MOST_CELL_CHARS)
    with path.open(encoding=name, newline="") as file:
        sample = list(islice(_Lines(file), SAMPLE))
    first = sample[0].strip().lower() if sample else ""
    told = first.startswith(TOLD)
    said = first.removeprefix(TOLD) if told else ""
    mark = said if said in DELIMITERS else delimiter(sample)
    try:
        return [_draft(path, name, cut=partial(_rows, mark=mark), skip=int(told), tell=tell)]
    except (_OpenQuoteError, csv.Error):
        return [_draft(path, name, cut=partial(_line_by_line, mark=mark), skip=int(told), tell=tell)]


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read a delimited text as one sheet of numbered columns; each row keeps its own number of cells.

    Lines without anything are rows where something follows them. Where a quotation mark is opened and never
    closed, no line is swallowed: each is a row of its own.
    """
    try:
        return _sheets(folder / limits.UPLOAD, tell)
    except csv.Error as error:
        raise RefusedError("cell_too_long", most=limits.MOST_CELL_CHARS) from error
