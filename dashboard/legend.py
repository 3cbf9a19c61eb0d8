"""What a map shows, and the legend that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import names, palette
from dashboard.text import _
from geo import catalogue
from geo.evaluate import Evaluation

ORDER = tuple(catalogue.RANKS)
"""Class ids in the order of the digits that stand for them in a state."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""One digit stands for the kind of a station in a state; a map tells at most so many kinds apart."""


@dataclass(frozen=True)
class Kinds:
    """Stations told apart by something of a page's own, such as the unit that posts people there.

    Parameters
    ----------
    title : of the legend.
    labels, looks : one for each kind; looks as `palette.kind_looks` makes them.
    shown : how many of them the legend names; None for all.
    """

    title: str
    labels: tuple[str, ...]
    looks: tuple[dict[str, Any], ...]
    shown: int | None = None


@dataclass(frozen=True)
class Look:
    """What a map shows.

    Parameters
    ----------
    by_class : stations by risk class; otherwise by coverage.
    kinds : stations by kinds of the page's own; before `by_class`.
    radii : the response radii.
    named : the names of electing villages.
    roads : the road network.
    bare : no buttons to zoom, for the wall.
    twin : maps of one name move and zoom together; empty for a map of its own.
    more : what the page draws besides, each a look with its label; it stands in the legend of the units.
    """

    by_class: bool = False
    kinds: Kinds | None = None
    radii: bool = False
    named: bool = False
    roads: bool = False
    bare: bool = False
    twin: str = ""
    more: tuple[dict[str, Any], ...] = ()


def codes(kinds: Sequence[int]) -> str:
    """Return the digit of each station's kind; beyond `DIGITS` they repeat."""
    return "".join(DIGITS[kind % len(DIGITS)] for kind in kinds)


def coverage_marks() -> list[dict[str, Any]]:
    """Return the two looks of a station on briefing and coverage: in time, too late."""
    return [palette.COVERED_MARK, palette.GAP_MARK]


def class_marks() -> list[dict[str, Any]]:
    """Return one look of a station per risk class, shape and colour both."""
    return [
        {
            "shape": palette.CLASS_SHAPES[class_id],
            "fill": palette.CLASS_LOOKS[class_id]["fill"],
            "stroke": palette.INK,
            "weight": 1.4,
            "size": 4 + 0.8 * rank,
        }
        for class_id, rank in catalogue.RANKS.items()
    ]


def legend(evaluation: Evaluation, look: Look) -> list[dict[str, Any]]:
    """Return the groups of the legend: title and items, each with its look and label."""
    labels = names.class_labels()
    present = [c for c in ORDER if c in evaluation.summary["class_counts"] or c in catalogue.CLASSES[:3]]
    classes = [{**palette.CLASS_LOOKS[c], "label": labels[c]} for c in present]
    idle = {"fill": palette.LAND, "label": _("no election")}
    if look.kinds:
        named = zip(look.kinds.labels, look.kinds.looks, strict=True)
        marks = [{**mark, "label": label} for label, mark in named][: look.kinds.shown]
    elif look.by_class:
        marks = [{**class_marks()[ORDER.index(c)], "label": f"TPS {labels[c]}"} for c in present]
    else:
        marks = [
            {**palette.COVERED_MARK, "size": 5, "label": _("TPS reached in time")},
            {**palette.GAP_MARK, "label": _("TPS not reached in time")},
        ]
    groups = [
        {"title": _("Risk of the village"), "items": [*classes, idle]},
        {"title": look.kinds.title if look.kinds else _("Polling stations (TPS)"), "items": marks},
    ]
    if look.radii and names.by_road(evaluation):
        bands = [
            {"stroke": palette.POLICE, "fill": tint, "label": label}
            for tint, label in zip(palette.BAND_TINTS, _bands(), strict=True)
        ]
        groups.append({"title": _("Reached by road"), "items": bands})
    elif look.radii:
        line = {"line": True, "stroke": palette.POLICE, "weight": 1.8, "dash": [7, 5]}
        marks.append({**line, "label": _("radius, straight line")})
    return [*groups, {"title": _("Units"), "items": [*_unit_items(evaluation), *look.more]}]


def station_marks(look: Look) -> list[dict[str, Any]]:
    """Return the look of every kind of station, in the order of the digits of a state."""
    if look.kinds:
        return list(look.kinds.looks)
    return class_marks() if look.by_class else coverage_marks()


def _bands() -> tuple[str, str, str]:
    """Name the bands without their minutes, so that a moved threshold leaves the scene as it is."""
    return _("in 1½ × the threshold"), _("in time"), _("in half the threshold")


def _unit_items(evaluation: Evaluation) -> list[dict[str, Any]]:
    looks, kinds = palette.unit_looks(), names.unit_kind_labels()
    drawn = evaluation.units[evaluation.units["force"].ne("linmas")]
    items = []
    for kind in palette.UNIT_SHAPES:
        forces = [
            force
            for force in palette.FORCE_COLOURS
            if force in set(drawn.loc[drawn["kind"] == kind, "force"])
        ]
        if forces:
            who = ", ".join(names.force_labels()[force] for force in forces)
            items.append(
                {"samples": [looks[f"{kind} {force}"] for force in forces], "label": f"{kinds[kind]} ({who})"}
            )
    return items
