"""Looks: the colours and shapes in which a layer is drawn elsewhere, the same as on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard import names, palette, remedies
from dashboard.export.features import Layer
from dashboard.text import _
from geo import catalogue
from geo.travel import way

ELECTING: dict[str, Any] = {"fill": "#f3dfb4"}
IDLE: dict[str, Any] = {"fill": palette.LAND}
WAY: dict[str, Any] = {"color": "#0b6e4f", "weight": 2.5}
GUARD: dict[str, Any] = {"weight": 1.6, "opacity": 0.75}
REACH: dict[str, Any] = {"color": palette.POLICE, "weight": 1.8, "dashArray": "7 5"}
DOT = {"shape": "circle", "stroke": palette.INK, "weight": 1, "size": 6}
"""How a village looks that is known by a point only."""


@dataclass(frozen=True)
class Case:
    """One way in which features of a layer look.

    Attributes
    ----------
    value : of the layer's look column; None for all others.
    look : as in `dashboard.palette`: fill and hatch, or a mark, or a line.
    """

    value: str | bool | None
    label: str
    look: dict[str, Any]


def cases(layer: Layer) -> list[Case]:
    """Return every look of a layer in the order of a legend; a single one where all look alike."""
    if not layer.look:
        return [Case(None, layer.title, REACH if layer.key == "reach" else _electing(layer))]
    return KINDS[layer.look](layer)


def _electing(layer: Layer) -> dict[str, Any]:
    return {**DOT, **ELECTING} if layer.shape == "Point" else ELECTING


def _classes(layer: Layer) -> list[Case]:
    labels, dot = names.class_labels(), DOT if layer.shape == "Point" else {}
    ranked = [Case(it, labels[it], {**palette.CLASS_LOOKS[it], **dot}) for it in catalogue.RANKS]
    return [*ranked, Case(None, _("no election"), {**IDLE, **dot})]


def _coverage(_layer: Layer) -> list[Case]:
    return [
        Case(True, _("TPS reached in time"), palette.COVERED_MARK),
        Case(False, _("TPS not reached in time"), palette.GAP_MARK),
    ]


def _causes(_layer: Layer) -> list[Case]:
    return [Case(it, remedies.causes()[it], look) for it, look in palette.CAUSE_MARKS.items()]


def _forces(_layer: Layer) -> list[Case]:
    labels = names.force_labels()
    return [Case(it, labels[it], {**GUARD, "color": tint}) for it, tint in palette.FORCE_COLOURS.items()]


def _ways(_layer: Layer) -> list[Case]:
    dashed = {way.UNDRAWN, way.STRAIGHT}
    return [
        Case(it, label, {**WAY, "dashArray": "2 7"} if it in dashed else WAY)
        for it, label in names.quality_labels().items()
    ]


def _units(layer: Layer) -> list[Case]:
    kinds, forces, marks = names.unit_kind_labels(), names.force_labels(), palette.unit_looks()
    there = set(layer.frame["look"].dropna())
    found = [(it, *it.split()) for it in marks if it in there]
    return [Case(it, f"{kinds[kind]} · {forces[force]}", marks[it]) for it, kind, force in found]


KINDS: dict[str, Callable[[Layer], list[Case]]] = {
    "class_id": _classes,
    "covered": _coverage,
    "cause": _causes,
    "force": _forces,
    "look": _units,
    "quality": _ways,
}
"""Looks by the column that tells them."""


def of_rows(layer: Layer) -> list[int]:
    """Return for each feature the position of its look among `cases`."""
    known = {it.value: i for i, it in enumerate(cases(layer))}
    last = len(known) - 1
    if not layer.look:
        return [0] * len(layer.frame)
    return [known.get(it, last) for it in layer.frame[layer.look]]
