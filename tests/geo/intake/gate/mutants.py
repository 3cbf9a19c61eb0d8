"""Mutants: sound files with a few bytes changed, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

WORDS = (
    b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"NaN", b"Infinity", b"1e999", b"-1", b"999999999999", b'"', b"'", b"{", b"[[[[", b"]", b"<", b"&x;",
    b"<!DOCTYPE", b"../", b"/vsicurl/", b"%s%n", b"\xc3\x28", b"\xed\xa0\x80", b"\\u0000", b";", b"\r", b"\n", b"PK\x03\x04", b"null",
)  # fmt: skip


def _changed(body: bytearray, chance: random.Random) -> None:
    """Change a file in one place."""
    place = chance.randrange(len(body) or 1)
    length = min(chance.choice((1, 2, 4, 16, 200)), len(body) - place)
    way = chance.randrange(7)
    if way == 0:
        body[place : place + length] = chance.randbytes(length)
    elif way == 1 and len(body) > place:
        body[place] ^= 1 << chance.randrange(8)
    elif way == 2:
        del body[place : place + length]
    elif way == 3:
        body[place:place] = body[place : place + length] * chance.choice((1, 2, 50))
    elif way == 4:
        body[place : place + length] = chance.choice(WORDS)
    elif way == 5:
        body[place:place] = chance.choice(WORDS)
    else:
        other = chance.randrange(len(body) or 1)
        body[place : place + length] = body[other : other + length]


def mutants(body: bytes, count: int, *, seed: int) -> Iterator[bytes]:
    """Yield so many mutants of a file; every twentieth is cut short as well."""
    chance = random.Random(seed)
    for number in range(count):
        changed = bytearray(body)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            _changed(changed, chance)
        yield bytes(changed[: chance.randrange(len(changed) or 1)] if number % 20 == 0 else changed)
