"""A certificate for a host of the tests, made on the spot: P-256 and DER, with the standard library alone."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import ssl
from pathlib import Path

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
KEY = 0x5E7A9D1C3B5F7A91C3E5F70123456789ABCDEF0123456789ABCDEF0123456789
"""Known to everybody: it guards nothing."""
NONCE = 0x3C1D5F7A91C3E5F70123456789ABCDEF0123456789ABCDEF0123456789ABCDE1


def _sum(one, other):
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def _times(factor: int):
    found, double = None, G
    while factor:
        if factor & 1:
            found = _sum(found, double)
        double, factor = _sum(double, double), factor >> 1
    return found


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    long = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([128 | len(long)]) + long) + body


def _number(value: int) -> bytes:
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(*numbers: int) -> bytes:
    body = bytearray([numbers[0] * 40 + numbers[1]])
    for number in numbers[2:]:
        septets = [number & 127]
        while number := number >> 7:
            septets.append(number & 127 | 128)
        body += bytes(reversed(septets))
    return _der(6, bytes(body))


def _bits(body: bytes) -> bytes:
    return _der(3, b"\0", body)


def _extension(oid: bytes, value: bytes, *, critical: bool = False) -> bytes:
    return _der(0x30, oid, _der(1, b"\xff") if critical else b"", _der(4, value))


def _pem(kind: str, body: bytes) -> str:
    lines = base64.encodebytes(body).decode()
    return f"-----BEGIN {kind}-----\n{lines}-----END {kind}-----\n"


def make(folder: Path, *hosts: str) -> Path:
    """Write key and certificate of some hosts into one PEM file and return it."""
    point = b"\x04" + b"".join(it.to_bytes(32, "big") for it in _times(KEY))
    curve, signing = _oid(1, 2, 840, 10045, 3, 1, 7), _der(0x30, _oid(1, 2, 840, 10045, 4, 3, 2))
    public = _der(0x30, _der(0x30, _oid(1, 2, 840, 10045, 2, 1), curve), _bits(point))
    name = _der(0x30, _der(0x31, _der(0x30, _oid(2, 5, 4, 3), _der(12, b"tests"))))
    names = b"".join(
        _der(0x87, ipaddress.ip_address(it).packed) if it[0].isdigit() else _der(0x82, it.encode())
        for it in hosts
    )
    key_id = hashlib.sha1(point, usedforsecurity=False).digest()
    extensions = _der(
        0x30,
        _extension(_oid(2, 5, 29, 19), _der(0x30, _der(1, b"\xff")), critical=True),
        _extension(_oid(2, 5, 29, 15), _der(3, b"\x02\x84"), critical=True),
        _extension(_oid(2, 5, 29, 14), _der(4, key_id)),
        _extension(_oid(2, 5, 29, 17), _der(0x30, names)),
    )
    times = _der(0x30, _der(0x17, b"200101000000Z"), _der(0x18, b"20990101000000Z"))
    version = _der(0xA0, _number(2))
    body = _der(0x30, version, _number(1), signing, name, times, name, public, _der(0xA3, extensions))
    digest = int.from_bytes(hashlib.sha256(body).digest(), "big")
    r = _times(NONCE)[0] % N
    s = pow(NONCE, -1, N) * (digest + r * KEY) % N
    certificate = _der(0x30, body, signing, _bits(_der(0x30, _number(r), _number(s))))
    secret = _der(
        0x30, _number(1), _der(4, KEY.to_bytes(32, "big")), _der(0xA0, curve), _der(0xA1, _bits(point))
    )
    file = folder / "host.pem"
    file.write_text(_pem("EC PRIVATE KEY", secret) + _pem("CERTIFICATE", certificate))
    return file


def context(file: Path) -> ssl.SSLContext:
    """Return what a server needs to speak with the certificate in a file."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made
