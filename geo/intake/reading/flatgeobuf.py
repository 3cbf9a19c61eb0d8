"""FlatGeobuf: its one layer."""

from __future__ import annotations

from pathlib import Path

from geo.intake.reading import drivers, limits
from geo.intake.reading.draft import Draft, Tell


def read(folder: Path, tell: Tell) -> list[Draft]:
    """Read the layer of a file."""
    path = folder / "layer.fgb"
    (folder / limits.UPLOAD).rename(path)
    draft = drivers.layer(path, "")
    tell(len(draft), len(draft))
    return [draft] if len(draft) else []
