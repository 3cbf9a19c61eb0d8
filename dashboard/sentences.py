"""Sentences: what a plan comes to, said once for the screen, the sheet, the slide and the workbook alike.

Every number in them is one of the `Evaluation`; where two places say the same, both say it from here.
"""

from __future__ import annotations

import pandas as pd

from dashboard import names, text
from dashboard.text import _, number
from geo.assignment import Posting
from geo.coverage import HIGH_RANK
from geo.evaluate import Evaluation


def people(counts: dict[str, int]) -> str:
    """Return people by force in words; empty where nobody is counted."""
    forces = names.force_labels()
    return ", ".join(f"{number(n)} {forces[force]}" for force, n in counts.items() if n)


def _most(rows: pd.DataFrame) -> tuple[str, int]:
    """Return the district of most of these stations, and how many they are; ties go by name."""
    counts = rows["district"].value_counts().rename_axis("district").reset_index()
    first = counts.sort_values(["count", "district"], ascending=[False, True]).iloc[0]
    return str(first["district"]), int(first["count"])


def no_stations() -> str:
    """Say that there is nothing to guard."""
    return _("This operation has no polling stations yet.")


def all_in_time() -> str:
    """Say that there is no gap."""
    return _("Every TPS is reached in time.")


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
    district, count = _most(worst)
    return _("{n} of {m} TPS are very vulnerable or special, {k} of them in {district}.").format(
        n=number(len(worst)), m=number(len(rows)), k=number(count), district=district
    )


def coverage(evaluation: Evaluation) -> str:
    """Say how many stations are reached in time, and where most of the others are."""
    total = evaluation.summary
    values = {
        "covered": number(total["covered"]),
        "stations": number(total["stations"]),
        "minutes": number(evaluation.scenario.threshold_min),
        "gaps": number(total["gaps"]),
    }
    if not total["stations"]:
        return no_stations()
    if not total["gaps"]:
        return _("All {stations} TPS are reached within {minutes} minutes.").format(**values)
    district, count = _most(evaluation.stations.loc[evaluation.gaps["station_id"]])
    values |= {"district": district, "most": number(count)}
    if count == total["gaps"]:
        return _(
            "{covered} of {stations} TPS are reached within {minutes} minutes; {gaps} are not, "
            "all of them in {district}."
        ).format(**values)
    return _(
        "{covered} of {stations} TPS are reached within {minutes} minutes; {gaps} are not, "
        "{most} of them in {district}."
    ).format(**values)


def gaps(evaluation: Evaluation) -> str:
    """Say how many stations are not reached in time, and which is the worst."""
    rows = evaluation.gaps
    if rows.empty:
        return all_in_time()
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
    need, lacking = people(evaluation.summary["need"]), people(evaluation.summary["shortfall"])
    if not need:
        return _("Nobody is needed: there are no stations and no roles.")
    if lacking:
        return _("The operation needs {need}; {lacking} are short and must be asked for (BKO).").format(
            need=need, lacking=lacking
        )
    return _("The operation needs {need}; the strength is enough.").format(need=need)


def posting(evaluation: Evaluation, made: Posting) -> str:
    """Say how many stations get everybody they need."""
    total = evaluation.summary["stations"]
    values = {
        "n": number(made.served),
        "all": number(total),
        "missing": number(made.stations["missing"].sum()),
    }
    if not total:
        return no_stations()
    if made.served == total:
        return _("All {all} TPS get everybody they need.").format(**values)
    where, _count = _most(evaluation.stations.loc[made.stations.index[~made.stations["served"]]])
    return _(
        "{n} of {all} TPS get everybody they need; {missing} people are missing, most in {where}."
    ).format(**values, where=where)


def sums(rows: pd.DataFrame) -> str:
    """Say whether all sums of a table of checks agree."""
    agrees: pd.Series = rows["ok"].astype(bool)
    if agrees.all():
        return _("All {n} sums agree with the data and with what was published.").format(
            n=number(len(agrees))
        )
    return _("{n} of {m} sums DIFFER: read them before you use the numbers.").format(
        n=number(int((~agrees).sum())), m=number(len(agrees))
    )


def guards_first() -> str:
    """Say in which order roles are filled."""
    return _("Guards of TPS are filled first, then the roles in this order.")


def nobody_asked() -> str:
    """Say that no reinforcement is needed."""
    return _("Nobody needs to be asked for.")


def days_proposed() -> str:
    """Say whose the shares of the days are."""
    return _("Shares of the days: SIMULASI, a planner's proposal.")


def veiled() -> str:
    """Say what a redacted copy leaves out."""
    return _("Redacted copy: categories, reasons and names of units are left out.")


def map_lost() -> str:
    """Say that a map did not arrive."""
    return _("The map could not be loaded. Reload the page.")
