"""The map of an import as values: what came in, by status, and what was moved from where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from dashboard import import_words, palette, payloads, rulings
from dashboard.import_desk import Outcome
from dashboard.layers import Payload
from dashboard.legend import codes
from dashboard.text import _, language
from geo import crs
from geo.intake.doctor import Examination
from geo.intake.finding import Status
from geo.schema import xy

DRAWN = 40_000
"""So many points are drawn; questioned ones come first, then repaired ones."""
SEEN: tuple[Status, ...] = ("clean", "repaired", "questioned")
FILLS = {"clean": "#2e7d4f", "repaired": "#1d4e89", "questioned": "#e0a800"}
SHAPES = {"stations": "circle", "units": "shield"}
AREAS = {"clean": "#dcebdf", "repaired": "#c9dcf0", "questioned": "#f8e5a8"}
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

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of what came in; of known villages where nothing has a place."""
        own = self.areas[self.areas["status"].ne("")]
        boxes = [own.total_bounds] if len(own) else []
        if len(self.points):
            lon, lat = self.points["lon"], self.points["lat"]
            boxes.append(np.array([lon.min(), lat.min(), lon.max(), lat.max()]))
        if not boxes and len(self.areas):
            boxes = [self.areas.total_bounds]
        if not boxes:
            return None
        all_ = np.array(boxes)
        west, south = all_[:, :2].min(axis=0) - 0.005
        east, north = all_[:, 2:].max(axis=0) + 0.005
        return float(west), float(south), float(east), float(north)


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


def layers(shown: Picture) -> dict[str, Payload]:
    """Return the layers of the map."""
    areas = shown.areas
    foot = payloads.geojson(
        gpd.GeoDataFrame(areas[["name", "district", "electing"]], geometry=areas.geometry).assign(
            foot=_feet(areas)
        )
    )
    whole = areas[["district", "geometry"]].dissolve("district")
    outlines = gpd.GeoDataFrame({"name": whole.index}, geometry=whole.geometry.array, crs=crs.GEOGRAPHIC)
    inside = outlines.representative_point()
    at = [[round(p.y, 5), round(p.x, 5)] for p in inside]
    points = shown.points
    there = near(shown)
    start = shown.moves.loc[there, ["from_lon", "from_lat"]].to_numpy(float)
    end = shown.moves.loc[there, ["lon", "lat"]].to_numpy(float)
    return {
        "villages": Payload.of(foot),
        "districts": Payload.of(payloads.geojson(outlines.assign(at=at))),
        "stations": Payload.of(
            {
                "lon": points["lon"].round(payloads.DECIMALS).tolist(),
                "lat": points["lat"].round(payloads.DECIMALS).tolist(),
                "label": points["label"].tolist(),
            }
        ),
        "lines": payloads.strokes(start, end, [0] * len(start)),
    }


def _feet(areas: gpd.GeoDataFrame) -> list[list[float]]:
    middle = areas.representative_point()
    return [[round(y, 5), round(p.x, 5)] for y, p in zip(areas.bounds["miny"], middle, strict=True)]


def marks(shown: Picture) -> dict[str, Any]:
    """Return the digits of the state: status of every village and point."""
    kinds = list(SHAPES)
    number = [
        kinds.index(kind) * len(SEEN) + SEEN.index(status)
        for kind, status in zip(shown.points["kind"], shown.points["status"], strict=True)
    ]
    return {
        "villages": "".join(str(SEEN.index(it)) if it in SEEN else "." for it in shown.areas["status"]),
        "classes": str(len(SEEN)) * len(shown.points),
        "marks": codes(number),
    }


def _looks() -> list[dict[str, Any]]:
    """Return the look of every kind and status of a point."""
    return [
        {"shape": shape, "fill": FILLS[it], "stroke": palette.PAPER, "weight": 1, "size": 4.5 + 1.5 * i}
        for shape in SHAPES.values()
        for i, it in enumerate(SEEN)
    ]


def scene(
    shown: Picture, addresses: dict[str, str | None], *, basemap: dict[str, Any] | None
) -> dict[str, Any]:
    """Return everything about the map that stays the same."""
    west, south, east, north = shown.bounds or (0.0, 0.0, 1.0, 1.0)
    statuses, kinds = rulings.statuses(), import_words.kinds()
    idle = {"fill": palette.LAND, "label": _("known before, not in the files")}
    areas = [{"fill": AREAS[it], "label": statuses[it]} for it in SEEN]
    labels = [f"{kinds[kind]}: {statuses[it]}" for kind in ("stations", "units") for it in SEEN]
    present = {*zip(shown.points["kind"], shown.points["status"], strict=True)}
    looks = _looks()
    pairs = [(kind, it) for kind in SHAPES for it in SEEN]
    items = [{**looks[i], "label": labels[i]} for i, pair in enumerate(pairs) if pair in present]
    stroke = {"line": True, "stroke": "#7a1f5c", "weight": 1.8, "label": _("moved, from before to after")}
    legend = [{"title": _("Villages"), "items": [*areas, idle]}] if len(shown.areas) else []
    legend.append({"title": _("Places"), "items": [*items, stroke] if near(shown).any() else items})
    return {
        **addresses,
        "bounds": [[south, west], [north, east]],
        "classes": [*areas, {"fill": palette.LAND, "label": ""}],
        "marks": looks,
        "markLabels": labels,
        "lineLooks": [{"color": stroke["stroke"], "weight": 1.8, "opacity": 0.9}],
        "units": [],
        "looks": palette.layer_looks(basemap=basemap is not None),
        "basemap": basemap,
        "legend": legend,
        "villageNames": bool(shown.areas["status"].ne("").any()),
        "bare": False,
        "twin": "",
        "texts": {
            "idle": idle["label"],
            "minutes": "",
            "unreached": "",
            "closed": "",
            "sheet": "",
            "point": "," if language() == "id" else ".",
        },
    }
