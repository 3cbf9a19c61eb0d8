"""Preparations: what was done in each village before the election, and what is still open."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def preparations(
    register: pd.DataFrame | None, villages: pd.DataFrame, *, election_day: dt.date
) -> pd.DataFrame:
    """Return the state of preparations of every village.

    Parameters
    ----------
    register : village_id, kind, date, state (`geo.registers`); None where there is none.
    villages : by village_id, with name, district and electing.
    election_day : day of the election.

    Returns
    -------
    DataFrame
        By village_id: name, district, electing; done and open [entries]; last, the day of the last thing done
        (NaT for none), days_before the election it was; next, the day by which the first open thing is due;
        open_items, the kinds of what is open. Every electing village has a row, also without any entry; a
        village that does not elect has one where the register names it. The most open first, then those with
        the least done.
    """
    empty = pd.DataFrame({"village_id": [], "kind": [], "date": pd.to_datetime([]), "state": []})
    entries = (empty if register is None else register).sort_values(
        ["village_id", "date", "kind"], kind="stable"
    )
    named = villages["electing"].astype(bool) | villages.index.isin(entries["village_id"])
    table = pd.DataFrame(villages.loc[named, ["name", "district", "electing"]])
    finished, pending = entries[entries["state"] == "done"], entries[entries["state"] == "open"]
    for column, part in (("done", finished), ("open", pending)):
        counts = part.groupby("village_id").size()
        table[column] = counts.reindex(table.index, fill_value=0).astype(int)
    table["last"] = finished.groupby("village_id")["date"].max().reindex(table.index)
    table["days_before"] = (pd.Timestamp(election_day) - table["last"]).dt.days
    table["next"] = pending.groupby("village_id")["date"].min().reindex(table.index)
    kinds = pending.groupby("village_id")["kind"].agg(tuple)
    table["open_items"] = [kinds.get(village_id, ()) for village_id in table.index]
    ranked = table.assign(id=table.index.astype(str)).sort_values(
        ["open", "done", "id"], ascending=[False, True, True]
    )
    return table.loc[ranked.index]
