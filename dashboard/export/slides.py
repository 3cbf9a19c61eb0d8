"""Slides: text, tables and pictures put on a wide slide so that nothing overlaps and nothing is cut.

Widths are measured in a font that is wider than those of office programs, so what fits here fits there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.table import CT_TableCell
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Mm, Pt

from dashboard import palette
from dashboard.export import fonts
from dashboard.export.grid import PAD, Grid
from dashboard.export.paper import Box
from dashboard.export.picture import Picture

WIDTH, HEIGHT = 338.667, 190.5
"""Of a slide [mm]."""
FONT = "Calibri"
TITLE_SIZES, TITLE_LINES = (28.0, 25.0, 22.0, 19.0, 17.0), 2
MUTED, STAMP, HEAD, RULE = "#4d5963", "#a3161f", "#dfe6ee", "#c6ccd2"
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style of office programs without lines and fills."""
LINE_SIZES = (1.0, 0.92, 0.85, 0.78, 0.7)
ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


@dataclass(frozen=True)
class Type:
    """How words look: size [pt], weight, colour, and where they stand in their box."""

    size: float
    bold: bool = False
    colour: str = palette.INK
    align: str = "left"


def _ink(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def _fill(frame: TextFrame, words: str, look: Type) -> None:
    """Set the words of a frame, as they are."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = ALIGN[look.align]
    run = paragraph.add_run()
    run.text = fonts.plain(words)
    run.font.name, run.font.size, run.font.bold = FONT, Pt(look.size), look.bold
    run.font.color.rgb = _ink(look.colour)


def _place(box: Box) -> tuple[Mm, Mm, Mm, Mm]:
    """Return left, top, width and height of a box whose y is counted from the top [mm]."""
    return Mm(box.x), Mm(box.y), Mm(box.width), Mm(box.height)


def write(slide: Slide, box: Box, words: str, look: Type) -> None:
    """Write words into a box."""
    _fill(slide.shapes.add_textbox(*_place(box)).text_frame, words, look)


def line(slide: Slide, box: Box, words: str, look: Type) -> None:
    """Write words on one line of a box: smaller where they are too long, and cut where that is not enough."""
    wide = fonts.width_mm(words, size=look.size, bold=look.bold)
    fits = [it for it in LINE_SIZES if it * wide <= box.width]
    small = replace(look, size=look.size * (fits[0] if fits else LINE_SIZES[-1]))
    write(slide, box, fonts.fitted(words, width=box.width, size=small.size, bold=look.bold), small)


def headline(slide: Slide, box: Box, words: str) -> None:
    """Write the message of a slide as its title, as large as it fits on two lines."""
    rows: list[str] = []
    for size in TITLE_SIZES:
        rows = fonts.wrapped(words, width=box.width, size=size, lines=TITLE_LINES + 1, bold=True)
        if len(rows) <= TITLE_LINES:
            break
    if len(rows) > TITLE_LINES:
        rows = fonts.wrapped(words, width=box.width, size=size, lines=TITLE_LINES, bold=True)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _place(box)
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _fill(title.text_frame, " ".join(rows), Type(size, bold=True))


def badge(slide: Slide, box: Box, words: str) -> None:
    """Write words in a frame."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(box))
    shape.fill.background()
    shape.line.color.rgb, shape.line.width = _ink(STAMP), Pt(1.25)
    shape.element.remove(shape.element.find(qn("p:style")))
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _fill(shape.text_frame, words, Type(11, bold=True, colour=STAMP, align="center"))


def picture(slide: Slide, at: tuple[float, float], shown: Picture, *, told: str) -> None:
    """Put a picture at its left and top [mm]; `told` says in words what it shows."""
    box = Box(*at, shown.width, shown.height)
    made = slide.shapes.add_picture(io.BytesIO(shown.png), *_place(box))
    made.element.nvPicPr.cNvPr.set("descr", fonts.plain(told))


def _underline(cell: CT_TableCell) -> None:
    """Draw a thin line under a cell (`a:tc`) and none at its other edges."""
    edges = cell.get_or_add_tcPr()
    for name in ("a:lnL", "a:lnR", "a:lnT", "a:lnB"):
        line = OxmlElement(name)
        if name == "a:lnB":
            line.set("w", str(Pt(0.75)))
            fill, colour = OxmlElement("a:solidFill"), OxmlElement("a:srgbClr")
            colour.set("val", RULE.removeprefix("#").upper())
            fill.append(colour)
            line.append(fill)
        else:
            line.set("w", "0")
            line.append(OxmlElement("a:noFill"))
        edges.append(line)


def table(slide: Slide, at: tuple[float, float], laid: Grid) -> None:
    """Put a table at its left and top [mm]; it stays a table that can be edited."""
    lines = [laid.heads, *laid.rows]
    box = Box(*at, sum(laid.widths), laid.height)
    shape = slide.shapes.add_table(len(lines), len(laid.heads), *_place(box))
    made = shape.table
    drawn = shape.element.graphic.graphicData.tbl
    drawn.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    for j, width in enumerate(laid.widths):
        made.columns[j].width = Mm(width)
    for i, words in enumerate(lines):
        made.rows[i].height = Mm(laid.row_height)
        for j, cell_words in enumerate(words):
            cell = made.cell(i, j)
            _underline(drawn.tr_lst[i].tc_lst[j])
            look = Type(laid.size, bold=i == 0, align="right" if laid.right[j] else "left")
            _fill(cell.text_frame, cell_words, look)
            cell.margin_left = cell.margin_right = Mm(PAD)
            cell.margin_top = cell.margin_bottom = Mm(0.3)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            if i == 0:
                cell.fill.solid()
                cell.fill.fore_color.rgb = _ink(HEAD)
