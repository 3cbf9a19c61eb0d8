"""Messages: what each slide says, in one sentence that is its title."""

from __future__ import annotations

import pandas as pd

from dashboard import names, text
from dashboard.export import findings
from dashboard.text import _, number, percent
from geo.coverage import HIGH_RANK
from geo.evaluate import Evaluation


def _listed(people: dict[str, int]) -> str:
    forces = names.force_labels()
    return ", ".join(f"{number(n)} {forces[force]}" for force, n in people.items() if n)


def situation(evaluation: Evaluation) -> str:
    """Say what is to be guarded, when, and by how many."""
    total = evaluation.summary
    return _(
        "{stations} TPS in {villages} villages vote on {day}; {people} people in {units} units are there."
    ).format(
        stations=number(total["stations"]),
        villages=number(total["electing_villages"]),
        day=text.date(evaluation.operation.meta.election_day),
        people=number(total["personnel"]),
        units=number(total["units"]),
    )


def risk(evaluation: Evaluation) -> str:
    """Say how many stations are of the two worst classes, and where most of them are."""
    rows = evaluation.stations
    worst = rows[rows["rank"] >= HIGH_RANK]
    if worst.empty:
        return _("No TPS is very vulnerable or special.")
    counts = worst["district"].value_counts().rename_axis("district").reset_index()
    top = counts.sort_values(["count", "district"], ascending=[False, True]).iloc[0]
    return _("{n} of {m} TPS are very vulnerable or special, {k} of them in {district}.").format(
        n=number(len(worst)), m=number(len(rows)), k=number(top["count"]), district=top["district"]
    )


def coverage(evaluation: Evaluation) -> str:
    """Say how many stations are reached in time."""
    total = evaluation.summary
    return _("{n} of {m} TPS ({share}) are reached within {minutes} minutes, {means}.").format(
        n=number(total["covered"]),
        m=number(total["stations"]),
        share=percent(total["covered_share"]),
        minutes=number(evaluation.scenario.threshold_min),
        means=names.means(evaluation),
    )


def gaps(evaluation: Evaluation) -> str:
    """Say how many stations are not reached in time, and which is the worst."""
    rows = evaluation.gaps
    if rows.empty:
        return _("Every TPS is reached in time.")
    lost = int(rows["travel_min"].isna().sum())
    if lost:
        return _("{n} TPS are not reached in time, {k} of them by nobody at all.").format(
            n=number(len(rows)), k=number(lost)
        )
    worst = rows.iloc[0]
    there = evaluation.stations.loc[worst["station_id"]]
    return _("{n} TPS are not reached in time; TPS {k} of {village} waits longest: {m} minutes.").format(
        n=number(len(rows)),
        k=number(there["number"]),
        village=there["village"],
        m=number(worst["travel_min"], 1),
    )


def strength(evaluation: Evaluation) -> str:
    """Say whether the strength is enough."""
    need, lacking = _listed(evaluation.summary["need"]), _listed(evaluation.summary["shortfall"])
    if not need:
        return _("Nobody is needed: there are no stations and no roles.")
    if lacking:
        return _("The operation needs {need}; {lacking} are short and must be asked for (BKO).").format(
            need=need, lacking=lacking
        )
    return _("The operation needs {need}; the strength is enough.").format(need=need)


def assignment(evaluation: Evaluation) -> str:
    """Say how many stations get everybody they need."""
    made, total = evaluation.posting, len(evaluation.stations)
    values = {
        "n": number(made.served),
        "all": number(total),
        "missing": number(made.stations["missing"].sum()),
    }
    if not total:
        return _("This operation has no polling stations yet.")
    if made.served == total:
        return _("All {all} TPS get everybody they need.").format(**values)
    short = made.stations.index[~made.stations["served"]]
    worst = evaluation.stations.loc[short, "district"].value_counts().rename_axis("district").reset_index()
    where = worst.sort_values(["count", "district"], ascending=[False, True])["district"].iloc[0]
    return _(
        "{n} of {all} TPS get everybody they need; {missing} people are missing, most in {where}."
    ).format(**values, where=where)


def checks(evaluation: Evaluation) -> str:
    """Say whether all sums agree."""
    agrees: pd.Series = findings.sums(evaluation)["ok"].astype(bool)
    if agrees.all():
        return _("All {n} sums agree with the data and with what was published.").format(
            n=number(len(agrees))
        )
    return _("{n} of {m} sums DIFFER: read them before you use the numbers.").format(
        n=number(int((~agrees).sum())), m=number(len(agrees))
    )
