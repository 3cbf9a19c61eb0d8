"""Themes: which layers, figures and list make a sheet. A new one is a function and a line of `THEMES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.export import change, figures, floorgame, layers, needs, points, postings, rankings
from dashboard.export.options import ThemeId
from dashboard.export.panel import Figure, Ranking
from dashboard.export.part import Part
from dashboard.export.plate import Drawn, Plate
from dashboard.text import _
from geo.errors import Fault, ScenarioError
from geo.evaluate import Evaluation

FLOOR_UNITS, FLOOR_GROWTH = 1.8, 0.85
"""How many times as large units are on a floor map; how it grows with the page, to be read from afar."""
Hidden = frozenset[str]
Layer = Callable[[Plate], Drawn]


@dataclass(frozen=True)
class Theme:
    """A question and how a sheet answers it.

    Attributes
    ----------
    title : of the sheet, in the user's language.
    veiled : its title in a copy that hides classes.
    layers : from the bottom to the top.
    single : the list of a sheet about one village or unit.
    posted : whether the stations of a unit are those that its people guard.
    growth : with what power of the page marks and names on the map grow.
    timed : whether it tells minutes, so that it must say how they were made.
    """

    title: str
    layers: tuple[Layer, ...]
    figures: Callable[[Part, Hidden], list[Figure]]
    ranking: Callable[[Part, Hidden], Ranking]
    timed: bool = True
    veiled: str = ""
    growth: float = 0.75
    single: Callable[[Part, Hidden], Ranking] = rankings.stations
    posted: bool = False


def _compared(other: Evaluation | None) -> Evaluation:
    if other is None:
        raise ScenarioError(
            Fault("A sheet of differences needs two plans", "Give the plan to compare with as well")
        )
    return other


def _difference(other: Evaluation | None) -> Theme:
    before = _compared(other)
    return Theme(
        _("What the plan changes"),
        (
            layers.ground,
            layers.electing,
            layers.roads,
            layers.districts,
            layers.village_names,
            change.changed_stations,
            points.units_of(),
            change.changed_units,
        ),
        lambda part, _hidden: change.figures(part, before),
        lambda part, _hidden: change.summary(part, before),
    )


def _over() -> tuple[Layer, ...]:
    return layers.roads, layers.districts, layers.village_names, points.station_numbers


def _situation() -> Theme:
    under = (layers.ground, layers.electing, layers.roads, layers.districts, layers.village_names)
    return Theme(
        _("Map of the situation"),
        (*under, points.station_numbers, points.classed_stations, points.units_of()),
        lambda part, _hidden: figures.situation(part),
        rankings.villages,
        timed=False,
    )


def _risk() -> Theme:
    return Theme(
        _("Map of vulnerability"),
        (layers.ground, layers.village_classes, *_over(), points.classed_stations, points.units_of()),
        figures.risk,
        rankings.villages,
        timed=False,
        veiled=_("Map of polling stations"),
    )


def _coverage() -> Theme:
    under = (layers.ground, layers.electing, layers.reach)
    return Theme(
        _("Map of response coverage"),
        (*under, *_over(), points.covered_stations, points.units_of()),
        figures.coverage,
        rankings.shares,
    )


def _gaps() -> Theme:
    late = (points.gap_ways, points.covered_stations, points.gap_minutes)
    return Theme(
        _("Map of coverage gaps"),
        (layers.ground, layers.village_classes, *_over(), *late, points.units_of()),
        figures.coverage,
        rankings.gaps,
    )


def _assignment() -> Theme:
    posted = (postings.posting_lines, postings.posted_stations)
    return Theme(
        _("Map of the posting"),
        (layers.ground, layers.electing, *_over(), *posted, points.units_of()),
        postings.figures,
        postings.load,
        single=postings.guards,
        posted=True,
    )


def _strength() -> Theme:
    under = (layers.ground, needs.village_need, layers.roads, layers.district_borders)
    return Theme(
        _("Map of need and strength"),
        (*under, needs.district_balance, points.units_of()),
        figures.strength,
        rankings.need,
        timed=False,
    )


def _floor() -> Theme:
    under = (layers.ground, floorgame.village_minutes, layers.roads, layers.district_borders)
    return Theme(
        _("Map of the tactical floor game"),
        (*under, floorgame.starts, points.stations, floorgame.village_times, points.units_of(FLOOR_UNITS)),
        figures.floor,
        floorgame.villages,
        growth=FLOOR_GROWTH,
    )


THEMES: dict[str, Callable[[], Theme]] = {
    "situation": _situation,
    "risk": _risk,
    "coverage": _coverage,
    "gaps": _gaps,
    "assignment": _assignment,
    "strength": _strength,
    "floor": _floor,
}
"""Every theme of one plan; a new one is a function, a line here and an id in `options.ThemeId`."""


def theme(key: ThemeId, *, other: Evaluation | None = None) -> Theme:
    """Return a theme in the language of this run.

    Raises
    ------
    ScenarioError
        The theme compares two plans, and there is only one.
    """
    return _difference(other) if key == "difference" else THEMES[key]()
