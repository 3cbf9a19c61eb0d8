"""The map on the page: layers registered by reference, one scene per key, a state that repaints it."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import cache, maps, payloads, state, text
from dashboard.layers import STORE, Payload, Stored
from geo.basemap import archive
from geo.errors import InputError
from geo.evaluate import Evaluation

HEIGHT_PX = 560
"""Of the map until the page's style sheet makes it as tall as the window allows."""


def address(payload: Payload | Stored | None) -> str | None:
    """Register a layer for this session and return its address."""
    return None if payload is None else STORE.put(state.token(), payload)


def _background() -> dict[str, Any] | None:
    """Return what a scene says of the operation's background map; a broken one is said, and left out.

    The operation is asked itself: an evaluation is shared by all operations of equal data.
    """
    operation = cache.operation(str(state.operation()))
    if operation.basemap is None:
        return None
    try:
        said = archive.about(operation.basemap)
    except InputError as error:
        st.warning(text.error(error))
        return None
    return maps.background(address(Stored.of(operation.basemap)) or "", str(said.get("date", "")))


def _scene(evaluation: Evaluation, look: maps.Look, basemap: dict[str, Any] | None) -> str:
    operation = evaluation.operation
    made = {
        name: cache.payload(name, operation.digest, make=lambda f=build: f(operation))
        for name, build in (
            ("villages", payloads.villages),
            ("districts", payloads.districts),
            ("stations", payloads.stations),
            ("ground", payloads.ground),
            *([("roads", payloads.roads)] if look.roads else []),
        )
    }
    addresses = {name: address(payload) for name, payload in made.items()}
    if basemap:
        addresses["ground"] = None
    spec = maps.scene(evaluation, addresses, look, basemap=basemap)
    return address(Payload.of(spec)) or ""


def show(
    evaluation: Evaluation, *, view: str, look: maps.Look, clicks: bool = False
) -> tuple[float, float] | None:
    """Show the map and return where it was clicked last, as (lat, lon).

    The map's key holds the digest of its scene: while only the state changes, the browser keeps the map, its
    zoom and its layers, and repaints what differs.
    """
    basemap = _background()
    url = _scene(evaluation, look, basemap)
    painted: dict[str, Any] = maps.paint(evaluation, by_class=look.by_class)
    planned = evaluation.units
    plan = evaluation.scenario
    moves = hashlib.sha256(plan.model_dump_json(include={"units_off", "units_moved", "units_added"}).encode())
    painted["units"] = address(
        cache.payload(
            "units",
            evaluation.operation.digest,
            moves.hexdigest(),
            text.language(),
            make=lambda: payloads.units(planned),
        )
    )
    painted["detail"] = address(
        cache.payload("detail", evaluation.digest, make=lambda: payloads.detail(evaluation))
    )
    painted["reach"] = (
        address(cache.payload("reach", evaluation.digest, make=lambda: payloads.reach(evaluation)))
        if look.radii
        else None
    )
    chosen = state.station()
    if chosen in evaluation.stations.index:
        painted["focus"] = int(evaluation.stations.index.get_loc(chosen))
        painted["fly"] = state.flight()
        if look.roads:
            painted["routes"] = address(
                cache.payload(
                    "routes",
                    evaluation.digest,
                    str(chosen),
                    text.language(),
                    make=lambda: payloads.routes(evaluation.routes_to(str(chosen)), planned),
                )
            )
    corners = state.drawing().points if look.roads else ()
    if plan.closures or corners:
        painted["closures"] = address(payloads.closures(plan.closures, corners))
    found = st_folium(
        maps.base(url, basemap=basemap is not None),
        key=f"{view} {url.rsplit('/', 1)[-1]}",
        height=HEIGHT_PX,
        use_container_width=True,
        feature_group_to_add=maps.group(painted),
        returned_objects=["last_clicked"] if clicks else [],
    )
    spot = (found or {}).get("last_clicked")
    return (spot["lat"], spot["lng"]) if spot else None


def clickable(evaluation: Evaluation, *, view: str, look: maps.Look) -> None:
    """Show a map on which a click selects a station, or sets a corner while a closure is drawn."""
    spot = show(evaluation, view=view, look=look, clicks=True)
    if spot is None or not state.is_news("spot", spot):
        return
    if look.roads and state.drawing().shape:
        state.draw(spot[1], spot[0])
        st.rerun()
    found = evaluation.operation.station_at(lon=spot[1], lat=spot[0])
    if found is not None and found != state.station():
        state.set_station(found)
        st.rerun()
