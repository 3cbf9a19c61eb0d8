"""Rankings: the list beside a map, the worst first."""

from __future__ import annotations

import pandas as pd

from dashboard.export.panel import Ranking
from dashboard.export.part import Part
from dashboard.names import class_labels
from dashboard.text import _, number, percent
from geo.operation import OUTSIDE
from geo.strength import GUARDS


def villages(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return the part's villages, the most vulnerable first; by name where classes are hidden."""
    rows = part.rows.assign(stations=1)
    by = rows.groupby("village_id").agg(
        village=("village", "first"),
        district=("district", "first"),
        stations=("stations", "sum"),
        voters=("registered_voters", "sum"),
        rank=("rank", "max"),
        score=("score", "max"),
    )
    if "classes" in hidden:
        by = by.sort_values(["district", "village"])
        return Ranking(
            _("Electing villages"),
            (_("Village"), _("District"), "TPS", _("Voters")),
            tuple((r.village, r.district, number(r.stations), number(r.voters)) for r in by.itertuples()),
        )
    by = by.sort_values(["rank", "score", "village"], ascending=[False, False, True])
    labels = list(class_labels().values())
    return Ranking(
        _("Most vulnerable villages"),
        (_("Village"), _("District"), "TPS", _("Class"), _("Score")),
        tuple(
            (r.village, r.district, number(r.stations), labels[int(r.rank)], number(r.score * 100))
            for r in by.itertuples()
        ),
    )


def shares(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return what is reached in time by district, or by village inside one, the lowest share first."""
    del hidden
    wide = len(set(part.rows["district"])) > 1
    by = part.rows.groupby("district" if wide else "village")["covered"].agg(["size", "sum"])
    by = by.assign(share=by["sum"] / by["size"]).sort_index().sort_values("share", kind="stable")
    return Ranking(
        _("Reached in time"),
        (_("District") if wide else _("Village"), "TPS", _("in time"), _("Gaps"), _("Share")),
        tuple(
            (str(r.Index), number(r.size), number(r.sum), number(r.size - r.sum), percent(r.share))
            for r in by.rename(columns={}).itertuples()
        ),
    )


def gaps(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return the part's gaps, the longest way first."""
    late = part.evaluation.gaps
    late = late[late["station_id"].isin(part.stations)].set_index("station_id")
    places = part.rows.loc[late.index]
    names = part.evaluation.units["name"]
    shown = "unit_names" not in hidden
    columns = ("TPS", *([_("Nearest unit")] if shown else [_("District")]), _("Minutes"), _("Late"))
    other = late["unit_id"].map(names).fillna(_("none")) if shown else places["district"]
    return Ranking(
        _("Largest gaps"),
        columns,
        tuple(
            (f"{village} · {n:.0f}", str(who), number(took, 1), number(over, 1))
            for village, n, who, took, over in zip(
                *(places["village"], places["number"], other, late["travel_min"], late["over_min"]),
                strict=True,
            )
        ),
    )


def need(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return need, strength and shortfall by district; inside a district, need by village and force."""
    del hidden
    if len(set(part.rows["district"])) <= 1 or not part.whole:
        return _need_by_village(part)
    table = part.evaluation.balance_by_district
    table = table.assign(place=table["place"].replace(OUTSIDE, _("operation level")))
    by = table.groupby("place")[["need", "strength", "shortfall"]].sum()
    by = by[by["need"] > 0].sort_index().sort_values("shortfall", ascending=False, kind="stable")
    return Ranking(
        _("Need and strength by district"),
        (_("District"), _("Need"), _("Strength"), _("Short")),
        tuple(
            (str(r.Index), number(r.need), number(r.strength), number(r.shortfall)) for r in by.itertuples()
        ),
    )


def _need_by_village(part: Part) -> Ranking:
    rows = part.evaluation.need.loc[part.stations, list(GUARDS)].join(part.rows[["village"]])
    used = [f for f in GUARDS if rows[f].sum()]
    by: pd.DataFrame = rows.groupby("village")[used].sum()
    by = by.assign(total=by.sum(axis=1)).sort_index().sort_values("total", ascending=False, kind="stable")
    names = {"polri": "Polri", "linmas": "Linmas", "tni": "TNI"}
    return Ranking(
        _("Need by village"),
        (_("Village"), *(names[f] for f in used), _("Need")),
        tuple(
            (str(village), *(number(row[f]) for f in used), number(row["total"]))
            for village, row in by.iterrows()
        ),
    )


def stations(part: Part, hidden: frozenset[str]) -> Ranking:
    """Return the part's stations one by one: place, class, nearest unit, people needed, minutes."""
    rows, it = part.rows, part.evaluation
    people = it.need.loc[part.stations, list(GUARDS)].sum(axis=1)
    labels, units = class_labels(), it.units["name"]
    several = len(set(rows["village"])) > 1
    shown = rows.sort_values(["village", "number"])
    classed = "classes" not in hidden
    named = "unit_names" not in hidden and part.area.kind != "unit"
    columns = ["TPS"]
    columns += [_("Class")] if classed else []
    columns += [_("Nearest unit")] if named else []
    made = []
    for row in shown.itertuples():
        place = row.village if several else str(row.place or "").removesuffix(f" {row.village}")
        cells = [" · ".join(filter(None, (f"{row.number:.0f}", place)))]
        cells += [labels[row.class_id]] if classed else []
        cells += [units.get(row.unit_id, _("none"))] if named else []
        made.append((*cells, number(people[row.Index]), number(row.travel_min, 1)))
    return Ranking(_("Polling stations one by one"), (*columns, _("Need"), _("Minutes")), tuple(made))
