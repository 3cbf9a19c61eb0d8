"""Terrain: the places of one evaluation in metres, as outlines that can be drawn; made once for all pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.path import Path
from pyproj import CRS, Transformer

from geo import crs, schema
from geo.evaluate import Evaluation
from geo.travel.roads import loaded
from geo.travel.route import road_line

WIDE_ROADS = (("motorway", "trunk", "primary"), ("secondary", "tertiary"))
"""Road classes that are drawn on a sheet, the widest first."""


def outline(shape: shapely.Geometry | None) -> Path:
    """Return the outline of a polygon with its holes; an empty path for anything else."""
    polygons = [it for it in shapely.get_parts(shape) if it.geom_type == "Polygon" and not it.is_empty]
    rings = [ring for it in polygons for ring in (it.exterior, *it.interiors)]
    if not rings:
        return Path(np.empty((0, 2)))
    corners = [shapely.get_coordinates(ring) for ring in rings]
    codes = [np.full(len(ring), Path.LINETO, Path.code_type) for ring in corners]
    for code in codes:
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(np.concatenate(corners), np.concatenate(codes))


def outlines(shapes: gpd.GeoSeries) -> pd.Series:
    """Return the outline of every shape, on the shapes' index."""
    return pd.Series([outline(it) for it in shapes], index=shapes.index, dtype=object)


@dataclass(frozen=True, eq=False)
class Terrain:
    """Places of an evaluation in a metric coordinate system; `other` is the plan it is compared with."""

    evaluation: Evaluation
    other: Evaluation | None = None

    @cached_property
    def crs(self) -> CRS:
        """The metric system of the operation."""
        return crs.metric(self.evaluation.operation.villages)

    @cached_property
    def from_degrees(self) -> Transformer:
        """Degrees east and north to metres; its inverse is asked with ``direction="INVERSE"``."""
        return Transformer.from_crs(crs.GEOGRAPHIC, self.crs, always_xy=True)

    @cached_property
    def villages(self) -> gpd.GeoSeries:
        """Shapes of the villages."""
        return self.evaluation.operation.villages.geometry.to_crs(self.crs)

    @cached_property
    def village_paths(self) -> pd.Series:
        """Outlines of the villages."""
        return outlines(self.villages)

    @cached_property
    def village_bounds(self) -> pd.DataFrame:
        """Minx, miny, maxx, maxy of the villages [m]."""
        return self.villages.bounds

    @cached_property
    def districts(self) -> gpd.GeoSeries:
        """Shape of each district, by its name."""
        names = self.evaluation.operation.villages["district"].to_numpy()
        whole = gpd.GeoDataFrame({"district": names}, geometry=self.villages.array, crs=self.crs)
        return whole.dissolve("district").geometry

    @cached_property
    def whole(self) -> shapely.Geometry:
        """Shape of the whole operation."""
        return self.districts.union_all()

    @cached_property
    def ground(self) -> gpd.GeoDataFrame | None:
        """Land around the operation; None where nothing is known of it."""
        around = self.evaluation.operation.ground
        return None if around is None else around[["name", "geometry"]].to_crs(self.crs)

    @cached_property
    def ground_paths(self) -> pd.Series:
        """Outlines of the land around."""
        return pd.Series(dtype=object) if self.ground is None else outlines(self.ground.geometry)

    @cached_property
    def stations(self) -> np.ndarray:
        """(n, 2) places of the stations [m]; NaN where one has no point."""
        return self.metres(self.evaluation.operation.station_xy)

    def metres(self, lonlat: np.ndarray) -> np.ndarray:
        """Return (n, 2) degrees east and north as metres; NaN stays."""
        east, north = self.from_degrees.transform(*np.asarray(lonlat, float).reshape(-1, 2).T)
        found = np.column_stack([east, north])
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found

    def units(self, evaluation: Evaluation | None = None) -> pd.DataFrame:
        """Return x, y [m] of the units of this or the other evaluation, on the units' index."""
        of = (evaluation or self.evaluation).units
        return pd.DataFrame(self.metres(schema.xy(of)), index=of.index, columns=["x", "y"])

    @cached_property
    def roads(self) -> list[list[np.ndarray]]:
        """The wider roads as lines [m], the widest first; empty without a road graph."""
        file = self.evaluation.operation.roads
        if file is None:
            return [[] for _ in WIDE_ROADS]
        graph = loaded(file)
        kinds = [name.removesuffix("_link") for name in graph.meta["classes"]]
        found = []
        for names in WIDE_ROADS:
            wide = np.flatnonzero(np.isin(graph.road_class, [i for i, it in enumerate(kinds) if it in names]))
            lines = [road_line(graph, int(road)) for road in wide]
            ends = np.cumsum([len(line) for line in lines])[:-1]
            found.append(np.split(self.metres(np.concatenate(lines)), ends) if lines else [])
        return found
