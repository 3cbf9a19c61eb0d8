"""Page data: what the stand-alone page carries: layers, scene, state, and the words beside the map."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from dashboard import names, palette, payloads, remedies, scenes, sentences, text
from dashboard.export import about, redaction
from dashboard.export.features import Layer
from dashboard.export.gislayers import stations as station_layer
from dashboard.export.gislayers import units as unit_layer
from dashboard.export.looks import ELECTING
from dashboard.export.options import SheetOptions
from dashboard.layers import Payload
from dashboard.legend import Look
from dashboard.text import _, number
from geo import catalogue
from geo.evaluate import Evaluation

LOOK = Look(radii=True, named=True)
STATION_FACTS = ("class_label", "unit_name", "travel_min", "distance_m", "quality_label", "registered_voters")
UNIT_FACTS = ("unit_label", "district", "sector", "personnel", "posted", "stations_guarded", "stations_first")
SHORT_KM = 1000


def _opened(payload: Payload | None) -> dict[str, Any]:
    return {} if payload is None else json.loads(gzip.decompress(payload.body))


def _labels() -> dict[str, str]:
    return {
        "class_label": _("Class"),
        "unit_name": _("Nearest unit"),
        "travel_min": _("Minutes"),
        "distance_m": "km",
        "quality_label": _("Way"),
        "registered_voters": _("Registered voters"),
        "unit_label": _("Kind of unit"),
        "district": _("District"),
        "sector": _("Sector"),
        "personnel": _("People"),
        "posted": _("Posted"),
        "stations_guarded": _("TPS guarded"),
        "stations_first": _("Answers first for TPS"),
    }


def _word(column: str, value: str | float | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if column == "distance_m":
        return number(value / SHORT_KM, 1)
    return number(value, 1 if isinstance(value, float) else 0)


def _facts(layer: Layer, columns: Iterable[str]) -> dict[str, Any]:
    """Return labels, and for each feature what they say of it."""
    shown = [it for it in columns if it in layer.columns]
    rows = [[_word(it, row[it]) for it in shown] for row in layer.rows]
    return {"labels": [_labels()[it] for it in shown], "rows": rows}


def _ways(evaluation: Evaluation, units: pd.DataFrame) -> dict[str, Any]:
    """Return the way of the nearest unit to each station, and its position among the ways (-1 for none)."""
    made = _opened(payloads.routes(evaluation.routes, units))
    found = evaluation.routes.index.get_indexer(evaluation.stations.index)
    return {**made, "of": found.tolist()}


def _counts(evaluation: Evaluation) -> list[int]:
    """Return how many stations each village has."""
    known = evaluation.stations["village_id"].value_counts()
    return known.reindex(evaluation.operation.villages.index, fill_value=0).astype(int).tolist()


def _gaps(evaluation: Evaluation) -> dict[str, Any]:
    """Return the stations that are not reached in time, the worst first: position, minutes, cause."""
    rows, causes = evaluation.gaps, remedies.causes()
    at = evaluation.stations.index.get_indexer(rows["station_id"])
    return {
        "at": at.tolist(),
        "minutes": ["–" if np.isnan(it) else f"{number(it, 1)} min" for it in rows["travel_min"]],
        "cause": rows["cause"].map(causes).tolist(),
    }


def _event(told: dict[str, str]) -> list[str]:
    return [_("event {event}").format(event=told["event"])] if told["event"] else []


def _words(evaluation: Evaluation, told: dict[str, str]) -> dict[str, str]:
    meta = evaluation.operation.meta
    return {
        "title": told["operation"],
        "note": f"{told['jurisdiction']} · {text.date(meta.election_day)} · {told['plan']}",
        "answer": sentences.coverage(evaluation),
        "classification": told["classification"],
        "simulated": "SIMULASI" if told["simulated"] else "",
        "invented": told["simulated"],
        "inventing": _("What is simulated") if told["simulated"] else "",
        "means": told["means"],
        "minutes": told["minutes"],
        "copy": told.get(about.REDACTED, ""),
        "digest": " · ".join([f"{_('Digest')} {told['plan_digest']}", *_event(told)]),
        "search": _("Village, TPS or unit"),
        "none": _("Nothing is called that."),
        "more": _("{n} more: type further"),
        "village": _("Village"),
        "district": _("District"),
        "unit": _("Unit"),
        "radii": _("Show what units reach"),
        "gaps": _("TPS not reached in time"),
        "no_gaps": sentences.all_in_time(),
        "back": _("Back to the list"),
        "sorry": sentences.map_lost(),
    }


def _veiled(spec: dict[str, Any], state: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return scene and state of a copy that names no class: villages elect or do not."""
    look = {**ELECTING, "label": _("electing village")}
    idle = {"fill": palette.LAND, "label": _("no election")}
    legend = [{"title": _("Villages"), "items": [look, idle]}, *spec["legend"][1:]]
    veiled = {**spec, "classes": [look, {**look, "label": ""}], "legend": legend}
    villages = "".join(it if it == scenes.IDLE else "0" for it in state["villages"])
    return veiled, {**state, "villages": villages, "classes": "1" * len(state["classes"])}


def _legend(spec: dict[str, Any], evaluation: Evaluation) -> dict[str, Any]:
    """Return the scene with those classes in its legend that a village has: this plan changes no more."""
    labels = names.class_labels()
    worst = evaluation.stations.groupby("village_id")["rank"].max().unique()
    missing = {labels[it] for it, rank in catalogue.RANKS.items() if rank not in worst}
    first, *others = spec["legend"]
    items = [it for it in first["items"] if it["label"] not in missing]
    return {**spec, "legend": [{**first, "items": items}, *others]}


def _layers(evaluation: Evaluation, units: pd.DataFrame) -> dict[str, Any]:
    operation = evaluation.operation
    made = {
        "villages": payloads.villages(operation),
        "districts": payloads.districts(operation),
        "stations": payloads.stations(operation),
        "ground": payloads.ground(operation),
        "units": payloads.units(units),
        "reach": payloads.reach(evaluation),
        "detail": payloads.detail(evaluation),
    }
    return {name: _opened(it) for name, it in made.items()}


def page(evaluation: Evaluation, options: SheetOptions) -> dict[str, Any]:
    """Return everything that the page shows, as far as a copy may show it, in the language of this run."""
    hidden = redaction.hidden(options.redaction)
    told = about.facts(evaluation, options)
    stations, units = (make(evaluation).without(hidden) for make in (station_layer, unit_layer))
    frame = evaluation.units
    if "unit_names" in hidden:
        frame = frame.assign(name=units.frame["unit_label"].to_numpy())
    layers = _layers(evaluation, frame)
    if "unit_names" in hidden:
        layers["units"]["labelled"] = [0] * len(frame)
        for feature in layers["reach"]["features"]:
            feature["properties"].pop("unit_id", None)
    addresses = {it: it if layers[it] else None for it in ("villages", "districts", "stations", "ground")}
    spec = _legend(scenes.scene(evaluation, addresses, LOOK), evaluation)
    state = scenes.paint(evaluation, by_class=False)
    if "classes" in hidden:
        spec, state = _veiled(spec, state)
    drawn = {"units": "units", "reach": "reach", "detail": "detail", "stamp": "0"}
    return {
        "layers": {**layers, "scene": spec},
        "state": {**state, **drawn},
        "ways": _ways(evaluation, frame),
        "facts": {"station": _facts(stations, STATION_FACTS), "unit": _facts(units, UNIT_FACTS)},
        "gaps": _gaps(evaluation),
        "counts": _counts(evaluation),
        "words": _words(evaluation, told),
        "about": told,
    }
