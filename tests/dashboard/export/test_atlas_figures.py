"""Every page of an atlas, read as words by a PDF reader: its figures and every row of its list are counted anew."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
from pypdf import PdfReader

from dashboard import text
from dashboard.export import atlas
from dashboard.export.options import SheetOptions
from dashboard.names import class_labels, force_labels
from dashboard.text import _
from geo import operation
from geo.evaluate import Evaluation, evaluate
from geo.scenario import Scenario
from geo.strength import GUARDS
from tests.dashboard.export.telling import percent, shown

pytestmark = pytest.mark.xdist_group("atlas figures")
CASES = [
    ("demo", "risk", "district", "id"),
    ("other", "assignment", "sector", "id"),
    ("small", "coverage", "district", "en"),
    ("small", "gaps", "district", "en"),
    ("small", "strength", "district", "id"),
    ("small", "situation", "district", "en"),
    ("small", "floor", "district", "id"),
    ("small", "gaps", "village", "id"),
    ("small", "assignment", "village", "en"),
    ("small", "assignment", "unit", "id"),
]
COVERED = ("TPS reached in time", "TPS not reached in time")


@pytest.fixture(scope="module")
def plans(evaluation, by_hand) -> dict[str, Evaluation]:
    """Return the plans whose atlases are read."""
    other = evaluate(operation.load("pasuruan-2023"), Scenario())
    return {"demo": evaluation, "small": by_hand, "other": other}


def postings(plan: Evaluation, by: str, name: str) -> pd.DataFrame:
    """Return the posting of the unit or the sector that a page is about; all of it for others."""
    if by not in {"unit", "sector"}:
        return plan.posting.rows
    own = plan.units.index[plan.units["name" if by == "unit" else "sector"] == name]
    return plan.posting.rows[plan.posting.rows["unit_id"].isin(own)]


def parts(plan: Evaluation, by: str) -> dict[str, pd.DataFrame]:
    """Return the stations of each page, in the order of the pages."""
    rows, units = plan.stations, plan.units
    villages = plan.operation.villages[plan.operation.villages["electing"]]
    if by == "district":
        return {it: rows[rows["district"] == it] for it in sorted(set(villages["district"]))}
    if by in {"unit", "sector"}:
        sent = units.loc[sorted({*plan.posting.rows["unit_id"]})]
        named = sent[sent["force"] != "linmas"]["name"] if by == "unit" else units["sector"].dropna()
        own = {it: postings(plan, by, it)["station_id"] for it in sorted({*named} - {""})}
        return {it: rows[rows.index.isin(guarded)] for it, guarded in own.items()}
    ordered = villages.sort_values(["district", "name"])
    return {it["name"]: rows[rows["village_id"] == key] for key, it in ordered.iterrows()}


class Told:
    """What one page must tell of its part, in one language."""

    def __init__(self, plan: Evaluation, by: str, name: str, language: str) -> None:
        self.plan, self.by, self.name, self.language = plan, by, name, language
        self.rows = parts(plan, by)[name]
        self.people = plan.need.loc[self.rows.index, list(GUARDS)]
        posted = postings(plan, by, name)
        self.posted = posted[posted["station_id"].isin(self.rows.index)]

    def n(self, value: float, digits: int = 0) -> str:
        return shown(value, self.language, digits)

    def legend(self) -> dict[str, int]:
        """Return how many stations of each kind are drawn, by theme."""
        late = int((~self.rows["covered"]).sum())
        return {it: n for it, n in zip(COVERED, (len(self.rows) - late, late), strict=True) if n}

    def coverage(self) -> tuple[list[str], list[list[str]]]:
        rows = self.rows
        wide = len({*rows["district"]}) > 1
        by = rows.groupby("district" if wide else "village")["covered"].agg(["size", "sum", "mean"])
        by = by.sort_index().sort_values("mean", kind="stable")
        return self._reached(), [
            [name, self.n(it["size"]), self.n(it["sum"]), self.n(it["size"] - it["sum"]), percent(it["mean"])]
            for name, it in by.iterrows()
        ]

    def _reached(self) -> list[str]:
        n, covered = len(self.rows), int(self.rows["covered"].sum())
        longest = self.n(self.rows["travel_min"].max(), 1)
        return [f"{self.n(covered)} / {self.n(n)}", percent(covered / n), longest]

    def gaps(self) -> tuple[list[str], list[list[str]]]:
        if self.by == "village":
            return self._reached(), self._one_by_one()
        late = self.rows[~self.rows["covered"]]
        late = self.plan.gaps[self.plan.gaps["station_id"].isin(late.index)]
        return self._reached(), [
            [
                f"{self.rows.loc[it.station_id, 'village']} · {self.rows.loc[it.station_id, 'number']:.0f}",
                self.plan.units.loc[it.unit_id, "name"],
                self.n(it.travel_min, 1),
                self.n(it.travel_min - self.plan.scenario.threshold_min, 1),
            ]
            for it in late.itertuples()
        ]

    def _one_by_one(self) -> list[list[str]]:
        labels, units = class_labels(), self.plan.units["name"]
        return [
            [
                f"{it.number:.0f} · {it.place}",
                labels[it.class_id],
                units[it.unit_id],
                self.n(self.people.loc[it.Index].sum()),
                self.n(it.travel_min, 1),
            ]
            for it in self.rows.sort_values("number").itertuples()
        ]

    def situation(self) -> tuple[list[str], list[list[str]]]:
        rows, labels = self.rows, list(class_labels().values())
        by = rows.groupby("village_id").agg(
            {"village": "first", "district": "first", "number": "size", "rank": "max", "score": "max"}
        )
        by = by.sort_values(["rank", "score", "village"], ascending=[False, False, True])
        figures = [self.n(len(rows)), self.n(len(by)), self.n(rows["registered_voters"].sum())]
        return figures, [
            [it.village, it.district, self.n(it.number), labels[int(it.rank)], self.n(it.score * 100)]
            for it in by.itertuples()
        ]

    risk = situation

    def assignment(self) -> tuple[list[str], list[list[str]]]:
        own, units = self.plan.posting.stations.loc[self.rows.index], self.plan.units
        figures = [
            f"{self.n(own['served'].sum())} / {self.n(len(own))}",
            self.n(self.posted["people"].sum()),
            self.n(own["missing"].sum()),
        ]
        if self.by in {"unit", "village"}:
            ordered = self.posted.join(self.rows[["village", "number"]], on="station_id")
            ordered = ordered.sort_values(["village", "number"], kind="stable")
            one, forces = len({*self.rows["village"]}) == 1, force_labels()
            return figures, [
                [
                    f"TPS {it.number:.0f}" if one else f"{it.village} · {it.number:.0f}",
                    forces[it.unit_force] if self.by == "unit" else units.loc[it.unit_id, "name"],
                    self.n(it.people),
                    self.n(it.travel_min, 1),
                ]
                for it in ordered.itertuples()
            ]
        by = self.posted.groupby("unit_id").agg(
            {"people": "sum", "station_id": "nunique", "travel_min": "max"}
        )
        by = by.assign(home=units["force"].eq("linmas"), there=self.plan.posting.load["available"])
        by = by.sort_values(["home", "people"], ascending=[True, False], kind="stable")
        return figures, [
            [
                units.loc[it.Index, "name"],
                *map(self.n, (it.there, it.people, it.station_id)),
                self.n(it.travel_min, 1),
            ]
            for it in by.itertuples()
        ]

    def strength(self) -> tuple[list[str], list[list[str]]]:
        own = self.plan.balance_by_district.set_index("place").loc[[self.name]]
        own = own[(own["need"] > 0) | (own["strength"] > 0)]
        figures = [f"{self.n(it['need'])} / {self.n(it['strength'])}" for _place, it in own.iterrows()]
        by = self.people.groupby(self.rows["village"]).sum()
        by = by.loc[:, by.sum() > 0]
        order = by.sum(axis=1).sort_values(ascending=False, kind="stable").index
        return figures, [
            [name, *(self.n(n) for n in by.loc[name]), self.n(by.loc[name].sum())] for name in order
        ]

    def floor(self) -> tuple[list[str], list[list[str]]]:
        units, late = self.plan.units, int((~self.rows["covered"]).sum())
        own = units[units["district"] == self.name]
        figures = [self.n(own["personnel"].sum()), self.n(self.plan.scenario.threshold_min), self.n(late)]
        by = self.rows.sort_values("travel_min", na_position="first").groupby("village").last()
        by = by.assign(people=self.people.sum(axis=1).groupby(self.rows["village"]).sum())
        return figures, [
            [name, units.loc[it["unit_id"], "name"], self.n(it["people"]), self.n(it["travel_min"], 1)]
            for name, it in by.sort_values("travel_min", ascending=False, kind="stable").iterrows()
        ]


def panel(page: str, language: str) -> list[str]:
    """Return the lines of a page's legend, figures and list: behind the signatures, before the classification."""
    after = page.rsplit({"en": "service number\n", "id": "Pangkat / NRP\n"}[language], 1)[1]
    return after.split("\nTERBATAS\n", 1)[0].split("\n")


