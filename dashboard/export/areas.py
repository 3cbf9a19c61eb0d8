"""Areas: the parts of an operation that a sheet can show or an atlas can turn into pages, by name."""

from __future__ import annotations

from geo.evaluate import Evaluation


def names(evaluation: Evaluation, kind: str, *, posted: bool = False) -> dict[str, str]:
    """Return every part of a kind that has a station or a village, by key, in the order of an atlas.

    Parameters
    ----------
    posted : whether units are those that post people, without Linmas, who guard at home; else those that are
        the first at a station.
    """
    villages, units = evaluation.operation.villages, evaluation.units
    electing = villages[villages["electing"]]
    if kind == "district":
        return {str(it): str(it) for it in sorted(set(electing["district"]))}
    if kind == "village":
        ordered = electing.sort_values(["district", "name", "village_id"])
        return {str(key): str(name) for key, name in ordered["name"].items()}
    if kind == "sector":
        return {str(it): str(it) for it in sorted(set(units["sector"].dropna()) - {""})}
    going = units[units.index.isin(evaluation.stations["unit_id"])]
    if posted:
        own = units.index.isin(evaluation.posting.rows["unit_id"])
        going = units[own & units["force"].ne("linmas").to_numpy()]
    going = going.sort_values(["name", "unit_id"])
    return {str(key): str(name) for key, name in going["name"].items()}
