import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

IDX_KINDS = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx_bytes(array: np.ndarray) -> bytes:
    kind = IDX_KINDS[array.dtype.str[1:]]
    head = struct.pack(f">HBB{array.ndim}I", 0, kind, array.ndim, *array.shape)
    return head + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def write_idx(tmp_path):
    def write(
        name: str, array: np.ndarray, *, packed: bool = False, cut: int = 0, add: bytes = b""
    ):
        body = idx_bytes(array)
        body = body[: len(body) - cut] + add
        path = tmp_path / name
        path.write_bytes(gzip.compress(body) if packed else body)
        return path

    return write


@pytest.fixture
def write_picture():
    def write(path: Path, value: int = 100, size: tuple[int, int] = (5, 4)):
        path.parent.mkdir(parents=True, exist_ok=True)
        height, width = size
        Image.fromarray(np.full((height, width), value, np.uint8)).save(path)
        return path

    return write
