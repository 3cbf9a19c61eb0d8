"""The demonstration operations add up to what was published, and flag what was not."""

from __future__ import annotations

import tomllib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

CITY, REGENCY = "pasuruan-kota-2022", "pasuruan-2023"
SEVEN = {"Nguling", "Grati", "Lekok", "Rejoso", "Gondangwetan", "Pohjentrek", "Kraton"}


@pytest.fixture(params=[CITY, REGENCY])
def operation(request, shipped):
    return shipped[request.param]


def _by_force(operation):
    return operation.units.groupby("force")["personnel"].sum().to_dict()


def _electing(operation):
    return operation.villages[operation.villages["electing"]]


def test_the_city_operation_holds_152_stations_in_21_of_111_villages(shipped):
    city = shipped[CITY]
    assert len(city.villages) == 111
    assert set(city.villages["district"]) == SEVEN == set(_electing(city)["district"])
    assert len(_electing(city)) == 21
    assert len(city.stations) == 152
    assert city.stations.groupby("village_id").size().between(3, 12).all()


def test_the_city_operation_adds_up_to_950(shipped):
    forces = _by_force(shipped[CITY])
    assert forces == {"polri": 300, "brimob": 100, "tni": 100, "linmas": 450}
    assert sum(forces.values()) == 950


def test_villages_known_by_name_are_the_published_ones(shipped):
    city = _electing(shipped[CITY])
    named = city[city["selection"] == "published"]
    assert set(zip(named["district"], named["name"], strict=True)) == {
        ("Kraton", "Kalirejo"), ("Pohjentrek", "Sungikulon"), ("Gondangwetan", "Brambang"),
        ("Gondangwetan", "Gondangrejo"),
    }  # fmt: skip
    regency = _electing(shipped[REGENCY])
    assert set(regency[regency["selection"] == "published"]["name"]) == {
        "Sumbersuko", "Karangrejo", "Sukodermo", "Nogosari", "Dayurejo", "Jeruk Purut", "Tanggulangin",
        "Patebon", "Cobanjoyo", "Kepuh", "Benerwojo", "Rebono",
    }  # fmt: skip
    assert "Purwodadi" in set(regency["district"])


def test_brambang_and_gondangrejo_have_six_stations_together(shipped):
    city = shipped[CITY]
    both = city.villages["village_id"][city.villages["name"].isin(["Brambang", "Gondangrejo"])]
    assert city.stations["village_id"].isin(both).sum() == 6


def test_the_regency_operation_holds_31_villages_in_13_districts_and_1200_personnel(shipped):
    regency = shipped[REGENCY]
    assert len(_electing(regency)) == 31
    assert _electing(regency)["district"].nunique() == regency.villages["district"].nunique() == 13
    assert _by_force(regency)["polri"] == 600
    assert regency.units["personnel"].sum() == 1200
    assert regency.stations.groupby("village_id").size().between(5, 8).all()


def test_a_brimob_platoon_is_on_call_in_each_of_the_three_sectors(shipped, data_home):
    units = shipped[REGENCY].units
    reserve = units[units["force"] == "brimob"].set_index("sector")
    assert reserve["personnel"].to_dict() == {"Pandaan": 30, "Purwosari": 30, "Kejayan": 30}
    assert reserve["kind"].eq("standby").all()
    polsek = units[units["kind"] == "polsek"].set_index("name")
    for sector, row in reserve.iterrows():
        assert row.geometry.distance(polsek.loc[f"Polsek {sector}"].geometry) < 0.005
    sectors = pd.read_csv(data_home / "facts" / "sectors.csv")
    assert sectors.groupby("sector").size().to_dict() == {"Kejayan": 6, "Pandaan": 5, "Purwosari": 5}
    assert polsek.loc["Polsek Nongkojajar", "sector"] == "Purwosari"
    assert polsek.loc["Polsek Prigen", "sector"] == ""


def test_six_villages_of_2023_are_rawan_by_a_signed_and_sourced_decision(shipped):
    overrides = pd.DataFrame(shipped[REGENCY].meta["class_override"])
    villages = shipped[REGENCY].villages.set_index("village_id")
    districts = villages.loc[overrides["village_id"], "district"].value_counts().to_dict()
    assert districts == {"Pasrepan": 2, "Winongan": 1, "Purwosari": 2, "Gempol": 1}
    assert villages.loc[overrides["village_id"], "electing"].all()
    assert set(overrides["class_id"]) == {"elevated"}
    assert overrides["reason"].str.contains("https://").all()
    assert "class_override" not in shipped[CITY].meta


def test_polsek_carry_their_real_names(shipped):
    def polsek(operation):
        units = operation.units
        return set(units["name"][units["kind"] == "polsek"])

    assert polsek(shipped[CITY]) == {f"Polsek {d}" for d in SEVEN - {"Gondangwetan"}} | {"Polsek Keboncandi"}
    assert len(polsek(shipped[REGENCY])) == 17
    assert "Polsek Tutur" not in polsek(shipped[REGENCY])


def test_stations_lie_inside_their_village_well_apart_from_each_other(operation, module):
    shapes = operation.villages.set_index("village_id").geometry
    cells = shapes.loc[operation.stations["village_id"]].to_numpy()
    assert shapely.contains_properly(cells, operation.stations.geometry.to_numpy()).all()
    metres = module("outline").to_metres
    for _, group in operation.stations.groupby("village_id"):
        points = metres(group[["lon", "lat"]].to_numpy(float))
        apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
        assert apart[np.triu_indices(len(points), 1)].min() > 100


