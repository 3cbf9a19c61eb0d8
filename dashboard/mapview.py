"""The map on the page: layers registered by reference, one scene per key, a state that repaints it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import cache, form, maps, payloads, state, text
from dashboard import drawing as closure
from dashboard.layers import STORE, Payload, Stored
from dashboard.legend import Look
from geo.basemap import archive
from geo.errors import InputError
from geo.evaluate import Evaluation

HEIGHT_PX = 560
"""Of the map until the page's style sheet makes it as tall as the window allows."""
TOLD, FRAMED = 3, 7
"""Words in which the browser tells what was clicked: kind, position, running number; four more of a frame."""
SHEETS = {
    "briefing": "coverage",
    "risk": "risk",
    "coverage": "coverage",
    "assignment": "assignment",
    "gaps": "gaps",
    "siting": "coverage",
    "stress": "coverage",
    "difference": "difference",
}
"""Theme of the sheet that a map becomes, by the map's name; other maps have no button for it."""
EXPORT = "views/export.py"


@dataclass(frozen=True)
class Click:
    """What was clicked on a map: kind (map, station, unit, post, chosen, sheet), position, and place.

    A post that was dragged comes as ``post`` with the place where it was dropped; one that was only clicked
    as ``chosen``. `number` tells two equal clicks apart. ``sheet`` asks for the map as a sheet; `frame` is
    what is seen of it [degrees west, south, east, north].
    """

    kind: str
    index: int
    lat: float
    lon: float
    number: int = 0
    frame: tuple[float, float, float, float] | None = None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Click | None:
        """Read what the browser reports; None where nothing was clicked yet."""
        spot = found.get("last_clicked")
        if not spot:
            return None
        words = (found.get("last_object_clicked_tooltip") or "").split()
        if len(words) not in (TOLD, FRAMED):
            return cls("map", -1, spot["lat"], spot["lng"])
        index, count = map(int, words[1:TOLD])
        west, south, east, north = map(float, words[TOLD:] or (0, 0, 0, 0))
        frame = (west, south, east, north) if len(words) == FRAMED else None
        return cls(words[0], index, spot["lat"], spot["lng"], count, frame)


def address(payload: Payload | Stored | None) -> str | None:
    """Register a layer for this session and return its address."""
    return None if payload is None else STORE.put(state.token(), payload)


def background() -> dict[str, Any] | None:
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


def _scene(evaluation: Evaluation, look: Look, basemap: dict[str, Any] | None, *, sheet: bool) -> str:
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
    spec = maps.scene(evaluation, addresses, look, basemap=basemap, sheet=sheet)
    return address(Payload.of(spec)) or ""


def _state(evaluation: Evaluation, look: Look, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of a map: what follows from the numbers, and what a page adds."""
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
    corners = closure.current().points if look.roads else ()
    if plan.closures or corners:
        painted["closures"] = address(payloads.closures(plan.closures, corners))
    for name, value in extra.items():
        painted[name] = address(value) if isinstance(value, Payload) else value
    return painted


def show(
    evaluation: Evaluation,
    *,
    view: str,
    look: Look,
    clicks: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Click | None:
    """Show the map and return what was clicked or dropped last.

    The map's key holds the digest of its scene: while only the state changes, the browser keeps the map, its
    zoom and its layers, and repaints what differs.

    Parameters
    ----------
    view : name of the map; two maps on one page need two names.
    look : what it shows.
    clicks : whether clicks come back; without, a map never makes the page run again.
    extra : what a page adds to the state: marks (`legend.codes`), lines and posts (layers, `Payload`),
        around (the place of a chosen unit, lat and lon), and in place of the plan's own reach and closures.
    """
    basemap = background()
    sheet = clicks and view in SHEETS and not state.kiosk()
    url = _scene(evaluation, look, basemap, sheet=sheet)
    painted = _state(evaluation, look, extra or {})
    return drawn(url, painted, view=view, basemap=basemap is not None, clicks=clicks)


def drawn(
    url: str, painted: Mapping[str, Any], *, view: str, basemap: bool = False, clicks: bool = False
) -> Click | None:
    """Show a scene by its address with a state over it, and return what was clicked or dropped last."""
    found = st_folium(
        maps.base(url, basemap=basemap),
        key=f"{view} {url.rsplit('/', 1)[-1]}",
        height=HEIGHT_PX,
        use_container_width=True,
        feature_group_to_add=maps.group(dict(painted)),
        returned_objects=["last_clicked", "last_object_clicked_tooltip"] if clicks else [],
    )
    return Click.of(found or {})


def news(click: Click | None, *, view: str) -> Click | None:
    """Return a click when it has just been made; it counts once."""
    return click if click is not None and state.is_news(f"spot of {view}", click) else None


def printed(click: Click | None, *, view: str) -> None:
    """Turn to the page of exports where a click asks for the map as a sheet."""
    if click is not None and click.kind == "sheet" and click.frame is not None:
        form.take_frame(view, SHEETS[view], click.frame)
        st.switch_page(EXPORT)


def clickable(
    evaluation: Evaluation,
    *,
    view: str,
    look: Look,
    extra: Mapping[str, Any] | None = None,
    drawing: bool = False,
) -> Click | None:
    """Show a map on which a click selects a station, or sets a corner while a closure is drawn.

    Returns a click on something else, when it has just been made: a unit, a post; while a page is `drawing`
    something of its own, a click on the map too.
    """
    click = news(show(evaluation, view=view, look=look, clicks=True, extra=extra), view=view)
    printed(click, view=view)
    if click is None or drawing or click.kind not in ("map", "station"):
        return click
    if look.roads and closure.current().shape:
        closure.draw(click.lon, click.lat)
        st.rerun()
    found = evaluation.operation.station_at(lon=click.lon, lat=click.lat)
    if found is not None and found != state.station():
        state.set_station(found)
        st.rerun()
    return None
