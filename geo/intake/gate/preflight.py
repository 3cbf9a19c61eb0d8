"""Pre-flight: everything that can be said of a file without reading it."""

from __future__ import annotations

from geo.intake.gate.kind import agrees, content
from geo.intake.gate.refusal import refusal
from geo.intake.gate.upload import Upload
from geo.intake.reading import limits


def kind(upload: Upload) -> str:
    """Return what kind of file the child is asked to read.

    Raises
    ------
    IntakeError
        It is of no kind that is read, not what its name says, too big, or visibly made to do harm.
    """
    found = content(upload)
    if found.startswith("?"):
        raise refusal(found[1:], upload.name, most=limits.ZIP_MEMBERS)
    if not agrees(found, upload.name):
        raise refusal("kind_differs", upload.name)
    most = limits.FILE_MB[found]
    if upload.size > most * limits.MB:
        raise refusal("too_big", upload.name, most=most)
    return found