def test_stations_are_numbered_from_one_and_hold_one_to_500_voters(operation):
    stations = operation.stations
    assert stations["station_id"].is_unique
    assert stations["registered_voters"].between(1, 500).all()
    for _, group in stations.groupby("village_id"):
        assert group["number"].tolist() == list(range(1, len(group) + 1))


def test_voters_of_a_village_are_the_sum_of_its_stations(operation):
    voters = operation.stations.groupby("village_id")["registered_voters"].sum()
    electing = _electing(operation).set_index("village_id")
    assert electing["registered_voters"].astype(int).to_dict() == voters.to_dict()
    assert operation.villages.loc[~operation.villages["electing"], "registered_voters"].isna().all()


def test_only_villages_that_are_no_kelurahan_hold_an_election(operation, data_home):
    facts = pd.read_csv(data_home / "facts" / "villages.csv", index_col="village_id")
    assert facts.loc[_electing(operation)["village_id"], "kind"].eq("desa").all()
    assert set(_electing(operation)["selection"]) == {"published", "chosen"}
    assert operation.villages.loc[~operation.villages["electing"], "selection"].eq("").all()


def test_every_electing_village_has_its_linmas_two_per_station_at_least(operation):
    linmas = operation.units[operation.units["force"] == "linmas"].set_index("village_id")["personnel"]
    assert linmas.index.is_unique
    assert set(linmas.index) == set(_electing(operation)["village_id"])
    assert (linmas >= 2 * operation.stations.groupby("village_id").size()).all()
    others = operation.units[operation.units["force"] != "linmas"]
    assert others["village_id"].eq("").all()


def test_everything_that_is_simulated_is_flagged(operation, data_home):
    flags = set(operation.meta["simulated"])
    described = tomllib.loads((data_home / "indicators.toml").read_text(encoding="utf-8"))["indicator"]
    indicators = {table["id"] for table in described if table["level"] == "village"}
    assert indicators <= set(operation.villages.columns)
    assert {f"villages.{name}" for name in indicators} <= flags
    assert {"stations.point", "stations.registered_voters", "units.point", "units.personnel"} <= flags
    assert "villages.electing" in flags
    assert operation.stations["location_quality"].eq("simulated").all()
    assert all(set(note) == {"id", "en"} for note in operation.meta["notes"])
    assert "SIMULASI" in operation.meta["notes"][0]["id"]


def test_the_registers_are_invented_openly_and_name_only_what_is_there(operation, data_home):
    folder = data_home / "operations" / operation.meta["id"]
    reports = pd.read_csv(folder / "readiness.csv")
    entries = pd.read_csv(folder / "preparations.csv", dtype=str)
    assert {"readiness", "preparations"} <= set(operation.meta["simulated"])
    assert entries["note"].eq("SIMULASI").all()
    electing = set(_electing(operation)["village_id"])
    assert set(entries["village_id"]) < electing
    assert (entries["date"] < str(operation.meta["election_day"])).all()
    assert set(entries["state"]) == {"done", "open"}
    units = operation.units.set_index("unit_id")
    assert 0 < len(set(units.index) - set(reports["unit_id"])) < 0.2 * len(units)
    people = reports[reports["item"] == "personnel"].set_index("unit_id")
    assert people["planned"].eq(units["personnel"].reindex(people.index)).all()
    assert 0 < (people["planned"] - people["present"]).clip(lower=0).sum() < 0.1 * people["planned"].sum()
    assert people["present"].gt(people["planned"]).any()


def test_indicators_stay_in_range_spread_out_and_are_partly_unknown(operation):
    electing = _electing(operation)
    levels = (
        "gambling", "conflict_history", "protest_history", "organiser_readiness", "remoteness", "unrest_now",
    )  # fmt: skip
    ranges = {"candidates": (2, 5), "last_margin_pct": (0, 60), "incumbent_stands": (0, 1),
              "candidate_dispute": (0, 1), **dict.fromkeys(levels, (0, 3))}  # fmt: skip
    values = electing[list(ranges)].astype(float)
    for name, (low, high) in ranges.items():
        assert values[name].dropna().between(low, high).all()
        assert values[name].min() < values[name].max(), name
    assert 0 < values.isna().sum().sum() < 0.15 * values.size
    calm = operation.villages[~operation.villages["electing"]]
    assert calm[list(ranges)].isna().all(axis=None)


def test_published_numbers_agree_with_the_counted_ones(operation):
    forces = _by_force(operation)
    counted = {
        "stations": len(operation.stations), "electing_villages": len(_electing(operation)),
        "districts": _electing(operation)["district"].nunique(), "personnel": sum(forces.values()),
        **{f"personnel.{force}": total for force, total in forces.items()},
    }  # fmt: skip
    for fact in operation.meta["published"]:
        assert counted[fact["key"]] == fact["value"], fact["key"]
        assert fact["source"].startswith("https://")


def test_some_stations_of_2022_lie_beyond_ten_minutes_and_most_do_not(shipped, module):
    report = module("report")
    minutes = report.police_minutes(shipped[CITY].stations, shipped[CITY].units)
    assert 12 <= (minutes > report.THRESHOLD_MIN).sum() <= 30


def test_the_land_around_is_the_other_districts_and_meets_the_operation_without_overlap(operation, data_home):
    ground = gpd.read_file(data_home / "operations" / operation.meta["id"] / "ground.geojson")
    assert not set(ground["name"]) & set(operation.villages["district"])
    assert len(ground) + operation.villages["district"].nunique() == 28 + 1
    assert ground["name"].tolist()[0] == ""
    inside = shapely.union_all(operation.villages.geometry.to_numpy())
    around = shapely.union_all(ground.geometry.to_numpy())
    assert inside.intersection(around).area == pytest.approx(0, abs=1e-12)
    assert inside.intersection(around).length > 0
