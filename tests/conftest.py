"""What every test shares: repeatable examples from Hypothesis; benchmarks and journeys only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import Cluster

LONG = (Path(__file__).parent / "benchmarks", Path(__file__).parent / "browser" / "journeys")
"""Folders that take long: `make benchmarks` and `make journeys`."""

settings.register_profile("petapam", max_examples=30, deadline=None, derandomize=True, database=None)
settings.load_profile("petapam")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the long ones out unless they are named: `pytest tests/benchmarks`."""
    named = [Path(arg.split("::")[0]).resolve() for arg in config.args]
    left_out = collection_path in LONG and not any(it.is_relative_to(collection_path) for it in named)
    return True if left_out else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded with `record_property`; no test hangs on them."""
    reports = [it for group in terminalreporter.stats.values() for it in group]
    left_out = {
        str(it.longrepr[2])
        for it in terminalreporter.stats.get("skipped", ())
        if isinstance(it.longrepr, tuple)
    }
    if left_out:
        terminalreporter.section("left out, and why")
        for why in sorted(left_out):
            terminalreporter.write_line(why.removeprefix("Skipped: "))
    figures = sorted({pair for it in reports for pair in getattr(it, "user_properties", ())})
    if figures:
        terminalreporter.section("figures of this machine")
        for name, value in figures:
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL server for the tests of this process; it is gone when they are."""
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test see or change the operations of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PETAPAM_HOME", str(tmp_path_factory.mktemp("home")))
        yield
