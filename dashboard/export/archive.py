"""Archive: files bound into one ZIP whose bytes depend on nothing but its files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can say; it stands for none."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files by name as one ZIP, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, data)
    return out.getvalue()


def timeless(data: bytes) -> bytes:
    """Return a ZIP, such as an office document, without the times at which its parts were written."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return zipped({name: file.read(name) for name in file.namelist()})
