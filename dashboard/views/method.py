"""Method: how every number comes about, where the data are from, and whether the sums agree."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import cache, names, screen, state, tables
from dashboard.text import _, date, named, number
from geo import catalogue
from geo.evaluate import Evaluation
from geo.travel.roads import loaded


def formulas(evaluation: Evaluation) -> None:
    """Show the formulas with the values in force."""
    plan = evaluation.scenario
    st.latex(r"t = t_0 + \frac{60}{1000}\,\frac{d \cdot c}{v}")
    st.markdown(
        _(
            "Minutes **t** from a unit to a TPS: turnout **t₀** {turnout} min, "
            "geodesic distance **d** in metres, "
            "road over straight line **c** {circuity}, speed **v** {speed} km/h. "
            "Minutes by straight line say so wherever they stand."
        ).format(
            turnout=number(plan.turnout_min, 1),
            circuity=number(plan.circuity, 2),
            speed=number(plan.speed_kmh),
        )
    )
    st.latex(r"s = \frac{\sum_i w_i\,x_i}{\sum_i w_i}")
    st.markdown(
        _(
            "Score **s** of a TPS: every known indicator **x** on 0 to 1 with its weight **w**. "
            "A missing indicator drops out of both sums "
            "and lowers the completeness. Classes begin at {a}, {b} and {c} points."
        ).format(
            a=number(plan.class_breaks[0] * 100),
            b=number(plan.class_breaks[1] * 100),
            c=number(plan.class_breaks[2] * 100),
        )
    )
    st.latex(r"n = \left\lceil \frac{T}{g} \right\rceil \cdot p")
    st.markdown(
        _(
            "People needed **n** in a village: its **T** stations of one class in groups of **g** stations, "
            "**p** people for each group."
        )
    )


def roads(evaluation: Evaluation) -> None:
    """Say how minutes by road come about, and of which roads."""
    operation, plan = evaluation.operation, evaluation.scenario
    if operation.roads is None:
        screen.note(_("This operation has no roads: petapam roads build makes them of an extract."))
        return
    graph = loaded(operation.roads)
    screen.note(
        _(
            "By road, exactly: each unit drives from its post to the nearest point of a road, along the "
            "fastest open streets, and walks from the road to the station at {walk} km/h. Farther than "
            "{off} m from a road a place is reached by straight line, and says so. "
            "Turn restrictions are not known."
        ).format(walk=number(plan.walk_kmh, 1), off=number(plan.off_road_m))
    )
    screen.note(
        _("Roads of {day}, {km} km in {n} stretches. Source: {source}. Speeds: {speeds}.").format(
            day=graph.meta.get("date") or "–",
            km=number(graph.meta.get("report", {}).get("km")),
            n=number(len(graph.road_ends)),
            source=graph.meta.get("source", "–"),
            speeds=graph.meta.get("speeds_source", "–"),
        )
    )
    classes = sorted(set(graph.road_class.tolist()))
    tables.show(
        pd.DataFrame(
            {
                _("Road class"): [graph.meta["classes"][i] for i in classes],
                _("patrol car") + " (km/h)": [graph.meta["speeds_kmh"]["car"][i] for i in classes],
                _("motorcycle") + " (km/h)": [graph.meta["speeds_kmh"]["motorcycle"][i] for i in classes],
            }
        )
    )


def indicators() -> None:
    """Show the indicator catalogue."""
    tables.show(
        pd.DataFrame(
            [
                {
                    _("Indicator"): named(it.name),
                    _("Unit"): it.unit,
                    _("Range"): f"{it.low:g}–{it.high:g}",
                    _("Risky end"): _("high") if it.direction == "higher" else _("low"),
                    _("Weight"): it.weight,
                    _("Meaning"): named(it.meaning),
                    _("Source"): it.source,
                }
                for it in catalogue.indicators().values()
            ]
        ),
        decimals={_("Weight"): 2},
        widths={_("Meaning"): 420},
    )


def data(evaluation: Evaluation) -> None:
    """Say what the data are, what is simulated, and which digest names them."""
    meta = evaluation.operation.meta
    screen.note(
        _("Data of {day}, election on {election}. Digest of data, scenario and program: {digest}").format(
            day=date(meta.data_date), election=date(meta.election_day), digest=evaluation.digest
        )
    )
    if meta.simulated:
        invented = "; ".join(names.column_label(column) for column in meta.simulated)
        screen.notice(_("SIMULASI: these are invented, not published: {columns}.").format(columns=invented))
    if meta.schematic:
        screen.notice(
            _(
                "Village outlines are schematic: cells around the published label points "
                "with about the published areas."
            )
        )
    for remark in meta.notes:
        screen.note(named(remark))


def checks(evaluation: Evaluation) -> None:
    """Show every sum that was counted two ways."""
    rows = evaluation.checks
    tables.show(
        pd.DataFrame(
            {
                _("Sum"): rows["check"].map(names.check_label),
                _("Expected"): rows["expected"],
                _("Counted"): rows["actual"],
                _("Agrees"): rows["ok"],
                _("Source"): rows["source"].replace("data", _("data")),
            }
        ),
        widths={_("Sum"): 260},
    )


def main() -> None:
    """Show the page."""
    evaluation = cache.evaluation(cache.operation(str(state.operation())), state.scenario())
    screen.head(_("Method"), evaluation.operation.meta.name, evaluation)
    screen.checks_note(evaluation)
    left, right = st.columns(2, gap="large")
    with left:
        screen.title(_("Formulas"))
        formulas(evaluation)
        screen.title(_("Pattern in force"))
        screen.note(names.pattern_name(evaluation))
        screen.note(_("Roles: {roles}").format(roles=names.roles_name(evaluation)))
        screen.title(_("Minutes by road"))
        roads(evaluation)
        screen.title(_("Sums that must agree"))
        checks(evaluation)
    with right:
        screen.title(_("Data"))
        data(evaluation)
    screen.title(_("Risk indicators"))
    indicators()


if __name__ == "__main__":
    main()
