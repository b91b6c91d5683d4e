"""Reading and replacing tensors of a model file, without the library that wrote it.

The numbers of the fields are those of onnx.proto3. A copy differs from its original in what was
replaced and in nothing else, and the same replacement always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from vistazo.errors import ModelError
from vistazo.runtime.wire import BYTES, VARINT, read_fields
from vistazo.types import Float32Array

_GRAPH, _METADATA = 7, 14
_INITIALIZER, _OUTPUT = 5, 12
_DIMS, _DATA_TYPE, _FLOATS, _NAME, _RAW = 1, 2, 4, 8, 9
_VALUE_NAME, _VALUE_TYPE = 1, 2
_KEY, _VALUE = 1, 2
_FLOAT = 1
_TO_LABELS = (_VALUE_TYPE, 1, 2)
"""From a value's description to its shape: type, tensor type, shape."""


def read_tensors(model: bytes, names: Collection[str]) -> dict[str, Float32Array]:
    """The float32 tensors of these names.

    Raises:
        ModelError: One is missing, or not of float32.
    """
    found: dict[str, Float32Array] = {}
    for graph in _messages(memoryview(model), _GRAPH):
        for tensor in _messages(graph, _INITIALIZER):
            name = _text(tensor, _NAME)
            if name in names:
                found[name] = _numbers(tensor, name)
    missing = [name for name in names if name not in found]
    if missing:
        raise ModelError(
            f"The model has no tensors {', '.join(missing)}; export it again to let it learn."
        )
    return found


def replace_tensors(
    model: bytes,
    tensors: Mapping[str, Float32Array],
    metadata: Mapping[str, str],
    columns: Mapping[str, int],
) -> bytes:
    """A copy with other tensors and metadata.

    Args:
        model: The bytes of a model file.
        tensors: New numbers by name, of any shape.
        metadata: New texts of metadata properties by key.
        columns: How many columns the outputs of these names now have (their second axis).
    """
    changed = bytearray()
    for number, wire_type, value, raw in read_fields(memoryview(model)):
        if number == _GRAPH and isinstance(value, memoryview):
            changed += _field(_GRAPH, _graph(value, tensors, columns))
        elif number == _METADATA and isinstance(value, memoryview):
            key = _text(value, _KEY)
            text = metadata.get(key)
            changed += raw if text is None else _field(_METADATA, _property(key, text))
        else:
            assert wire_type in (VARINT, BYTES)
            changed += raw
    return bytes(changed)


def _graph(
    graph: memoryview, tensors: Mapping[str, Float32Array], columns: Mapping[str, int]
) -> bytes:
    changed = bytearray()
    for number, _, value, raw in read_fields(graph):
        if number == _INITIALIZER and isinstance(value, memoryview):
            name = _text(value, _NAME)
            changed += _field(number, _tensor(name, tensors[name])) if name in tensors else raw
        elif number == _OUTPUT and isinstance(value, memoryview):
            name = _text(value, _VALUE_NAME)
            new = _with_columns(value, _TO_LABELS, columns[name]) if name in columns else value
            changed += _field(number, bytes(new))
        else:
            changed += raw
    return bytes(changed)


def _with_columns(message: memoryview, path: tuple[int, ...], columns: int) -> bytes:
    """A value's description, or a part of it, whose second dimension is `columns`."""
    changed, axis = bytearray(), 0
    for number, _, value, raw in read_fields(message):
        if path and number == path[0] and isinstance(value, memoryview):
            changed += _field(number, _with_columns(value, path[1:], columns))
        elif not path and number == 1:
            axis += 1
            changed += raw if axis != 2 else _field(1, _varint(1 << 3) + _varint(columns))
        else:
            changed += raw
    return bytes(changed)


def _tensor(name: str, numbers: Float32Array) -> bytes:
    dims = b"".join(_varint(_DIMS << 3 | VARINT) + _varint(size) for size in numbers.shape)
    kind = _varint(_DATA_TYPE << 3 | VARINT) + _varint(_FLOAT)
    raw = np.ascontiguousarray(numbers, dtype="<f4").tobytes()
    return dims + kind + _field(_NAME, name.encode()) + _field(_RAW, raw)


def _property(key: str, text: str) -> bytes:
    return _field(_KEY, key.encode()) + _field(_VALUE, text.encode())


def _numbers(tensor: memoryview, name: str) -> Float32Array:
    shape, raw, kind = [], None, 0
    for number, _, value, _ in read_fields(tensor):
        if number == _DIMS and isinstance(value, int):
            shape.append(value)
        elif number == _DATA_TYPE and isinstance(value, int):
            kind = value
        elif number in (_RAW, _FLOATS) and isinstance(value, memoryview):
            raw = value
    if kind != _FLOAT or raw is None or len(raw) != 4 * int(np.prod(shape)):
        raise ModelError(f"The tensor {name} of the model must be of float32, in one piece.")
    return np.frombuffer(raw, dtype="<f4").reshape(shape).astype(np.float32)


def _messages(message: memoryview, number: int) -> Iterator[memoryview]:
    for field in read_fields(message):
        if field.number == number and isinstance(field.value, memoryview):
            yield field.value


def _text(message: memoryview, number: int) -> str:
    return next((bytes(value).decode() for value in _messages(message, number)), "")


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
