"""`petapam template`: an empty table to fill in, with drop-downs and notes, as an Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dashboard import text
from dashboard.export import template
from dashboard.export.options import Language
from geo import folder
from geo.schema import Kind

FAILED, ENDING = 1, ".xlsx"
out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False, soft_wrap=True)


def make(
    *,
    file: Annotated[Path, typer.Option("--out", help="The file to write; its name ends in .xlsx.")],
    kind: Annotated[Kind, typer.Option(help="What the rows are.")] = "stations",
    language: Annotated[Language, typer.Option(help="Language of heads, notes and lists.")] = text.DEFAULT,
) -> None:
    """Make an Excel file to fill in: drop-downs, notes, bounds, and an example that is never taken for data.

    Example: [bold]petapam template --kind stations --language id --out tps.xlsx[/bold]
    """
    if file.suffix.lower() != ENDING:
        err.print(
            f"error: A template cannot be a file {file.name}. Let its name end in {ENDING}", style="red"
        )
        raise typer.Exit(FAILED)
    made = template.render(kind, language)
    try:
        with folder.replaced(file) as part:
            part.write_bytes(made)
    except OSError as error:
        err.print(f"error: {error}", style="red", highlight=False)
        raise typer.Exit(FAILED) from None
    out.print(f"written: {file} ({len(made) / 1000:.0f} kB)")
