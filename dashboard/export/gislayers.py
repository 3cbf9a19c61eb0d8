"""GIS layers: villages, stations, units, what they reach, ways, posting lines and gaps of an evaluation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import names, remedies
from dashboard.export import book, redaction, roster
from dashboard.export.features import Layer, areas, layer, strokes
from dashboard.export.options import SheetOptions
from dashboard.text import _
from geo import assignment, catalogue, schema
from geo.evaluate import Evaluation

KEYS = ("villages", "stations", "units", "reach", "routes", "posting", "gaps")
"""Every layer, in the order of a file; villages that are known by a point only have one more."""
OFF_LAYER = "village_points"


def _unit(evaluation: Evaluation, unit_ids: pd.Series) -> dict[str, pd.Series]:
    """Return id, name and number of the unit in each row."""
    units = evaluation.units
    number = pd.Series(np.arange(1, len(units) + 1), index=units.index, dtype=float)
    return {
        "unit_no": unit_ids.map(number).astype(float),
        "unit_id": unit_ids.astype(object),
        "unit_name": unit_ids.map(units["name"]).astype(object),
    }


def _classes(class_ids: pd.Series) -> dict[str, pd.Series]:
    return {"class_id": class_ids, "class_label": class_ids.map(names.class_labels())}


def _quality(quality: pd.Series) -> dict[str, pd.Series]:
    return {"quality": quality, "quality_label": quality.map(names.quality_labels())}


def _station(evaluation: Evaluation, station_ids: pd.Series) -> dict[str, pd.Series]:
    """Return how the station in each row is called."""
    there = evaluation.stations.loc[station_ids].set_axis(station_ids.index)
    told = [f"TPS {n:.0f} {v}" for n, v in zip(there["number"], there["village"], strict=True)]
    label = pd.Series(told, index=station_ids.index, dtype=object)
    return {"station_id": station_ids, "station_label": label, "district": there["district"]}


def villages(evaluation: Evaluation) -> list[Layer]:
    """Return the villages with the worst class of their stations; those without outline as another layer."""
    frame, rows = evaluation.operation.villages, evaluation.stations
    by = rows.groupby("village_id")
    worst = by["rank"].max().map(list(catalogue.RANKS).__getitem__).reindex(frame.index).astype(object)
    columns = {
        "village_id": frame.index.to_series(),
        "village": frame["name"],
        "district": frame["district"],
        "electing": frame["electing"].astype(bool),
        "stations": by.size().reindex(frame.index, fill_value=0),
        "stations_covered": by["covered"].sum().reindex(frame.index, fill_value=0),
        "covered_share": by["covered"].mean().reindex(frame.index),
        "registered_voters": by["registered_voters"].sum(min_count=1).reindex(frame.index),
        **_classes(worst),
    }
    dots = (frame.geom_type == "Point").to_numpy()
    own = {name: it[~dots] for name, it in columns.items()}
    shapes = areas(frame.geometry[~dots])
    made = [layer(("villages", _("Villages"), "MultiPolygon"), own, shapes, label="village", look="class_id")]
    if dots.any():
        named = (OFF_LAYER, _("Villages without an outline"), "Point")
        points = {name: it[dots] for name, it in columns.items()}
        made.append(layer(named, points, frame.geometry[dots], label="village", look="class_id"))
    return made


def stations(evaluation: Evaluation) -> Layer:
    """Return the stations: class, first unit, minutes, whether covered, and whether served in full."""
    rows, posted = evaluation.stations, evaluation.posting.stations.reindex(evaluation.stations.index)
    ids = rows.index.to_series()
    columns = {
        **_station(evaluation, ids),
        "village_id": rows["village_id"],
        "village": rows["village"],
        "number": rows["number"],
        "place": rows["place"],
        "registered_voters": rows["registered_voters"],
        **_classes(rows["class_id"]),
        "score": rows["score"],
        **_unit(evaluation, rows["unit_id"]),
        "travel_min": rows["travel_min"],
        "distance_m": rows["distance_m"],
        **_quality(rows["quality"]),
        "covered": rows["covered"],
        "over_min": rows["over_min"],
        "units_covering": rows["units_covering"],
        "served": posted["served"].astype(bool),
        **{f"need_{force}": evaluation.need[force] for force in roster.forces(evaluation)},
        "missing_people": posted["missing"],
    }
    named = ("stations", _("Polling stations (TPS)"), "Point")
    shapes = evaluation.operation.stations.geometry
    return layer(named, columns, shapes, label="station_label", look="covered")


def units(evaluation: Evaluation) -> Layer:
    """Return the units with their strength and load."""
    frame, load = evaluation.units, evaluation.posting.load.reindex(evaluation.units.index)
    ids = frame.index.to_series()
    kinds, forces = names.unit_kind_labels(), names.force_labels()
    first = evaluation.stations["unit_id"].value_counts()
    labels = [f"{kinds.get(k, k)} · {forces[f]}" for k, f in zip(frame["kind"], frame["force"], strict=True)]
    turnout = assignment.turnout(frame, default_min=evaluation.scenario.turnout_min)
    columns = {
        **_unit(evaluation, ids),
        "unit_label": pd.Series(labels, index=frame.index, dtype=object),
        "kind": frame["kind"],
        "force": frame["force"],
        "look": frame["kind"].astype(str) + " " + frame["force"].astype(str),
        "district": frame["district"],
        "sector": frame["sector"],
        "turnout_min": pd.Series(turnout, index=frame.index, dtype=float),
        "personnel": frame["personnel"],
        "reserve": load["reserve"],
        "posted": load["people"],
        "left_over": load["left"],
        "stations_guarded": load["stations"],
        "stations_first": ids.map(first).astype(float).fillna(0),
        "person_min": load["person_minutes"],
        "driven_km": load["kilometres"],
    }
    return layer(("units", _("Units"), "Point"), columns, frame.geometry, label="unit_name", look="look")


def reach(evaluation: Evaluation) -> Layer:
    """Return what units reach at the threshold: of each by straight line, of all together by road."""
    if names.by_road(evaluation):
        found = evaluation.reached(evaluation.scenario.threshold_min)
        found = found.assign(area_km2=found.area / 1e6)
        whose: dict[str, pd.Series] = {}
    else:
        found = evaluation.reach
        whose = _unit(evaluation, found["unit_id"])
    shown = found.to_crs(4326)
    columns = {**whose, "threshold_min": found["threshold_min"], "area_km2": found["area_km2"]}
    label = "unit_name" if whose else "threshold_min"
    named = ("reach", _("Reached in time"), "MultiPolygon")
    return layer(named, columns, areas(shown.geometry), label=label)


def routes(evaluation: Evaluation) -> Layer:
    """Return the way of the nearest unit to each station."""
    ways = evaluation.routes
    columns = {
        **_station(evaluation, ways.index.to_series()),
        **_unit(evaluation, ways["unit_id"]),
        "travel_min": ways["travel_min"],
        "distance_m": ways["distance_m"],
        **_quality(ways["quality"]),
    }
    named = ("routes", _("Ways of the nearest units"), "LineString")
    return layer(named, columns, ways.geometry, label="station_label", look="quality")


def posting(evaluation: Evaluation) -> Layer:
    """Return a line for each station and unit that guards it; without both positions it has no geometry."""
    rows = roster.lines(evaluation)
    rows = rows[rows["unit_id"].notna()].reset_index(drop=True)
    frame, there = evaluation.units, evaluation.operation
    from_xy = schema.xy(frame)[frame.index.get_indexer(rows["unit_id"])]
    to_xy = there.station_xy[there.stations.index.get_indexer(rows["station_id"])]
    columns = {
        **_station(evaluation, rows["station_id"]),
        **_unit(evaluation, rows["unit_id"]),
        "force": rows["unit_id"].map(frame["force"]),
        **{f"people_{force}": rows[force] for force in roster.forces(evaluation)},
        "travel_min": rows["travel_min"],
        "distance_m": rows["distance_m"],
        **_quality(rows["quality"]),
        "reason": rows["reason"],
    }
    named = ("posting", _("Posting lines"), "LineString")
    return layer(named, columns, strokes(from_xy, to_xy), label="station_label", look="force")


def gaps(evaluation: Evaluation) -> Layer:
    """Return the stations that are not reached in time, the worst first, with the cause."""
    rows = evaluation.gaps
    columns = {
        **_station(evaluation, rows["station_id"]),
        **_unit(evaluation, rows["unit_id"]),
        "travel_min": rows["travel_min"],
        "over_min": rows["over_min"],
        "cause": rows["cause"],
        "cause_label": rows["cause"].map(remedies.causes()),
    }
    shapes = evaluation.operation.stations.geometry.loc[rows["station_id"]]
    named = ("gaps", _("Coverage gaps"), "Point")
    return layer(named, columns, shapes, label="station_label", look="cause")


def layers(evaluation: Evaluation, options: SheetOptions) -> list[Layer]:
    """Return every layer as a copy may show it, in the language of this run.

    Raises
    ------
    ScenarioError
        The options name a part of the operation.
    """
    book.whole_operation(options)
    hidden = redaction.hidden(options.redaction)
    makers = (stations, units, reach, routes, posting, gaps)
    made = [*villages(evaluation), *(make(evaluation) for make in makers)]
    return [it.without(hidden) for it in made]
