"""Differences: what a plan changes against the base plan, in words, one short phrase for each setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard import names
from dashboard.text import _, named, number
from geo import catalogue
from geo.operation import Operation
from geo.scenario import Scenario

Phrase = Callable[[Scenario, Operation, Scenario], str]
BASE = Scenario()


def phrases(plan: Scenario, of: Operation, *, against: Scenario = BASE) -> list[str]:
    """Return a phrase for each setting in which a plan differs from the base plan, or from another one."""
    changed = [name for name in Scenario.model_fields if getattr(plan, name) != getattr(against, name)]
    return [told for name in changed if (told := phrase(name, plan, of, against=against))]


def phrase(name: str, plan: Scenario, of: Operation, *, against: Scenario = BASE) -> str:
    """Return what one setting of a plan is; empty for one that has no words."""
    return _phrases()[name](plan, of, against)


def _value(words: str, field: str, *, unit: str = "", digits: int = 0) -> Phrase:
    def phrase(plan: Scenario, _of: Operation, base: Scenario) -> str:
        now, before = getattr(plan, field), getattr(base, field)
        told = [_("none") if it is None else number(it, digits) + unit for it in (now, before)]
        line = _("{what} {now} (base: {before})") if base == BASE else _("{what} {now} (before: {before})")
        return line.format(what=words, now=told[0], before=told[1])

    return phrase


def _choice(words: str, field: str, labels: Mapping[Any, str]) -> Phrase:
    def phrase(plan: Scenario, _of: Operation, _base: Scenario) -> str:
        return f"{words}: {labels.get(getattr(plan, field), getattr(plan, field))}"

    return phrase


def _count(words: str, field: str) -> Phrase:
    def phrase(plan: Scenario, _of: Operation, _base: Scenario) -> str:
        return words.format(n=number(len(getattr(plan, field))))

    return phrase


def _units(words: str, field: str) -> Phrase:
    def phrase(plan: Scenario, of: Operation, _base: Scenario) -> str:
        known = of.units["name"]
        ids = [it if isinstance(it, str) else it.unit_id for it in getattr(plan, field)]
        return words.format(names=", ".join(str(known.get(it, it)) for it in ids))

    return phrase


def _added(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    return _("added: {names}").format(names=", ".join(it.name for it in plan.units_added))


def _weights(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    known, given = catalogue.indicators(), dict(plan.weights)
    other = [named(it.name) for key, it in known.items() if given.get(key, 0.0) != it.weight]
    return _("weights of: {names}").format(names=", ".join(other))


def _breaks(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    told = " / ".join(number(it * 100) for it in plan.class_breaks)
    return _("classes from {breaks} points").format(breaks=told)


def _pattern(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    known = catalogue.patterns()
    name = named(known[plan.pattern].name) if plan.pattern in known else plan.pattern
    return _("pattern: {name}").format(name=name)


def _forces(words: str, field: str) -> Phrase:
    def phrase(plan: Scenario, _of: Operation, _base: Scenario) -> str:
        known = names.force_labels()
        return f"{words}: {', '.join(known[it] for it in getattr(plan, field)) or _('nobody')}"

    return phrase


def _stand_ins(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    known = names.force_labels()
    pairs = [
        _("{b} for {a}").format(a=known[wanted], b=known[stand_in]) for wanted, stand_in in plan.substitutes
    ]
    return _("stand-ins: {pairs}").format(pairs=", ".join(pairs) or _("nobody"))


def _kept_back(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    known = names.unit_kind_labels()
    told = ", ".join(known[it] for it in plan.reserve_kinds)
    return _("kept back whole: {kinds}").format(kinds=told or _("nobody"))


def _share(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    return _("{share} % of every unit kept back").format(share=number(plan.reserve_share * 100))


def _sectors(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    known = {
        "ignore": _("sectors do not count"),
        "prefer": _("own sector first"),
        "keep": _("own sector only"),
    }
    return known[plan.sectors]


def _linmas(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    return _("Linmas in their own village only") if plan.linmas_at_home else _("Linmas in other villages too")


def _hour(plan: Scenario, _of: Operation, _base: Scenario) -> str:
    return _("at the stations by {time}").format(time=f"{plan.arrive_by:%H.%M}")


def _name(_plan: Scenario, _of: Operation, _base: Scenario) -> str:
    return ""


def _phrases() -> dict[str, Phrase]:
    minutes, kmh = " min", " km/h"
    return {
        "name": _name,
        "threshold_min": _value(_("response threshold"), "threshold_min", unit=minutes),
        "engine": _choice(_("minutes"), "engine", names.engine_labels()),
        "vehicle": _choice(_("vehicle"), "vehicle", names.vehicle_labels()),
        "period": _choice(_("time of day"), "period", names.period_labels()),
        "walk_kmh": _value(_("walking speed"), "walk_kmh", unit=kmh, digits=1),
        "off_road_m": _value(_("off road from"), "off_road_m", unit=" m"),
        "closures": _count(_("{n} road closures"), "closures"),
        "speed_kmh": _value(_("driving speed"), "speed_kmh", unit=kmh),
        "circuity": _value(_("road over straight line"), "circuity", digits=2),
        "turnout_min": _value(_("turnout"), "turnout_min", unit=minutes, digits=1),
        "neighbours": _value(_("units kept for each TPS"), "neighbours"),
        "responding_forces": _forces(_("responding"), "responding_forces"),
        "weights": _weights,
        "class_breaks": _breaks,
        "pattern": _pattern,
        "unassessed_class": _choice(_("not assessed counts as"), "unassessed_class", names.class_labels()),
        "class_overrides": _count(_("{n} classes set by hand"), "class_overrides"),
        "units_off": _units(_("switched off: {names}"), "units_off"),
        "units_moved": _units(_("moved: {names}"), "units_moved"),
        "units_added": _added,
        "rules": _count(_("own pattern of {n} rules"), "rules"),
        "roles": _choice(_("role plan"), "roles", {}),
        "role_people": _count(_("people of {n} roles changed"), "role_people"),
        "substitutes": _stand_ins,
        "reserve_share": _share,
        "reserve_kinds": _kept_back,
        "posting_limit_min": _value(_("posted within"), "posting_limit_min", unit=minutes),
        "sectors": _sectors,
        "sector_extra_min": _value(_("another sector counts"), "sector_extra_min", unit=minutes),
        "max_stations": _value(_("stations for one unit at most"), "max_stations"),
        "linmas_at_home": _linmas,
        "locked": _count(_("{n} postings locked"), "locked"),
        "forbidden": _count(_("{n} postings forbidden"), "forbidden"),
        "drawn": _count(_("{n} candidate places drawn"), "drawn"),
        "arrive_by": _hour,
        "assembly_min": _value(_("assembly"), "assembly_min", unit=minutes),
        "vehicle_seats": _value(_("seats in a vehicle"), "vehicle_seats"),
        "stop_min": _value(_("at each stop"), "stop_min", unit=minutes),
        "convoys": _choice(_("convoys"), "convoys", names.convoy_labels()),
        "stage_shares": _count(_("smallest share of {n} stages changed"), "stage_shares"),
        "day_shares": _count(_("{n} shares of the days changed"), "day_shares"),
    }
