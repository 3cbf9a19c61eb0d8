"""A slow, plain oracle for postings: every set of groups, every way to share out the people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assignment.task import WEIGHT
from geo.scenario import Scenario
from geo.travel.straight import StraightLine

MODEL = StraightLine(speed_kmh=60, circuity=1)
FORCES = ("linmas", "polri", "tni")


@dataclass
class Instance:
    """What `assign` takes."""

    stations: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    need: pd.DataFrame
    scenario: Scenario = field(default_factory=Scenario)


def instance(
    seed: int, *, stations: int = 6, units: int = 4, slots: bool = False, single: bool = False
) -> Instance:
    """Return a random instance with a bit of everything; with `single`, one person of each force at most."""
    rng = np.random.default_rng(seed)
    s, u, villages = int(rng.integers(1, stations + 1)), int(rng.integers(1, units + 1)), 3
    of = rng.integers(0, villages, s)
    ids = [f"s{i}" for i in range(s)]
    there = gpd.GeoDataFrame(
        {
            "station_id": ids,
            "village_id": [f"v{i}" for i in of],
            "class_id": rng.choice(["low", "elevated", "high", "special", "unassessed"], s),
            "district": [f"d{i % 2}" for i in of],
        },
        index=ids,
        geometry=gpd.points_from_xy(112 + rng.integers(0, 20, s) / 100, rng.integers(0, 20, s) / 100),
        crs=4326,
    )
    names = [f"u{i}" for i in range(u)]
    force = rng.choice(["polri", "polri", "brimob", "linmas", "tni"], u)
    posts = gpd.GeoDataFrame(
        {
            "unit_id": names,
            "kind": rng.choice(["polsek", "polsek", "post", "standby"], u),
            "force": force,
            "personnel": rng.integers(0, 6, u).astype(float),
            "sector": rng.choice(["A", "B", None], u),
            "turnout_min": rng.choice([np.nan, 0.0, 3.0], u),
            "village_id": [
                f"v{rng.integers(villages)}" if it == "linmas" and rng.random() < 0.7 else None
                for it in force
            ],
            "district": [f"d{rng.integers(2)}" for _ in names],
        },
        index=names,
        geometry=gpd.points_from_xy(112 + rng.integers(0, 20, u) / 100, rng.integers(0, 20, u) / 100),
        crs=4326,
    )
    most = 2 if single else 4
    people = rng.integers(0, most, (s, 3)) * (rng.random((s, 3)) < [0.6, 0.9, 0.3])
    need = pd.DataFrame(people, index=ids, columns=list(FORCES))
    alone = rng.random() < 0.5
    need["group"] = [f"g{i}" if alone else f"{v}/{i % 2}" for i, v in enumerate(there["village_id"])]
    lawful = [("polri", "brimob"), ("linmas", "polri")]
    pairs = [{"unit_id": str(rng.choice(names)), "station_id": str(rng.choice(ids))} for _ in range(4)]
    scenario = Scenario.parse(
        {
            "substitutes": [it for it in lawful if rng.random() < 0.5],
            "reserve_share": float(rng.choice([0, 0, 0.25])),
            "posting_limit_min": float(rng.integers(5, 30)) if rng.random() < 0.4 else None,
            "sectors": str(rng.choice(["ignore", "prefer", "keep"])),
            "sector_extra_min": 7,
            "max_stations": int(rng.integers(1, 4)) if slots else None,
            "linmas_at_home": bool(rng.random() < 0.6),
            "locked": pairs[: int(rng.integers(0, 3))],
            "forbidden": pairs[2 : 2 + int(rng.integers(0, 3))],
        }
    )
    return Instance(there, posts, need, scenario)


def _sectors(it: Instance, minutes: dict) -> dict[str, str | None]:
    """Return each station's sector: of the polsek of its district, if they agree, else of the nearest one."""
    found = {}
    posts = [u for u in it.units.index if it.units.loc[u, "kind"] == "polsek" and it.units.loc[u, "sector"]]
    for s, row in it.stations.iterrows():
        own = {it.units.loc[u, "sector"] for u in posts if it.units.loc[u, "district"] == row["district"]}
        near = sorted(posts, key=lambda u: (minutes[s, u][1], u))
        found[s] = own.pop() if len(own) == 1 else (it.units.loc[near[0], "sector"] if near else None)
    return found


def _table(it: Instance) -> dict[tuple[str, str], tuple[float, float]]:
    """Return minutes with and without turnout of every pair."""
    xy = [np.column_stack([frame.geometry.x, frame.geometry.y]) for frame in (it.units, it.stations)]
    start = it.units["turnout_min"].fillna(it.scenario.turnout_min).to_numpy()
    found = {}
    for way, turnout in enumerate((start, np.zeros(len(start)))):
        label, _, minutes = MODEL.nearest(*xy, turnout_min=turnout, k=len(start))
        for i, s in enumerate(it.stations.index):
            for j in range(len(start)):
                found[s, it.units.index[label[i, j]], way] = minutes[i, j]
    return {(s, u): (found[s, u, 0], found[s, u, 1]) for s, u, _ in found}


