"""Form: controls that begin with what was chosen before, kept while an operation is open."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import state

KEPT, ROUND = "export", "export round"


def take_frame(view: str, theme: str, bounds: tuple[float, float, float, float]) -> None:
    """Choose the sheet of a map on the screen: its theme and its frame [degrees west, south, east, north].

    The page lies as the map does: what is wider than high lies flat.
    """
    kept = state.remembered(KEPT, {})
    west, south, east, north = bounds
    wide = (east - west) * math.cos(math.radians((south + north) / 2)) >= north - south
    chosen = {"product": "sheet", "theme": theme, "area": "bounds", "bounds": bounds, "view": view}
    chosen["orientation"] = "landscape" if wide else "portrait"
    state.remember(KEPT, {**kept, **chosen})
    state.remember(ROUND, state.remembered(ROUND, 0) + 1)


@dataclass
class Form:
    """Controls that begin with what was chosen before, and what they say now."""

    kept: dict[str, Any]
    turn: str

    @classmethod
    def begin(cls) -> Form:
        """Begin with what the session keeps."""
        turn = f"{state.revision()} {state.remembered(ROUND, 0)}"
        return cls(dict(state.remembered(KEPT, {})), turn)

    def end(self) -> None:
        """Let the session keep what was chosen."""
        state.remember(KEPT, self.kept)

    def _start(self, name: str, default: object) -> tuple[str, Any]:
        key = f"export {name} {self.turn}"
        return key, state.begun(key, self.kept.get(name, default))

    def choice(self, name: str, words: str, options: Mapping[str, str], *, default: str = "") -> str:
        """Offer one of some options; nothing to choose among is not shown."""
        known = list(options)
        if len(known) == 1:
            return known[0]
        key, start = self._start(name, default or known[0])
        index = known.index(start) if start in known else 0
        found = st.selectbox(words, known, index=index, format_func=lambda it: options.get(it, it), key=key)
        self.kept[name] = found
        return str(found)

    def pick(self, name: str, words: str, options: Mapping[str, str], *, default: str = "") -> str:
        """Offer few options side by side."""
        known = list(options)
        key, start = self._start(name, default or known[0])
        start = start if start in known else known[0]
        found = st.segmented_control(
            words, known, default=start, format_func=options.__getitem__, key=key, width="stretch"
        )
        self.kept[name] = found or start
        return str(found or start)

    def line(self, name: str, words: str) -> str:
        """Offer a line of text."""
        key, start = self._start(name, "")
        self.kept[name] = found = st.text_input(words, start, key=key, max_chars=120)
        return str(found)

    def tick(self, name: str, words: str, *, default: bool = False) -> bool:
        """Offer yes or no."""
        key, start = self._start(name, default)
        self.kept[name] = found = st.toggle(words, start, key=key)
        return bool(found)

    def whole(self, name: str, words: str) -> int | None:
        """Offer a number from 1 on, or none."""
        key, start = self._start(name, None)
        self.kept[name] = found = st.number_input(words, 1, 999, start, key=key, placeholder="–")
        return found

    def day(self, name: str, words: str) -> dt.date | None:
        """Offer a day, or none."""
        key, start = self._start(name, None)
        self.kept[name] = found = st.date_input(words, start, key=key, format="DD/MM/YYYY")
        return found
