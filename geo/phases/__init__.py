"""Phases: strength by stage and by day, movement to the stations, readiness and preparations."""

from __future__ import annotations

from geo.phases.headcount import by_day, expected_guards, guards, held_back, planned_days, strength
from geo.phases.movement import MarchOrder, Movement, movement
from geo.phases.preparations import preparations
from geo.phases.readiness import Readiness, readiness

__all__ = [
    "MarchOrder",
    "Movement",
    "Readiness",
    "by_day",
    "expected_guards",
    "guards",
    "held_back",
    "movement",
    "planned_days",
    "preparations",
    "readiness",
    "strength",
]