def listed(lines: list[str], wanted: list[list[str]], language: str) -> int:
    """Hold the rows at the end of a panel against those that are wanted; return how many there are."""
    if not wanted:
        assert lines[-1] == {"en": "none", "id": "tidak ada"}[language]
        return 0
    more = {"en": r"and ([\d,]+) more", "id": r"dan ([\d.]+) lagi"}[language]
    left = re.fullmatch(more, lines[-1])
    count = len(wanted) - (int(left[1]) if left else 0)
    rows = lines[-1 - count : -1] if left else lines[-count:]
    assert rows == [" ".join(cells) for cells in wanted[:count]]
    return count


@pytest.mark.parametrize(("plan", "theme", "by", "language"), CASES)
def test_every_page_tells_the_figures_and_rows_of_its_part(plans, plan, theme, by, language):
    of, found = plans[plan], parts(plans[plan], by)
    chosen = SheetOptions(theme=theme, language=language)
    pages = PdfReader(io.BytesIO(atlas.render(of, chosen, by=by))).pages
    said = [page.extract_text() for page in pages]
    assert len(said) == 1 + len(found)
    for i, (page, (name, rows)) in enumerate(zip(said[1:], found.items(), strict=True), start=2):
        assert f"{name} {shown(len(rows), language)} TPS {i}" in said[0].split("\n")
        assert of.digest in page
        with text.speaking(language):
            told = Told(of, by, name, language)
            figures, table = getattr(told, theme)()
            drawn = told.legend() if theme in {"coverage", "gaps"} else {}
            labels = {_(label): n for label, n in drawn.items()}
        lines = panel(page, language)
        assert listed(lines, table, language) == len(table) or len(table) > 5
        at = [i for i, line in enumerate(lines) if line in figures]
        assert [lines[i] for i in at][-len(figures) :] == figures
        flat = " ".join(lines)
        assert all(f"{label} {shown(n, language)} " in flat for label, n in labels.items())
