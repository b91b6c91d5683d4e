"""The IDX format of MNIST and EMNIST: a typed, big-endian array of any number of dimensions.

Four bytes (0, 0, type, dimensions), one 32-bit size per dimension, then the values; see the
description at the end of http://yann.lecun.com/exdb/mnist/.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt

from vistazo.errors import DataError
from vistazo.types import UInt8Array

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20


def read_idx(path: Path | str) -> npt.NDArray[Any]:
    """Read an IDX file, plain or gzip (told apart by content).

    Returns:
        The array, in the machine's own byte order.

    Raises:
        DataError: Missing, not IDX, truncated, or longer than its header says.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        with cast(BinaryIO, gzip.open(path) if packed else path.open("rb")) as stream:
            return _read(stream, path)
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: the gzip stream is damaged or breaks off ({error}).") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error}).") from None


def read_idx_pair(images: Path | str, labels: Path | str) -> tuple[UInt8Array, UInt8Array]:
    """Read a file of pictures and the file of their label numbers.

    Returns:
        uint8 (N, H, W) pictures and uint8 (N,) label numbers.

    Raises:
        DataError: As `read_idx`; or another dtype or number of dimensions, or counts that differ.
    """
    pictures, numbers = read_idx(images), read_idx(labels)
    for path, array, dimensions in ((images, pictures, 3), (labels, numbers, 1)):
        if array.dtype != np.uint8 or array.ndim != dimensions:
            raise DataError(
                f"{path}: expected uint8 values in {dimensions} dimension(s), "
                f"got {array.dtype} in {array.ndim}."
            )
    if len(pictures) != len(numbers):
        raise DataError(
            f"{images} holds {len(pictures)} pictures, but {labels} holds {len(numbers)} labels; "
            "they do not belong together."
        )
    return pictures, numbers


def _read(stream: BinaryIO, path: Path) -> npt.NDArray[Any]:
    magic = stream.read(4)
    if len(magic) < 4:
        raise DataError(f"{path}: an IDX file starts with 4 bytes, got {len(magic)}.")
    zero, kind, dimensions = struct.unpack(">HBB", magic)
    if zero != 0 or kind not in _TYPES or dimensions == 0:
        expected = "00 00, a type (08 09 0b 0c 0d 0e), then 01 or more dimensions"
        raise DataError(f"{path}: expected the IDX magic {expected}, got {magic.hex(' ')}.")
    header = stream.read(4 * dimensions)
    if len(header) < 4 * dimensions:
        raise DataError(
            f"{path}: expected {4 * dimensions} bytes of sizes after the magic, "
            f"got {len(header)}; the file is truncated."
        )
    shape = struct.unpack(f">{dimensions}I", header)
    dtype = np.dtype(_TYPES[kind])
    expected_bytes = math.prod(shape) * dtype.itemsize
    body = _read_up_to(stream, expected_bytes + 1)
    if len(body) < expected_bytes:
        raise DataError(
            f"{path}: the header promises {shape}, {expected_bytes} bytes of values, "
            f"got {len(body)}; the file is truncated."
        )
    if len(body) > expected_bytes:
        raise DataError(
            f"{path}: the header promises {shape}, {expected_bytes} bytes of values, "
            "and more bytes follow."
        )
    return np.frombuffer(body, dtype).reshape(shape).astype(dtype.newbyteorder("="))


def _read_up_to(stream: BinaryIO, count: int) -> bytearray:
    # Piece by piece: a damaged header can promise terabytes, and read(count) would reserve them.
    body = bytearray()
    while len(body) < count and (piece := stream.read(min(_PIECE, count - len(body)))):
        body += piece
    return body
