"""Rulings: what the import doctor's rules are called, what they mean, and what to do about them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from dashboard import fields
from dashboard.text import _, number
from geo.intake.rules import RULES

SHEET_ROW = 0
"""Number of the row of what concerns a sheet as a whole."""


class Ruling(NamedTuple):
    """What was noticed, and what there is to do about it."""

    what: str
    remedy: str


def _rows() -> dict[str, Ruling]:
    leave = _("It is left out; take that back if it is a row of its own.")
    return {
        "empty_row": Ruling(_("Empty row"), leave),
        "repeated_header": Ruling(_("The headings once more"), leave),
        "totals_row": Ruling(_("A row of totals"), leave),
        "heading_row": Ruling(_("A heading over the rows below"), _("It is read as their place.")),
        "note_row": Ruling(_("A note below the list"), leave),
        "lonely_cell": Ruling(
            _("A row with one filled cell"), _("Say whether it is a row of its own or to be left out.")
        ),
        "duplicate_row": Ruling(_("The same row twice"), leave),
        "own_value": Ruling(_("A value of your own"), _("It stands in place of the file's.")),
        "invisible_characters": Ruling(_("Characters that nobody sees"), _("They are taken out.")),
        "markup_in_text": Ruling(_("Code in a name"), _("It is kept as plain text and does nothing.")),
        "merged_cell": Ruling(
            _("An empty cell below a value, as merged cells leave it"), _("The value above is taken.")
        ),
    }


def _values() -> dict[str, Ruling]:
    look = _("Look it up and write it in.")
    return {
        "thousands_comma": Ruling(
            _("A separator of thousands or decimals"), _("Read the Indonesian way: 1.250 is a whole number.")
        ),
        "words_with_number": Ruling(_("Words beside a number"), _("The number alone is taken.")),
        "number_unreadable": Ruling(_("This is no number"), look),
        "value_missing": Ruling(_("A value is missing"), look),
        "value_unknown": Ruling(_("A word that is not known here"), _("Choose what it means.")),
        "value_out_of_range": Ruling(_("A value that cannot be"), look),
        "value_assumed": Ruling(_("A value that the file does not say"), _("It is assumed; correct it.")),
        "word_understood": Ruling(_("A word that means something here"), _("Take it back if it does not.")),
        "number_with_part": Ruling(_("A number of two parts"), _("The first part is the number of the TPS.")),
        "number_in_text": Ruling(_("A number inside words"), _("The number alone is taken.")),
        "number_missing": Ruling(
            _("A TPS without a number"), _("Take the next free one, or write in the right one.")
        ),
        "duplicate_number": Ruling(
            _("The same number twice in a village"), _("Take the next free one, or write in the right one.")
        ),
        "special_station": Ruling(_("A special TPS, numbered from 901"), _("Nothing is changed.")),
        "many_voters": Ruling(
            _("More than 500 voters at one TPS"), _("Say that it is right, or correct the number.")
        ),
    }


def _positions() -> dict[str, Ruling]:
    write = _("Write the place as latitude, longitude, or set it on the map later.")
    moved = _("Compare it on the map; take it back if it was right.")
    return {
        "position_unreadable": Ruling(_("A place that cannot be read"), write),
        "half_position": Ruling(_("Latitude or longitude alone"), write),
        "short_link": Ruling(_("A shortened link says no place"), _("Open it and paste the long address.")),
        "link_shows_view": Ruling(
            _("A link to a view of the map, not to a place"), _("Say whether its middle is the place.")
        ),
        "zero_coordinates": Ruling(_("Zero for both coordinates"), _("Read as: the place is not known.")),
        "swapped_coordinates": Ruling(_("Latitude and longitude in each other's place"), moved),
        "lost_sign": Ruling(_("The minus of a southern latitude is missing"), moved),
        "misplaced_decimal": Ruling(_("The decimal comma is missing or misplaced"), moved),
        "metres_without_zone": Ruling(
            _("Metres of a zone that the file does not name"), _("The zone that fits is taken.")
        ),
        "metres_as_degrees": Ruling(_("Metres where the file says degrees"), moved),
        "degrees_labelled_metres": Ruling(_("Degrees where the file says metres"), moved),
        "wrong_zone": Ruling(_("Metres of another zone than the file says"), moved),
        "crs_unreadable": Ruling(
            _("The file names a coordinate system that is not known"), _("The numbers speak for themselves.")
        ),
        "outside_area": Ruling(_("A place far outside the area"), _("Correct it, or say that it is right.")),
        "coordinates_impossible": Ruling(_("Coordinates that are nowhere"), write),
    } | _belonging()


def _belonging() -> dict[str, Ruling]:
    say = _("Say that it is right, or correct village or place.")
    return {
        "outside_village": Ruling(_("The place lies outside its village"), say),
        "outside_every_village": Ruling(_("The place lies in no village, perhaps in the sea"), say),
        "far_from_village": Ruling(_("The place lies far from its village"), say),
        "shared_point": Ruling(_("Several TPS at one place"), _("Nothing is changed.")),
        "crowded_point": Ruling(
            _("Many TPS at one place, as if it were the middle of a village"),
            _("Say that it is right, or set the places on the map later."),
        ),
        "point_of_other_village": Ruling(_("The same place as TPS of another village"), say),
        "placed_at_village": Ruling(
            _("No place: put in the middle of the village"), _("Set it on the map when you know better.")
        ),
        "missing_point": Ruling(
            _("No place"), _("It is kept and listed as not reachable; set it on the map later.")
        ),
        "area_as_point": Ruling(_("A line or an area in place of a point"), _("A point inside it is taken.")),
    }


def _villages() -> dict[str, Ruling]:
    choose = _("Choose the village.")
    return {
        "village_missing": Ruling(_("No village is named"), choose),
        "village_unknown": Ruling(_("No known village has this name or code"), choose),
        "village_spelling": Ruling(
            _("Another spelling of a village in this district"), _("Take it back if another is meant.")
        ),
        "village_alias": Ruling(_("A known other name of a village"), _("Take it back if another is meant.")),
        "village_ambiguous": Ruling(_("Several villages could be meant"), choose),
        "village_elsewhere": Ruling(
            _("A village of this name lies in another district"), _("Say whether it is meant.")
        ),
        "village_by_point": Ruling(
            _("The village is told by the place alone"), _("Take it back if another is meant.")
        ),
        "district_unknown": Ruling(_("No known district has this name"), _("Correct it.")),
        "district_spelling": Ruling(_("Another spelling of a district"), _("Take it back if it is wrong.")),
        "code_short": Ruling(_("A code without its leading parts"), _("The whole code is taken.")),
        "code_of_bps": Ruling(
            _("A code of BPS in place of one of Kemendagri"), _("Say whether this village is meant.")
        ),
        "code_unknown": Ruling(_("No known village has this code"), choose),
        "code_and_name_differ": Ruling(_("Code and name are of two villages"), choose),
        "made_id": Ruling(_("No code"), _("One is made from village and number, or from the name.")),
        "duplicate_id": Ruling(_("The same code twice"), _("Another one is made; correct it if need be.")),
        "taken_from_code": Ruling(_("Told by the code alone"), _("Correct it if need be.")),
    }


def _shapes() -> dict[str, Ruling]:
    look = _("Compare it on the map; take it back if it was right.")
    return {
        "shape_unreadable": Ruling(_("A shape that cannot be read"), _("Export the layer once more.")),
        "shape_not_areal": Ruling(_("A shape that encloses nothing"), _("Give the village a polygon.")),
        "missing_shape": Ruling(_("No shape"), _("The middle of its TPS is taken.")),
        "ring_closed": Ruling(_("An outline that was not closed"), look),
        "line_as_polygon": Ruling(_("A line around the village"), _("It is read as its outline.")),
        "mixed_geometry": Ruling(_("Areas, lines and points in one shape"), _("The areas alone are taken.")),
        "self_crossing": Ruling(_("An outline that crosses itself"), look),
        "polygon_parts": Ruling(_("Parts of one village in several rows"), _("They are joined.")),
        "sliver_overlap": Ruling(_("Neighbours that overlap by a sliver"), _("The larger one gives it up.")),
        "overlap": Ruling(_("Villages that overlap"), _("Say that it is right, or cut the larger.")),
        "gaps_between_villages": Ruling(_("Slivers between villages"), _("Nothing is changed.")),
    }


def rulings() -> dict[str, Ruling]:
    """Return the words of every rule of `geo.intake.rules`, in its order."""
    told = _rows() | _values() | _positions() | _villages() | _shapes()
    return {key: told[key] for key in RULES}


def statuses() -> dict[str, str]:
    """Return what the four statuses of a row are called."""
    return {
        "clean": _("clean"),
        "repaired": _("repaired"),
        "questioned": _("questioned"),
        "refused": _("refused"),
    }


def field(key: str) -> str:
    """Return what a field of a finding is called; nothing for a whole row."""
    return {"position": _("Place"), "geometry": _("Shape"), "": ""}.get(key) or fields.labels().get(key, key)


def amount(rule: str, value: float | None) -> str:
    """Return the number of a finding with its unit; nothing where there is none."""
    unit = RULES[rule].amount
    if value is None or pd.isna(value) or not unit:
        return ""
    if unit == "share":
        return _("area {share} %").format(share=number(100 * value, 2))
    written = {"m": _("{n} m"), "m2": _("{n} m²"), "people": _("{n} voters"), "count": _("{n} of them")}
    return written[unit].format(n=number(value))


def change(before: str | None, after: str | None) -> str:
    """Return what a finding makes of a value: before and after, as much of it as there is."""
    one, two = (None if pd.isna(it) else str(it) for it in (before, after))
    if one and two:
        return f"{one} → {two}"
    return f"→ {two}" if two else one or ""


def place(row: int) -> str:
    """Return where something was noticed."""
    return _("the whole sheet") if row == SHEET_ROW else _("row {row}").format(row=row)
