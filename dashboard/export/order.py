"""Order: everything that a product is made of, as text that another process reads; and how the two talk."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any, BinaryIO, Literal

from dashboard.export.options import SheetOptions
from geo.assignment import Posting
from geo.model import Model
from geo.scenario import Scenario

HEAD = struct.Struct(">IQ")
"""Before every message: the length of its JSON and that of the bytes behind it."""
Message = tuple[dict[str, Any], bytes]
Contents = dict[str, Any]
"""What is told about a product before it is made."""
Shape = Literal["file", "thumbnail"]


class Order(Model):
    """One product of one plan.

    Parameters
    ----------
    operation : a folder, or the id of a shipped operation.
    digest : of its data as the page shows them; other data are refused.
    evaluated : digest of the evaluation that the page shows; other numbers are refused. Empty for any.
    posted : of the posting that a page has shown, where another one may be found; see `posted`.
    other : the plan that `scenario` is compared with, where there is one.
    product : a name of `dashboard.export.products.PRODUCTS`.
    suffix : of the file, with its dot.
    by : how an atlas is cut into pages.
    table : the one that a CSV holds.
    author : who has a pack made.
    layer : the one that a GIS file holds; empty for all, or in GeoJSON for the stations.
    shape : the file itself, or a small picture of it.
    """

    operation: str
    digest: str
    evaluated: str = ""
    posted: str = ""
    scenario: Scenario = Scenario()
    other: Scenario | None = None
    product: str = "sheet"
    suffix: str = ".pdf"
    options: SheetOptions = SheetOptions()
    by: Literal["district", "village", "unit", "sector"] = "village"
    table: str = "posting"
    author: str = ""
    layer: str = ""
    shape: Shape = "file"

    @property
    def key(self) -> str:
        """What names this order: equal orders have the same."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:20]


def posted(made: Posting | None) -> str:
    """Return what names a posting that was ended by its limit of time; empty for none, and for a proven one.

    A proven one is found again by whoever computes it; what is found until the time is up may be another one.
    """
    if made is None or made.proven:
        return ""
    rows = made.rows[["station_id", "force", "unit_id", "people"]]
    return hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()[:20]


def send(stream: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message."""
    told = json.dumps(head, ensure_ascii=False, default=str).encode()
    stream.write(HEAD.pack(len(told), len(body)) + told)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read one message; None where the other side has ended, also in the midst of one."""
    start = stream.read(HEAD.size)
    if len(start) < HEAD.size:
        return None
    words, size = HEAD.unpack(start)
    told, body = stream.read(words), stream.read(size)
    return (json.loads(told), body) if len(told) == words and len(body) == size else None
