"""What things are called in the user's language: classes, forces, units, columns, sums."""

from __future__ import annotations

from dashboard.text import _, date, named, number
from geo import catalogue
from geo.evaluate import Evaluation
from geo.travel import way

CLASSIFICATIONS = {"SR": "SANGAT RAHASIA", "R": "RAHASIA", "T": "TERBATAS", "B": "BIASA"}
"""Official words for the codes of Perkap 1/2023, the same in every language."""


def class_labels() -> dict[str, str]:
    """Return the name of every risk class in the user's language."""
    return {
        "unassessed": _("not assessed"),
        "low": _("less vulnerable"),
        "elevated": _("vulnerable"),
        "high": _("very vulnerable"),
        "special": _("special"),
    }


def force_labels() -> dict[str, str]:
    """Return the name of every force in the user's language."""
    return {
        "polri": "Polri",
        "brimob": "Brimob",
        "tni": "TNI",
        "linmas": _("Linmas and others"),
        "satpol_pp": "Satpol PP",
    }


def unit_kind_labels() -> dict[str, str]:
    """Return the name of every kind of unit in the user's language."""
    return {
        "polres": "Polres",
        "polsek": "Polsek",
        "post": _("Post"),
        "standby": _("Reserve"),
        "patrol": _("Patrol"),
        "koramil": "Koramil",
    }


def pattern_name(evaluation: Evaluation) -> str:
    """Return the name of the pattern in force."""
    return named(catalogue.pattern(evaluation.scenario.pattern or evaluation.operation.meta.pattern).name)


def caption(evaluation: Evaluation) -> str:
    """Return how the minutes were made and how old the data are."""
    plan = evaluation.scenario
    values = {
        "circuity": number(plan.circuity, 1),
        "speed": number(plan.speed_kmh),
        "turnout": number(plan.turnout_min),
        "day": date(evaluation.operation.meta.data_date),
        "vehicle": vehicle_labels()[plan.vehicle],
        "period": period_labels()[plan.period],
    }
    if not by_road(evaluation):
        return _(
            "straight line × {circuity} at {speed} km/h plus {turnout} min turnout · data of {day}"
        ).format(**values)
    off = int(evaluation.stations["quality"].eq(way.STRAIGHT).sum())
    if plan.engine == "service" and not evaluation.engine.faults:
        told = _("by a routing service, plus {turnout} min turnout · data of {day}").format(**values)
    else:
        told = _("by road, {vehicle}, {period}, plus {turnout} min turnout · data of {day}").format(**values)
    return told + (" · " + _("{n} TPS off road: straight line").format(n=number(off)) if off else "")


def by_road(evaluation: Evaluation) -> bool:
    """Return whether any minutes of an evaluation run along roads."""
    return bool(
        (evaluation.stations["quality"].notna() & ~evaluation.stations["quality"].eq(way.STRAIGHT)).any()
    )


def means(evaluation: Evaluation) -> str:
    """Return in two words how the minutes were made."""
    return _("by road") if by_road(evaluation) else _("straight line")


def quality_labels() -> dict[str, str]:
    """Return how a way was found."""
    return {
        way.ROAD: _("by road"),
        way.SERVICE: _("routing service"),
        way.UNDRAWN: _("routing service, drawn straight"),
        way.STRAIGHT: _("straight line"),
    }


def engine_labels() -> dict[str, str]:
    """Return the name of every way to count minutes."""
    return {"straight": _("Straight line"), "roads": _("By road"), "service": _("Service")}


def vehicle_labels() -> dict[str, str]:
    """Return the name of every vehicle."""
    return {"car": _("patrol car"), "motorcycle": _("motorcycle")}


def period_labels() -> dict[str, str]:
    """Return the name of every time of day."""
    return {"day": _("by day"), "night": _("by night"), "market_day": _("on market day")}


def change_labels() -> dict[str, str]:
    """Return what the difference of a station between two plans is called."""
    return {
        "gained": _("reached now"),
        "lost": _("reached no more"),
        "faster": _("earlier"),
        "slower": _("later"),
        "other_unit": _("another unit"),
        "class_changed": _("another class"),
        "same": _("the same"),
    }


def column_label(column: str) -> str:
    """Return the name of a column of the data, such as `stations.point`; unknown ones keep their own."""
    frame, _dot, field = column.partition(".")
    frames = {
        "villages": _("villages"),
        "stations": _("TPS"),
        "units": _("units"),
        "roads": _("road network"),
    }
    fields = {
        "point": _("position"),
        "number": _("number"),
        "registered_voters": _("registered voters"),
        "place": _("place"),
        "personnel": _("personnel"),
        "electing": _("which ones elect"),
    }
    indicators = catalogue.indicators()
    name = fields.get(field) or (named(indicators[field].name).lower() if field in indicators else field)
    return f"{frames.get(frame, frame)}: {name}" if name else frames.get(frame, frame)


def check_label(key: str) -> str:
    """Return what a sum of `geo.checks` counts."""
    known = {
        "stations_per_village": _("TPS, added up by village"),
        "stations_per_district": _("TPS, added up by district"),
        "covered_and_gaps": _("TPS reached plus TPS not reached"),
        "electing_without_station": _("electing villages without a TPS"),
        "station_outside_electing": _("TPS in villages that do not elect"),
        "personnel_by_force": _("personnel, added up by force"),
        "personnel_once": _("personnel, everybody counted once"),
        "stations": _("TPS, published"),
        "electing_villages": _("electing villages, published"),
        "districts": _("districts, published"),
        "personnel": _("personnel, published"),
    }
    head, _dot, force = key.partition(".")
    forces = force_labels()
    if head == "need_by_village":
        return _("need of {force}, added up by village").format(force=forces.get(force, force))
    if head == "personnel" and force:
        return _("{force}, published").format(force=forces.get(force, force))
    return known.get(key, key)
