"""Gaps: which stations are not reached or not manned, why, and the cheapest cure of each."""

from __future__ import annotations

from typing import cast

import pandas as pd
import streamlit as st

from dashboard import cache, mapview, names, palette, payloads, remedies, screen, state, tables, work
from dashboard.legend import Kinds, Look, codes
from dashboard.text import _, number
from geo import candidates, cures
from geo.evaluate import Evaluation
from geo.scenario import Scenario

LISTED_CURES, LISTED_GAPS = 8, 12


def names_of(evaluation: Evaluation) -> dict[str, str]:
    """Return the names of the places that cures may speak of, by id; made once for a plan."""
    key = ("places", evaluation.digest)
    return cast("dict[str, str] | None", cache.kept(key)) or cache.keep(
        key, candidates.candidates(evaluation)["name"].to_dict()
    )


def every(evaluation: Evaluation) -> pd.DataFrame:
    """Return both sorts of gaps by station: cause, minutes late, people missing, nearest unit."""
    late = evaluation.gaps.assign(missing=float("nan"))
    short = evaluation.unserved.assign(over_min=float("nan"))
    columns = ["station_id", "cause", "travel_min", "over_min", "missing", "unit_id"]
    parts = [part[columns] for part in (late, short) if len(part)]
    rows = pd.concat(parts, ignore_index=True) if parts else late[columns]
    return rows.set_index("station_id").join(
        evaluation.stations[["village", "district", "number", "class_id", "village_id"]]
    )


def sentence(rows: pd.DataFrame, proposed: pd.DataFrame | None, evaluation: Evaluation) -> str:
    """Say how many gaps there are, why, and what closes most of them."""
    if rows.empty:
        return _("No gaps: every TPS is reached in time and has its people.")
    labels = remedies.causes()
    counted = ", ".join(f"{number(n)} {labels[cause]}" for cause, n in rows["cause"].value_counts().items())
    head = _("{n} TPS are gaps: {causes}.").format(n=number(len(rows)), causes=counted)
    if proposed is None or proposed.empty:
        return head
    best = proposed.iloc[0].to_dict()
    what = remedies.words(best, evaluation, names_of(evaluation))
    return head + " " + _("{what}: {n} fewer.").format(what=what, n=number(best["closes"] - best["opens"]))


def causes_map(evaluation: Evaluation, rows: pd.DataFrame, chosen: dict[str, object] | None) -> None:
    """Show the stations by cause; what the chosen cure closes stands out, and where it puts somebody."""
    labels = remedies.causes()
    present = [key for key in labels if key in set(rows["cause"])]
    kinds = Kinds(
        _("Polling stations (TPS)"),
        (_("reached and manned"), *(labels[key] for key in present), _("closed by the chosen cure")),
        (
            palette.COVERED_MARK,
            *(palette.CAUSE_MARKS[key] for key in present),
            palette.CHANGE_MARKS["gained"],
        ),
    )
    cause = rows["cause"].to_dict()
    closed = set(chosen["station_ids"]) if chosen else set()
    last = len(present) + 1
    marks = codes(
        [
            last if it in closed else present.index(cause[it]) + 1 if it in cause else 0
            for it in evaluation.stations.index
        ]
    )
    extra: dict[str, object] = {"marks": marks}
    if chosen and pd.notna(chosen["lon"]):
        words = remedies.words(chosen, evaluation, names_of(evaluation))
        put = {"lon": chosen["lon"], "lat": chosen["lat"], "number": "✓", "name": words, "note": ""}
        extra["posts"] = payloads.posts(pd.DataFrame([{**put, "fixed": True}]))
    mapview.clickable(evaluation, view="gaps", look=Look(kinds=kinds), extra=extra)


