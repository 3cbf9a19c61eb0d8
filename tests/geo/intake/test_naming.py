"""Villages found by name inside their district: nothing wrong without a question."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.gazetteer import Gazetteer, key
from geo.intake.naming import by_name, district
from tests.geo.intake.sheets import villages

FACTS = Path(__file__).resolve().parents[3] / "data" / "facts" / "villages.csv"
SPELLINGS = Path(__file__).resolve().parents[4] / "shared" / "data" / "pasuruan" / "nama_desa_varian.csv"
"""Real spellings, where they lie beside the repository; else every village under its own name."""


def told_villages() -> gpd.GeoDataFrame:
    table = pd.read_csv(FACTS, dtype=str)
    columns = ("village_id", "name", "district", "regency")
    frame = table[list(columns)]
    points = gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float))
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


ALL = Gazetteer.of(told_villages())
SIX = Gazetteer.of(villages())


def found(gazetteer, name, **where):
    match = by_name(gazetteer, name, **where)
    return (str(gazetteer.ids[match.at]) if match.at >= 0 else None, match.rule, match.status)


def test_patuguhan_is_patuguran_of_rejoso_and_not_pateguhan_of_gondangwetan():
    assert found(SIX, "PATUGUHAN", area="Rejoso") == ("35.14.23.2001", "village_alias", "repaired")


def test_a_name_of_another_district_is_a_question():
    assert found(SIX, "Pateguhan", area="Rejoso") == ("35.14.23.2001", "village_elsewhere", "questioned")
    assert found(SIX, "Brambang", area="Rejoso") == ("35.14.18.2002", "village_elsewhere", "questioned")


@pytest.mark.parametrize(
    "name", ["Brambang", "BRAMBANG", "Desa Brambang", "Ds. Bram bang", "<b>Brambang</b>", "brambang "]
)
def test_a_name_is_the_same_in_other_capitals_titles_and_spaces(name):
    assert found(SIX, name, area="Kec. GONDANG WETAN") == ("35.14.18.2002", "", "clean")


def test_one_slip_of_the_pen_is_repaired_and_three_are_asked_about():
    assert found(SIX, "Bramban", area="Gondangwetan") == ("35.14.18.2002", "village_spelling", "repaired")
    assert found(SIX, "Brmbn", area="Gondangwetan")[1:] == ("village_spelling", "questioned")
    assert found(SIX, "Entah", area="Gondangwetan") == (None, "village_unknown", "questioned")


def test_a_name_that_is_as_near_to_two_villages_is_a_question():
    twins = villages().assign(name=["Kedungrejo", "Kedungreko", "Lain", "Satu", "Dua", "Tiga"])
    assert found(Gazetteer.of(twins), "Kedungrelo", area="Rejoso")[2] == "questioned"


def test_two_villages_of_one_name_are_a_question():
    twins = villages().assign(name=["Kedung", "Kedung", "Lain", "Satu", "Dua", "Tiga"])
    assert found(Gazetteer.of(twins), "Kedung", area="Rejoso") == (
        "35.14.23.2001",
        "village_ambiguous",
        "questioned",
    )


def test_of_two_names_with_a_slash_the_known_one_counts():
    assert found(SIX, "TUNDOSURO/BRAMBANG", area="Gondangwetan") == (
        "35.14.18.2002",
        "village_spelling",
        "repaired",
    )


def test_a_misspelt_district_is_repaired_and_an_unknown_one_is_a_question():
    assert found(SIX, "Brambang", area="Gondangwitan") == ("35.14.18.2002", "district_spelling", "repaired")
    assert found(SIX, "Brambang", area="Surabaya") == ("35.14.18.2002", "district_unknown", "questioned")
    assert district(SIX, "Rejosa") == ("rejoso", 1)


def test_without_a_district_only_the_one_village_of_that_very_name_is_taken():
    assert found(SIX, "Brambang", area="") == ("35.14.18.2002", "", "clean")
    assert found(SIX, "Bramban", area="")[2] == "questioned"
    assert found(SIX, "", area="Rejoso") == (None, "village_missing", "questioned")


def test_of_districts_of_one_name_the_regency_decides():
    twins = pd.concat(
        [villages(), villages().assign(regency="Nganjuk", village_id=[f"35.18.01.200{i}" for i in range(6)])]
    )
    both = Gazetteer.of(gpd.GeoDataFrame(twins, crs="EPSG:4326"))
    assert found(both, "Toyaning", area="Rejoso", regency="Kab. Nganjuk") == ("35.18.01.2001", "", "clean")
    assert found(both, "Toyaning", area="Rejoso")[1:] == ("village_ambiguous", "questioned")


LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@st.composite
def slips(draw):
    """Return (position of a village, its name with one or two slips of the pen)."""
    at = draw(st.integers(0, len(ALL.ids) - 1))
    name = str(ALL.names[at])
    for _ in range(draw(st.integers(1, 2))):
        i, how = (
            draw(st.integers(0, max(0, len(name) - 2))),
            draw(st.sampled_from(["drop", "swap", "change", "double"])),
        )
        pair = name[i : i + 2]
        name = (
            name[:i]
            + {
                "drop": pair[1:],
                "swap": pair[::-1],
                "change": draw(LETTERS) + pair[1:],
                "double": pair[:1] + pair,
            }[how]
            + name[i + 2 :]
        )
    return at, name


@given(slips())
def test_a_misspelt_village_is_never_another_one_without_a_question(case):
    at, name = case
    match = by_name(ALL, name, area=str(ALL.districts[at]))
    collides = [i for i in ALL.members[str(ALL.district_keys[at])] if ALL.keys[i] == key(name)]
    assert match.status == "questioned" or match.at == at or match.at in collides


def test_every_village_finds_itself_by_its_own_name_and_district():
    at = [by_name(ALL, str(ALL.names[i]), area=str(ALL.districts[i])).at for i in range(len(ALL.ids))]
    assert at == list(range(len(ALL.ids)))


def test_real_spellings_are_right_and_none_is_wrong_without_a_question(record_property):
    table = (
        pd.read_csv(SPELLINGS, dtype=str)
        if SPELLINGS.is_file()
        else told_villages().rename(
            columns={"village_id": "kode_kemendagri", "name": "nama", "district": "kec"}
        )
    )
    matches = [by_name(ALL, name, area=area) for name, area in zip(table["nama"], table["kec"], strict=True)]
    right = [
        it.at >= 0 and ALL.ids[it.at] == code
        for it, code in zip(matches, table["kode_kemendagri"], strict=True)
    ]
    asked = [it.status == "questioned" for it in matches]
    wrong = [table["nama"].iloc[i] for i in range(len(table)) if not right[i] and not asked[i]]
    taken = sum(good and not question for good, question in zip(right, asked, strict=True))
    record_property("intake: spellings right without a question", f"{taken} of {len(table)}")
    assert wrong == []
    assert taken >= 0.99 * len(table)
