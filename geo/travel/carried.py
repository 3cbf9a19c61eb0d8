"""Carried: what a routing service has answered, as bytes that bring another process to the same minutes."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from geo.errors import Fault
from geo.routing import Routing
from geo.scenario import Scenario
from geo.travel import TravelModel
from geo.travel.pairs import Pairs, Places
from geo.travel.service import ServiceTravel


def packed(engine: TravelModel) -> bytes:
    """Return what an engine was told; empty where every process finds the same minutes by itself."""
    if not isinstance(engine, ServiceTravel) or (engine.pairs is None and not engine.faults):
        return b""
    pairs = engine.pairs or Pairs.none(Places(np.empty((0, 2))), Places(np.empty((0, 2))))
    faults = [{**asdict(it), "ids": list(it.ids)} for it in engine.faults]
    out = io.BytesIO()
    np.savez_compressed(
        out,
        faults=np.frombuffer(json.dumps(faults, default=str).encode(), dtype=np.uint8),
        units=pairs.units.lonlat,
        stations=pairs.stations.lonlat,
        seconds=pairs.seconds,
        metres=pairs.metres,
        unit_access_m=pairs.unit_access_m,
        station_access_m=pairs.station_access_m,
    )
    return out.getvalue()


def engine(body: bytes, scenario: Scenario, *, roads: Path | None, routing: Routing | None) -> ServiceTravel:
    """Return the engine of a plan with the answers of `packed`; the service is not asked for them again.

    Parameters
    ----------
    roads, routing : of the operation; see `geo.travel.model`.
    """
    made = ServiceTravel.of(scenario, roads, routing=routing)
    with np.load(io.BytesIO(body), allow_pickle=False) as held:
        faults = tuple(Fault.of(it) for it in json.loads(held["faults"].tobytes()))
        pairs = Pairs(
            Places(held["units"]),
            Places(held["stations"]),
            seconds=held["seconds"],
            metres=held["metres"],
            unit_access_m=held["unit_access_m"],
            station_access_m=held["station_access_m"],
        )
    return replace(made, faults=faults, pairs=None if faults else pairs)
