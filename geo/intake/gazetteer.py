"""Gazetteer: the villages that are known, found by code and by name inside their district."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np

from geo.intake import vocabulary
from geo.intake.text import letters, plain

BOX_MARGIN_DEG = 0.5
_TAGS = re.compile(r"<[^<>]*>")
_TITLES = re.compile(
    r"^(?:(?:kecamatan|kec|kabupaten|kab|kota|kelurahan|kel|desa|ds|dusun|village|district|regency)\s+)+(?=\S)"
)


def key(name: str) -> str:
    """Return the letters of a name without its title: "Desa ORO-ORO PULE" is "orooropule"."""
    bare = _TAGS.sub(" ", name) if "<" in name else name
    return letters(_TITLES.sub("", plain(bare)))


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Villages by position (v,), with shapes in degrees; a shape may be missing."""

    ids: np.ndarray
    names: np.ndarray
    districts: np.ndarray
    regencies: np.ndarray
    shapes: np.ndarray

    @classmethod
    def of(cls, villages: gpd.GeoDataFrame) -> Gazetteer:
        """Return the gazetteer of a frame of villages, as `geo.schema` describes it, in the order of ids."""
        frame = villages.sort_values("village_id", kind="stable")
        told = [
            frame[name].astype(str).to_numpy(object) for name in ("village_id", "name", "district", "regency")
        ]
        ids, names, districts, regencies = told
        return cls(ids, names, districts, regencies, frame.geometry.to_numpy())

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Position by id."""
        return {str(village): i for i, village in enumerate(self.ids)}

    @cached_property
    def keys(self) -> np.ndarray:
        """Letters of each name (v,)."""
        return np.array([key(name) for name in self.names], dtype=object)

    @cached_property
    def district_keys(self) -> np.ndarray:
        """Letters of each village's district (v,)."""
        return np.array([key(name) for name in self.districts], dtype=object)

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """Positions of the villages of a district, by its letters; districts of one name are together."""
        return self._grouped(self.district_keys)

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """Positions of the villages of a name, by its letters."""
        return self._grouped(self.keys)

    @cached_property
    def coded(self) -> dict[str, list[int]]:
        """Positions of the villages of a district, by the district's part of their codes."""
        return self._grouped(np.array([str(village).rsplit(".", 1)[0] for village in self.ids], dtype=object))

    @cached_property
    def aliases(self) -> dict[tuple[str, str], str]:
        """Letters of a village's name by (district, spelling), all as letters."""
        return {(key(it.district), key(it.spelling)): key(it.village) for it in vocabulary.aliases()}

    def of_regency(self, positions: Iterable[int], regency: str) -> list[int]:
        """Return those of some villages that lie in a regency; all where none does or none is named."""
        found = list(positions)
        told = key(regency)
        inside = [i for i in found if told and told == key(str(self.regencies[i]))]
        return inside or found

    @cached_property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all villages with half a degree around; None without a shape."""
        bounds = gpd.GeoSeries(self.shapes[[shape is not None for shape in self.shapes]]).total_bounds
        if not np.all(np.isfinite(bounds)):
            return None
        west, south, east, north = (float(it) for it in bounds)
        margin = BOX_MARGIN_DEG
        return west - margin, south - margin, east + margin, north + margin

    @staticmethod
    def _grouped(values: np.ndarray) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = defaultdict(list)
        for i, value in enumerate(values):
            groups[str(value)].append(i)
        return dict(groups)
