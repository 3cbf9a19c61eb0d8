"""Bring the catalogues up to date with the code: `python -m dashboard.locale.gather`.

Messages are the first argument of `_()`, both arguments of `Fault()`, and the values of every dictionary
named in `TABLES`. Translations that exist are kept; what the code no longer says is dropped.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
LOCALE = Path(__file__).parent
TABLES = {"TERMS", "_RANGES", "_OTHER", "_REMEDY"}


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value)


def messages(source: str) -> Iterator[tuple[str, int]]:
    """Yield every message of a module with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = {"_": 1, "Fault": 2}.get(node.func.id, 0)
            for argument in node.args[:count]:
                yield from ((text, node.lineno) for text in _texts(argument))
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in TABLES
        ):
            yield from ((text, node.lineno) for text in _texts(node.value))


def gathered() -> dict[str, list[tuple[str, int]]]:
    """Return every message of `geo` and `dashboard` with the places where it stands."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in sorted([*(ROOT / "geo").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")]):
        for text, _line in messages(path.read_text(encoding="utf-8")):
            place = (path.relative_to(ROOT).as_posix(), 0)
            if place not in found.setdefault(text, []):
                found[text].append(place)
    return found


def refreshed(path: Path) -> Catalog:
    """Return a catalogue as it has to be: what the code says now, with the translations that exist."""
    language = path.parent.parent.name
    with path.open("rb") as file:
        old = read_po(file, locale=language)
    fresh = Catalog(
        locale=language,
        project="PetaPAM",
        version="1",
        header_comment="# What PetaPAM says. English is in the code; this file is under PetaPAM's licence.",
        charset="utf-8",
        fuzzy=False,
    )
    fresh.creation_date = fresh.revision_date = old.creation_date
    for text, places in sorted(gathered().items()):
        known = old.get(text)
        fresh.add(text, str(known.string) if known and known.string else "", locations=places)
    return fresh


def update(path: Path) -> list[str]:
    """Rewrite one catalogue and return the messages that still lack a translation."""
    fresh = refreshed(path)
    with path.open("wb") as file:
        write_po(file, fresh, width=110, omit_header=False, include_lineno=False, sort_output=True)
    return sorted(str(message.id) for message in fresh if message.id and not message.string)


def main() -> int:
    """Update every catalogue; the exit code is 1 while a translation is missing."""
    missing = {path.parent.parent.name: update(path) for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))}
    for language, texts in missing.items():
        print(f"{language}: {len(texts)} without a translation")
        for text in texts:
            print(f"  {text}")
    return int(any(missing.values()))


if __name__ == "__main__":
    raise SystemExit(main())