class Oracle:
    """The rules once more, in plain words, and every possibility tried."""

    def __init__(self, it: Instance) -> None:
        it = replace(it, units=it.units.fillna({"sector": "", "village_id": ""}))
        self.it, self.minutes = it, _table(it)
        self.sector = _sectors(it, self.minutes)
        plan, units = it.scenario, it.units
        self.able = {f: {f, *(b for a, b in plan.substitutes if a == f)} for f in FORCES}
        self.capacity = {}
        for u, row in units.iterrows():
            kept = math.ceil(row["personnel"] * plan.reserve_share)
            self.capacity[u] = 0 if row["kind"] in plan.reserve_kinds else int(row["personnel"]) - kept
        self.slots = dict.fromkeys(units.index, plan.max_stations or 99)
        self.need = {(s, f): int(it.need.loc[s, f]) for s in it.stations.index for f in FORCES}
        self.rank = {
            s: WEIGHT.get(c, WEIGHT[plan.unassessed_class]) for s, c in it.stations["class_id"].items()
        }
        self.forbidden = {(p.unit_id, p.station_id) for p in plan.forbidden}
        self.tied = set()
        for pair in sorted(
            set(plan.locked), key=lambda p: (-self.rank[p.station_id], p.station_id, p.unit_id)
        ):
            self._lock(pair.unit_id, pair.station_id)

    def _lock(self, u: str, s: str) -> None:
        own = self.it.units.loc[u, "force"]
        wanted = [
            f for f in sorted(FORCES, key=lambda f: (f != own, f)) if own in self.able[f] and self.need[s, f]
        ]
        if not wanted or (u, s) in self.forbidden or not self.capacity[u] or not self.slots[u]:
            return
        people = min(self.capacity[u], self.need[s, wanted[0]])
        self.need[s, wanted[0]] -= people
        self.capacity[u] -= people
        self.slots[u] -= 1
        self.tied.add((u, s))

    def cost(self, s: str, f: str, u: str) -> float:
        """Return what a person costs, infinite where he must not go."""
        plan, unit = self.it.scenario, self.it.units.loc[u]
        minutes = self.minutes[s, u][0]
        foreign = unit["sector"] and self.sector[s] and unit["sector"] != self.sector[s]
        away = unit["village_id"] and unit["village_id"] != self.it.stations.loc[s, "village_id"]
        if (
            unit["force"] not in self.able[f]
            or (u, s) in self.forbidden
            or (plan.posting_limit_min is not None and minutes > plan.posting_limit_min)
            or (foreign and plan.sectors == "keep")
            or (away and unit["force"] == "linmas" and plan.linmas_at_home)
        ):
            return math.inf
        extra = plan.sector_extra_min if foreign and plan.sectors == "prefer" else 0
        return self.rank[s] * round((minutes + extra) * 1000) / 1000

    def least(self, stations: list[str]) -> float:
        """Return the least cost of serving all of these, infinite where that cannot be."""
        units = list(self.it.units.index)
        options = []
        for s in stations:
            ways = [((0,) * len(units), 0.0)]
            for f in FORCES:
                if not self.need[s, f]:
                    continue
                one = {u: self.cost(s, f, u) for u in units}
                ranges = [
                    range(min(self.need[s, f], self.capacity[u]) + 1 if one[u] < math.inf else 1)
                    for u in units
                ]
                shares = [x for x in product(*ranges) if sum(x) == self.need[s, f]]
                costs = [sum(n * one[u] for n, u in zip(x, units, strict=True) if n) for x in shares]
                ways = [
                    (tuple(np.add(a, b).tolist()), c + d)
                    for a, c in ways
                    for b, d in zip(shares, costs, strict=True)
                ]
            best: dict[tuple[int, ...], float] = {}
            for x, c in ways:
                best[x] = min(c, best.get(x, math.inf))
            options.append((s, sorted(best.items())))

        @cache
        def rest(i: int, capacity: tuple[int, ...], slots: tuple[int, ...]) -> float:
            if i == len(options):
                return 0.0
            s, ways = options[i]
            found = math.inf
            for x, c in ways:
                left = tuple(a - b for a, b in zip(capacity, x, strict=True))
                room = tuple(
                    r - (n > 0 and (u, s) not in self.tied) for r, n, u in zip(slots, x, units, strict=True)
                )
                if min(left) >= 0 and min(room) >= 0:
                    found = min(found, c + rest(i + 1, left, room))
            return found

        return rest(0, tuple(self.capacity[u] for u in units), tuple(self.slots[u] for u in units))

    def best(self) -> tuple[int, float]:
        """Return the largest weight of stations served in full, and the least cost of it beside locked pairs."""
        groups = sorted(set(self.it.need["group"]))
        members = {
            g: [s for s in self.it.stations.index if self.it.need.loc[s, "group"] == g] for g in groups
        }
        sets = [
            [g for g, take in zip(groups, it, strict=True) if take]
            for it in product([0, 1], repeat=len(groups))
        ]

        def weight(some: list[str]) -> int:
            return sum(self.rank[s] for g in some for s in members[g])

        found, least = -1, math.inf
        for some in sorted(sets, key=weight, reverse=True):
            if weight(some) < found:
                break
            stations = [s for g in some for s in members[g]]
            cost = self.least(stations)
            if cost < math.inf:
                found = weight(some)
                least = min(least, cost)
        return found, least
