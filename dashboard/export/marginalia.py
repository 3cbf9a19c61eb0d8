"""What stands around the map: classification, annex heading, title, sources, plan and digest."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import names, palette, sentences, text
from dashboard.export import fonts, graticule, naming
from dashboard.export.frame import Frame
from dashboard.export.ink import MUTED, STAMP, Pen
from dashboard.export.options import SheetOptions
from dashboard.export.paper import Box, Layout
from dashboard.export.part import Part
from dashboard.export.terrain import Terrain
from dashboard.export.themes import Theme
from dashboard.text import _, number
from geo.evaluate import Evaluation

SMALL, STAMP_SIZE, ANNEX = 5.3, 7.2, 6.6
TITLE_SIZES = (14.0, 12.0, 10.5, 9.0, 8.0)
FEW = 4


def classification(pen: Pen, page: Layout, code: str) -> None:
    """Write the classification in the middle of the upper and the lower edge."""
    k, words = pen.k, names.CLASSIFICATIONS[code]
    for y in (page.height - 7.4 * k, 4.2 * k):
        pen.write((page.width / 2, y), words, size=9.5, bold=True, colour=STAMP, align="center baseline")


def annex(pen: Pen, page: Layout, options: SheetOptions) -> float:
    """Write LAMPIRAN, NOMOR, TANGGAL and the copy at the top right; return the left edge [mm].

    It stands over the panel beside the map; what is not given is a dotted line to write on, but on a slide.
    """
    k, right = pen.k, page.width - 10 * pen.k
    day = text.date(options.date) if options.date else ""
    rows = [(_("ANNEX"), options.annex), (_("NUMBER"), options.number), (_("DATE"), day)]
    if options.copy_no is not None:
        copies = number(options.copies) if options.copies is not None else "…"
        rows.append((_("COPY"), _("{n} of {m}").format(n=number(options.copy_no), m=copies)))
    rows = [row for row in rows if row[1] or not page.slide]
    if not rows:
        return right
    wide = max(pen.width(name, size=ANNEX) for name, _value in rows) + 2 * k
    left = page.panel.x if page.columns == 1 else right - 48 * k
    room = right - left - wide
    for i, (name, value) in enumerate(rows):
        y = page.height - (8.6 + 4.1 * i) * k
        pen.write((left, y), name, size=ANNEX)
        pen.write((left + wide, y), f": {value}", size=ANNEX, width=room + 0.5 * k)
        if not value:
            dots = [(left + wide + 2 * k, y), (right, y)]
            pen.line(dots, weight=0.6, linestyle=(0, (0.1, 3)), dash_capstyle="round")
    return left


def heading(
    pen: Pen, page: Layout, *, title: str, lines: list[str], until: float, marks: Sequence[str] = ()
) -> None:
    """Write the title with its stamps beside it and the lines under it, as far as `until` [mm]."""
    k, left = pen.k, page.map.x
    room = until - left - 4 * k
    taken = sum(_stamp_width(pen, it) + 2 * k for it in marks)
    size = next(
        (s for s in TITLE_SIZES if pen.width(title, size=s, bold=True) <= room - taken), TITLE_SIZES[-1]
    )
    y = page.height - 16.2 * k
    pen.write((left, y), title, size=size, bold=True, width=room - taken)
    x = left + min(pen.width(title, size=size, bold=True), room - taken) + 3 * k
    for it in marks:
        x = _stamp(pen, it, at=(x, y - 0.9 * k)) + 2 * k
    for i, line in enumerate(lines[:2]):
        pen.write((left, y - (5.0 + 3.9 * i) * k), line, size=7.4, colour=MUTED, width=room)


def _stamp_width(pen: Pen, words: str) -> float:
    return pen.width(words, size=STAMP_SIZE, bold=True) + 4 * pen.k


def _stamp(pen: Pen, words: str, *, at: tuple[float, float]) -> float:
    """Draw words in a frame; return its right edge [mm]."""
    wide = _stamp_width(pen, words)
    pen.box(Box(*at, wide, 5 * pen.k), fill=palette.PAPER, edge=STAMP, weight=1.1)
    middle = (at[0] + wide / 2, at[1] + 1.55 * pen.k)
    pen.write(middle, words, size=STAMP_SIZE, bold=True, colour=STAMP, align="center baseline")
    return at[0] + wide


def stamps(part: Part, *, timed: bool) -> list[str]:
    """Return what a reader must know before all else: SIMULASI, and that minutes are by straight line."""
    meta = part.evaluation.operation.meta
    words = ["SIMULASI"] if meta.simulated or meta.schematic else []
    return [*words, _("straight line")] if timed and not names.by_road(part.evaluation) else words


def title_of(theme: Theme, options: SheetOptions, hidden: frozenset[str]) -> str:
    """Return the title in capitals, or the user's own as it is."""
    own = theme.veiled if theme.veiled and "classes" in hidden else theme.title
    return options.title or own.upper()


