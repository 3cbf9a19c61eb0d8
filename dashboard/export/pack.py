"""Pack: sheets, slides and workbook of one plan in one ZIP, with what is in it, who made it, and when."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import text
from dashboard.export import archive, book, deck, naming, sheet, workbook
from dashboard.export.atlas import CancelledError, Progress
from dashboard.export.cells import printable
from dashboard.export.options import SheetOptions, ThemeId
from geo.evaluate import Evaluation

THEMES: tuple[ThemeId, ...] = ("risk", "coverage", "gaps", "assignment", "strength", "floor")
MANIFEST = "manifest.json"

Maker = Callable[[], bytes]


@dataclass(frozen=True)
class Imprint:
    """Who has a pack made, and when."""

    author: str
    made_at: dt.datetime


def _makers(
    evaluation: Evaluation, options: SheetOptions, *, other: Evaluation | None, proposed: pd.DataFrame | None
) -> Iterator[tuple[str, Maker]]:
    """Return every file's name and what makes it."""
    themes: tuple[ThemeId, ...] = (*THEMES, "difference") if other is not None else THEMES

    def page(about: ThemeId) -> Maker:
        chosen = options.model_copy(update={"theme": about})
        return lambda: sheet.render(evaluation, chosen, form="pdf", other=other)

    for i, about in enumerate(themes, start=1):
        yield f"sheets/{i}-{about}.pdf", page(about)
    yield "deck.pptx", lambda: deck.render(evaluation, options, proposed=proposed)
    yield "workbook.xlsx", lambda: workbook.render(evaluation, options, proposed=proposed)


def manifest(
    evaluation: Evaluation, options: SheetOptions, files: dict[str, bytes], *, imprint: Imprint
) -> dict[str, Any]:
    """Return what is in a pack: every file with its bytes and sha256, the plan, its digest, who and when."""
    meta = evaluation.operation.meta
    return {
        "operation": meta.id,
        "name": printable(meta.name),
        "election_day": meta.election_day.isoformat(),
        "data_date": meta.data_date.isoformat(),
        "plan": printable(naming.plan(evaluation, options)),
        "digest": evaluation.digest,
        "event": options.event,
        "minutes_by": evaluation.engine.answered_by,
        "classification": options.classification or meta.classification,
        "copy": options.redaction,
        "language": options.language,
        "simulated": bool(meta.simulated or meta.schematic),
        "made_at": imprint.made_at.isoformat(timespec="seconds"),
        "author": printable(imprint.author),
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
    }


def render(
    evaluation: Evaluation,
    options: SheetOptions,
    *,
    imprint: Imprint,
    other: Evaluation | None = None,
    proposed: pd.DataFrame | None = None,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """Return sheets of every theme, slides, workbook and manifest as one ZIP.

    Parameters
    ----------
    options : of everything in it; the theme is that of each sheet.
    other : a plan to compare with; with it there is a sheet of differences.
    proposed : the cures that `geo.cures.propose` found; without them no cure is told.
    progress : called with files done and files in all, first with 0.
    cancelled : asked before every file.

    Raises
    ------
    CancelledError
        `cancelled` said so.
    ScenarioError
        The options name a part of the operation.
    """
    book.whole_operation(options)
    makers = list(_makers(evaluation, options, other=other, proposed=proposed))
    files: dict[str, bytes] = {}
    for name, make in makers:
        progress(len(files), len(makers))
        if cancelled():
            raise CancelledError
        files[name] = make()
    progress(len(files), len(makers))
    with text.speaking(options.language):
        told = manifest(evaluation, options, files, imprint=imprint)
    listed = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return archive.zipped({**files, MANIFEST: listed})
