"""Naming: which plan an export shows, in which version, and the newest event when it was ordered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dashboard.export.options import SheetOptions
from dashboard.text import _
from geo.evaluate import Evaluation

SHORTEST = 12
"""No name is cut to fewer letters."""


def shortened(
    evaluation: Evaluation, options: SheetOptions, *, fits: Callable[[SheetOptions], bool]
) -> SheetOptions:
    """Return options whose name of the plan is cut until a line fits; version, digest and event never are."""
    name = options.plan or evaluation.scenario.name
    while len(name) > SHORTEST and not fits(options):
        name = name[:-1]
        options = options.model_copy(update={"plan": f"{name.rstrip()}…"})
    return options


def plan(evaluation: Evaluation, options: SheetOptions) -> str:
    """Return the name of the plan, its version where it has one, and whether it is saved so."""
    return " · ".join(_plan(evaluation, options))


def _plan(evaluation: Evaluation, options: SheetOptions) -> Iterator[str]:
    own = evaluation.scenario.name or ("" if options.unsaved else _("base plan"))
    if options.plan or own:
        yield options.plan or own
    if options.version:
        yield _("version {version}").format(version=options.version)
    if options.unsaved:
        yield _("with changes that are not saved") if options.version else _("not saved")


def event(options: SheetOptions) -> str:
    """Return the newest event in words; empty where none is told."""
    return _("event {event}").format(event=options.event) if options.event else ""


def imprint(evaluation: Evaluation, options: SheetOptions) -> list[str]:
    """Return plan, digest of everything that the numbers rest on, and newest event, each in words."""
    told = [
        _("Plan: {name}").format(name=plan(evaluation, options)),
        _("digest {digest}").format(digest=evaluation.digest),
        event(options),
    ]
    return [it for it in told if it]
