"""Plan file: a plan with all its versions in one file, which opens elsewhere and in later years."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from typing import Any

from dashboard.store import chain, events
from dashboard.store.chain import Head
from dashboard.store.plan import Plan, Version
from geo.errors import Fault, InputError
from geo.scenario import Scenario

FORMAT = "petapam-plan"
LATEST = 1
LARGEST_BYTES = 50_000_000


@dataclass(frozen=True)
class PlanFile:
    """What a plan file holds.

    Parameters
    ----------
    name, operation, data_digest : of the plan as it was exported.
    scenario : that of its last version.
    versions : all of them, the first first.
    head : where the chain of events ended when it was exported.
    program : version of PetaPAM that wrote it.
    unknown : settings that this version of PetaPAM does not know any more, and left out.
    """

    name: str
    operation: str
    data_digest: str
    scenario: Scenario
    versions: tuple[Version, ...]
    head: Head
    program: str
    unknown: tuple[str, ...]


def dump(plan: Plan, versions: Sequence[Version], *, head: Head) -> bytes:
    """Return a plan as a file that `parse` reads; its last line is the SHA-256 of all before."""
    told = {
        "format": FORMAT,
        "number": LATEST,
        "program": installed("petapam"),
        "head": str(head),
        "plan": {
            "plan_id": plan.plan_id,
            "name": plan.name,
            "operation": plan.operation,
            "status": plan.status,
            "version": plan.version,
            "data_digest": plan.data_digest,
            "digest": plan.digest,
        },
        "versions": [
            {
                "version": it.version,
                "scenario": it.scenario.model_dump(mode="json"),
                "digest": it.digest,
                "data_digest": it.data_digest,
                "author": it.author,
                "role": it.role,
                "at": it.at.isoformat(),
                "reason": it.reason,
            }
            for it in versions
        ],
    }
    return json.dumps({**told, "sha256": _sha256(told)}, ensure_ascii=False, indent=1).encode()


def _sha256(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(
        chain.canonical({k: v for k, v in told.items() if k != "sha256"}).encode()
    ).hexdigest()


def parse(content: bytes) -> PlanFile:
    """Read a plan file, also one that an older PetaPAM wrote.

    A setting that the older one did not have takes its default; one that this one does not know any more is
    left out and named.

    Raises
    ------
    InputError
        It is no plan file, was changed after it was written, or is of a newer PetaPAM.
    ScenarioError
        A setting has a value that cannot be.
    """
    told = _read(content)
    try:
        plan, saves = told["plan"], told["versions"]
        unknown = {key for it in saves for key in it["scenario"] if key not in Scenario.model_fields}
        versions = tuple(_version(it, str(plan["plan_id"]), unknown) for it in saves)
        head = chain.parsed(told["head"])
        return PlanFile(
            name=str(plan["name"]),
            operation=str(plan["operation"]),
            data_digest=str(plan["data_digest"]),
            scenario=versions[-1].scenario,
            versions=versions,
            head=head,
            program=str(told["program"]),
            unknown=tuple(sorted(unknown)),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _no_plan() from error


def _version(told: Mapping[str, Any], plan_id: str, unknown: set[str]) -> Version:
    values = {key: value for key, value in told["scenario"].items() if key not in unknown}
    return Version(
        plan_id=plan_id,
        version=int(told["version"]),
        scenario=Scenario.parse(values),
        digest=str(told["digest"]),
        author=str(told["author"]),
        role=str(told["role"]),
        at=events.moment(told["at"]),
        reason=str(told["reason"]),
        data_digest=str(told["data_digest"]),
    )


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST_BYTES:
        raise InputError(Fault("The file is too big for a plan", "Choose a file that PetaPAM exported"))
    try:
        told = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _no_plan() from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _no_plan()
    if not isinstance(told.get("number"), int) or told["number"] > LATEST:
        raise InputError(
            Fault("The plan was exported by a newer PetaPAM", "Install that version or a later one")
        )
    if told.get("sha256") != _sha256(told):
        raise InputError(
            Fault("The plan file was changed or damaged after it was exported", "Export the plan again")
        )
    return told


def _no_plan() -> InputError:
    return InputError(Fault("This is no plan file", "Choose a file that PetaPAM exported as a plan"))
