"""The picture of an import: what came in and has a place, by status, and what was moved from where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from dashboard.import_desk import Outcome
from geo import crs
from geo.intake.doctor import Examination
from geo.intake.finding import Status
from geo.schema import xy

DRAWN = 40_000
"""So many points are drawn; questioned ones come first, then repaired ones."""
FRAMED = (0.02, 0.98)
"""Shares of points between which the map is framed where no village is known."""
MARGIN, LEAST_DEG = 0.15, 0.005
Box = tuple[float, float, float, float]
SEEN: tuple[Status, ...] = ("clean", "repaired", "questioned")
POINTS = ["examination", "row", "kind", "status", "lon", "lat", "label"]
_CELLS = re.compile(r"\s*(-?\d{1,3}(?:[.,]\d+)?) \| (-?\d{1,3}(?:[.,]\d+)?)\s*")
_PAIR = re.compile(r"\s*(-?\d{1,3}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)\s*")


@dataclass(frozen=True, eq=False)
class Picture:
    """What the map shows.

    Attributes
    ----------
    points : examination, row, kind, status, lon, lat, label of what has a place, in the order of the layer.
    areas : name, district, electing and status of the villages that have a shape; known ones have no status.
    moves : examination, row, and lon, lat before and after, of what was moved; NaN where no place was before.
    unplaced : how many used rows have no place. left : how many points are not drawn.
    """

    points: pd.DataFrame
    areas: gpd.GeoDataFrame
    moves: pd.DataFrame
    unplaced: int
    left: int

    @cached_property
    def bounds(self) -> Box | None:
        """West, south, east and north of what the map frames; None where nothing has a place.

        The villages of the files, else the known ones, with the points around them; without villages, the
        points with all but the farthest.
        """
        own = self.areas[self.areas["status"].ne("")]
        areas = own if len(own) else self.areas
        lon, lat = (self.points[name].to_numpy(float) for name in ("lon", "lat"))
        if len(areas) and (len(own) or not len(lon)):
            return _around(np.array(areas.total_bounds), share=MARGIN)
        if not len(lon):
            return None
        edges = [np.quantile(it, share, method="nearest") for share in FRAMED for it in (lon, lat)]
        return _around(np.array(edges), share=MARGIN)


def _around(box: np.ndarray, *, share: float) -> Box:
    """Return a box with a margin, a share of its sides and never nothing."""
    west, south, east, north = map(float, box)
    x, y = share * (east - west) + LEAST_DEG, share * (north - south) + LEAST_DEG
    return west - x, south - y, east + x, north + y


def off_frame(shown: Picture) -> int:
    """Return how many points lie off the frame of the map."""
    if shown.bounds is None:
        return 0
    west, south, east, north = shown.bounds
    x, y = (shown.points[name].to_numpy(float) for name in ("lon", "lat"))
    return int((~((x >= west) & (x <= east) & (y >= south) & (y <= north))).sum())


def picture(outcome: Outcome) -> Picture:
    """Return what the map of an import shows."""
    found = [
        _points(outcome, i, it)
        for i, it in enumerate(outcome.consultation.examinations)
        if it.kind != "villages"
    ]
    points = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=POINTS)
    placed = points[points["lon"].notna() & points["lat"].notna()]
    rank = placed["status"].map({status: -i for i, status in enumerate(SEEN)})
    drawn = placed.assign(rank=rank).sort_values("rank", kind="stable").head(DRAWN).sort_index()
    moves = [_moves(i, it) for i, it in enumerate(outcome.consultation.examinations)]
    columns = ["examination", "row", "from_lon", "from_lat", "lon", "lat"]
    return Picture(
        drawn[POINTS].reset_index(drop=True),
        _areas(outcome),
        pd.concat(moves, ignore_index=True) if moves else pd.DataFrame(columns=columns),
        len(points) - len(placed),
        len(placed) - len(drawn),
    )


def _status(examination: Examination) -> pd.Series:
    """Return the status of each row of the frame, on its index."""
    told = pd.Series(examination.status, index=examination.table.rows)
    return pd.Series(told.reindex(examination.row).to_numpy(), index=examination.frame.index)


def _points(outcome: Outcome, position: int, examination: Examination) -> pd.DataFrame:
    frame = examination.frame
    lon, lat = xy(frame).T if len(frame) else np.empty((2, 0))
    village = frame["village_id"].map(lambda code: outcome.village_names.get(str(code), str(code)))
    if examination.kind == "stations":
        label = village.astype(str) + " · TPS " + frame["number"].astype(str)
    else:
        label = frame["name"].astype(str)
    return pd.DataFrame(
        {
            "examination": position,
            "row": examination.row.to_numpy(),
            "kind": examination.kind,
            "status": _status(examination).to_numpy(),
            "lon": lon,
            "lat": lat,
            "label": label.to_numpy(),
        }
    )


def _areas(outcome: Outcome) -> gpd.GeoDataFrame:
    """Return the villages of the files by status, and known ones that no file lists."""
    columns = ["name", "district", "electing", "status", "geometry"]
    frames = [
        it.frame[["village_id", "name", "district", "geometry"]].assign(status=_status(it))
        for it in outcome.consultation.examinations
        if it.kind == "villages"
    ]
    listed = {code for it in frames for code in it["village_id"]}
    if outcome.villages is not None:
        known = outcome.villages.reset_index(drop=True)
        known = known[~known["village_id"].isin(listed)]
        frames.append(known[["village_id", "name", "district", "geometry"]].assign(status=""))
    if not frames:
        return gpd.GeoDataFrame({it: [] for it in columns}, geometry="geometry", crs=crs.GEOGRAPHIC)
    whole = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=crs.GEOGRAPHIC)
    shaped = whole[whole.geometry.notna() & whole.geom_type.isin(["Polygon", "MultiPolygon"])]
    named = shaped.assign(
        name=shaped["name"].astype(str),
        district=shaped["district"].astype(str),
        electing=shaped["status"].ne(""),
    )
    return named[columns].reset_index(drop=True)


def _moves(position: int, examination: Examination) -> pd.DataFrame:
    found = examination.findings
    took = found["field"].eq("position") & found["status"].eq("repaired") & found["after"].notna()
    moved = found[took & found["before"].notna()]
    before, after = (_places(moved[name]) for name in ("before", "after"))
    return pd.DataFrame(
        {
            "examination": position,
            "row": moved["row"].to_numpy(),
            "from_lon": before[:, 0],
            "from_lat": before[:, 1],
            "lon": after[:, 0],
            "lat": after[:, 1],
        }
    )


def _places(told: pd.Series) -> np.ndarray:
    """Return (n, 2) degrees east and north of texts; NaN where they are none on this earth.

    A text is "latitude, longitude", or as two cells of a file "longitude | latitude".
    """
    found = np.full((len(told), 2), np.nan)
    for i, words in enumerate(told.astype(str)):
        cells, pair = _CELLS.fullmatch(words), _PAIR.fullmatch(words)
        if cells is not None:
            found[i] = [float(it.replace(",", ".")) for it in cells.groups()]
        elif pair is not None:
            found[i] = float(pair[2]), float(pair[1])
    off = (np.abs(found) > (180, 90)).any(axis=1)
    found[off] = np.nan
    return found


def near(shown: Picture) -> np.ndarray:
    """Return which moves began on the map (n,); the others came from off it, or from no place at all."""
    if shown.bounds is None:
        return np.zeros(len(shown.moves), dtype=bool)
    west, south, east, north = shown.bounds
    x, y = (shown.moves[name].to_numpy(float) for name in ("from_lon", "from_lat"))
    inside: np.ndarray = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside
