"""Widgets of the posting: who is kept back, how far anybody goes, who is tied to which station."""

from __future__ import annotations

import streamlit as st

from dashboard import controls, names, state
from dashboard.controls import change
from dashboard.text import _
from geo.changes import Pair

NO_LIMIT_MIN = 120
"""The end of the slider, where it means that there is no limit [min]."""


def _key(name: str) -> str:
    return f"{name} {state.revision()}"


def posting() -> None:
    """Offer the rules of the posting."""
    plan, kinds = state.scenario(), names.unit_kind_labels()
    share = st.slider(
        _("Kept back of every unit (%)"), 0, 100, round(plan.reserve_share * 100), 5, key=_key("reserve")
    )
    reserve = st.multiselect(
        _("Kept back whole"),
        list(kinds),
        list(plan.reserve_kinds),
        format_func=kinds.__getitem__,
        key=_key("reserve kinds"),
    )
    limit = st.slider(
        _("Nobody is posted farther than (minutes)"),
        5,
        NO_LIMIT_MIN,
        round(plan.posting_limit_min or NO_LIMIT_MIN),
        5,
        key=_key("posting limit"),
        help=_("At the right end there is no limit."),
    )
    with st.expander(_("More rules")):
        _more()
    change(
        reserve_share=share / 100,
        reserve_kinds=reserve,
        posting_limit_min=None if limit == NO_LIMIT_MIN else limit,
    )


def _more() -> None:
    plan = state.scenario()
    sectors = {"ignore": _("do not count"), "prefer": _("own one first"), "keep": _("own one only")}
    rule = st.selectbox(
        _("Sectors"),
        list(sectors),
        list(sectors).index(plan.sectors),
        format_func=sectors.__getitem__,
        key=_key("sectors"),
    )
    most = st.number_input(
        _("TPS for one unit at most"),
        min_value=1,
        max_value=10_000,
        value=plan.max_stations,
        placeholder=_("no limit"),
        key=_key("max stations"),
    )
    home = st.toggle(_("Linmas in their own village only"), plan.linmas_at_home, key=_key("linmas home"))
    controls.substitutes()
    change(sectors=rule, max_stations=most, linmas_at_home=home)


def tie(unit_id: str, station_id: str, *, as_: str) -> None:
    """Lock a unit to a station, keep it away from it, or neither.

    Parameters
    ----------
    as_ : ``locked``, ``forbidden`` or empty.
    """
    plan, pair = state.scenario(), Pair(unit_id=unit_id, station_id=station_id)
    for field in ("locked", "forbidden"):
        others = tuple(it for it in getattr(plan, field) if it != pair)
        change(**{field: (*others, pair) if field == as_ else others})
