"""Widgets -> Scenario. Every control starts from the scenario and gives back a new one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import streamlit as st

from dashboard import cache, names, shelf, state, text
from dashboard.text import _, named
from geo import catalogue
from geo.errors import GeoError
from geo.operation import Operation
from geo.role import GUARDS_ONLY
from geo.scenario import MAY_STAND_IN, Scenario

POLICE_CHOICES = ("polri", "brimob", "tni")


def _key(name: str) -> str:
    return f"{name} {state.revision()}"


def change(**values: object) -> None:
    """Keep the scenario with some values changed."""
    current = state.scenario()
    fresh = Scenario.parse({**current.model_dump(), **values})
    if fresh != current:
        state.set_scenario(fresh)


def language() -> None:
    """Offer the languages."""
    codes = list(text.LANGUAGES)
    chosen = st.segmented_control(
        "Bahasa / Language",
        codes,
        default=text.language(),
        format_func=text.LANGUAGES.__getitem__,
        key="language control",
        label_visibility="collapsed",
        width="stretch",
    )
    if chosen and chosen != text.language():
        state.set_language(chosen)
        st.rerun()


def operation(default: str) -> Operation | None:
    """Offer shipped and own operations; where the chosen one cannot be read, say why and return None."""
    known = [*catalogue.operations(), *map(str, shelf.own().values())]
    chosen = state.operation() or default
    options = known if chosen in known else [chosen, *known]
    titles = _titles(options)
    picked = st.selectbox(
        _("Operation"),
        options,
        index=options.index(chosen),
        format_func=titles.__getitem__,
        key=f"operation control {state.turn()}",
    )
    state.set_operation(picked)
    try:
        return cache.operation(picked)
    except GeoError as error:
        st.session_state["fault"] = text.error(error)
        return None


def _titles(paths: list[str]) -> dict[str, str]:
    """Return a title for every operation; two of one name, such as a copy, are told apart by their paths."""
    titles = {path: _title(path) for path in paths}
    counted = Counter(titles.values())
    return {
        path: f"{title} ({Path(path).name if shelf.is_own(path) else path})" if counted[title] > 1 else title
        for path, title in titles.items()
    }


def _title(path: str) -> str:
    try:
        return cache.meta(path).name
    except GeoError:
        return Path(path).name


def travel(of: Operation) -> None:
    """Offer the ways to count minutes that the operation's data allow."""
    plan = state.scenario()
    there = {"straight": True, "roads": of.roads is not None, "service": of.meta.routing is not None}
    labels = {engine: label for engine, label in names.engine_labels().items() if there[engine]}
    if plan.engine not in labels:
        change(engine="straight", closures=())
        plan = state.scenario()
    if len(labels) == 1:
        return
    engine = st.segmented_control(
        _("Minutes"),
        list(labels),
        default=plan.engine,
        format_func=labels.__getitem__,
        key=_key("engine"),
        width="stretch",
    )
    change(engine=engine or plan.engine)


def _choice(label: str, known: dict[str, str], current: str) -> str:
    return st.selectbox(
        label, list(known), list(known).index(current), format_func=known.__getitem__, key=_key(label)
    )


