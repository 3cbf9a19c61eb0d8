"""Rules: every key that a finding can have, and what its values mean."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """What a finding of this rule says beside before and after.

    `amount` is the unit of its number ("m", "m2", "share", "people", "count"), `other` what its name is of
    ("village_id", "row", "name", "crs", "count"); empty where there is none.
    """

    key: str
    amount: str = ""
    other: str = ""


_ROWS = (
    Rule("empty_row"),
    Rule("repeated_header"),
    Rule("totals_row"),
    Rule("heading_row"),
    Rule("note_row"),
    Rule("lonely_cell"),
    Rule("duplicate_row", other="row"),
)
_CELLS = (
    Rule("own_value"),
    Rule("invisible_characters"),
    Rule("markup_in_text"),
    Rule("merged_cell"),
    Rule("thousands_comma"),
    Rule("words_with_number"),
    Rule("number_unreadable"),
    Rule("value_missing"),
    Rule("value_unknown"),
    Rule("value_out_of_range"),
    Rule("value_assumed"),
    Rule("word_understood"),
)
_PLACES = (
    Rule("position_unreadable"),
    Rule("half_position"),
    Rule("short_link"),
    Rule("link_shows_view"),
    Rule("zero_coordinates"),
    Rule("swapped_coordinates", other="crs"),
    Rule("lost_sign", other="crs"),
    Rule("misplaced_decimal"),
    Rule("metres_without_zone", other="crs"),
    Rule("metres_as_degrees", other="crs"),
    Rule("degrees_labelled_metres", other="crs"),
    Rule("wrong_zone", other="crs"),
    Rule("crs_unreadable", other="name"),
    Rule("outside_area"),
    Rule("coordinates_impossible"),
    Rule("outside_village", "m", "village_id"),
    Rule("outside_every_village", "m", "village_id"),
    Rule("far_from_village", "m", "village_id"),
    Rule("shared_point", "count"),
    Rule("crowded_point", "count"),
    Rule("point_of_other_village", "count"),
    Rule("placed_at_village"),
    Rule("missing_point"),
    Rule("area_as_point"),
)
_VILLAGES = (
    Rule("village_missing"),
    Rule("village_unknown"),
    Rule("village_spelling", other="village_id"),
    Rule("village_alias"),
    Rule("village_ambiguous", other="village_id"),
    Rule("village_elsewhere", other="village_id"),
    Rule("village_by_point"),
    Rule("district_unknown"),
    Rule("district_spelling"),
    Rule("code_short"),
    Rule("code_of_bps", other="name"),
    Rule("code_unknown", other="name"),
    Rule("code_and_name_differ", other="name"),
    Rule("made_id"),
    Rule("duplicate_id", other="row"),
    Rule("taken_from_code"),
)
_STATIONS = (
    Rule("number_with_part"),
    Rule("number_in_text"),
    Rule("number_missing"),
    Rule("duplicate_number", other="row"),
    Rule("special_station"),
    Rule("many_voters", "people"),
)
_SHAPES = (
    Rule("shape_unreadable"),
    Rule("shape_not_areal"),
    Rule("missing_shape"),
    Rule("ring_closed"),
    Rule("line_as_polygon", "share"),
    Rule("mixed_geometry", "share"),
    Rule("self_crossing", "share"),
    Rule("polygon_parts", other="row"),
    Rule("sliver_overlap", "m2", "village_id"),
    Rule("overlap", "m2", "village_id"),
    Rule("gaps_between_villages", "m2", "count"),
)

RULES: dict[str, Rule] = {
    rule.key: rule for rule in (*_ROWS, *_CELLS, *_PLACES, *_VILLAGES, *_STATIONS, *_SHAPES)
}
"""Every rule by its key, in the order in which reports list them."""
