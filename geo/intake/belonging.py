"""Belonging: the village of every row, by its code, else by its name in its district, else by its point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.intake import codes, naming
from geo.intake.gazetteer import Gazetteer
from geo.intake.ledger import Ledger
from geo.intake.naming import Match

WORDS = ("village_id", "village", "district", "regency")
"""Fields by which a row says where it belongs."""
BY_NAME, BY_POINT, BY_SHORT_CODE = 0.95, 0.6, 0.9
AREA = 2
"""Dimensions of a shape with an area."""
Said = tuple[str, str, str, str]


@dataclass(frozen=True, eq=False)
class Belonging:
    """Where rows belong: position in the gazetteer (n,), -1 where none is known; id as text (n,) or None."""

    at: np.ndarray
    ids: np.ndarray


def _differs(gazetteer: Gazetteer, at: int, said: Said) -> Match:
    """Return what is to say of a known code beside another name."""
    _, name, area, regency = said
    if not name or naming.agrees(gazetteer, at, name):
        return Match(at)
    named = naming.by_name(gazetteer, name, area=area or str(gazetteer.districts[at]), regency=regency)
    other = str(gazetteer.ids[named.at]) if named.at >= 0 and named.at != at else None
    return Match(at, "code_and_name_differ", "questioned", 0.5, other)


def _by_other_code(gazetteer: Gazetteer, code: codes.Code, said: Said) -> Match | None:
    """Return the village of a code that lost digits, where one village alone can be meant."""
    if code.rule != "code_short":
        return None
    hits = [gazetteer.by_id[full] for full in codes.lengthened(code.text) if full in gazetteer.by_id]
    hits = [at for at in hits if not said[1] or naming.agrees(gazetteer, at, said[1])]
    return Match(hits[0], "code_short", "repaired", BY_SHORT_CODE) if len(hits) == 1 else None


def match(gazetteer: Gazetteer, said: Said) -> Match:
    """Return the village that a row's code, name, district and regency mean."""
    code = codes.village_code(said[0]) if said[0] else codes.Code("")
    for told in (code.text, said[0].strip()):
        if told and told in gazetteer.by_id:
            return _differs(gazetteer, gazetteer.by_id[told], said)
    if (found := _by_other_code(gazetteer, code, said)) is not None:
        return found
    area = said[2]
    if not area and (inside := gazetteer.coded.get(codes.district_of(code.text))):
        area = str(gazetteer.districts[inside[0]])
    if not said[1]:
        rule = "village_unknown" if said[0] else "village_missing"
        return Match(-1, rule, "questioned", 0.0)
    named = naming.by_name(gazetteer, said[1], area=area, regency=said[3])
    if said[0] and named.at >= 0 and named.status != "questioned":
        rule = "code_of_bps" if code.rule == "code_of_bps" else "code_unknown"
        sure = bool(area) or codes.regency_of(code.text) == codes.regency_of(str(gazetteer.ids[named.at]))
        return named._replace(
            rule=rule,
            status="repaired" if sure else "questioned",
            confidence=BY_NAME if sure else BY_NAME / 2,
            other=str(gazetteer.names[named.at]),
        )
    return named


def _said(texts: Mapping[str, pd.Series], n: int) -> tuple[np.ndarray, list[Said]]:
    """Return (group of each row, what each group says of its village)."""
    blank = np.full(n, "", dtype=object)
    columns = [texts[it].fillna("").to_numpy(object) if it in texts else blank for it in WORDS]
    group = np.zeros(n, dtype=np.int64)
    for column in columns:
        codes_, known = pd.factorize(column)
        group = group * (len(known) + 1) + codes_
        group = pd.factorize(group)[0]
    _, first = np.unique(group, return_index=True)
    return group, [
        (str(a), str(b), str(c), str(d)) for a, b, c, d in zip(*(it[first] for it in columns), strict=True)
    ]


