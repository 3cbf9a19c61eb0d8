from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dashboard.export import png


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 300), st.integers(1, 40), st.integers(0, 2**31), st.booleans())
def test_another_reader_finds_the_same_pixels(height, width, seed, mono):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    if mono:
        pixels[:, :, 1:3] = pixels[:, :, :1]
    picture = Image.open(io.BytesIO(png.encoded(pixels, dpi=300, title="Peta é", mono=mono)))
    assert picture.mode == ("L" if mono else "RGB")
    np.testing.assert_array_equal(np.asarray(picture.convert("RGB")), pixels[:, :, :3])
    assert picture.info["Title"] == "Peta é"
    assert picture.info["dpi"][0] == pytest.approx(300, abs=0.02)
