"""`petapam export`: sheets and atlases as files; the form is that of the file's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dashboard import text
from dashboard.export.options import AreaKind, Paper, SheetOptions, ThemeId
from geo import operation as operations
from geo.errors import Fault, GeoError, ScenarioError
from geo.evaluate import Evaluation, evaluate
from geo.scenario import Scenario

FAILED, STOPPED = 1, 130
out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False, soft_wrap=True)

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Request:
    """What is asked for: the plan, the one it is compared with, the choices, and how an atlas is cut."""

    evaluation: Evaluation
    other: Evaluation | None
    options: SheetOptions
    by: Literal["district", "village", "unit", "sector"]
    suffix: str


def _sheet(request: Request, _told: Told) -> bytes:
    from dashboard.export import sheet

    form = "pdf" if request.suffix == ".pdf" else "png"
    return sheet.render(request.evaluation, request.options, form=form, other=request.other)


def _atlas(request: Request, told: Told) -> bytes:
    from dashboard.export import atlas

    return atlas.render(
        request.evaluation, request.options, by=request.by, other=request.other, progress=told
    )
