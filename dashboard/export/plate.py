"""Plate: the map on a page, what may be drawn on it, and what has been."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path

from dashboard.export.frame import Frame
from dashboard.export.ink import HATCHES, SEA, Pen, bare
from dashboard.export.labels import Wish
from dashboard.export.legend import Fill, Group, Stroke
from dashboard.export.marks import SHAPES, Mark
from dashboard.export.paper import Layout
from dashboard.export.part import Part
from dashboard.export.terrain import Terrain
from geo.evaluate import Evaluation

CLOSE, MANY = 60_000, 40
"""Scale, and number of stations, up to which every station is named on the map."""
ROOMS = 9
"""Places across and up an area at which its name is tried."""
AREA = 2


@dataclass(frozen=True)
class Drawn:
    """What a layer has put on the map: its part of the legend, names that want a place, and taken places.

    Attributes
    ----------
    hard, soft : (n, 4) rectangles [mm] that names must, or should, leave free.
    """

    groups: tuple[Group, ...] = ()
    wishes: tuple[Wish, ...] = ()
    hard: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))
    soft: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))


@dataclass(frozen=True, eq=False)
class Plate:
    """A map to draw on.

    Attributes
    ----------
    axes : in metres, exactly as large as the frame.
    hidden : what this copy leaves out; see `dashboard.export.redaction`.
    brief : name headquarters alone of the units, as on a slide that is read from afar.
    """

    axes: Axes
    terrain: Terrain
    part: Part
    frame: Frame
    pen: Pen
    hidden: frozenset[str]
    brief: bool = False

    @classmethod
    def on(
        cls,
        figure: Figure,
        page: Layout,
        pen: Pen,
        *,
        terrain: Terrain,
        part: Part,
        frame: Frame,
        hidden: frozenset[str],
        brief: bool = False,
    ) -> Plate:
        """Return the map of a figure, empty."""
        box = frame.box
        place = (box.x / page.width, box.y / page.height, box.width / page.width, box.height / page.height)
        axes = bare(figure, place, pen.colour(SEA))
        axes.set_xlim(frame.bounds[0], frame.bounds[2])
        axes.set_ylim(frame.bounds[1], frame.bounds[3])
        return cls(axes, terrain, part, frame, pen, hidden, brief)

    @property
    def evaluation(self) -> Evaluation:
        """What is shown."""
        return self.terrain.evaluation

    @property
    def stations(self) -> pd.DataFrame:
        """The part's stations that have a place inside the frame, with x and y [m]."""
        rows = self.evaluation.stations.index.get_indexer(self.part.stations)
        places = pd.DataFrame(self.terrain.stations[rows], index=self.part.stations, columns=["x", "y"])
        return self.part.rows.join(places)[self.frame.holds(places.to_numpy())]

    def inside(self, shape: shapely.Geometry) -> tuple[float, float] | None:
        """Return a point [m] inside of what the frame shows of a shape; None where it shows nothing."""
        seen = shapely.intersection(shape, self.view)
        if seen.is_empty:
            return None
        at = seen.representative_point()
        return at.x, at.y

    def room(self, shape: shapely.Geometry) -> tuple[tuple[float, float], ...]:
        """Return points [m] spread over what the frame shows of a shape, where its name may lie."""
        seen = shapely.intersection(shape, self.view)
        if seen.is_empty:
            return ()
        x0, y0, x1, y1 = seen.bounds
        shares = (np.arange(ROOMS) + 0.5) / ROOMS
        xs, ys = np.meshgrid(x0 + (x1 - x0) * shares, y0 + (y1 - y0) * shares)
        held = shapely.contains_xy(seen, xs.ravel(), ys.ravel())
        return tuple(zip(xs.ravel()[held].tolist(), ys.ravel()[held].tolist(), strict=True))

    @property
    def borders(self) -> np.ndarray:
        """Points [mm of paper], (n, 2), a millimetre apart along borders that names should not cross."""
        villages = self.terrain.villages[self.evaluation.operation.villages["electing"]]
        shapes = [self.terrain.whole, *self.terrain.districts, *villages]
        edges = shapely.boundary([it for it in shapes if shapely.get_dimensions(it) == AREA])
        seen = shapely.segmentize(shapely.clip_by_rect(edges, *self.frame.bounds), self.frame.metres_per_mm)
        return self.frame.on_paper(shapely.get_coordinates(seen))

    @property
    def view(self) -> shapely.Polygon:
        """What the frame shows [m]."""
        return shapely.box(*self.frame.bounds)

    @property
    def close(self) -> bool:
        """Whether the map is so near that single stations are named."""
        return self.frame.denominator <= CLOSE and len(self.part.stations) <= MANY

    def fill(self, paths: Iterable[Path], look: Fill, *, weight: float, z: float, alpha: float = 1) -> None:
        """Draw outlines in one look; hatched where there are no colours."""
        shapes = [it for it in paths if len(it.vertices)]
        if not shapes:
            return
        colour, edge = self.pen.colour(look.colour), self.pen.colour(look.edge)
        width = weight * self.pen.k
        self.axes.add_collection(
            PathCollection(shapes, facecolors=colour, edgecolors=edge, lw=width, alpha=alpha, zorder=z),
            autolim=False,
        )
        if self.pen.mono and look.hatch:
            style = {
                "facecolors": "none",
                "edgecolors": self.pen.colour(look.ink),
                "lw": 0,
                "zorder": z + 0.1,
            }
            self.axes.add_collection(
                PathCollection(shapes, hatch=HATCHES[look.hatch], **style), autolim=False
            )

    def trace(self, paths: Iterable[Path], look: Stroke, *, z: float) -> None:
        """Draw outlines as lines."""
        style = {"facecolors": "none", "edgecolors": self.pen.colour(look.colour), "zorder": z}
        drawn = PathCollection(list(paths), lw=look.weight * self.pen.k, linestyles=[look.dash], **style)
        self.axes.add_collection(drawn, autolim=False)

    def lines(self, lines: Iterable[np.ndarray], look: Stroke, *, z: float, alpha: float = 1) -> int:
        """Draw those lines of (n, 2) metres that meet the frame; return how many."""
        seen = [it for it in lines if len(it) and self._meets(it)]
        style = {"colors": self.pen.colour(look.colour), "zorder": z, "alpha": alpha, "capstyle": "round"}
        drawn = LineCollection(seen, linewidths=look.weight * self.pen.k, linestyles=[look.dash], **style)
        self.axes.add_collection(drawn, autolim=False)
        return len(seen)

    def _meets(self, line: np.ndarray) -> bool:
        return bool(self.frame.meets(np.concatenate([line.min(axis=0), line.max(axis=0)]))[0])

    def mark(self, mark: Mark, xy: np.ndarray, *, z: float) -> np.ndarray:
        """Draw a mark at (n, 2) metres; return the rectangles it takes [mm]."""
        if not len(xy):
            return np.empty((0, 4))
        self.pen.mark(mark, xy, axes=self.axes, z=z)
        return self.taken(mark, xy)

    def taken(self, mark: Mark, xy: np.ndarray) -> np.ndarray:
        """Return the rectangles [mm] that a mark takes at (n, 2) metres."""
        at = self.frame.on_paper(xy)
        reach = self.radius(mark)
        return np.column_stack([at - reach, at + reach])

    def radius(self, mark: Mark) -> float:
        """Return how far a mark reaches from its point [mm]."""
        return self.pen.mm(mark.size) * float(np.abs(SHAPES[mark.shape].vertices).max())
