"""What every page is made of: head line, badges, cards, lists and the map."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import streamlit as st
from streamlit_folium import st_folium

from dashboard import cache, maps, palette, state, text
from dashboard.layers import STORE, Payload
from dashboard.text import _, number
from geo.evaluate import Evaluation

CLASSIFICATIONS = {"SR": "SANGAT RAHASIA", "R": "RAHASIA", "T": "TERBATAS", "B": "BIASA"}


def _node(tag: str, name: str = "", words: str | None = None) -> Element:
    node = Element(tag, {"class": name} if name else {})
    node.text = words
    return node


def _add(parent: Element, tag: str, name: str = "", words: str | None = None) -> Element:
    node = SubElement(parent, tag, {"class": name} if name else {})
    node.text = words
    return node


def show(node: Element) -> None:
    """Put a tree of elements on the page. Words sit in text nodes: serialising escapes them."""
    st.html(tostring(node, encoding="unicode", method="html"))


def head(title: str, subtitle: str, evaluation: Evaluation) -> None:
    """Show title and subtitle with the badges: classification, and SIMULASI where any data are."""
    meta = evaluation.operation.meta
    box = _node("header", "pp-head")
    left = _add(box, "div")
    _add(left, "h1", "", title)
    _add(left, "p", "", subtitle)
    badges = _add(box, "div", "pp-badges")
    if meta.simulated or meta.schematic:
        _add(badges, "span", "pp-badge pp-simulated", "SIMULASI")
    _add(badges, "span", "pp-badge", CLASSIFICATIONS[meta.classification])
    show(box)


def answer(sentence: str, note: str = "") -> None:
    """Show the one sentence that answers the page's question, and under it how it came about."""
    box = _node("section", "pp-answer")
    _add(box, "p", "pp-sentence", sentence)
    if note:
        _add(box, "p", "pp-note", note)
    show(box)


def cards(rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Show cards side by side: kind (of `palette.CARD_EDGES`), title, figure, note."""
    box = _node("section", "pp-cards")
    for kind, title, figure, note in rows:
        card = _add(box, "div", "pp-card")
        card.set("style", f"border-left-color: {palette.CARD_EDGES[kind]}")
        _add(card, "div", "pp-card-title", title)
        _add(card, "div", "pp-card-figure", figure)
        _add(card, "div", "pp-card-note", note)
    show(box)


def ranked(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, rest: str = "") -> None:
    """Show a ranked list to be read from afar; the first column is text, the others are right-aligned."""
    box = _node("section", "pp-ranked")
    _add(box, "h2", "", title)
    table = _add(box, "table")
    line = _add(_add(table, "thead"), "tr")
    for name in columns:
        _add(line, "th", "", name)
    body = _add(table, "tbody")
    for row in rows:
        line = _add(body, "tr")
        for cell in row:
            first, _sep, second = cell.partition("\n")
            box_cell = _add(line, "td", "", first)
            if second:
                _add(box_cell, "small", "", second)
    if rest:
        _add(box, "p", "pp-note", rest)
    show(box)


def address(payload: Payload | None) -> str | None:
    """Register a layer for this session and return its address."""
    return None if payload is None else STORE.put(state.token(), payload)


def _scene(evaluation: Evaluation, *, by_class: bool, radii: bool, names: bool) -> str:
    operation = evaluation.operation
    made = {
        name: cache.payload(name, operation.digest, make=lambda f=build: f(operation))
        for name, build in (
            ("villages", maps.villages),
            ("districts", maps.districts),
            ("stations", maps.stations),
            ("ground", maps.ground),
        )
    }
    addresses = {name: address(payload) for name, payload in made.items()}
    spec = maps.scene(evaluation, addresses, by_class=by_class, radii=radii, names=names)
    return address(Payload.of(spec)) or ""


def the_map(
    evaluation: Evaluation,
    *,
    view: str,
    by_class: bool = False,
    radii: bool = False,
    names: bool = False,
    clicks: bool = False,
    height: int = 560,
) -> tuple[float, float] | None:
    """Show the map and return where it was clicked last, as (lat, lon).

    The map's key holds the digest of its scene: while only the state changes, the browser keeps the map, its
    zoom and its layers, and repaints what differs.
    """
    url = _scene(evaluation, by_class=by_class, radii=radii, names=names)
    painted: dict[str, Any] = maps.paint(evaluation, by_class=by_class)
    planned = evaluation.units
    plan = evaluation.scenario
    moves = hashlib.sha256(plan.model_dump_json(include={"units_off", "units_moved", "units_added"}).encode())
    painted["units"] = address(
        cache.payload(
            "units",
            evaluation.operation.digest,
            moves.hexdigest(),
            text.language(),
            make=lambda: maps.units(planned),
        )
    )
    painted["reach"] = (
        address(cache.payload("reach", evaluation.digest, make=lambda: maps.reach(evaluation)))
        if radii
        else None
    )
    chosen = state.station()
    if chosen in evaluation.stations.index:
        painted["focus"] = int(evaluation.stations.index.get_loc(chosen))
        painted["fly"] = state.flight()
    found = st_folium(
        maps.base(url),
        key=f"{view} {url.rsplit('/', 1)[-1]}",
        height=height,
        use_container_width=True,
        feature_group_to_add=maps.group(painted),
        returned_objects=["last_clicked"] if clicks else [],
    )
    spot = (found or {}).get("last_clicked")
    return (spot["lat"], spot["lng"]) if spot else None


def clickable_map(
    evaluation: Evaluation,
    *,
    view: str,
    by_class: bool = False,
    radii: bool = False,
    names: bool = False,
    height: int = 560,
) -> None:
    """Show a map on which a click on a station selects it."""
    spot = the_map(
        evaluation, view=view, by_class=by_class, radii=radii, names=names, clicks=True, height=height
    )
    if spot is None or spot == st.session_state.get("spot"):
        return
    st.session_state["spot"] = spot
    found = evaluation.operation.station_at(lon=spot[1], lat=spot[0])
    if found is not None and found != state.station():
        state.set_station(found)
        st.rerun()


def checks_note(evaluation: Evaluation) -> None:
    """Say whether all sums agree, and name those that do not."""
    failed = evaluation.checks[~evaluation.checks["ok"]]
    if failed.empty:
        st.caption(_("All {n} sums agree.").format(n=number(len(evaluation.checks))))
    else:
        names = ", ".join(failed["check"])
        st.error(_("Sums that do not agree: {names}. See the page Method.").format(names=names))
