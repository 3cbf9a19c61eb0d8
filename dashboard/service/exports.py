"""Exports: who may have what made, and what was made of which plan for whom."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import asdict, dataclass

from dashboard.access import OWNER, Actor, may, needs
from dashboard.store import events, open_store, planfile
from dashboard.store import plans as stored
from dashboard.store.events import Event
from geo.errors import Fault, ScenarioError

MAPS = frozenset({"sheet", "deck"})
"""Products that show maps and sums; every other one lists who is posted where."""
LISTING = frozenset({"assignment", "floor"})
"""Themes of a sheet that list who is posted where."""
EXPORTED = "export"
SUFFIX = ".petapam-plan"
"""What the name of a plan file ends in."""
DIGITS = 16
"""So many digits of a hash are printed: enough to find it, short enough to be read aloud."""


@dataclass(frozen=True)
class Made:
    """What was made.

    Parameters
    ----------
    name : of the file.
    product, theme : a name of `dashboard.export.products.PRODUCTS`, and the theme of a sheet.
    digest : of the evaluation.
    operation : key of the operation.
    row_count : how many rows its tables or layers hold; of a map how many stations it is about.
    plan, version, unsaved : name and version of the plan, and whether it differs from what is saved.
    copy : which copy, full or redacted.
    reason : why, in the words of whoever asked.
    """

    name: str
    product: str
    digest: str
    theme: str = ""
    operation: str = ""
    row_count: int = 0
    plan: str = ""
    version: str = ""
    unsaved: bool = False
    copy: str = "full"
    reason: str = ""


def _lists(product: str, theme: str) -> bool:
    return product not in MAPS or (product == "sheet" and theme in LISTING)


@needs("export_map")
def offered(actor: Actor, product: str, *, theme: str = "") -> bool:
    """Return whether somebody's role may have a product made."""
    return not _lists(product, theme) or may(actor.role, "export_postings")


@needs("export_map")
def asks_why(actor: Actor, product: str, *, theme: str = "") -> bool:
    """Return whether somebody must say why he has a product made."""
    return actor.role != OWNER and _lists(product, theme)


@needs("export_map")
def allowed(actor: Actor, product: str, *, theme: str = "", reason: str = "") -> None:
    """Ask whether somebody may have a product made.

    Raises
    ------
    ForbiddenError
        It lists postings, and his role may have none.
    ScenarioError
        It lists postings, and he gives no reason; whoever owns the machine need not give one.
    """
    if _lists(product, theme):
        postings(actor, reason=reason)


@needs("export_postings")
def postings(actor: Actor, *, reason: str) -> None:
    """Ask whether somebody may have lists of postings, for a reason."""
    if actor.role != OWNER and not reason.strip():
        raise ScenarioError(Fault("Lists of postings leave only for a reason", "Say why you need them"))


@needs("export_map")
def imprint(_actor: Actor) -> str:
    """Return the newest event as every export prints it: its number and the first digits of its hash."""
    head = events.head(open_store())
    return f"{head.seq} · {head.hash[:DIGITS]}"


@needs("export_map")
def made(actor: Actor, what: Made, body: bytes) -> Event:
    """Note what was made of which plan, and the sha256 of it; whoever hands it out does so first.

    Raises
    ------
    ForbiddenError, ScenarioError
        As `allowed`.
    """
    allowed(actor, what.product, theme=what.theme, reason=what.reason)
    told = {key: value for key, value in asdict(what).items() if key != "name" and value not in ("", False)}
    told |= {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    return events.append(open_store(), actor, EXPORTED, object=what.name, detail=told)


@needs("export_project")
def project(actor: Actor, operation: str) -> bytes:
    """Return all plans of an operation with all their versions as one ZIP, and note that it was made."""
    store = open_store()
    head, out = events.head(store), io.BytesIO()
    listed = [it for away in (False, True) for it in stored.of_operation(store, operation, archived=away)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for it in sorted(listed, key=lambda it: it.plan_id):
            body = planfile.dump(it, stored.versions(store, it.plan_id), head=head)
            info = zipfile.ZipInfo(f"{it.plan_id}{SUFFIX}", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, body)
    told = {"product": "project", "row_count": len(listed)}
    told["sha256"] = hashlib.sha256(out.getvalue()).hexdigest()
    events.append(store, actor, EXPORTED, object=operation, detail=told)
    return out.getvalue()
