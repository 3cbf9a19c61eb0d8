"""What things are called in the user's language: classes, forces, units, columns, sums."""

from __future__ import annotations

from dashboard.text import _, date, named, number
from geo import catalogue, doctrine
from geo.evaluate import Evaluation
from geo.role import GUARDS_ROLE
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
    """Return the name of the pattern in force, or that it is the plan's own."""
    in_force = doctrine.pattern(evaluation.operation, evaluation.scenario)
    if in_force.id == doctrine.OWN:
        return _("own pattern, from {preset}").format(preset=named(in_force.name))
    return named(in_force.name)


def role_labels(evaluation: Evaluation) -> dict[str, str]:
    """Return the name of every role in force, and of the guards of stations."""
    plan = doctrine.role_plan(evaluation.operation, evaluation.scenario)
    return {GUARDS_ROLE: _("Guards of TPS"), **{role.id: named(role.name) for role in plan.roles}}


def roles_name(evaluation: Evaluation) -> str:
    """Return the name of the role plan in force, and whether its quantities are the plan's own."""
    name = named(doctrine.role_plan(evaluation.operation, evaluation.scenario).name)
    if evaluation.scenario.role_people:
        return _("own quantities, from {preset}").format(preset=name)
    return name


def per_labels() -> dict[str, str]:
    """Return for what a role counts its people."""
    return {"village": _("village"), "district": _("district"), "operation": _("operation")}


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


def convoy_labels() -> dict[str, str]:
    """Return what a unit sends one convoy to."""
    return {"village": _("one for each village"), "district": _("one for each district")}


def place_labels() -> dict[str, str]:
    """Return where people are on a day."""
    return {
        "station": _("at the TPS"),
        "standby": _("standing by"),
        "reserve": _("in reserve"),
        "withdrawn": _("at base"),
    }


def posture_label(who: str, forces: tuple[str, ...]) -> str:
    """Return the name of a group of people whose place a day tells."""
    known, told = force_labels(), {"guards": _("guards"), "others": _("others"), "reserve": _("reserve")}
    return told[who] + (f" ({', '.join(known[it] for it in forces)})" if forces else "")


def item_label(item: str) -> str:
    """Return the name of an item of readiness; other equipment keeps the name it was given."""
    known = {"personnel": _("people"), "vehicle": _("vehicles"), "radio": _("radios")}
    return known.get(item, item)


def preparation_word(kind: str) -> str:
    """Return one word for a kind of preparation; unknown ones keep their own."""
    known = {
        "committee": _("committee"),
        "dialogue": _("dialogue"),
        "visit": _("visit"),
        "figures": _("figures"),
        "survey": _("survey"),
    }
    return known.get(kind, kind)


def preparation_label(kind: str) -> str:
    """Return the name of a kind of preparation; unknown ones keep their own."""
    known = {
        "committee": _("committee coordination"),
        "dialogue": _("dialogue in the village"),
        "visit": _("visit by the area officer"),
        "figures": _("community figures"),
        "survey": _("TPS seen on the spot"),
    }
    return known.get(kind, kind)


def column_label(column: str) -> str:
    """Return the name of a column of the data, such as `stations.point`; unknown ones keep their own."""
    frame, _dot, field = column.partition(".")
    frames = {
        "villages": _("villages"),
        "stations": _("TPS"),
        "units": _("units"),
        "roads": _("road network"),
        "readiness": _("readiness at H-1"),
        "preparations": _("preparations in the villages"),
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
        "roles_by_place": _("people of all roles, added up by place"),
        "shortfall_by_role": _("shortfall, added up by role"),
        "shortfall_asked_for": _("shortfall, asked for as BKO"),
        "stand_ins": _("people who stand in, given and received"),
        "stations": _("TPS, published"),
        "electing_villages": _("electing villages, published"),
        "districts": _("districts, published"),
        "personnel": _("personnel, published"),
    }
    head, _dot, force = key.partition(".")
    forces = force_labels()
    summed = {
        "need_by_village": _("guards of {force}, added up by village"),
        "need_by_role": _("need of {force}, added up by role"),
        "need_by_district": _("need of {force}, added up by district"),
        "need": _("need of {force}, published"),
        "need_guards": _("guards of {force}, published"),
    }
    if head in summed and force:
        return summed[head].format(force=forces.get(force, force))
    if head == "personnel" and force:
        return _("{force}, published").format(force=forces.get(force, force))
    return known.get(key, key)
