"""Losses: every unit lost in turn and every road cut, the worst of them, and what one of them costs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import names, palette, payloads, screen, state, studied, tables, work
from dashboard.legend import Kinds, Look, codes
from dashboard.text import _, named, number
from geo import stress
from geo.evaluate import Evaluation
from geo.stress import Stress
from geo.travel import speeds

CASE = "stress case"
WORST = 5
REACHED, LOST, GAP = range(3)


def study(evaluation: Evaluation) -> Stress | None:
    """Return what every loss costs, or show how far the work is and return None."""
    return work.result(
        _("Stress test"),
        "stress",
        evaluation.digest,
        make=lambda progress: stress.losses(evaluation, progress=progress, should_stop=progress.should_stop),
    )


def kind_labels() -> dict[str, str]:
    """Return the name of every kind of loss in the user's language."""
    return {
        "unit": _("Units"),
        "class": _("Road classes"),
        "bridge": _("Bridges"),
        "stretch": _("Busy stretches"),
    }


def label(evaluation: Evaluation, case: pd.Series) -> str:
    """Return what a loss is called."""
    if case["kind"] == "unit":
        return str(case["name"])
    if case["kind"] == "class":
        known = {it.id: named(it.name) for it in speeds.shipped().speed}
        return _("every {road}").format(road=known.get(case["id"], case["id"]).lower())
    villages = evaluation.operation.villages["name"]
    place = villages.get(case["village_id"], "") or f"{case['lat']:.3f}, {case['lon']:.3f}"
    words = _("bridge in {place}") if case["kind"] == "bridge" else _("road in {place}")
    return words.format(place=place)


def sentence(evaluation: Evaluation, found: Stress) -> str:
    """Say what the worst loss of a unit costs, and the worst cut of a road or the second worst unit."""
    units = found.worst(2, kinds=("unit",))
    roads = found.worst(1, kinds=("class", "bridge", "stretch"))
    told = [case for _i, case in pd.concat([units.head(1), roads]).iterrows()]
    told = told if len(roads) else [case for _i, case in units.iterrows()]
    costly = [case for case in told if case["lost"] > 0]
    parts = [
        (_("{case} is lost") if case["kind"] == "unit" else _("{case} is cut")).format(
            case=label(evaluation, case)
        )
        for case in costly
    ]
    values = {
        "n": number(costly[0]["lost"]) if costly else "0",
        "m": number(costly[1]["lost"]) if len(costly) > 1 else "0",
        "case": parts[0] if parts else "",
        "other": parts[1] if len(parts) > 1 else "",
        "minutes": number(evaluation.scenario.threshold_min),
    }
    if not costly:
        return _("No single loss puts another TPS out of reach within {minutes} minutes.").format(**values)
    if len(costly) == 1:
        return _("If {case}, {n} more TPS are out of reach.").format(**values)
    return _("If {case}, {n} more TPS are out of reach; if {other}, {m}.").format(**values)


def limits(evaluation: Evaluation, found: Stress) -> list[str]:
    """Say which losses could not be tried, and why."""
    told = []
    if "no_roads" in found.notes:
        if evaluation.operation.roads is None:
            told.append(
                _("The operation has no road network: units are lost in turn, no road is cut. See Method.")
            )
        elif found.notes["no_roads"] == "service":
            told.append(_("A routing service answers, whose roads cannot be cut: choose By road for that."))
        else:
            told.append(_("By straight line no road counts: choose By road in the sidebar to cut roads too."))
    if "bridges_unknown" in found.notes:
        told.append(_("The road network does not say which roads are bridges."))
    if "stretches_left_out" in found.notes:
        told.append(
            _("{n} less busy stretches were not cut.").format(n=number(found.notes["stretches_left_out"]))
        )
    return told


def _table(evaluation: Evaluation, cases: pd.DataFrame, *, key: str, rows: int) -> None:
    """Show some losses; a selected row is the case on the map."""
    many = cases["alike"] if "alike" in cases else pd.Series(1, index=cases.index)
    called = [label(evaluation, case) for _i, case in cases.iterrows()]
    alike = [
        _("{case}, {n} alike").format(case=c, n=number(n)) if n > 1 else c
        for c, n in zip(called, many, strict=True)
    ]
    chosen = tables.picked(key)
    if chosen is not None:
        choose(cases.iloc[chosen])
    tables.show(
        pd.DataFrame(
            {
                _("Without"): alike,
                _("TPS out"): cases["lost"],
                _("V. vulnerable"): cases["lost_high_risk"],
                _("Later"): cases["slower"],
            }
        ),
        key=key,
        widths={_("TPS out"): 78, _("V. vulnerable"): 96, _("Later"): 72},
        rows=rows,
        defined={_("TPS out"): "lost", _("V. vulnerable"): "lost_high_risk", _("Later"): "slower"},
    )


def choose(case: pd.Series) -> None:
    """Show a case on the map from now on."""
    state.remember(CASE, (case["kind"], case["id"]))


