"""The curve of a siting study: posts against what they bring, a point for every number of posts."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import palette, state

HEIGHT_PX = 160
PICK = "pick"


def curve(rows: pd.DataFrame, *, chosen: int, most: float | None = None) -> alt.LayerChart:
    """Return the curve; a click on a point chooses that number of posts.

    Parameters
    ----------
    rows : posts, value, label (written at the point) and told (for the tooltip); the first without posts.
    chosen : number of posts whose point stands out.
    most : what no number of posts can exceed, drawn as a line.
    """
    table = rows.assign(chosen=rows["posts"].eq(chosen))
    pick = alt.selection_point(name=PICK, fields=["posts"], on="click", nearest=True, empty=False)
    values = [*table["value"], *([most] if most is not None else [])]
    room = max(max(values) - min(values), 1) * 0.14
    domain = [max(min(values) - room, 0), max(values) + room]
    base = alt.Chart(table).encode(
        x=alt.X("posts:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False)),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(domain=domain, nice=False, zero=False),
            axis=alt.Axis(format="~r", tickCount=4),
        ),
        tooltip=alt.Tooltip("told:N", title=" "),
    )
    line = base.mark_line(color=palette.POST, strokeWidth=2)
    points = (
        base.mark_point(filled=True, opacity=1, stroke=palette.PAPER, strokeWidth=1.5, cursor="pointer")
        .encode(
            size=alt.condition("datum.chosen", alt.value(260), alt.value(110)),
            color=alt.condition("datum.chosen", alt.value(palette.POLICE), alt.value(palette.POST)),
        )
        .add_params(pick)
    )
    rising = values[0] <= table["value"].iloc[-1]
    words = base.mark_text(dx=6, dy=17 if rising else -15, fontSize=12, color=palette.INK).encode(
        text="label:N"
    )
    layers = [line, points, words]
    if most is not None:
        rule = alt.Chart(pd.DataFrame({"most": [most]})).mark_rule(strokeDash=[5, 4], color=palette.INK)
        layers.insert(
            0, rule.encode(y=alt.Y("most:Q", scale=alt.Scale(domain=domain, nice=False, zero=False)))
        )
    edge = {"left": 0, "top": 6, "right": 8, "bottom": 2}
    return alt.layer(*layers).properties(height=HEIGHT_PX, padding=edge).configure_view(stroke=None)


def show(chart: alt.LayerChart, *, key: str) -> None:
    """Show the curve; `picked` asks for the point that was clicked."""
    st.altair_chart(chart, width="stretch", key=key, on_select="rerun", selection_mode=PICK)


def picked(key: str) -> int | None:
    """Return the number of posts whose point has just been clicked; ask before the curve is shown."""
    event = st.session_state.get(key)
    points = event.selection.get(PICK, []) if event else []
    chosen = int(points[0]["posts"]) if points else None
    return chosen if state.is_news(f"point of {key}", chosen) else None
