"""Numbers, codes and station numbers as Indonesian files write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.codes import district_of, lengthened, village_code
from geo.intake.numbering import station_number
from geo.intake.numerals import amount, count, decimal, decimals


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        ("1.250", 1250, ""),
        ("1250", 1250, ""),
        ("1 250", 1250, ""),
        ("1.250,00", 1250, ""),
        ("1,250.00", 1250, ""),
        ("1250.0", 1250, ""),
        ("1,250", 1250, "thousands_comma"),
        ("1.250.000", 1_250_000, ""),
        ("250 orang", 250, "words_with_number"),
        ("± 250", 250, "words_with_number"),
        ("-", None, ""),
        ("nihil", None, ""),
        ("", None, ""),
        ("1.25", None, "number_unreadable"),
        ("-5", None, "number_unreadable"),
        ("banyak", None, "number_unreadable"),
        ("NaN", None, ""),
        ("inf", None, "number_unreadable"),
    ],
)
def test_people_are_counted_by_the_indonesian_rule(text, number, rule):
    assert count(text) == (number, rule)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,5", 1.5), ("1.5", 1.5), ("1.250", 1250), ("1.250,75", 1250.75), ("-2,5", -2.5), ("x", None)],
)
def test_a_quantity_may_have_decimals(text, number):
    assert amount(text).number == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("112,90", 112.9),
        ("112.902", 112.902),
        ("-7.645,5", -7645.5),
        ("112.902.345", 112_902_345),
        ("−7,65", -7.65),
        (" -7.65 ", -7.65),
        ("1.1e2", 110),
        ("abc", None),
        ("", None),
    ],
)
def test_a_coordinate_takes_point_and_comma_alike(text, number):
    assert decimal(text) == number


def test_a_column_of_coordinates_is_read_whatever_way_each_cell_is_written():
    cells = pd.Series(["-7.65", "112,90", None, "x", "inf"], dtype=object)
    assert decimals(cells).tolist()[:2] == [-7.65, 112.9]
    assert np.isnan(decimals(cells)[2:]).all()


@given(st.integers(0, 9_999_999))
def test_a_count_written_with_points_is_read_back(number):
    assert count(f"{number:,}".replace(",", ".")).number == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_numbers(text):
    for read in (count, amount, station_number):
        number = read(text).number
        assert number is None or np.isfinite(number)
    assert village_code(text).text == village_code(text).text


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        ("TPS 07", 7, ""),
        ("7", 7, ""),
        ("7.0", 7, ""),
        ("TPS-3", 3, ""),
        ("T P S 4", 4, ""),
        ("tps no. 12", 12, ""),
        ("901", 901, ""),
        ("TPS 01/1", 1, "number_with_part"),
        ("01A", 1, "number_with_part"),
        ("TPS IV", 4, "number_in_text"),
        ("TPS 3 Krajan 2", 3, "number_in_text"),
        ("Krajan", None, "number_unreadable"),
        ("TPS", None, "number_unreadable"),
        ("-", None, ""),
    ],
)
def test_the_number_of_a_station_comes_out_of_what_people_call_it(text, number, rule):
    assert station_number(text) == (number, rule)


@pytest.mark.parametrize(
    ("text", "code", "rule"),
    [
        ("3514212008", "35.14.21.2008", ""),
        ("35.14.21.2008", "35.14.21.2008", ""),
        ("35-14-21-2008", "35.14.21.2008", ""),
        ("35 14 21 2008", "35.14.21.2008", ""),
        ("3514212008.0", "35.14.21.2008", ""),
        ("'3575041013", "35.75.04.1013", ""),
        ("35.14.21.08", "35.14.21.08", "code_short"),
        ("ID3514010001", "3514010001", "code_of_bps"),
        ("desa-1", "desa-1", "code_unreadable"),
    ],
)
def test_a_village_code_is_known_in_all_its_spellings(text, code, rule):
    assert village_code(text) == (code, rule)


def test_a_short_code_stands_for_a_desa_or_a_kelurahan():
    assert lengthened("35.14.21.08") == ("35.14.21.2008", "35.14.21.1008")
    assert district_of("35.14.21.2008") == "35.14.21"
    assert district_of("desa-1") == ""
