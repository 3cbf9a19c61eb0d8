"""`petapam export`: what leaves the screen, as files; the form is that of the file's name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dashboard import shelf
from dashboard.access import Actor
from dashboard.access import actor as access
from dashboard.console import err, out, plain_errors
from dashboard.export.options import Code, CopyKind, Language, Orientation, Paper, SheetOptions, ThemeId
from dashboard.export.products import PRODUCTS, Cut, Product, Request
from dashboard.service import exports
from geo import folder as folders
from geo import operation as operations
from geo.errors import Fault, ScenarioError
from geo.evaluate import Evaluation, evaluate
from geo.model import read_toml
from geo.scenario import Scenario


def _suffix(product: Product, file: Path) -> str:
    """Return how a file's name ends, the longest of the endings that a product knows; empty for none."""
    found = [it for it in product.suffixes if file.name.lower().endswith(it)]
    return max(found, key=len, default="")


def _product(kind: str, file: Path) -> Product:
    if kind not in PRODUCTS:
        fault = Fault(
            "There is no export {kind}", "Use one of {known}", {"kind": kind, "known": ", ".join(PRODUCTS)}
        )
        raise ScenarioError(fault)
    product = PRODUCTS[kind]
    if not _suffix(product, file):
        fault = Fault(
            "A {kind} cannot be a file {file}",
            "Let its name end in {known}",
            {"kind": kind, "file": file.name, "known": ", ".join(product.suffixes)},
        )
        raise ScenarioError(fault)
    return product


def _area(words: str) -> dict[str, Any]:
    """Return the area that words name: nothing, "district:Grati", or "bounds:112.8,-7.8,113.0,-7.6"."""
    kind, _colon, key = words.partition(":")
    if not words:
        return {}
    if kind != "bounds":
        return {"area": {"kind": kind, "key": key}}
    return {"area": {"kind": kind, "bounds": tuple(key.split(","))}}


def _made(product: Product, request: Request) -> bytes:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("drawing", total=None)
        return product.make(request, lambda done, total: bar.update(task, completed=done, total=total))


def _plan(file: Path | None) -> Scenario:
    return Scenario.from_toml(file) if file else Scenario()


def _imprint(who: Actor, options: SheetOptions, scenario: Scenario) -> dict[str, Any]:
    """Return what is printed of the plan, unless a choice says more, and the newest event."""
    unsaved = options.unsaved or (not options.plan and not scenario.name and scenario != Scenario())
    return {"event": exports.imprint(who), "unsaved": unsaved}


def _told(name: str, kind: str, *, key: str, of: tuple[Evaluation, SheetOptions]) -> exports.Made:
    """Return what the event says of a file."""
    plan, options = of
    return exports.Made(
        name,
        kind,
        digest=plan.digest,
        theme=options.theme if kind in {"sheet", "atlas"} else "",
        operation=key,
        row_count=plan.summary["stations"],
        plan=options.plan or plan.scenario.name,
        version=options.version,
        unsaved=options.unsaved,
        copy=options.redaction,
    )


OperationArgument = Annotated[
    str, typer.Argument(metavar="OPERATION", help="A folder with operation.toml, or a shipped id.")
]
FileOption = Annotated[Path, typer.Option("--out", help="The file to write; its ending says the form.")]
KindOption = Annotated[str, typer.Option(help=f"What to make: {', '.join(PRODUCTS)}.")]
ScenarioOption = Annotated[Path | None, typer.Option(help="Scenario file (TOML); without it, the defaults.")]
AgainstOption = Annotated[Path | None, typer.Option(help="Scenario to compare with (theme difference).")]
ChoicesOption = Annotated[
    Path | None,
    typer.Option("--options", help="File (TOML) with every choice: annex, number, date, copy_no, title ..."),
]
AreaOption = Annotated[
    str, typer.Option(help="district:NAME, village:ID, unit:ID, sector:NAME or bounds:W,S,E,N [degrees].")
]
DpiOption = Annotated[int | None, typer.Option(help="Dots per inch of a PNG: 150 or 300.")]
LayerOption = Annotated[
    str, typer.Option(help="One layer of a GIS file: villages, stations, units ...; without it, all.")
]
TableOption = Annotated[str, typer.Option(help="Table of a CSV: posting, load, gaps, need, checks ...")]
AuthorOption = Annotated[str, typer.Option(help="Who has it made; the manifest of a pack says so.")]
MonochromeOption = Annotated[bool, typer.Option(help="Greys, hatches and shapes alone.")]


def export(
    operation: OperationArgument,
    *,
    file: FileOption,
    kind: KindOption = "sheet",
    theme: Annotated[ThemeId | None, typer.Option(help="Which question the map answers.")] = None,
    scenario: ScenarioOption = None,
    against: AgainstOption = None,
    area: AreaOption = "",
    by: Annotated[Cut, typer.Option(help="Pages of an atlas.")] = "village",
    paper: Annotated[Paper | None, typer.Option(help="Size of the page.")] = None,
    orientation: Annotated[Orientation | None, typer.Option(help="How the page lies.")] = None,
    dpi: DpiOption = None,
    language: Annotated[Language | None, typer.Option(help="Language of what is made.")] = None,
    classification: Annotated[Code | None, typer.Option(help="In place of the operation's own.")] = None,
    redaction: Annotated[CopyKind | None, typer.Option(help="Which copy; terbatas leaves names out.")] = None,
    monochrome: MonochromeOption = False,
    table: TableOption = "posting",
    layer: LayerOption = "",
    author: AuthorOption = "",
    choices: ChoicesOption = None,
) -> None:
    """Make a file of a plan: sheet, atlas, slides, workbook, CSV, GIS layers, web page, or a pack of them.

    Example: [bold]petapam export pasuruan-kota-2022 --theme gaps --paper A3 --out gaps.pdf[/bold]
    """
    flags = {
        "theme": theme,
        "paper": paper,
        "orientation": orientation,
        "dpi": dpi,
        "language": language,
        "classification": classification,
        "redaction": redaction,
        "monochrome": monochrome or None,
    }
    with plain_errors():
        product = _product(kind, file)
        kept = read_toml(choices) if choices else {}
        given = {key: value for key, value in flags.items() if value is not None}
        options = SheetOptions.parse({**kept, **given, **_area(area)})
        of = operations.load(operation)
        other = evaluate(of, _plan(against)) if against else None
        plan = evaluate(of, _plan(scenario))
        form = _suffix(product, file)
        who = access.owner()
        options = options.model_copy(update=_imprint(who, options, plan.scenario))
        made = _made(product, Request(plan, other, options, by, form, table, author, layer))
        exports.made(who, _told(file.name, kind, key=shelf.key_of(operation), of=(plan, options)), made)
        with folders.replaced(file) as part:
            part.write_bytes(made)
        out.print(f"written: {file} ({len(made) / 1e6:.1f} MB)")
