"""Layers by reference: what a map fetches by address instead of getting it in every message.

An address holds the session's unguessable token; the answer is never stored by a browser or proxy. One
process serves pages and layers, so a dictionary is the store.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

ROUTE = "/layers"
TILES = "/tiles"
FRONT = "/front"
"""Where the server answers with layers, with background maps, and with the map's own script and style."""

TOKEN_BYTES = 32
MAX_SESSIONS = 256
MAX_LAYERS = 48
MAX_PRODUCTS, MAX_PRODUCT_BYTES = 8, 256 * 2**20
"""So many products a session keeps, and so much all sessions together; the oldest go first."""


@dataclass(frozen=True)
class Payload:
    """A compressed layer or file, the digest that names it, and what it is; a product is large."""

    digest: str
    body: bytes
    media: str = "application/json"
    product: bool = False

    @classmethod
    def of(cls, value: object) -> Payload:
        """Serialise any JSON value; NaN is refused, so that a browser can always read it."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        return cls(hashlib.sha256(text).hexdigest()[:20], gzip.compress(text, compresslevel=5, mtime=0))

    @classmethod
    def file(cls, data: bytes, media: str) -> Payload:
        """Keep a file that the user may save; `media` is its media type."""
        named = hashlib.sha256(media.encode() + b"|" + data).hexdigest()[:20]
        return cls(named, gzip.compress(data, compresslevel=1, mtime=0), media)

    @classmethod
    def made(cls, data: bytes, media: str) -> Payload:
        """Keep a product, whose own form is packed already, so that nothing is gained by packing it again."""
        named = hashlib.sha256(media.encode() + b"|" + data).hexdigest()[:20]
        return cls(named, gzip.compress(data, compresslevel=0, mtime=0), media, product=True)


@dataclass(frozen=True)
class Stored:
    """A file that a browser reads piece by piece, and the digest that names this state of it."""

    digest: str
    path: Path

    @classmethod
    def of(cls, path: Path) -> Stored:
        """Name a file as it is now; one that was changed has another digest."""
        now = path.stat()
        named = f"{path.resolve()}|{now.st_mtime_ns}|{now.st_size}"
        return cls(hashlib.sha256(named.encode()).hexdigest()[:20], path)

    @property
    def unchanged(self) -> bool:
        """Whether the file is there still, as it was named."""
        return self.path.is_file() and Stored.of(self.path) == self


def new_token() -> str:
    """Return a fresh session token: 256 bits from the system's generator, as hexadecimal digits."""
    return secrets.token_hex(TOKEN_BYTES)


def _products(layers: OrderedDict[str, Payload | Stored]) -> list[str]:
    """Return the digests of a session's products, the oldest first."""
    return [key for key, it in layers.items() if isinstance(it, Payload) and it.product]


@dataclass
class LayerStore:
    """Layers of each session, the least recently used forgotten first."""

    sessions: OrderedDict[str, OrderedDict[str, Payload | Stored]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def put(self, token: str, payload: Payload | Stored) -> str:
        """Keep a payload or the name of a file for a session and return its address."""
        with self.lock:
            layers = self.sessions.setdefault(token, OrderedDict())
            self.sessions.move_to_end(token)
            layers[payload.digest] = payload
            layers.move_to_end(payload.digest)
            while len(layers) > MAX_LAYERS:
                layers.popitem(last=False)
            if isinstance(payload, Payload) and payload.product:
                self._make_room(layers)
            while len(self.sessions) > MAX_SESSIONS:
                self.sessions.popitem(last=False)
        if isinstance(payload, Stored):
            return f"{TILES}/{token}/{payload.digest}{payload.path.suffix}"
        return f"{ROUTE}/{token}/{payload.digest}"

    def _make_room(self, own: OrderedDict[str, Payload | Stored]) -> None:
        """Forget the oldest products beyond what a session, and what all of them may keep."""
        for digest in _products(own)[:-MAX_PRODUCTS]:
            del own[digest]
        held = [(layers, digest) for layers in self.sessions.values() for digest in _products(layers)]
        size = sum(len(layers[digest].body) for layers, digest in held)
        for layers, digest in held[:-1]:
            if size > MAX_PRODUCT_BYTES:
                size -= len(layers.pop(digest).body)

    def get(self, token: str, digest: str) -> Payload | Stored | None:
        """Return what was kept; None for a wrong token as for a wrong digest."""
        with self.lock:
            return self.sessions.get(token, OrderedDict()).get(digest)


STORE = LayerStore()
