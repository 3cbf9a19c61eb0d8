"""Columns recognised by name and content; mappings changed, saved and found again."""

from __future__ import annotations

import pytest
import shapely

from geo.errors import InputError
from geo.intake import doctor, mapping, vocabulary
from tests.geo.intake.sheets import layer, station, stations, table, villages


def fields(sheet, **options) -> dict[str, str]:
    return doctor.recognise(sheet, **options).fields


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        (("Kode Desa", "Desa", "TPS", "DPT"), ("35.14.23.2001", "A", "1", "300"), "stations"),
        (
            ("village_id", "number", "lon", "lat", "registered_voters"),
            ("35.14.23.2001", "1", "112.8", "-7.7", "300"),
            "stations",
        ),
        (
            ("Nama Satuan", "Jenis", "Instansi", "Jumlah Personel"),
            ("Polsek Rejoso", "polsek", "Polri", "20"),
            "units",
        ),
        (("unit_id", "name", "kind", "force", "personnel"), ("a", "Polsek", "polsek", "polri", "3"), "units"),
        (("Nama Desa", "Kecamatan", "Pilkades"), ("Toyaning", "Rejoso", "ya"), "villages"),
    ],
)
def test_a_sheet_is_what_its_columns_are_most_like(header, row, kind):
    found = doctor.recognise(table([header, row]))
    assert found.kind == kind
    assert found.kind_confidence > 0.5


def test_a_layer_of_polygons_lists_villages():
    box = shapely.box(112.8, -7.8, 112.9, -7.7)
    found = doctor.recognise(
        layer({"NAMOBJ": ["A"], "WADMKC": ["B"], "WADMKK": ["C"], "KDEPUM": ["35.14.23.2001"]}, [box])
    )
    assert found.kind == "villages"
    assert found.fields == {
        "name": "NAMOBJ",
        "district": "WADMKC",
        "regency": "WADMKK",
        "village_id": "KDEPUM",
    }


def test_columns_are_known_by_indonesian_and_english_names_and_by_slips():
    header = (
        "No",
        "Kode Wilayah",
        "Kelurahan/Desa",
        "Nama Kecamatn",
        "No. TPS",
        "Jumlah DPT",
        "Alamat TPS",
        "LATITUDE",
        "Longitude",
    )
    found = fields(table([header, ("1", "3514232001", "A", "B", "1", "300", "SD", "-7.7", "112.8")]))
    assert found == {
        "village_id": "Kode Wilayah",
        "village": "Kelurahan/Desa",
        "district": "Nama Kecamatn",
        "number": "No. TPS",
        "registered_voters": "Jumlah DPT",
        "place": "Alamat TPS",
        "lat": "LATITUDE",
        "lon": "Longitude",
    }


def test_columns_without_names_are_known_by_what_is_in_them():
    rows = [[f"35.14.23.200{i}", f"TPS 0{i}", f"-7.77{i}", f"112.82{i}"] for i in range(1, 6)]
    found = doctor.recognise(table(rows), kind="stations")
    assert {column.field: column.why for column in found.columns} == dict.fromkeys(
        ("village_id", "number", "lat", "lon"), "content"
    )


def test_a_column_of_links_is_a_position_whatever_it_is_called():
    rows = [
        ("Desa", "TPS", "Keterangan"),
        ("A", "1", "https://maps.google.com/?q=-7.7,112.8"),
        ("A", "2", "https://goo.gl/maps/x"),
    ]
    assert fields(table(rows))["position"] == "Keterangan"


def test_voters_of_one_sex_are_not_the_voters():
    rows = [("Desa", "TPS", "DPT L", "DPT P", "DPT L+P"), ("A", "1", "150", "151", "301")]
    assert fields(table(rows))["registered_voters"] == "DPT L+P"


