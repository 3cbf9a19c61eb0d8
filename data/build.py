"""Build the demonstration operations from the facts: `python data/build.py [--check]`.

`python data/build.py province OUT` makes a whole province to measure with; see `province`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from pathlib import Path

import province
from cells import build_cells
from inventory import write_inventory
from operations import build_operation, read_tables
from report import report_lines
from writing import write_operation

HERE = Path(__file__).resolve().parent


def build(target: Path) -> list[str]:
    """Write the operations below `target` and return the lines of the report.

    Parameters
    ----------
    target : folder that gets `operations/` and the table in `README.md`.
    """
    facts = HERE / "facts"
    cells = build_cells(facts)
    tables = read_tables(facts)
    described = tomllib.loads((facts / "operations.toml").read_text(encoding="utf-8"))
    built = [build_operation(fact, cells, tables) for fact in described["operation"]]
    for operation in built:
        write_operation(target / "operations" / operation.meta["id"], operation)
    write_inventory(HERE, target)
    return report_lines(cells, built)


def differences(target: Path) -> list[str]:
    """Return the built files below `target` that are not byte for byte the committed ones."""
    made = sorted(path.relative_to(target) for path in target.rglob("*") if path.is_file())
    return [
        path.as_posix() for path in made
        if not (HERE / path).is_file() or (HERE / path).read_bytes() != (target / path).read_bytes()
    ]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Build, or compare with `--check`; return 0, or 1 where committed files differ."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["province"]:
        return province.main(words[1:])
    parser = argparse.ArgumentParser(description="Build the demonstration operations from data/facts.")
    parser.add_argument("--check", action="store_true", help="build elsewhere and compare bytes")
    options = parser.parse_args(words)
    if not options.check:
        print("\n".join(build(HERE)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(build(Path(folder))))
        differing = differences(Path(folder))
    for name in differing:
        print(f"differs: data/{name}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
