"""Shapes: what a village, a station and a unit may look like on the map."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.errors import Fault


def faults(kind: str, shape: gpd.GeoSeries, ids: pd.Series) -> list[Fault]:
    """Return what is wrong with the shapes of a frame; a missing shape is wrong of a village only.

    Parameters
    ----------
    kind : name of the frame, for the message.
    shape : EPSG:4326.
    ids : what to call each row, on the same index.
    """
    present = shape.notna() & ~shape.is_empty
    found = []
    if kind == "villages" and not present.all():
        found.append(
            Fault(
                "villages without a shape",
                "Give each village a polygon or a point",
                ids=ids[~present].tolist(),
            )
        )
    box = shape[present].bounds
    bad = ~(box["minx"].ge(-180) & box["maxx"].le(180) & box["miny"].ge(-90) & box["maxy"].le(90))
    if bad.any():
        found.append(
            Fault(
                "{kind}: coordinates outside the globe",
                "Check for metres or swapped columns",
                {"kind": kind},
                ids[present][bad].tolist(),
            )
        )
    allowed = {"Polygon", "MultiPolygon", "Point"} if kind == "villages" else {"Point"}
    wrong = ~shape[present].geom_type.isin(allowed)
    if wrong.any():
        found.append(
            Fault(
                "{kind}: shapes must be {allowed}",
                "Replace these shapes",
                {"kind": kind, "allowed": " / ".join(sorted(allowed))},
                ids[present][wrong].tolist(),
            )
        )
    invalid = ~shape[present].is_valid
    if invalid.any():
        found.append(
            Fault(
                "{kind}: shapes that cross themselves",
                "Mend them in a GIS editor",
                {"kind": kind},
                ids[present][invalid].tolist(),
            )
        )
    return found
