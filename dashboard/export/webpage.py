"""Web page: the interactive map as one file that opens without a server and without a network.

Everything is inside: Leaflet, the map's script of the dashboard, a script of the page, styles, the font, and
the data as JSON. The page may load nothing and run nothing else: its policy (CSP) lists the digests of its
scripts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from dashboard import text
from dashboard.export import book, pagedata
from dashboard.export.options import SheetOptions
from geo.evaluate import Evaluation

HOME = Path(__file__).resolve().parents[1]
VENDOR = HOME / "static" / "vendor"
FONT = VENDOR / "inter" / "inter-latin-wght-normal.woff2"
OWN = Path(__file__).parent / "standalone"
SCRIPTS = (VENDOR / "leaflet" / "leaflet.js", HOME / "front" / "petapam.js", OWN / "page.js")
STYLES = (VENDOR / "leaflet" / "leaflet.css", HOME / "front" / "petapam.css", OWN / "page.css")
BODY = OWN / "page.html"
ESCAPES = {ord(it): f"\\u{ord(it):04x}" for it in "<>&\u2028\u2029"}
"""What could end a script element, or a line in an old reader of JSON."""
ADDRESS = re.compile(r"url\((?!['\"]?data:)[^)]*\)")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def embedded(value: object) -> str:
    """Return JSON as it may stand in a script element: no word in it can end the element."""
    made = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return made.translate(ESCAPES)


def _styles() -> str:
    """Return all styles; the font is carried along, pictures that the page does not use are not asked for."""
    font = base64.b64encode(FONT.read_bytes()).decode()
    sheets = [_read(path) for path in STYLES]
    own = [re.sub(r'url\("[^"]*woff2"\)', f'url("data:font/woff2;base64,{font}")', it) for it in sheets]
    return ADDRESS.sub("none", "\n".join(own))


def _digest(words: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()}'"


def policy(scripts: list[str], style: str) -> str:
    """Return what the page may do: run these scripts, take this style, show what it carries; nothing else."""
    allowed = {
        "default-src": "'none'",
        "script-src": " ".join(map(_digest, scripts)),
        "style-src": _digest(style),
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def document(data: dict[str, Any], *, language: str) -> str:
    """Return the page around its data."""
    scripts, style = [_read(path) for path in SCRIPTS], _styles()
    head = [
        "<!doctype html>",
        f'<html lang="{language}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts, style)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">',
        "<title>PetaPAM</title>",
        f"<style>{style}</style></head>",
    ]
    body = [
        f"<body>{_read(BODY)}",
        f'<script type="application/json" id="petapam-page">{embedded(data)}</script>',
        *(f"<script>{it}</script>" for it in scripts),
        "</body></html>",
    ]
    return "\n".join([*head, *body, ""])


def render(evaluation: Evaluation, options: SheetOptions) -> bytes:
    """Return the interactive map as one HTML file.

    Raises
    ------
    ScenarioError
        The options name a part of the operation.
    """
    book.whole_operation(options)
    with text.speaking(options.language):
        data = pagedata.page(evaluation, options)
    return document(data, language=options.language).encode()
