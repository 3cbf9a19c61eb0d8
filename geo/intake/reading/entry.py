"""Entry: the limited process first gives up its rights, and only then loads its libraries."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path

from geo.intake.reading.confine import confine

UNWANTED = ("pandas", "geopandas")
"""Packages that Arrow and the map library load where they find them, and that only make the start slow."""


class _Without(MetaPathFinder):
    """Says of what is not wanted that it is not there."""

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> None:
        """Refuse what is not wanted, and know nothing of the rest."""
        if fullname.partition(".")[0] in UNWANTED:
            raise ImportError(fullname)


def main() -> None:
    """Serve requests; the arguments are the folder of the exchange and where the package `geo` lies."""
    stand = confine(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.meta_path.insert(0, _Without())
    import_module("geo.intake.reading.worker").serve(stand)
