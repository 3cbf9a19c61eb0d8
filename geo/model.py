"""The base of every setting that is read from TOML: frozen, hashable, and strict about names."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Self

import tomli_w
from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import Fault, NotFoundError, ScenarioError

_RANGES = {
    "greater_than": "{where} must be above {gt}, not {got}",
    "greater_than_equal": "{where} must be at least {ge}, not {got}",
    "less_than": "{where} must be below {lt}, not {got}",
    "less_than_equal": "{where} must be at most {le}, not {got}",
    "extra_forbidden": "{where} is not a known setting",
    "missing": "{where} is missing",
}
_OTHER = "{where} cannot be {got}"
_REMEDY = "Correct the value and load it again"


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """Translate pydantic's findings into faults, one per setting."""
    return tuple(
        Fault(
            _RANGES.get(found["type"], _OTHER),
            _REMEDY,
            {
                "where": ".".join(str(step) for step in found["loc"]) or "the file",
                "got": repr(found.get("input")),
                **found.get("ctx", {}),
            },
        )
        for found in error.errors()
    )


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    NotFoundError
        There is no such file.
    ScenarioError
        The file is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        fault = Fault("There is no file {path}", "Check the name and the folder", {"path": path})
        raise NotFoundError(fault) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = Fault(
            "{path} is not a TOML file ({why})",
            "Open it in an editor and mend the named line",
            {"path": path.name, "why": error},
        )
        raise ScenarioError(fault) from error


class Model(BaseModel):
    """A frozen record; unknown names are errors, equal records hash equal."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    @classmethod
    def parse(cls, values: dict[str, Any]) -> Self:
        """Build from plain values.

        Raises
        ------
        ScenarioError
            Any value is missing, unknown or out of its range; every fault is listed.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ScenarioError(*faults_of(error)) from error

    @classmethod
    def from_toml(cls, path: Path | str) -> Self:
        """Build from a TOML file; raises as `parse` and `read_toml` do."""
        return cls.parse(read_toml(Path(path)))

    def to_toml(self) -> str:
        """Return the record as TOML text that `from_toml` reads back to an equal record."""
        return tomli_w.dumps(self.model_dump(mode="python", exclude_none=True))