FORBIDDEN = (
    "Perolehan Suara",
    "Agama",
    "Suku",
    "No HP",
    "NIK",
    "Nama Ketua KPPS",
    "Telp.",
    "phone_number",
    "Partai",
)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_column_that_must_not_be_stored_is_never_taken(name):
    sheet = table([("Desa", "TPS", name), ("A", "1", "rahasia")])
    found = doctor.recognise(sheet)
    assert found.forbidden == (name,)
    assert "rahasia" not in found.to_toml()
    with pytest.raises(InputError):
        found.with_field(name, "place")


def test_numbers_of_persons_are_known_by_what_they_look_like():
    rows = [
        ("Desa", "TPS", "Lain"),
        ("A", "1", "081234567890"),
        ("A", "2", "+62 812-3456-7890"),
        ("A", "3", "3514231234560001"),
    ]
    assert doctor.recognise(table(rows)).forbidden == ("Lain",)


def test_what_only_holds_a_forbidden_word_is_taken_all_the_same():
    assert not vocabulary.is_forbidden("Tempat Pemungutan Suara")
    assert not vocabulary.is_forbidden("last_margin_pct")
    assert (
        fields(table([("Desa", "Tempat Pemungutan Suara"), ("A", "1")]))["number"]
        == "Tempat Pemungutan Suara"
    )


def test_no_word_of_a_forbidden_column_gets_into_findings():
    rows = [
        ("Kode Desa", "TPS", "No HP"),
        ("35.14.23.2001", "1", "0812-secret"),
        ("JUMLAH", None, "0812-secret"),
        (None, None, "0812-secret"),
    ]
    found = doctor.examine(table(rows), villages=villages())
    assert "secret" not in found.findings.to_csv()


def test_a_mapping_is_changed_one_column_at_a_time():
    found = doctor.recognise(table([("A", "B", "Lintang"), ("1", "2", "-7.7")]), kind="stations")
    changed = found.with_field("A", "number").with_field("B", "number").with_field("Lintang", "")
    assert changed.fields == {"number": "B"}
    assert found.fields == {"lat": "Lintang"}
    assert {column.name: column.why for column in changed.columns}["B"] == "user"


@pytest.mark.parametrize(("column", "field"), [("C", "number"), ("A", "religion")])
def test_a_mapping_knows_no_other_columns_and_fields(column, field):
    found = doctor.recognise(table([("A", "Desa"), ("1", "x")]), kind="stations")
    with pytest.raises(InputError):
        found.with_field(column, field)


def test_a_saved_mapping_is_found_by_the_columns_in_whatever_order(tmp_path):
    sheet = table([("Nomor Urut TPS ini", "Desa", "No HP"), ("1", "A", "0812")])
    saved = doctor.recognise(sheet, kind="stations").with_field("Nomor Urut TPS ini", "number")
    path = mapping.save(saved, tmp_path)
    again = mapping.load(["desa", "NO HP", "nomor urut tps ini"], tmp_path)
    assert path.stem == saved.signature == again.signature
    assert again.fields == {"village": "desa", "number": "nomor urut tps ini"}
    assert again.forbidden == ("NO HP",)
    assert {column.why for column in again.columns} == {"saved", "forbidden"}
    assert mapping.load(["other"], tmp_path) is None


def test_a_saved_mapping_cannot_bring_in_what_must_not_be_stored(tmp_path):
    made = mapping.Mapping(
        kind="stations", columns=(mapping.Column(name="Agama", field="place", confidence=1.0, why="user"),)
    )
    mapping.save(made, tmp_path)
    assert mapping.load(["Agama"], tmp_path).fields == {}


def test_the_mapping_of_another_sheet_is_refused():
    other = doctor.recognise(table([("Desa", "TPS"), ("A", "1")]))
    with pytest.raises(InputError):
        doctor.examine(stations(station()), mapping=other.with_field("Desa", "place"))


def test_every_field_has_names_and_no_name_is_forbidden():
    for kind in vocabulary.KINDS:
        names = vocabulary.names(kind)
        assert set(vocabulary.fields(kind)) == set(names.values())
        assert [name for name in names if vocabulary.is_forbidden(name)] == []
