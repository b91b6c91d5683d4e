"""A recogniser of photos that is small enough to reckon by hand, and pictures for it."""

from __future__ import annotations

import hashlib
import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from vistazo.runtime import Bank, Card

COLOURS = ("red", "green", "blue")
SIDE = 4
STEEPNESS = 12.0

Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def photo(
    red: float, green: float, blue: float, width: int = 50, height: int = 38, noise: int = 0
) -> Pixels:
    """A picture of one colour, uint8 (height, width, 3); shares in 0..1, noise in grey levels."""
    pixels = np.full((height, width, 3), (red * 255, green * 255, blue * 255))
    if noise:
        pixels += np.random.default_rng(width * height).integers(-noise, noise + 1, pixels.shape)
    clipped: Pixels = pixels.clip(0, 255).round().astype(np.uint8)
    return clipped


def photo_file(red: float, green: float, blue: float, kind: str = "PNG", **size: int) -> bytes:
    """The same as the bytes of a file."""
    buffer = io.BytesIO()
    Image.fromarray(photo(red, green, blue, **size)).save(buffer, kind)
    return buffer.getvalue()


def photo_card(name: str = "photos", version: str = "0", **changes: Any) -> Card:
    """The card of the small recogniser."""
    values: dict[str, Any] = {
        "name": name,
        "version": version,
        "task": "many",
        "input": "photo",
        "labels": COLOURS,
        "temperature": 1.0,
        "thresholds": dict.fromkeys(COLOURS, 0.5),
        "novelty_threshold": 0.5,
        "platt": dict.fromkeys(COLOURS, (1.0, 0.0)),
        "sure": 0.9,
        "about": {
            "en": "Tells red, green and blue light apart, for tests.",
            "es": "Distingue la luz roja, verde y azul, para pruebas.",
        },
    }
    return Card(**values | changes)


def build_photo_model(card: Card | None = None) -> bytes:
    """The bytes of a recogniser that says which colours of light are bright in a picture.

    Its embedding is the picture itself, 4 x 4 x 3; the logit of a colour is 12 times its mean less
    6, so white is all three colours, black is none, and yellow is red and green.
    """
    from onnx import TensorProto, helper, numpy_helper

    weight, bias = _head()
    labels, width = weight.shape
    steps: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ("Cast", ["image"], "raw", {"to": TensorProto.FLOAT}),
        ("Div", ["raw", "white"], "light", {}),
        ("Transpose", ["light"], "planes", {"perm": [0, 3, 1, 2]}),
        ("Shape", ["planes"], "counts", {"end": 2}),
        ("Concat", ["counts", "small_size"], "small_target", {"axis": 0}),
        (
            "Resize",
            ["planes", "", "", "small_target"],
            "small",
            {"mode": "linear", "antialias": 1},
        ),
        ("Flatten", ["small"], "embedding", {}),
        (
            "Gemm",
            ["embedding", "network.head.weight", "network.head.bias"],
            "logit",
            {"transB": 1},
        ),
        ("Mul", ["logit", "sharpness"], "sharp", {}),
        ("Add", ["sharp", "shift"], "shifted", {}),
        ("Sigmoid", ["shifted"], "probability", {}),
        ("ReduceLogSumExp", ["logit", "one"], "energy", {}),
        ("Mul", ["embedding", "embedding"], "squares", {}),
        ("Concat", ["embedding", "squares", "energy"], "features", {"axis": 1}),
        ("MatMul", ["features", "novelty_weight"], "unlike", {}),
        ("Add", ["unlike", "novelty_bias"], "unlike_by", {}),
        ("Sigmoid", ["unlike_by"], "novelty", {}),
        ("Concat", ["counts", "seen_size"], "seen_target", {"axis": 0}),
        ("Resize", ["planes", "", "", "seen_target"], "large", {"mode": "linear"}),
        ("Transpose", ["large"], "seen", {"perm": [0, 2, 3, 1]}),
        ("Reshape", ["network.head.weight", "cells"], "by_cell", {}),
        ("Unsqueeze", ["small", "one"], "small_once", {}),
        ("Mul", ["small_once", "by_cell"], "evidence", {}),
        ("ReduceSum", ["evidence", "two"], "attention", {"keepdims": 0}),
    ]
    constants = {
        "white": np.float32(255.0),
        "one": np.array([1]),
        "two": np.array([2]),
        "small_size": np.array([SIDE, SIDE]),
        "seen_size": np.array([8 * SIDE, 8 * SIDE]),
        "cells": np.array([1, -1, 3, SIDE, SIDE]),
        "network.head.weight": weight,
        "network.head.bias": bias,
        "sharpness": np.ones(labels, np.float32),
        "shift": np.zeros(labels, np.float32),
        "novelty_weight": np.zeros(2 * width + 1, np.float32),
        "novelty_bias": np.float32(-3.0),
    }
    shapes: dict[str, list[int | str]] = {
        "probability": ["batch", labels],
        "embedding": ["batch", width],
        "novelty": ["batch"],
        "seen": ["batch", 8 * SIDE, 8 * SIDE, 3],
        "attention": ["batch", labels, SIDE, SIDE],
    }
    picture = ["batch", "height", "width", 3]
    graph = helper.make_graph(
        [helper.make_node(kind, into, [out], **more) for kind, into, out, more in steps],
        "colours",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, picture)],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, size)
            for name, size in shapes.items()
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    # As large as a network, beside which the card and a row of the head are small.
    text = (card or photo_card()).to_json()
    helper.set_model_props(model, {"vistazo.card": text, "ballast": 40_000 * "."})
    data: bytes = model.SerializeToString()
    return data


def build_photo_bank(model: bytes) -> bytes:
    """The bytes of the bank beside it."""
    weight, bias = _head()
    generator = np.random.default_rng(5)

    def draw(count: int) -> tuple[Any, Any]:
        shown = generator.integers(0, 2, (count, 3))
        light = np.where(shown, generator.uniform(0.62, 1.0, (count, 3)), 0.0)
        light += np.where(shown, 0.0, generator.uniform(0.0, 0.38, (count, 3)))
        cells = light[:, :, None] + generator.normal(0.0, 0.05, (count, 3, SIDE * SIDE))
        return cells.clip(0.0, 1.0).reshape(count, -1).astype(np.float16), shown.astype(np.int8)

    replay, calibration, golden = draw(120), draw(80), draw(160)
    outliers = generator.uniform(0.0, 1.0, (20, weight.shape[1])).astype(np.float16)
    bank = Bank(
        embeddings=replay[0],
        labels=replay[1],
        calibration_embeddings=calibration[0],
        calibration_labels=calibration[1],
        outlier_embeddings=outliers,
        golden_embeddings=golden[0],
        golden_labels=golden[1],
        weight=weight,
        bias=bias,
        model=hashlib.sha256(model).hexdigest(),
        fingerprint="f" * 64,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bank.npz")
        bank.save(path)
        return path.read_bytes()


def _head() -> tuple[Any, Any]:
    """Weights float32 (labels, 48) and offsets float32 (labels,)."""
    cells = SIDE * SIDE
    weight = np.repeat(np.eye(len(COLOURS), dtype=np.float32), cells, axis=1) * STEEPNESS / cells
    return weight.astype(np.float32), np.full(len(COLOURS), -STEEPNESS / 2, np.float32)
