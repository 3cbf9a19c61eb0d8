"""PNG: pixels as a file, written strip by strip so that a large page takes no second copy of itself.

After the PNG specification (ISO/IEC 15948): chunks of length, name, content and CRC; rows without a filter,
which suits the flat colours of a map.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL, STRIP = 6, 128
INCH_M = 0.0254
GREY, COLOUR = 0, 2


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _rows(pixels: np.ndarray, *, mono: bool) -> np.ndarray:
    """Return rows as the file holds them: a zero for "no filter", then grey, or red, green and blue."""
    kept = pixels[:, :, :1] if mono else pixels[:, :, :3]
    rows = np.zeros((len(pixels), 1 + kept.shape[1] * kept.shape[2]), np.uint8)
    rows[:, 1:] = kept.reshape(len(pixels), -1)
    return rows


def encoded(pixels: np.ndarray, *, dpi: int, title: str, mono: bool = False) -> bytes:
    """Return a picture as PNG.

    Parameters
    ----------
    pixels : (height, width, 4) red, green, blue and opacity, of which the last is left out.
    dpi : dots per inch, kept in whole dots per metre.
    mono : red, green and blue are equal; one of them is kept.
    """
    height, width = pixels.shape[:2]
    head = struct.pack(">IIBBBBB", width, height, 8, GREY if mono else COLOUR, 0, 0, 0)
    size = struct.pack(">IIB", round(dpi / INCH_M), round(dpi / INCH_M), 1)
    press = zlib.compressobj(LEVEL)
    strips = (pixels[top : top + STRIP] for top in range(0, height, STRIP))
    packed = b"".join([*(press.compress(_rows(it, mono=mono)) for it in strips), press.flush()])
    told = b"Title\x00\x00\x00\x00\x00" + title.encode()
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", head),
            _chunk(b"pHYs", size),
            _chunk(b"tEXt", b"Software\x00PetaPAM"),
            _chunk(b"iTXt", told),
            _chunk(b"IDAT", packed),
            _chunk(b"IEND", b""),
        )
    )
