"""Refused: why a file is not read, as a key and numbers; the sentence is the parent's."""

from __future__ import annotations


class RefusedError(Exception):
    """A file cannot be read, or must not be.

    Parameters
    ----------
    code : key of `geo.intake.gate.refusal.REASONS`.
    numbers : of its sentence.
    """

    def __init__(self, code: str, **numbers: int) -> None:
        super().__init__(code)
        self.code = code
        self.numbers = numbers