def ranked(proposed: pd.DataFrame, evaluation: Evaluation) -> dict[str, object] | None:
    """Show the cures, what closes most first; return the selected one, the first at the start."""
    screen.title(_("Cures, what closes most first"))
    if proposed.empty:
        screen.notice(_("No single change closes any of these gaps."))
        return None
    rows = proposed.to_dict("records")
    key = f"cures {evaluation.digest}"
    picked = tables.picked(key)
    if picked is not None:
        state.remember("cure", (evaluation.digest, picked))
    of, position = state.remembered("cure", ("", 0))
    chosen = min(position, len(rows) - 1) if of == evaluation.digest else 0
    tables.show(
        pd.DataFrame(
            {
                _("What to do"): [remedies.words(row, evaluation, names_of(evaluation)) for row in rows],
                _("Closes"): proposed["closes"],
                _("Opens"): proposed["opens"],
            }
        ),
        key=key,
        widths={_("What to do"): 350, _("Closes"): 72, _("Opens"): 76},
        defined={_("Closes"): "closes"},
        rows=LISTED_CURES,
    )
    return rows[chosen]


def apply(cure: dict[str, object], evaluation: Evaluation) -> None:
    """Offer to take the chosen cure into the plan."""
    screen.note(
        _("Chosen: {what}. It closes {n} gaps and opens {m}.").format(
            what=remedies.words(cure, evaluation, names_of(evaluation)),
            n=number(cure["closes"]),
            m=number(cure["opens"]),
        )
    )
    if st.button(_("Take this cure into the plan"), type="primary", width="stretch", key="apply cure"):
        plan = Scenario.parse({**evaluation.scenario.model_dump(), **cure["changes"]})
        state.take_scenario(plan)
        st.rerun()


def listed(rows: pd.DataFrame, proposed: pd.DataFrame | None, evaluation: Evaluation) -> None:
    """Show every gap with its cause and its cheapest cure."""
    screen.title(_("Gaps: {n} TPS").format(n=number(len(rows))))
    labels, units = remedies.causes(), evaluation.units
    cheapest = []
    for station_id in rows.index:
        found = cures.of_gap(proposed, station_id) if proposed is not None else pd.DataFrame()
        cheapest.append(
            remedies.words(found.iloc[0].to_dict(), evaluation, names_of(evaluation)) if len(found) else "–"
        )
    key = f"every gap {evaluation.digest}"
    picked = tables.picked(key)
    if picked is not None:
        state.set_station(str(rows.index[picked]))
        st.rerun()
    tables.show(
        pd.DataFrame(
            {
                "TPS": [f"{v} · {n:.0f}" for v, n in zip(rows["village"], rows["number"], strict=True)],
                _("District"): rows["district"],
                _("Class"): rows["class_id"].map(names.class_labels()),
                _("Cause"): rows["cause"].map(labels),
                _("Minutes"): rows["travel_min"],
                _("Late"): rows["over_min"],
                _("Missing"): rows["missing"],
                _("Nearest unit"): rows["unit_id"].map(units["name"]).astype(object).fillna(_("none")),
                _("Cheapest cure"): cheapest,
            }
        ),
        key=key,
        decimals={_("Minutes"): 1, _("Late"): 1},
        defined={_("Minutes"): "travel_min", _("Late"): "over_min"},
        rows=LISTED_GAPS,
    )


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    evaluation = cache.evaluation(operation, state.scenario())
    screen.head(_("Gaps"), operation.meta.name, evaluation)
    rows = every(evaluation)
    answer = st.container()
    left, right = screen.halves()
    chosen = proposed = None
    with right:
        if len(rows):
            proposed = work.result(
                _("Cures"),
                "cures",
                evaluation.digest,
                make=lambda progress: cures.propose(
                    evaluation,
                    stop=progress.should_stop,
                    progress=lambda share: progress(round(share * 100), 100),
                ),
            )
        if proposed is not None:
            chosen = ranked(proposed, evaluation)
            if chosen is not None:
                apply(chosen, evaluation)
    with answer:
        screen.answer(
            sentence(rows, proposed, evaluation),
            names.caption(evaluation),
            defined=("gaps", "closes", "served"),
        )
    with left:
        causes_map(evaluation, rows, chosen)
    if len(rows):
        listed(rows, proposed, evaluation)
    screen.style("study")


if __name__ == "__main__":
    main()