def subtitles(part: Part, options: SheetOptions, *, hidden: frozenset[str]) -> list[str]:
    """Return operation, part and day of the vote; and what this copy leaves out."""
    meta = part.evaluation.operation.meta
    name = "" if part.area.kind == "unit" and "unit_names" in hidden else part.name
    kinds = {
        "district": _("District {name}"),
        "village": _("Village {name}"),
        "unit": _("Unit {name}"),
        "sector": _("Sector {name}"),
        "bounds": "{name}",
    }
    where = kinds[part.area.kind].format(name=name).strip() if part.area.kind in kinds else ""
    day = _("vote on {day}").format(day=text.date(meta.election_day))
    told = [" · ".join(filter(None, (meta.name, where, day)))]
    if options.redaction != "full":
        told.append(sentences.veiled())
    return told


def _projection(terrain: Terrain, frame: Frame) -> str:
    known = terrain.crs.to_epsg()
    if known is not None:
        zone = str(terrain.crs.name).rsplit(" ", 1)[-1]
        words = _("Projection UTM zone {zone} (EPSG:{code}), datum WGS 84").format(zone=zone, code=known)
    else:
        words = _("Azimuthal equidistant projection on the middle of the operation, datum WGS 84")
    lines = _("graticule every {step}").format(step=graticule.spacing(frame, terrain.from_degrees))
    return f"{words} · {lines} · " + _("arrow to true north")


def _sources(part: Part) -> str:
    meta = part.evaluation.operation.meta
    said = _("Sources: operation data of {jurisdiction}, as of {day}").format(
        jurisdiction=meta.jurisdiction, day=text.date(meta.data_date)
    )
    if meta.simulated:
        told = [names.column_label(column) for column in meta.simulated]
        more = f" (+{number(len(told) - FEW)})" if len(told) > FEW else ""
        said += " · " + _("SIMULASI: {columns}").format(columns=", ".join(told[:FEW]) + more)
    if meta.schematic:
        said += " · " + _("village outlines are schematic")
    return said


def imprint(it: Evaluation, options: SheetOptions, *, width: float, size: float) -> str:
    """Return plan, digest and newest event on a line of a width [mm] in a size [pt]; only a name is cut."""

    def line(of: SheetOptions) -> str:
        return " · ".join(naming.imprint(it, of))

    return line(naming.shortened(it, options, fits=lambda of: fonts.width_mm(line(of), size=size) <= width))


def small_print(
    pen: Pen, page: Layout, options: SheetOptions, *, terrain: Terrain, part: Part, frame: Frame, timed: bool
) -> None:
    """Write sources, projection, how minutes were made, plan and digest under the map."""
    k, width = pen.k, page.width - page.map.x - 10 * pen.k
    it = part.evaluation
    method = _("Minutes: {how}").format(how=names.caption(it)) if timed else ""
    doubts = " ".join(text.fault(fault) for fault in it.engine.faults) if timed else ""
    rows = [
        imprint(it, options, width=width, size=SMALL * k),
        " · ".join(filter(None, (method, doubts))) or _pattern(part),
        _sources(part),
    ]
    short = min((1, 2), key=lambda i: fonts.width_mm(rows[i], size=SMALL))
    rows[short] += f" · {_projection(terrain, frame)}"
    y = page.map.y - 7.2 * k if page.columns == 1 else page.panel.y - 3.2 * k
    for i, row in enumerate(rows):
        words = fonts.fitted(row, width=width, size=SMALL * k)
        pen.write((page.map.x, y - 2.55 * k * i), words, size=SMALL, colour=MUTED)


def _pattern(part: Part) -> str:
    return _("Security pattern: {pattern}").format(pattern=names.pattern_name(part.evaluation))
