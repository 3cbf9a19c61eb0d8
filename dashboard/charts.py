"""Frames -> altair charts; numbers are written out beside the bars, in the user's own way."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard import palette
from dashboard.text import _, number

ROW_PX = 30
BAR_PX = 22


def parts(shares: pd.DataFrame) -> alt.Chart:
    """Return one bar per indicator: what it adds to the score.

    Parameters
    ----------
    shares : name, part (0..1; NaN where unknown) and label, in the order to show.
    """
    table = shares.assign(points=shares["part"].fillna(0) * 100)
    bars = alt.Chart(table).encode(y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)))
    drawn = bars.mark_bar(color=palette.CLASS_LOOKS["high"]["fill"]).encode(
        x=alt.X(
            "points:Q", title=_("points added to the score (0–100)"), axis=alt.Axis(format=".0f", tickCount=4)
        )
    )
    words = bars.mark_text(align="left", dx=5, color=palette.INK).encode(x="points:Q", text="label:N")
    return (drawn + words).properties(height=ROW_PX * len(table)).configure_view(stroke=None)


def balance(rows: pd.DataFrame) -> alt.Chart:
    """Return need beside strength for every force.

    Parameters
    ----------
    rows : force (its name), need, strength and received [people]; who stands in is left out where nobody
        does.
    """
    names = {"need": _("need"), "strength": _("strength")}
    looks = [palette.CLASS_LOOKS["elevated"]["fill"], palette.POLICE]
    if rows["received"].any():
        names["received"] = _("stand in")
        looks.append(palette.FORCE_COLOURS["brimob"])
    long = rows.melt(["force"], list(names), var_name="what", value_name="people")
    long["what"] = long["what"].map(names)
    long["label"] = [number(n) for n in long["people"]]
    base = alt.Chart(long).encode(
        y=alt.Y("force:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
        yOffset=alt.YOffset("what:N", sort=list(names.values())),
        x=alt.X(
            "people:Q",
            title=_("people"),
            axis=alt.Axis(format="d", tickMinStep=1, tickCount=6),
            scale=alt.Scale(domainMax=max(1.1 * float(long["people"].max()), 1.0)),
        ),
    )
    colours = alt.Scale(domain=list(names.values()), range=looks)
    drawn = base.mark_bar().encode(
        color=alt.Color("what:N", scale=colours, legend=alt.Legend(orient="top", title=None))
    )
    words = base.mark_text(align="left", dx=5, color=palette.INK).encode(text="label:N")
    return (
        (drawn + words)
        .properties(height=BAR_PX * len(names) * rows["force"].nunique() + 70)
        .configure_view(stroke=None)
    )
