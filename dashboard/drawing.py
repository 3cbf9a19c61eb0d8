"""Drawing: a closure that is being drawn on the map, corner by corner."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import state

HELD = "drawing"


@dataclass(frozen=True)
class Drawing:
    """A closure that is being drawn: Point, LineString or Polygon, or nothing, and its corners so far."""

    shape: str = ""
    points: tuple[tuple[float, float], ...] = ()


def current() -> Drawing:
    """Return what is being drawn."""
    return state.held(HELD, Drawing())


def begin(shape: str) -> None:
    """Begin to draw a shape, or with no shape stop; another shape begins afresh."""
    if current().shape != shape:
        state.hold(HELD, Drawing(shape))


def draw(lon: float, lat: float) -> None:
    """Add a corner, in degrees."""
    now = current()
    state.hold(HELD, Drawing(now.shape, (*now.points, (lon, lat))))


def erase() -> None:
    """Forget the corners and keep the shape."""
    state.hold(HELD, Drawing(current().shape))
