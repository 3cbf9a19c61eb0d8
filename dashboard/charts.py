"""Frames -> altair charts; numbers are written out beside the bars, in the user's own way."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard import palette
from dashboard.text import _, number

ROW_PX = 30
BAR_PX = 22
FRAME_PX = 66
"""What legend and axis take of the height of a chart."""
ROOM_SHARE = 0.045
"""A part of a bar that is longer than this share of the longest bar has room for its number."""


def whole() -> dict[str, str]:
    """Return how an axis writes whole numbers in the user's language."""
    mark = number(1000)[1]
    return {"format": ",d", "labelExpr": f"replace(datum.label, /,/g, '{mark}')"}


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
            axis=alt.Axis(**whole(), tickMinStep=1, tickCount=6),
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


def stacked(rows: pd.DataFrame, *, colours: dict[str, str], height: int) -> alt.Chart:
    """Return one bar for each label, made of parts; a part that has room carries its number.

    Parameters
    ----------
    rows : label, part and people [people], in the order to show.
    colours : colour of every part, in the order of the parts.
    height : of one bar with its gap [px].
    """
    table = rows.astype({"people": int})
    table = table[table["people"] > 0].reset_index(drop=True)
    ends = table.groupby("label", sort=False)["people"].cumsum()
    table = table.assign(end=ends, start=ends - table["people"], middle=ends - table["people"] / 2)
    longest = max(int(table["end"].max()) if len(table) else 0, 1)
    table["words"] = [number(n) if n > ROOM_SHARE * longest else "" for n in table["people"]]
    table["ink"] = [palette.readable_on(colours[part]) for part in table["part"]]
    shared = alt.Chart(table).encode(
        y=alt.Y(
            "label:N",
            sort=list(dict.fromkeys(rows["label"])),
            title=None,
            axis=alt.Axis(labelLimit=260, labelOverlap=False),
        )
    )
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    bars = shared.mark_bar().encode(
        x=alt.X(
            "start:Q",
            title=None,
            scale=alt.Scale(domain=[0, longest]),
            axis=alt.Axis(**whole(), tickMinStep=1, tickCount=5),
        ),
        x2="end:Q",
        color=alt.Color("part:N", scale=scale, legend=alt.Legend(orient="top", title=None, columns=4)),
        tooltip=[
            alt.Tooltip("label:N", title=" "),
            alt.Tooltip("part:N", title=" "),
            alt.Tooltip("people:Q", title=_("people")),
        ],
    )
    words = shared.mark_text(fontWeight=600).encode(
        x="middle:Q", text="words:N", color=alt.Color("ink:N", scale=None)
    )
    lines = max(rows["label"].nunique(), 1)
    return (bars + words).properties(height=height * lines + FRAME_PX).configure_view(stroke=None)
