"""`petapam template`: an empty table to fill in, with drop-downs and notes, as an Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard import text
from dashboard.console import out, plain_errors
from dashboard.export import template
from dashboard.export.options import Language
from geo import folder
from geo.errors import Fault, InputError
from geo.schema import Kind

ENDING = ".xlsx"


def make(
    *,
    file: Annotated[Path, typer.Option("--out", help="The file to write; its name ends in .xlsx.")],
    kind: Annotated[Kind, typer.Option(help="What the rows are.")] = "stations",
    language: Annotated[Language, typer.Option(help="Language of heads, notes and lists.")] = text.DEFAULT,
) -> None:
    """Make an Excel file to fill in: drop-downs, notes, bounds, and an example that is never taken for data.

    Example: [bold]petapam template --kind stations --language id --out tps.xlsx[/bold]
    """
    with plain_errors():
        if file.suffix.lower() != ENDING:
            told = {"kind": "template", "file": file.name, "known": ENDING}
            raise InputError(Fault("A {kind} cannot be a file {file}", "Let its name end in {known}", told))
        made = template.render(kind, language)
        with folder.replaced(file) as part:
            part.write_bytes(made)
    out.print(f"written: {file} ({len(made) / 1000:.0f} kB)")
