"""The gate of every export: torch and ONNX Runtime must give the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnxruntime
import torch
from torch import nn

from vistazo.errors import ParityError
from vistazo.types import UInt8Array

TOLERANCE = 1e-4
"""Largest difference allowed in any output."""

OUTPUTS = ("probability", "embedding", "novelty", "seen", "attention")


@dataclass(frozen=True)
class Parity:
    """How far apart torch and ONNX Runtime are.

    Attributes:
        worst: Largest absolute difference of each output, relative where its values exceed 1.
        pictures: How many were compared.
    """

    worst: dict[str, float]
    pictures: int


def awkward_pictures(
    generator: np.random.Generator, channels: tuple[int, ...] = ()
) -> list[UInt8Array]:
    """Batches of sizes and contents that break careless graphs.

    Args:
        generator: Draws some of them.
        channels: Axes after the width: none for ink, (3,) for photos.

    Returns:
        uint8 (n, height, width, *channels) each.
    """
    sizes = [(1, 1), (1, 1000), (1000, 1), (2, 3), (27, 31), (113, 64), (480, 641)]
    batches = [generator.integers(0, 256, (2, *size, *channels), dtype=np.uint8) for size in sizes]
    batches += [np.full((1, 28, 28, *channels), value, np.uint8) for value in (0, 127, 255)]
    batches += [np.full((1, 1, 1, *channels), value, np.uint8) for value in (0, 255)]
    large = np.full((1, 3000, 4000, *channels), 230, np.uint8)
    large[:, 900:2100, 1800:1950] = 40
    batches.append(large)
    many = np.zeros((257, 28, 28, *channels), np.uint8)
    for picture in many:
        top, left = generator.integers(2, 12, 2)
        picture[top : top + 14, left : left + int(generator.integers(2, 9))] = 255
    return [*batches, many]


def check_parity(
    module: nn.Module,
    session: onnxruntime.InferenceSession,
    batches: list[UInt8Array],
    outputs: tuple[str, ...] = OUTPUTS,
) -> Parity:
    """Compare all outputs on all batches.

    Args:
        module: The recogniser in torch, in evaluation mode.
        session: The exported file.
        batches: uint8 (n, height, width) each.
        outputs: Names of the outputs, in the order in which the module gives them.

    Raises:
        ParityError: A difference above TOLERANCE, a shape that differs, or a value not finite.
    """
    worst = dict.fromkeys(outputs, 0.0)
    for batch in batches:
        with torch.inference_mode():
            expected = module(torch.from_numpy(batch))
        answers = session.run(list(outputs), {"image": batch})
        for name, mine, theirs in zip(outputs, expected, answers, strict=True):
            reference = mine.numpy()
            if reference.shape != theirs.shape or not np.isfinite(theirs).all():
                raise ParityError(
                    f"Output {name} for pictures {batch.shape} must be finite and "
                    f"{reference.shape}, got {theirs.shape}. The file was not written."
                )
            scale = np.maximum(1.0, np.abs(reference))
            worst[name] = max(worst[name], float((np.abs(reference - theirs) / scale).max()))
    wrong = {name: value for name, value in worst.items() if value > TOLERANCE}
    if wrong:
        raise ParityError(
            f"torch and ONNX Runtime must agree within {TOLERANCE:g}; they differ by {wrong}. "
            "The file was not written."
        )
    return Parity(worst, sum(len(batch) for batch in batches))
