"""Changed reach: what plan B changes in whom units reach and in what time, against plan A."""

from __future__ import annotations

import pandas as pd

from dashboard import names, palette, screen, tables
from dashboard.legend import Kinds, codes
from dashboard.text import _, number
from geo.comparison import CHANGES, Comparison
from geo.evaluate import Evaluation

LISTED = 10


def sentence(made: Comparison) -> str:
    """Say in one sentence what plan B changes in whom it reaches."""
    before, after, delta = made.summary.loc["covered", ["a", "b", "delta"]]
    counts = made.difference["change"].value_counts()
    values = {
        "n": number(abs(delta)),
        "a": number(before),
        "b": number(after),
        "gained": number(counts.get("gained", 0)),
        "lost": number(counts.get("lost", 0)),
    }
    if not len(made.stations):
        return _("Plan A and plan B give every TPS the same.")
    if delta > 0:
        return _("Plan B reaches {n} more TPS than plan A ({a} → {b}).").format(**values)
    if delta < 0:
        return _("Plan B reaches {n} fewer TPS than plan A ({a} → {b}).").format(**values)
    if counts.get("gained", 0):
        return _("Plan B reaches as many TPS as plan A ({a}), but gains {gained} and loses {lost}.").format(
            **values
        )
    return _("Plan B reaches the same TPS as plan A ({a}); minutes or units differ.").format(**values)


def kinds(made: Comparison) -> tuple[Kinds, str]:
    """Return how the map tells the differences apart, and the state that goes with it."""
    told = names.change_labels()
    position = {key: i for i, key in enumerate(CHANGES)}
    return (
        Kinds(
            _("Plan B against plan A"),
            tuple(told[key] for key in CHANGES),
            tuple(palette.CHANGE_MARKS[key] for key in CHANGES),
        ),
        codes([position[key] for key in made.difference["change"]]),
    )


def totals(made: Comparison) -> None:
    """Show the headline numbers of both plans."""
    labels = {
        "covered": _("TPS reached in time"),
        "gaps": _("TPS not reached in time"),
        "personnel": _("Personnel"),
        "units": _("Units"),
        "high_risk": _("TPS very vulnerable or worse"),
    }
    rows = made.summary.loc[list(labels)]
    tables.show(
        pd.DataFrame(
            {_("Figure"): list(labels.values()), "A": rows["a"], "B": rows["b"], "±": rows["delta"]}
        ),
        defined={"±": "delta"},
    )


def changed(a: Evaluation, made: Comparison) -> None:
    """List the stations that differ, the weightiest difference first."""
    rows = made.difference[made.difference["change"].ne("same")]
    order = rows["change"].map({key: i for i, key in enumerate(CHANGES)})
    rows = rows.assign(order=order).sort_values(
        ["order", "delta_min"], ascending=[True, False], kind="stable"
    )
    screen.title(_("TPS that differ: {n}").format(n=number(len(rows))))
    if rows.empty:
        screen.notice(_("No TPS differs."))
        return
    places, unit_names = a.stations.loc[rows.index], made.units["name"]
    tables.show(
        pd.DataFrame(
            {
                "TPS": [f"{v} · {n:.0f}" for v, n in zip(places["village"], places["number"], strict=True)],
                _("Change"): rows["change"].map(names.change_labels()),
                _("Unit, A"): rows["unit_id_a"].map(unit_names).astype(object).fillna(_("none")),
                _("Unit, B"): rows["unit_id_b"].map(unit_names).astype(object).fillna(_("none")),
                _("min, A"): rows["travel_min_a"],
                _("min, B"): rows["travel_min_b"],
                "±": rows["delta_min"],
            }
        ),
        decimals={_("min, A"): 1, _("min, B"): 1, "±": 1},
        defined={"±": "delta"},
        widths={
            "TPS": 110,
            _("Change"): 100,
            _("Unit, A"): 105,
            _("Unit, B"): 105,
            _("min, A"): 62,
            _("min, B"): 62,
            "±": 55,
        },
        rows=LISTED,
    )


def moved(made: Comparison) -> None:
    """List the units that are not where they were."""
    screen.title(_("Who moved where"))
    if made.moves.empty:
        screen.note(_("Every unit stands in plan B where it stands in plan A."))
        return
    how = {"moved": _("moved"), "added": _("added"), "off": _("switched off")}
    tables.show(
        pd.DataFrame(
            {
                _("Unit"): made.moves["name"],
                _("What"): made.moves["how"].map(how),
                "km": made.moves["distance_m"] / 1000,
            }
        ),
        decimals={"km": 1},
        rows=6,
    )


def loads(made: Comparison) -> None:
    """List the units whose load differs."""
    rows = made.units[made.units["first_delta"].ne(0)]
    if rows.empty:
        return
    screen.title(_("First unit of how many TPS"))
    rows = rows.sort_values(["first_delta", "name"])
    tables.show(
        pd.DataFrame(
            {_("Unit"): rows["name"], "A": rows["first_a"], "B": rows["first_b"], "±": rows["first_delta"]}
        ),
        defined={"±": "delta"},
        rows=6,
    )
