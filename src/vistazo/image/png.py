"""Writing PNGs."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from vistazo.image.files import check_array
from vistazo.types import UInt8Array


def encode_png(pixels: UInt8Array) -> bytes:
    """A PNG of these very pixels, uint8 (H, W), (H, W, 3) or (H, W, 4).

    Equal pixels give equal bytes. Faster than Pillow, since it tries no filters.
    """
    check_array(pixels)
    height, width, *colours = pixels.shape
    rows = np.zeros((height, 1 + width * (colours or [1])[0]), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    kind = {(): 0, (3,): 2, (4,): 6}[tuple(colours)]
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.data, 2)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