def chosen(found: Stress, ranked: pd.DataFrame) -> pd.Series | None:
    """Return the case that is shown: the one that was selected, else the worst; None without any."""
    kind, case_id = state.remembered(CASE, ("", ""))
    table = found.table
    here = table[table["kind"].eq(kind) & table["id"].eq(case_id)]
    if len(here):
        return here.iloc[0]
    return ranked.iloc[0] if len(ranked) else None


def panel(evaluation: Evaluation, found: Stress) -> pd.Series | None:
    """Show the worst losses, all of them, and what the selected one costs; return that one."""
    labels = {key: words for key, words in kind_labels().items() if (found.table["kind"] == key).any()}
    kinds = tuple(labels)
    if len(labels) > 1:
        picked = st.pills(
            _("What is lost"),
            list(labels),
            format_func=labels.__getitem__,
            key=f"stress kind {state.revision()}",
            label_visibility="collapsed",
        )
        kinds = (picked,) if picked else kinds
    mark = f"{' '.join(kinds)} {evaluation.digest}"
    ranked = found.worst(WORST, kinds=kinds)
    screen.title(_("The worst {n} losses").format(n=number(len(ranked))))
    if len(ranked):
        _table(evaluation, ranked, key=f"stress worst {mark}", rows=WORST)
    else:
        screen.notice(_("None of these losses changes anything."))
    whole = found.table[found.table["kind"].isin(kinds)].sort_values(
        ["lost", "slower", "load"], ascending=False, kind="stable"
    )
    everything = st.container()
    case = chosen(found, ranked)
    with everything, st.expander(_("All {n} cases").format(n=number(len(whole)))):
        _table(evaluation, whole, key=f"stress all {mark}", rows=8)
    case = chosen(found, ranked)
    if case is not None:
        cost(evaluation, case)
    for told in limits(evaluation, found):
        screen.note(told)
    return case


def cost(evaluation: Evaluation, case: pd.Series) -> None:
    """Show what one loss costs, station by station."""
    screen.title(_("Without {case}").format(case=label(evaluation, case)))
    told = _("{n} TPS fall out of reach, with {voters} voters; {high} of them very vulnerable.").format(
        n=number(case["lost"]), voters=number(case["lost_voters"]), high=number(case["lost_high_risk"])
    )
    if case["slower"]:
        told += " " + _("{n} are reached later, by {mean} minutes on average and {worst} at most.").format(
            n=number(case["slower"]),
            mean=number(case["extra_mean_min"], 1),
            worst=number(case["extra_worst_min"], 1),
        )
    if case["unreached"]:
        told += " " + _("{n} are reached by nobody at all.").format(n=number(case["unreached"]))
    if case["flown"]:
        told += " " + _("{n} have no open road near any more: straight line.").format(n=number(case["flown"]))
    screen.note(told)
    rows = evaluation.stations.loc[list(case["station_ids"])]
    if rows.empty:
        return
    tables.show(
        pd.DataFrame(
            {
                "TPS": [f"{v} · {n:.0f}" for v, n in zip(rows["village"], rows["number"], strict=True)],
                _("District"): rows["district"],
                _("Class"): rows["class_id"].map(names.class_labels()),
                _("min now"): rows["travel_min"],
            }
        ).sort_values(_("min now"), ascending=False, kind="stable"),
        decimals={_("min now"): 1},
        widths={_("District"): 100, _("Class"): 118, _("min now"): 80},
        rows=6,
    )


def look() -> Look:
    """Return how stations are told apart when something is lost."""
    kinds = Kinds(
        _("Polling stations (TPS)"),
        (_("still reached"), _("falls out of reach"), _("a gap already")),
        (palette.COVERED_MARK, palette.LOST_MARK, palette.GAP_MARK),
    )
    lost = {"shape": "circle", "size": 7, "fill": palette.LOST_MARK["fill"], "stroke": palette.PAPER}
    return Look(kinds=kinds, more=({**lost, "label": _("what is lost")},))


def paint(evaluation: Evaluation, found: Stress | None, case: pd.Series | None) -> dict[str, Any]:
    """Return what the map shows of a loss: the stations, the unit or the roads."""
    stands = evaluation.stations["covered"]
    out = set(case["station_ids"]) if case is not None else set()
    kinds = [
        LOST if station_id in out else REACHED if ok else GAP
        for station_id, ok in zip(stands.index, stands, strict=True)
    ]
    shown: dict[str, Any] = {"marks": codes(kinds)}
    if case is None or found is None:
        return shown
    words = label(evaluation, case)
    row = {
        "lon": case["lon"],
        "lat": case["lat"],
        "number": "✕",
        "name": words,
        "fixed": True,
        "look": "lost",
    }
    there = pd.DataFrame([{**row, "note": _("{n} TPS fall out of reach").format(n=number(case["lost"]))}])
    shown["posts"] = payloads.posts(there[there["lon"].notna()])
    if case["kind"] != "unit":
        roads = stress.shapes(evaluation, found, case.to_frame().T).geometry.iloc[0]
        shown["closures"] = studied.cut_roads(evaluation.scenario.closures, roads, words)
    return shown
