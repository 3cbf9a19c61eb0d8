"""The invented province: the same from the same seed, real only where it says so, and fit to be evaluated."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest
import shapely

from geo import operation as operations
from geo.evaluate import evaluate
from geo.scenario import Scenario


@pytest.fixture(scope="module")
def province(module):
    return module("province")


@pytest.fixture(scope="module")
def facts(data_home):
    return pd.read_csv(data_home / "facts" / "regencies.csv", dtype={"code": str})


def chosen(province, data_home, *codes):
    small = province.regencies(data_home / "facts", small=True)
    return [it for it in small if it.code in codes]


def test_the_facts_are_38_regencies_of_east_java(facts, province, data_home):
    assert len(facts) == facts["code"].nunique() == facts["name"].nunique() == 38
    assert facts["code"].str.fullmatch(r"35\.\d\d").all()
    assert facts["villages_2025"].sum() == 8_494
    assert facts["stations_2024"].sum() == 120_666
    whole = province.regencies(data_home / "facts")
    assert sum(it.villages for it in whole) == 8_494
    assert sum(it.stations for it in whole) == 120_666


def test_outlines_are_about_as_large_as_the_regencies_and_hardly_overlap(facts, module):
    shapes = [module("parcels").outline_of(it) for it in facts["outline"]]
    assert all(it.is_valid for it in shapes)
    ratio = pd.Series([it.area / 1e6 for it in shapes]) / facts["area_km2"]
    assert 0.8 < ratio.median() < 1.25
    joined = shapely.union_all(shapes).area
    assert sum(it.area for it in shapes) < 1.01 * joined


def test_the_same_seed_makes_the_same_data_and_another_one_other_data(province, data_home, tmp_path):
    (regency,) = chosen(province, data_home, "35.76")
    first, again, other = (province.build_regency(regency, seed) for seed in ("a", "a", "b"))
    assert first.digest == again.digest != other.digest
    operations.save(first, tmp_path / "one")
    assert operations.load(tmp_path / "one").digest == first.digest


def test_villages_fill_their_regency_and_hold_their_stations(province, data_home, module):
    for regency in chosen(province, data_home, "35.01", "35.79"):
        made = province.build_regency(regency, "seed")
        whole = shapely.union_all(module("parcels").on_grid([module("parcels").outline_of(regency.outline)]))
        joined = shapely.union_all(made.villages.geometry.to_numpy())
        assert shapely.symmetric_difference(joined, whole).area < 0.001 * whole.area
        home = made.villages.geometry.loc[made.stations["village_id"]].to_numpy()
        near = shapely.distance(home, made.stations.geometry.to_numpy())
        assert near.max() < 1e-5
        assert len(made.stations) == regency.stations
        assert len(made.villages) == regency.villages


def test_every_operation_says_that_it_is_invented_and_can_be_evaluated(province, data_home):
    (regency,) = chosen(province, data_home, "35.78")
    made = province.build_regency(regency, "seed")
    assert made.meta.schematic
    assert "stations.point" in made.meta.simulated
    assert "SIMULASI" in made.meta.name
    assert set(made.stations["location_quality"]) == {"simulated"}
    result = evaluate(made, Scenario())
    assert result.checks["ok"].all()
    assert 0 < result.summary["covered"] <= len(made.stations)


def test_the_small_set_is_written_as_folders_with_their_digests(
    province, module, tmp_path, capsys, monkeypatch
):
    few = [it for it in province.regencies(province.HERE / "facts", small=True) if it.code >= "35.76"]
    monkeypatch.setattr(province, "regencies", lambda _facts, *, small: few)
    assert module("build").main(["province", str(tmp_path / "out"), "--small", "--seed", "3"]) == 0
    told = capsys.readouterr().out.splitlines()
    names = sorted(it.name for it in (tmp_path / "out").iterdir())
    assert names == ["3576-kota-mojokerto", "3577-kota-madiun", "3578-kota-surabaya", "3579-kota-batu"]
    assert told[0].endswith(operations.load(tmp_path / "out" / names[0]).digest)
    assert told[-1].endswith("(SIMULASI, seed 3)")


def test_shares_of_stations_add_up_and_none_is_left_out(province):
    rng = province.seed_of("counts")
    for total, count in ((10, 10), (11, 10), (997, 13)):
        made = province._counts(total, count, rng)
        assert made.sum() == total
        assert made.min() >= 1


def test_the_facts_are_named_with_their_source(data_home):
    told = (data_home / "README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256((data_home / "facts" / "regencies.csv").read_bytes()).hexdigest()
    assert "| facts/regencies.csv | codes and names cahyadsn/wilayah" in told
    assert digest in told
