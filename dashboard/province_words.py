"""Province in words: what a run over many operations came to, and what the columns of its files mean."""

from __future__ import annotations

from collections.abc import Callable

from dashboard import definitions, names, remedies, text
from dashboard.text import _, number
from geo.batch.province import Failure, Line, Province


def short_name(line: Line) -> str:
    """Return what a list calls an operation: whose it is."""
    return line.jurisdiction or line.name


def _most(lines: tuple[Line, ...], count: Callable[[Line], int]) -> tuple[str, int]:
    """Return the operation of most of something, and how much; ties go by key."""
    first = min(lines, key=lambda it: (-count(it), it.key))
    return short_name(first), count(first)


def reach(province: Province) -> str:
    """Say how many stations are reached in time, and where most of the others are."""
    gaps, stations = province.total("gaps"), province.total("stations")
    values = {
        "gaps": number(gaps),
        "stations": number(stations),
        "n": number(len(province.lines)),
        "minutes": number(province.scenario.threshold_min),
    }
    if not stations:
        return _("No operation of this run has polling stations.")
    if not gaps:
        return _("All {stations} TPS of {n} operations are reached within {minutes} minutes.").format(
            **values
        )
    where, most = _most(province.lines, lambda it: it.gaps)
    return _(
        "{gaps} of {stations} TPS in {n} operations are not reached within {minutes} minutes, "
        "most in {where} ({most})."
    ).format(**values, where=where, most=number(most))


def people(province: Province) -> str:
    """Say how many people are missing, and where most of them."""
    short = province.total("short")
    if not short:
        return _("The strength is enough everywhere.")
    where, most = _most(province.lines, lambda it: it.short)
    return _("{short} people are short, most in {where} ({most}).").format(
        short=number(short), where=where, most=number(most)
    )


def caption(province: Province) -> str:
    """Return how the minutes were made, and when the run was."""
    plan = province.scenario
    values = {
        "circuity": number(plan.circuity, 1),
        "speed": number(plan.speed_kmh),
        "turnout": number(plan.turnout_min),
        "n": number(sum(it.minutes_by != "straight" for it in province.lines)),
        "m": number(sum(it.minutes_by == "straight" for it in province.lines)),
    }
    if all(it.minutes_by == "straight" for it in province.lines):
        told = _("straight line × {circuity} at {speed} km/h plus {turnout} min turnout").format(**values)
    else:
        told = _(
            "minutes by road in {n} operations, by straight line in {m}, plus {turnout} min turnout"
        ).format(**values)
    moment = province.made_at.astimezone()
    when = _("run of {day}, {time}").format(day=text.date(moment.date()), time=text.clock(moment))
    return f"{told} · {when} · {_('plan')}: {plan.name or _('base plan')}"


def means(province: Province) -> str:
    """Return in two words how the minutes were made."""
    straight = {it.minutes_by == "straight" for it in province.lines}
    if straight == {False}:
        return _("by road")
    return _("straight line") if straight <= {True} else _("by road and straight line")


def failure(failed: Failure) -> str:
    """Say which operation has no result, and why; every fault on a line."""
    told = [text.fault(it.fault) for it in failed.faults]
    return "\n".join([f"{failed.key}: {told[0]}", *(f"  • {it}" for it in told[1:])])


def columns() -> dict[str, dict[str, str]]:
    """Return what every column means, by layer of the gathered file."""
    return {"stations": _station_columns(), "operations": _operation_columns()}


def _station_columns() -> dict[str, str]:
    known = ("score", "completeness", "travel_min", "distance_m", "over_min")
    return {
        "operation": _("Name of the operation in the run; the same in both layers."),
        "station_id": _("Id of the TPS in its operation."),
        "village_id": _("Code of the village."),
        "village": _("Name of the village."),
        "district": _("Name of the district."),
        "number": _("Number of the TPS in its village."),
        "registered_voters": _("Registered voters; empty where unknown."),
        "class_id": definitions.of("class_id").line,
        "rank": _("Rank of the class: 0 not assessed, 1 to 4 the more vulnerable the higher."),
        "unit_id": _("Id of the unit that is there first."),
        "unit": _("Name of the unit that is there first."),
        "quality": _("How its way was found: by road, by a routing service or by straight line."),
        "covered": definitions.of("covered").line,
        "units_covering": _("Number of units that are there within the threshold."),
        "needed": _("People of all forces that the pattern asks for at the TPS."),
        "missing": _("Of these, people whom the posting cannot send."),
        "served": definitions.of("served").line,
        "gap_cause": _("Why it is not reached in time, or reached and not manned; empty where it is no gap."),
        "simulated": _("Whether any data of the operation are invented (SIMULASI)."),
        **{key: definitions.of(key).text for key in known},
    }


def _operation_columns() -> dict[str, str]:
    causes = _("TPS that are gaps by this cause: {cause}.")
    forces = names.force_labels()
    people_by_force = {
        f"{what}_{force}": f"{forces[force]}: {definitions.of(what).line}"
        for what in ("need", "strength", "shortfall")
        for force in forces
    }
    return {
        "operation": _("Name of the operation in the run; the same in both layers."),
        "name": _("Name of the operation."),
        "jurisdiction": _("Whose operation it is."),
        "election_day": _("Day of the election."),
        "data_date": _("Day of the data."),
        "classification": _("Classification: SR, R, T or B."),
        "simulated": _("Whether any data of the operation are invented (SIMULASI)."),
        "minutes_by": _("What the minutes were counted by: straight line, roads or a routing service."),
        "villages": _("Electing villages."),
        "stations": _("Number of TPS."),
        "voters": _("Registered voters; empty where unknown."),
        "covered": definitions.of("covered").line,
        "covered_share": definitions.of("covered_share").line,
        "gaps": definitions.of("gaps").line,
        "served": definitions.of("served").line,
        "missing": _("People whom the posting lacks at the TPS."),
        "high_risk": _("TPS that are very vulnerable or special."),
        **people_by_force,
        **{f"gap_{key}": causes.format(cause=words) for key, words in remedies.causes().items()},
        "sums_agree": _("Whether all sums of the operation agree."),
        "proven": _("Whether no posting can do better; if not, time ran out."),
        "digest": _("Digest of data, plan and program."),
        "data_digest": _("Digest of the data alone."),
    }
