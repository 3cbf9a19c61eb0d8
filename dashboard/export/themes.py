"""Themes: which layers, figures and list make a sheet. A new one is an entry of `themes`."""

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
    timed : whether it tells minutes, so that it must say how they were made.
    """

    title: str
    layers: tuple[Layer, ...]
    figures: Callable[[Part, Hidden], list[Figure]]
    ranking: Callable[[Part, Hidden], Ranking]
    timed: bool = True
    veiled: str = ""
    single: Callable[[Part, Hidden], Ranking] = rankings.stations


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


def theme(key: ThemeId, *, other: Evaluation | None = None) -> Theme:
    """Return a theme in the language of this run.

    Raises
    ------
    ScenarioError
        The theme compares two plans, and there is only one.
    """
    if key == "difference":
        return _difference(other)
    land = (layers.ground,)
    over = (layers.roads, layers.districts, layers.village_names, points.station_numbers)
    made = {
        "risk": lambda: Theme(
            _("Map of vulnerability"),
            (*land, layers.village_classes, *over, points.classed_stations, points.units_of()),
            figures.risk,
            rankings.villages,
            timed=False,
            veiled=_("Map of polling stations"),
        ),
        "coverage": lambda: Theme(
            _("Map of response coverage"),
            (*land, layers.electing, layers.reach, *over, points.covered_stations, points.units_of()),
            figures.coverage,
            rankings.shares,
        ),
        "gaps": lambda: Theme(
            _("Map of coverage gaps"),
            (
                *land,
                layers.village_classes,
                *over,
                points.gap_ways,
                points.covered_stations,
                points.gap_minutes,
                points.units_of(),
            ),
            figures.coverage,
            rankings.gaps,
        ),
        "assignment": lambda: Theme(
            _("Map of the posting"),
            (
                *land,
                layers.electing,
                *over,
                postings.posting_lines,
                postings.posted_stations,
                points.units_of(),
            ),
            postings.figures,
            postings.load,
            single=postings.guards,
        ),
        "strength": lambda: Theme(
            _("Map of need and strength"),
            (
                *land,
                needs.village_need,
                layers.roads,
                layers.district_borders,
                needs.district_balance,
                points.units_of(),
            ),
            figures.strength,
            rankings.need,
            timed=False,
        ),
        "floor": lambda: Theme(
            _("Map of the tactical floor game"),
            (
                *land,
                floorgame.village_minutes,
                layers.roads,
                layers.district_borders,
                floorgame.starts,
                points.stations,
                floorgame.village_times,
                points.units_of(1.8),
            ),
            figures.floor,
            floorgame.villages,
        ),
    }
    return made[key]()
