"""The command line: serve the dashboard, check a folder, evaluate a plan, export it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from dashboard import (
    batch_command,
    export_command,
    fetch_command,
    intake_command,
    roads_command,
    serve_command,
    store_command,
    template_command,
    text,
    users_command,
)
from dashboard.console import err, out, plain_errors
from dashboard.export import cells
from geo import folder as folders
from geo import operation as operations
from geo.evaluate import Evaluation, evaluate
from geo.scenario import Scenario

app = typer.Typer(
    help="PetaPAM: who is near which polling station, in how many minutes, and what the plan lacks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(roads_command.app, name="roads")
app.command(name="serve")(serve_command.serve)
app.add_typer(users_command.app, name="users")
app.command(name="export")(export_command.export)
app.command(name="batch")(batch_command.batch)
app.command(name="template")(template_command.make)
app.command(name="fetch")(fetch_command.fetch)
app.command(name="backup")(store_command.backup)
app.command(name="restore")(store_command.restore)
app.add_typer(store_command.audit, name="audit")
app.command(name="check")(intake_command.check)
app.command(name="import")(intake_command.bring)

OperationArgument = Annotated[
    str,
    typer.Argument(
        metavar="OPERATION", help="A folder with operation.toml, or the id of a shipped operation."
    ),
]


@app.command(name="evaluate")
def evaluate_command(
    operation: OperationArgument,
    *,
    scenario: Annotated[
        Path | None, typer.Option(help="Scenario file (TOML); without it, the defaults.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Also write every table there, as CSV.")
    ] = None,
) -> None:
    """Compute a plan: who reaches which station in how many minutes, need, strength, gaps.

    Example: [bold]petapam evaluate pasuruan-kota-2022 --json[/bold]
    """
    with plain_errors():
        plan = Scenario.from_toml(scenario) if scenario else Scenario()
        result = evaluate(operations.load(operation), plan)
        if out_dir is not None:
            _write(result, out_dir)
    for fault in result.engine.faults:
        by = result.engine.answered_by
        err.print(f"note: {fault.text()}. Minutes are by {by}.", style="yellow", highlight=False)
    if as_json:
        sys.stdout.write(json.dumps(_as_json(result), allow_nan=False, indent=1) + "\n")
        return
    table = Table("figure", "value", title=result.operation.meta.name)
    for key, value in result.summary.items():
        table.add_row(key, json.dumps(value, ensure_ascii=False))
    out.print(table)


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {key: None if pd.isna(value) else value for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _as_json(result: Evaluation) -> dict[str, object]:
    return {
        "operation": result.operation.meta.id,
        "digest": result.digest,
        "minutes_by": result.engine.answered_by,
        "simulated": bool(result.operation.meta.simulated),
        "summary": result.summary,
        "nearest": _records(result.nearest),
    }


def _write(result: Evaluation, folder: Path) -> None:
    """Write every table into a folder, all of them or none."""
    tables = {
        "nearest": result.nearest,
        "gaps": result.gaps,
        "checks": result.checks,
        "balance": result.balance,
        "balance_by_district": result.balance_by_district,
        "risk": result.risk.rename_axis("station_id").reset_index(),
        "balance_by_role": result.balance_by_role,
        "bko": result.bko.assign(roles=result.bko["roles"].map(" ".join)),
        "stand_ins": result.stand_ins,
        "need_by_role": result.need_by_role,
        "need": result.need.rename_axis("station_id").reset_index(),
        "by_district": result.by_district.rename_axis("district").reset_index(),
    }
    told = json.dumps(_as_json(result) | {"nearest": "nearest.csv"}, ensure_ascii=False, indent=1)
    routes = result.routes.rename_axis("station_id").reset_index()
    with folders.changed(folder) as aside:
        for name, table in tables.items():
            cells.guarded_frame(table).to_csv(aside / f"{name}.csv", index=False, lineterminator="\n")
        routes.to_file(aside / "routes.geojson", driver="GeoJSON")
        (aside / "summary.json").write_text(told, encoding="utf-8")


def main() -> None:
    """Run the command line."""
    text.use(text.SOURCE)
    app()


if __name__ == "__main__":
    main()