def response() -> None:
    """Offer the assumptions about response: threshold, speed and what lies behind them."""
    plan = state.scenario()
    threshold = st.slider(
        _("Response threshold (minutes)"), 3, 60, round(plan.threshold_min), key=_key("threshold")
    )
    if plan.engine == "straight":
        speed = st.slider(_("Driving speed (km/h)"), 10, 80, round(plan.speed_kmh), key=_key("speed"))
        change(speed_kmh=speed)
    elif plan.engine == "roads":
        vehicle = _choice(_("Vehicle"), names.vehicle_labels(), plan.vehicle)
        period = _choice(_("Time of day"), names.period_labels(), plan.period)
        change(vehicle=vehicle, period=period)
    with st.expander(_("More assumptions")):
        turnout = st.slider(_("Turnout (minutes)"), 0.0, 15.0, plan.turnout_min, 0.5, key=_key("turnout"))
        circuity = st.slider(
            _("Road over straight line"),
            1.0,
            2.0,
            plan.circuity,
            0.05,
            key=_key("circuity"),
            help=_("How much longer the road is than the straight line; 1.2 to 1.4 is usual."),
        )
        forces_known = names.force_labels()
        forces = st.multiselect(
            _("Who responds"),
            POLICE_CHOICES,
            [f for f in plan.responding_forces if f in POLICE_CHOICES],
            format_func=forces_known.__getitem__,
            key=_key("forces"),
        )
        if plan.engine != "straight":
            walk = st.slider(_("Walking speed (km/h)"), 2.0, 8.0, plan.walk_kmh, 0.5, key=_key("walk"))
            off_road = st.slider(
                _("Off road from (m)"), 200, 5000, round(plan.off_road_m), 100, key=_key("off road")
            )
            change(walk_kmh=walk, off_road_m=off_road)
    change(threshold_min=threshold, turnout_min=turnout, circuity=circuity, responding_forces=forces)


def weights() -> None:
    """Offer a weight for every risk indicator."""
    plan = state.scenario()
    given = dict(plan.weights)
    chosen = {}
    for key, it in catalogue.indicators().items():
        start = float(given.get(key, 0.0) if given else it.weight)
        chosen[key] = st.slider(
            named(it.name),
            0.0,
            3.0,
            min(start, 3.0),
            0.25,
            key=_key(f"weight {key}"),
            help=f"{named(it.meaning)} [{it.unit}, {it.low:g}–{it.high:g}]. {it.source}.",
        )
    default = {key: it.weight for key, it in catalogue.indicators().items()}
    change(weights={} if chosen == default else chosen)


def breaks() -> None:
    """Offer the scores at which a class begins."""
    first, second, third = (round(b * 100) for b in state.scenario().class_breaks)
    labels = names.class_labels()
    low, high = st.slider(
        _("{a} and {b} from a score of").format(a=labels["elevated"].capitalize(), b=labels["high"]),
        0,
        100,
        (first, second),
        key=_key("breaks"),
    )
    top = st.slider(
        _("{a} from a score of").format(a=labels["special"].capitalize()),
        0,
        100,
        third,
        key=_key("special break"),
    )
    change(class_breaks=(low / 100, high / 100, max(top, high) / 100))


def pattern(operation_default: str) -> None:
    """Offer the security patterns."""
    titles = {key: named(it.name) for key, it in catalogue.patterns().items()}
    current = catalogue.pattern(state.scenario().pattern or operation_default).id
    chosen = st.selectbox(
        _("Security pattern"),
        list(titles),
        index=list(titles).index(current),
        format_func=titles.__getitem__,
        key=_key("pattern"),
    )
    if chosen != current:
        change(pattern="" if chosen == operation_default else chosen, rules=())


def roles(operation_default: str) -> None:
    """Offer the role plans."""
    default = operation_default or GUARDS_ONLY
    titles = {key: named(it.name) for key, it in catalogue.role_plans().items()}
    current = catalogue.role_plan(state.scenario().roles or default).id
    chosen = _choice(_("Roles beside the guards"), titles, current)
    if chosen != current:
        change(roles="" if chosen == default else chosen, role_people={})


def substitutes() -> None:
    """Offer who may stand in for whom, of what is allowed at all."""
    forces, plan = names.force_labels(), state.scenario()
    lawful = [(wanted, helper) for wanted, helpers in MAY_STAND_IN.items() for helper in helpers]
    titles = {
        f"{wanted} {helper}": _("{a} for {b}").format(a=forces[helper], b=forces[wanted])
        for wanted, helper in lawful
    }
    chosen = st.multiselect(
        _("Who may stand in"),
        list(titles),
        [f"{wanted} {helper}" for wanted, helper in plan.substitutes],
        format_func=titles.__getitem__,
        key=_key(f"substitutes {text.language()}"),
    )
    change(substitutes=tuple(pair for pair in lawful if " ".join(pair) in chosen))
