"""Recognition: what a sheet lists, and which of its columns is which field."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from geo.intake import contents, vocabulary
from geo.intake.header import Table
from geo.intake.mapping import Column, Mapping, Why
from geo.intake.text import plain
from geo.schema import Kind

ENOUGH = 0.45
"""A guess by content below this takes no column."""
SIMILAR = 88
"""Score (0..100) from which a name with a slip of the pen is still the name."""
PERSONS = 0.5
EXAMPLE_LENGTH = 80
EXACT, PHRASE, SLIP = 1.0, 0.85, 0.75
FEWEST_LETTERS = 4
WEAK = {"number", "registered_voters"}
"""Fields that content alone tells only where a column has no name: RT and RW are small numbers too."""
CLEAR = 0.75
"""From here on content is told by words, as in "TPS 3", not by the size of a number."""
NAMELESS = "column "
"""How the name of a column begins that has none."""
UNLIKE = 0.2
"""What is left of a name that its cells belie."""
Guess = tuple[str, float, Why]


def _by_name(name: str, kind: Kind) -> Guess | None:
    """Return the field that a column's name says: exactly, as a phrase within it, or but for a slip."""
    told, names = plain(name), vocabulary.names(kind)
    if told in names:
        return names[told], EXACT, "name"
    if not told or told in vocabulary.serials():
        return None
    words = set(told.split())
    inside = [known for known in names if len(known) > 1 and set(known.split()) <= words]
    if inside:
        best = max(inside, key=lambda known: (known not in vocabulary.generic(), len(known), known))
        if (
            names[best] == "registered_voters"
            and len((words - set(best.split())) & vocabulary.one_sex()) == 1
        ):
            return None
        share = len(best) / len(told) if best not in vocabulary.generic() else 0.0
        return names[best], round(PHRASE * (0.5 + share / 2), 3), "name"
    close = process.extractOne(
        told, [it for it in names if len(it) >= FEWEST_LETTERS], scorer=fuzz.ratio, score_cutoff=SIMILAR
    )
    return (names[close[0]], SLIP, "similar name") if close is not None else None


def _fits(field: str, found: dict[str, float]) -> float:
    """Return how well cells suit a field that the name gives: 0.2..1; 1 where content says nothing of it."""
    if not found:
        return 1.0
    if field == "position":
        return 1.0 if found.get("position", 0.0) > UNLIKE else UNLIKE
    if field in {"number", "registered_voters"}:
        unlike = max(found.get("position", 0.0), found.get("shape", 0.0))
        return 1.0 - 0.8 * unlike
    return 1.0


def _guess(name: str, looks: dict[str, float], kind: Kind) -> list[Guess]:
    """Return what a column may be, the likeliest first."""
    found: list[Guess] = []
    named = _by_name(name, kind)
    if named is not None:
        field, confidence, why = named
        found.append((field, round(confidence * _fits(field, looks), 3), why))
    if plain(name) not in vocabulary.serials():
        for field, confidence in looks.items():
            weak = field in WEAK and confidence < CLEAR and not plain(name).startswith(NAMELESS)
            if field in vocabulary.fields(kind) and confidence >= ENOUGH and not weak:
                found.append((field, round(min(confidence, 0.8), 3), "content"))
    return sorted(found, key=lambda it: -it[1])


def _column(name: str, cells: list[str]) -> Column:
    """Return a column that is not taken, and why not."""
    if vocabulary.is_forbidden(name) or contents.share(cells, contents.is_person) > PERSONS:
        return Column(name=name, why="forbidden", confidence=1.0)
    serial = plain(name) in vocabulary.serials() or (
        plain(name).startswith(NAMELESS) and contents.is_serial(cells)
    )
    return Column(
        name=name, why="serial" if serial else "unknown", example=cells[0][:EXAMPLE_LENGTH] if cells else ""
    )


def _columns(bare: dict[str, Column], looks: dict[str, dict[str, float]], kind: Kind) -> tuple[Column, ...]:
    """Return the columns with their fields: every field goes to the column that is likeliest to be it."""
    free = [name for name, column in bare.items() if column.why == "unknown"]
    wishes = [
        (-confidence, place, name, field, why)
        for place, name in enumerate(free)
        for field, confidence, why in _guess(name, looks[name], kind)
    ]
    taken: dict[str, tuple[str, float, Why]] = {}
    for cost, _, name, field, why in sorted(wishes):
        if name not in taken and field not in {it[0] for it in taken.values()}:
            taken[name] = (field, -cost, why)
    return tuple(
        bare[name].model_copy(
            update=dict(zip(("field", "confidence", "why"), taken[name], strict=True))
            if name in taken
            else {}
        )
        for name in bare
    )


def _score(columns: tuple[Column, ...], kind: Kind, table: Table) -> float:
    """Return how much a table is like a list of such things."""
    telling = {
        "stations": {
            "number": 2.0,
            "station_id": 2.0,
            "place": 0.5,
            "registered_voters": 0.5,
            "village": 0.5,
        },
        "units": {
            "personnel": 2.0,
            "force": 2.0,
            "kind": 1.0,
            "unit_id": 2.0,
            "turnout_min": 1.0,
            "sector": 1.0,
        },
        "villages": {
            "electing": 1.5,
            "name": 0.5,
            "shape": 2.0,
            "village_id": 0.5,
            "registered_voters": 0.25,
        },
    }[kind]
    score = sum(telling.get(it.field, 0.0) * it.confidence for it in columns if it.field)
    words = f" {plain(table.sheet.name)} {plain(table.sheet.file)} "
    score += 0.75 * any(f" {word} " in words for word in vocabulary.kind_words()[kind])
    if table.shapes is not None and kind == "villages":
        score += 2.0 * _polygons(table)
    return score


def _polygons(table: Table) -> bool:
    """Return whether the first shape of a layer is an area: its WKB type is (multi)polygon or collection."""
    shapes = [] if table.shapes is None else [it for it in table.shapes[:50] if it is not None]
    types = {int.from_bytes(it[1:5], "little" if it[0] == 1 else "big") & 0xFF for it in shapes}
    areal = {3, 6, 7, 3 + 232, 6 + 232}
    return bool(types & areal)


def recognise(table: Table, *, kind: Kind | None = None) -> Mapping:
    """Return what the columns of a table are taken for.

    Names count before content; a name that its cells belie counts little. Without `kind` the sheet is what
    its columns, its shapes and its name are most like; `kind_confidence` is its lead over the next.
    """
    samples = {name: contents.sample(table.cells[name]) for name in table.names}
    kinds: tuple[Kind, ...] = vocabulary.KINDS if kind is None else (kind,)
    bare = {name: _column(name, cells) for name, cells in samples.items()}
    looks = {
        name: contents.guesses(cells) if bare[name].why == "unknown" else {}
        for name, cells in samples.items()
    }
    found = {it: _columns(bare, looks, it) for it in kinds}
    if kind is not None:
        return Mapping(kind=kind, columns=found[kind])
    scores = {it: _score(found[it], it, table) for it in kinds}
    best = max(kinds, key=lambda it: (scores[it], -kinds.index(it)))
    rest = max(score for it, score in scores.items() if it != best)
    lead = (scores[best] - rest) / scores[best] if scores[best] > 0 else 0.0
    return Mapping(kind=best, kind_confidence=round(min(1.0, 0.5 + lead), 3), columns=found[best])
