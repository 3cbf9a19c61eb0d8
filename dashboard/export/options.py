"""What a sheet shows and how: every choice of the person who prints, in one frozen value."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from geo.model import Model

ThemeId = Literal["risk", "situation", "coverage", "assignment", "strength", "gaps", "difference", "floor"]
Paper = Literal["A4", "A3", "A2", "16:9"]
Orientation = Literal["landscape", "portrait"]
Language = Literal["id", "en"]
Code = Literal["SR", "R", "T", "B"]
CopyKind = Literal["full", "terbatas"]
AreaKind = Literal["operation", "district", "village", "unit", "sector", "bounds"]
WORLD = (-180.0, -85.0, 180.0, 85.0)
Line = Annotated[str, Field(max_length=120)]


class Area(Model):
    """The part of an operation that a sheet is about.

    Parameters
    ----------
    key : name of the district or sector, id of the village or unit.
    bounds : west, south, east, north of a map frame [degrees], such as that of the screen.
    """

    kind: AreaKind = "operation"
    key: str = ""
    bounds: tuple[float, float, float, float] | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Area:
        framed = self.kind == "bounds"
        keyed = self.kind in {"district", "village", "unit", "sector"}
        if framed != (self.bounds is not None) or keyed != bool(self.key):
            raise ValueError(self.kind)
        return self

    @field_validator("bounds")
    @classmethod
    def _rise(cls, bounds: tuple[float, float, float, float] | None) -> object:
        west, south, east, north = bounds or WORLD
        if not (WORLD[0] <= west < east <= WORLD[2] and WORLD[1] <= south < north <= WORLD[3]):
            raise ValueError(bounds)
        return bounds


class SheetOptions(Model):
    """The choices for one sheet, or for every page of an atlas.

    Parameters
    ----------
    theme : which question the sheet answers; see `dashboard.export.themes`.
    dpi : dots per inch of a PNG, and of nothing else: a PDF is drawn in lines.
    classification : code of Perkap 1/2023; None for that of the operation.
    copy_no, copies : "copy n of m".
    annex, number, date : what stands at the top right; a dotted line where nothing is given.
    monochrome : greys, hatches and shapes alone, for a printer without colours.
    area : what to show.
    title : in place of the theme's own.
    plan, version : name of the saved plan, and number of the version it is or began from; empty for none.
    unsaved : whether it differs from what is saved.
    event : newest event of the store when this was ordered: its number and the first digits of its hash.
    redaction : which copy; see `dashboard.export.redaction`.
    signed : leave room for signatures; a slide never does.
    """

    theme: ThemeId = "risk"
    paper: Paper = "A4"
    orientation: Orientation = "landscape"
    dpi: Literal[150, 300] = 300
    language: Language = "id"
    classification: Code | None = None
    copy_no: int | None = Field(default=None, ge=1, le=999)
    copies: int | None = Field(default=None, ge=1, le=999)
    annex: Line = ""
    number: Line = ""
    date: dt.date | None = None
    monochrome: bool = False
    area: Area = Area()
    title: Line = ""
    plan: Line = ""
    version: Line = ""
    unsaved: bool = False
    event: Line = ""
    redaction: CopyKind = "full"
    signed: bool = True

    @model_validator(mode="after")
    def _copy_is_one_of_them(self) -> SheetOptions:
        if self.copy_no is not None and self.copies is not None and self.copy_no > self.copies:
            raise ValueError(self.copy_no)
        return self
