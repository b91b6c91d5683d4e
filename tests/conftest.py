"""Parts that several folders of tests share: a model file, the shipped one where it exists."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vistazo
from vistazo.runtime import Card

DIGITS = tuple("0123456789")
SHIPPED = Path(vistazo.__file__).parent / "models" / "digits.onnx"

ModelBuilder = Callable[..., Any]


@pytest.fixture(scope="session")
def card() -> Card:
    """The card of the tiny model."""
    return Card(
        name="digits",
        version="0",
        task="one",
        input="ink",
        labels=DIGITS,
        temperature=1.0,
        thresholds=dict.fromkeys(DIGITS, 0.9),
        novelty_threshold=0.5,
    )


@pytest.fixture(scope="session")
def build_model(card: Card) -> ModelBuilder:
    """A function that makes an ONNX model of a few nodes with the real contract.

    Its label is k for a mean brightness of k / 9; its novelty is 1 minus the contrast, so a blank
    picture is as novel as can be.
    """
    pytest.importorskip("onnx", reason="the workshop's libraries are not installed")
    from onnx import TensorProto, helper, numpy_helper

    def build(
        card_text: str | None = card.to_json(),
        *,
        labels: int = 10,
        shape: Sequence[int | str] = ("batch", "height", "width"),
        dtype: int = TensorProto.UINT8,
        drop: Sequence[str] = (),
    ) -> Any:
        levels = np.linspace(0.0, 1.0, labels)[None]
        steps = [
            ("Cast", ["image"], "raw", {"to": TensorProto.FLOAT}),
            ("Div", ["raw", "white"], "light", {}),
            ("ReduceMean", ["light", "plane"], "mean", {"keepdims": 0}),
            ("Unsqueeze", ["mean", "one"], "column", {}),
            ("Sub", ["column", "levels"], "off", {}),
            ("Mul", ["off", "off"], "squared", {}),
            ("Mul", ["squared", "sharpness"], "logit", {}),
            ("Softmax", ["logit"], "probability", {"axis": 1}),
            ("Identity", ["off"], "embedding", {}),
            ("ReduceMax", ["light", "plane"], "high", {"keepdims": 0}),
            ("ReduceMin", ["light", "plane"], "low", {"keepdims": 0}),
            ("Sub", ["high", "low"], "contrast", {}),
            ("Sub", ["unit", "contrast"], "novelty", {}),
            ("Unsqueeze", ["light", "one"], "channel", {}),
            ("Shape", ["channel"], "batch_size", {"end": 2}),
            ("Concat", ["batch_size", "size"], "target", {"axis": 0}),
            ("Resize", ["channel", "", "", "target"], "small", {"mode": "linear"}),
            ("Squeeze", ["small", "one"], "seen", {}),
            ("MaxPool", ["small"], "coarse", {"kernel_shape": [4, 4], "strides": [4, 4]}),
            ("Mul", ["coarse", "spread"], "attention", {}),
        ]
        nodes = [helper.make_node(kind, into, [out], **more) for kind, into, out, more in steps]
        constants = {
            "white": np.float32(255.0),
            "plane": np.array([1, 2]),
            "one": np.array([1]),
            "unit": np.float32(1.0),
            "levels": levels.astype(np.float32),
            "sharpness": np.float32(-1000.0),
            "size": np.array([28, 28]),
            "spread": levels.reshape(1, labels, 1, 1).astype(np.float32),
        }
        shapes: dict[str, list[int | str]] = {
            "probability": ["batch", labels],
            "embedding": ["batch", labels],
            "novelty": ["batch"],
            "seen": ["batch", 28, 28],
            "attention": ["batch", labels, 7, 7],
        }
        graph = helper.make_graph(
            nodes,
            "tiny",
            [helper.make_tensor_value_info("image", dtype, list(shape))],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, size)
                for name, size in shapes.items()
                if name not in drop
            ],
            [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
        if card_text is not None:
            helper.set_model_props(model, {"vistazo.card": card_text})
        return model

    return build


@pytest.fixture(scope="session")
def tiny_bytes(build_model: ModelBuilder) -> bytes:
    """The tiny model's file."""
    data: bytes = build_model().SerializeToString()
    return data


@pytest.fixture(scope="session")
def tiny_path(tiny_bytes: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tiny model lies."""
    path = tmp_path_factory.mktemp("models") / "digits.onnx"
    path.write_bytes(tiny_bytes)
    return path


@pytest.fixture(scope="session")
def model_path(request: pytest.FixtureRequest) -> Path:
    """The shipped digits where they exist, else the tiny model."""
    if SHIPPED.is_file():
        return SHIPPED
    path: Path = request.getfixturevalue("tiny_path")
    return path


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real data sets; skips (or fails under VISTAZO_TEST_ALL=1) without it."""
    folder = os.environ.get("VISTAZO_MIRROR")
    if folder:
        return Path(folder)
    reason = "needs the real data sets: set VISTAZO_MIRROR to a folder that holds them"
    if os.environ.get("VISTAZO_TEST_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
