"""Console: what the commands say, and how they end when the input is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from geo.errors import GeoError

FAILED, STOPPED = 1, 130

out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False, soft_wrap=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what is wrong with the input or a file, or that it was stopped, and end with an exit code."""
    try:
        yield
    except GeoError as error:
        said = [fault.text() for fault in error.faults]
    except OSError as error:
        said = [str(error)]
    except KeyboardInterrupt:
        err.print("stopped; nothing was written")
        raise typer.Exit(STOPPED) from None
    else:
        return
    for line in said:
        err.print(f"error: {line}", style="red", highlight=False)
    raise typer.Exit(FAILED)