def around(gazetteer: Gazetteer, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return the position of the village in whose shape each point lies (n,), -1 where in none."""
    found = np.full(len(lon), -1, dtype=np.int64)
    there = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    tree = shapely.STRtree(gazetteer.shapes)
    points = shapely.points(lon[there], lat[there])
    hit, village = tree.query(points, predicate="intersects")
    areal = (
        shapely.get_dimensions(gazetteer.shapes[village]) == AREA if len(village) else np.zeros(0, dtype=bool)
    )
    hit, village = hit[areal], village[areal]
    order = np.lexsort((village, hit))
    hit, village = hit[order][::-1], village[order][::-1]
    found[there[hit]] = village
    return found


def _unmatched(texts: Mapping[str, pd.Series], ledger: Ledger, *, required: bool) -> Belonging:
    """Return codes in the ministry's form where no villages are known to hold them against."""
    n = len(ledger.rows)
    told = texts["village_id"].to_numpy(object) if "village_id" in texts else np.full(n, None, dtype=object)
    kinds, names = pd.factorize(told)
    read = [codes.village_code(str(name)) for name in names]
    ids = np.array([*(code.text for code in read), None], dtype=object)[kinds]
    rules = np.array([*(code.rule for code in read), ""], dtype=object)[kinds]
    for rule in ("code_of_bps", "code_short"):
        at = np.flatnonzero((rules == rule) & ledger.open)
        ledger.add(at, "village_id", rule, status="questioned", before=told[at], confidence=0.3)
    at = np.flatnonzero(pd.isna(ids) & ledger.open) if required else np.zeros(0, dtype=np.int64)
    names_at = texts["village"].to_numpy(object)[at] if "village" in texts else None
    ledger.add(
        at, "village_id", "village_missing", status="questioned", before=names_at, confidence=0.0, needed=True
    )
    return Belonging(np.full(n, -1, dtype=np.int64), ids)


def settle(
    gazetteer: Gazetteer | None,
    texts: Mapping[str, pd.Series],
    ledger: Ledger,
    *,
    lon: np.ndarray,
    lat: np.ndarray,
    required: bool = True,
) -> Belonging:
    """Find the village of every row, and note what that took.

    Parameters
    ----------
    gazetteer : the known villages; None where there are none, then only codes are brought into one form.
    texts : what the rows say, by field of `WORDS` (n,).
    ledger : where findings go.
    lon, lat : degrees (n,); NaN without a point.
    required : whether a row without a village cannot be used; otherwise one that names none is no question.
    """
    if gazetteer is None:
        return _unmatched(texts, ledger, required=required)
    n = len(ledger.rows)
    group, said = _said(texts, n)
    found = [match(gazetteer, it) for it in said]
    at = (
        np.array([it.at for it in found] or [-1], dtype=np.int64)[group] if n else np.zeros(0, dtype=np.int64)
    )
    silent = np.array([not (it[0] or it[1]) for it in said], dtype=bool)
    rules = np.array([it.rule for it in found], dtype=object)
    if not required:
        rules[silent] = ""
    noted = np.flatnonzero((rules != "")[group] & ledger.open) if n else np.zeros(0, dtype=np.int64)
    inside = np.full(n, -1, dtype=np.int64)
    lost = noted[at[noted] < 0]
    if len(lost):
        inside[lost] = around(gazetteer, lon[lost], lat[lost])
    settled = at.copy()
    for (rule, status), rows in _noted(noted, group, found=found, rules=rules, inside=inside):
        _note(
            gazetteer,
            ledger,
            (rule, status),
            rows=rows,
            found=found,
            said=said,
            inside=inside,
            to=settled,
            required=required,
        )
    return Belonging(settled, np.array([*gazetteer.ids, None], dtype=object)[settled])


def _noted(
    rows: np.ndarray, group: np.ndarray, *, found: list[Match], rules: np.ndarray, inside: np.ndarray
) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    """Return (rule, status) with the rows of which it is to be noted: row, group, by_point."""
    frame = pd.DataFrame({"row": rows, "group": group[rows], "by_point": inside[rows] >= 0})
    frame["rule"] = (
        np.where(frame["by_point"], "village_by_point", rules[frame["group"]]) if len(rows) else ""
    )
    frame["status"] = [found[g].status for g in frame["group"]]
    return [
        ((str(rule), str(status)), it) for (rule, status), it in frame.groupby(["rule", "status"], sort=True)
    ]


def _note(
    gazetteer: Gazetteer,
    ledger: Ledger,
    how: tuple[str, str],
    *,
    rows: pd.DataFrame,
    found: list[Match],
    said: list[Said],
    inside: np.ndarray,
    to: np.ndarray,
    required: bool,
) -> None:
    """Note one rule for its rows, and write into `to` where they belong once decisions are heard."""
    rule, status = how
    here, group = rows["row"].to_numpy(), rows["group"].to_numpy()
    guess = np.array([found[g].at for g in group], dtype=np.int64)
    proposal = np.where(inside[here] >= 0, inside[here], guess)
    differs = rule == "code_and_name_differ"
    other = [found[g].other for g in group]
    after = [gazetteer.ids[p] if p >= 0 else None for p in proposal]
    confidence = np.where(rows["by_point"], BY_POINT, [found[g].confidence for g in group])
    if differs:
        proposal = np.array([gazetteer.by_id.get(str(it), -1) for it in other], dtype=np.int64)
        after = list(other)
    applied = ledger.add(
        here,
        "village_id",
        rule,
        status="repaired" if status == "repaired" else "questioned",
        before=[(said[g][0] if differs or not said[g][1] else said[g][1]) or None for g in group],
        after=after,
        confidence=confidence,
        other=[said[g][1] for g in group] if differs else other,
        needed=required and not differs,
    )
    to[here[applied & (proposal >= 0)]] = proposal[applied & (proposal >= 0)]
    if not differs:
        to[here[~applied]] = -1
