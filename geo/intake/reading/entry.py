"""Entry: the limited process first gives up its rights, and only then loads its libraries."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from geo.intake.reading.confine import confine


def main() -> None:
    """Serve requests; the arguments are the folder of the exchange and where the package `geo` lies."""
    stand = confine(Path(sys.argv[1]), Path(sys.argv[2]))
    import_module("geo.intake.reading.worker").serve(stand)
