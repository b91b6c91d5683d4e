"""Just enough of the ONNX wire format (Protocol Buffers) to look into a file.

Before ONNX Runtime opens a file, one that needs other files is refused: a tensor may say that its
numbers lie elsewhere, by a path of its choosing. The search visits every place where the format
allows a tensor. `learning.onnx_file` puts new tensors into a copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vistazo.errors import ModelError

VARINT, BYTES = 0, 2
_FIXED64, _FIXED32 = 1, 5
_EXTERNAL = 1
_DEEPEST = 64

# Message -> field number -> the message that the field holds (onnx.proto3, IR version 3 to 13).
_NESTED: dict[str, dict[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {
        5: "tensor",
        6: "graph",
        10: "tensor",
        11: "graph",
        22: "sparse",
        23: "sparse",
    },
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14


class Field(NamedTuple):
    """One field of a message.

    Attributes:
        number: Which field it is.
        wire_type: How its value is written, e.g. VARINT or BYTES.
        value: A whole number, or the bytes.
        raw: The field as it stands in the file, tag and length included.
    """

    number: int
    wire_type: int
    value: int | memoryview
    raw: memoryview


def check_self_contained(data: bytes) -> None:
    """Refuse bytes that are no ONNX model, or one that keeps numbers in another file.

    Raises:
        ModelError: Not an ONNX file, broken off, or with external tensor data.
    """
    try:
        found = {field.number for field in read_fields(memoryview(data))}
        if 7 not in found:
            raise ValueError("it holds no graph")
        external = _has_external(memoryview(data), "model", 0)
    except ValueError as error:
        raise ModelError(
            f"This is not an ONNX model file, or it breaks off ({error}); export it again."
        ) from None
    if external:
        raise ModelError(
            "The model keeps tensor data in another file, which is never read; "
            "export it again as one file."
        )


def _has_external(message: memoryview, kind: str, depth: int) -> bool:
    if depth > _DEEPEST:
        raise ValueError(f"graphs are nested more than {_DEEPEST} deep")
    nested = _NESTED[kind]
    for field, wire_type, value, _ in read_fields(message):
        if kind == "tensor" and (
            field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value == _EXTERNAL)
        ):
            return True
        if field in nested and wire_type == BYTES:
            assert isinstance(value, memoryview)
            if _has_external(value, nested[field], depth + 1):
                return True
    return False


def read_fields(message: memoryview) -> Iterator[Field]:
    """Every field of one message, in order.

    Raises:
        ValueError: The message breaks off, or is none.
    """
    position = 0
    while position < len(message):
        start = position
        tag, position = _varint(message, position)
        field, wire_type = tag >> 3, tag & 7
        value: int | memoryview
        if wire_type == VARINT:
            value, position = _varint(message, position)
        elif wire_type in (_FIXED64, _FIXED32, BYTES):
            length = {_FIXED64: 8, _FIXED32: 4}.get(wire_type)
            if length is None:
                length, position = _varint(message, position)
            end = position + length
            if end > len(message):
                raise ValueError("a field is longer than the file")
            value, position = message[position:end], end
        else:
            raise ValueError(f"wire type {wire_type} does not exist")
        if field == 0:
            raise ValueError("field number 0 does not exist")
        yield Field(field, wire_type, value, message[start:position])


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(message) and shift < 64:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise ValueError("a number breaks off")
