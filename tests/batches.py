"""Tasks that break on purpose, as worker processes find them, and folders of small operations."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from geo import operation as operations
from geo.batch.found import Found
from geo.batch.province import Failure, Province
from geo.batch.task import Outcome, assessed
from geo.operation import Operation
from geo.scenario import Scenario
from tests.operations import meta, small_frames

BROKEN = (
    "station_id,village_id,number,lon,lat,registered_voters,place,location_quality\n1,nowhere,1,0,0,1,x,y\n"
)


def called(name: str, **changes: object) -> Operation:
    """Return the small operation under another name."""
    key = "".join(it for it in name.lower() if it.isalnum()) or "small"
    return Operation.build(meta(id=key, name=name, jurisdiction=f"Polres {name}", **changes), small_frames())


def folders(home: Path, *names: str, broken: tuple[str, ...] = ()) -> Path:
    """Write small operations side by side; those that are `broken` hold a list that is wrong."""
    for name in (*names, *broken):
        operations.save(called(name), home / name)
    for name in broken:
        (home / name / "stations.csv").write_text(BROKEN, encoding="utf-8")
    return home


def summed(answers: list[Outcome | Failure], scenario: Scenario | None = None) -> Province:
    """Return the province of some answers, made on a day that never changes."""
    return Province(
        made_at="2026-03-20T10:00:00Z",
        program="1",
        scenario=scenario or Scenario(),
        lines=tuple(it.line for it in answers if isinstance(it, Outcome)),
        failures=tuple(it for it in answers if isinstance(it, Failure)),
    )


def once_broken(it: Found, scenario: str) -> Outcome | Failure:
    """Break off the first time that an operation is tried."""
    mark = it.folder.parent / f"{it.key}.tried"
    if not mark.exists():
        mark.touch()
        raise OSError("the disk was away")
    return assessed(it, scenario)


def always_broken(it: Found, scenario: str) -> Outcome | Failure:
    """Break off every time, for one operation; count how often."""
    if it.key != "beta":
        return assessed(it, scenario)
    with (it.folder.parent / "tries").open("a", encoding="utf-8") as file:
        file.write(".")
    raise RuntimeError("no luck")


def deadly(it: Found, scenario: str) -> Outcome | Failure:
    """End the process that works on one operation, every time."""
    if it.key == "beta":
        os.kill(os.getpid(), signal.SIGKILL)
    return assessed(it, scenario)
