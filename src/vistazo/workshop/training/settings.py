"""What a training run is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from vistazo.errors import OptionError
from vistazo.workshop.model.presets import NETWORKS

DEVICES = ("auto", "cpu", "cuda", "mps")
SOURCES = ("mnist", "unipen", "bhmsds", "words")
OUTLIER_SOURCES = ("unipen", "cifar10")


@dataclass(frozen=True)
class TrainSettings:
    """Options of a training run; all that is wrong with them is said at once.

    Attributes:
        name: Name of the recogniser.
        network: One of NETWORKS.
        epochs: Passes over the training pictures, at least 1.
        batch_size: Pictures a step, at least 2.
        learning_rate: Peak of the schedule, for the convolutions; the rest learns at a fifth.
        weight_decay: Of the convolutions, times the learning rate.
        patience: Epochs without a better validation before stopping early.
        checkpoint_every: Epochs between two checkpoints; the last epoch has one as well.
        seed: Of weights, order and augmentation. The held-out parts do not depend on it.
        device: One of DEVICES; "auto" takes the best there is.
        threads: Of the processor. One wastes none of its time on waiting for others.
        data: Public sets to learn from, of SOURCES.
        outliers: Public sets that show what is none of the labels, of OUTLIER_SOURCES; drawn
            scribbles and noise are always used.
        share: Of the training pictures that are learned from, above 0 and up to 1; less than 1 is
            for trying things out.
        photographed: Share of pictures shown as a canvas or photo would show them, 0..1.
        outlier_weight: Of the outliers' loss, 0..1; their answer should be that every label is as
            likely.
        strength: Of the augmentation in the first half of the run, 0..2.
        calm: Share of it that is left at the last step, 0..1; it falls from the middle of the run.
        label_smoothing: Share of each target spread over all labels, 0..0.5.
        start: A checkpoint of the same network whose weights to start from, in place of fresh ones.
        teacher: Checkpoints of trained networks whose answers are learned from beside the labels.
        save_path: The model file to write; history, checkpoint and bank lie beside it.
    """

    name: str = "digits"
    network: str = "glance"
    epochs: int = 15
    batch_size: int = 256
    learning_rate: float = 0.03
    weight_decay: float = 0.1
    patience: int = 15
    checkpoint_every: int = 1
    seed: int = 0
    device: str = "auto"
    threads: int = 1
    data: tuple[str, ...] = ("mnist",)
    outliers: tuple[str, ...] = ()
    share: float = 1.0
    photographed: float = 0.25
    outlier_weight: float = 0.25
    strength: float = 0.8
    calm: float = 0.3
    label_smoothing: float = 0.0
    start: Path | None = None
    teacher: tuple[Path, ...] = ()
    save_path: Path = field(default=Path("runs/digits/digits.onnx"))

    def __post_init__(self) -> None:
        problems = [problem for wrong, problem in self._checks() if wrong]
        if problems:
            raise OptionError(" ".join(problems))

    def _checks(self) -> list[tuple[bool, str]]:
        return [
            (
                self.network not in NETWORKS,
                f"--network must be one of {', '.join(NETWORKS)}, got {self.network!r}.",
            ),
            (self.epochs < 1, f"--epochs must be at least 1, got {self.epochs}."),
            (self.batch_size < 2, f"--batch-size must be at least 2, got {self.batch_size}."),
            (
                not 0 < self.learning_rate <= 1,
                f"--lr must lie above 0 and up to 1, got {self.learning_rate}.",
            ),
            (self.patience < 1, f"--patience must be at least 1, got {self.patience}."),
            (
                self.checkpoint_every < 1,
                f"--checkpoint-every must be at least 1, got {self.checkpoint_every}.",
            ),
            (self.threads < 1, f"--threads must be at least 1, got {self.threads}."),
            (self.seed < 0, f"--seed must not be negative, got {self.seed}."),
            (
                self.device not in DEVICES,
                f"--device must be one of {', '.join(DEVICES)}, got {self.device!r}.",
            ),
            (
                not self.data or not set(self.data) <= set(SOURCES),
                f"--data must be of {', '.join(SOURCES)}, got {', '.join(self.data) or 'nothing'}.",
            ),
            (
                not set(self.outliers) <= set(OUTLIER_SOURCES),
                f"--outliers must be of {', '.join(OUTLIER_SOURCES)}, "
                f"got {', '.join(self.outliers)}.",
            ),
            (
                not 0 <= self.photographed <= 1,
                f"photographed must lie in 0..1, got {self.photographed}.",
            ),
            (
                not 0 <= self.outlier_weight <= 1,
                f"outlier_weight must lie in 0..1, got {self.outlier_weight}.",
            ),
            (not 0 < self.share <= 1, f"--share must lie above 0 and up to 1, got {self.share}."),
            (not 0 <= self.strength <= 2, f"strength must lie in 0..2, got {self.strength}."),
            (not 0 <= self.calm <= 1, f"calm must lie in 0..1, got {self.calm}."),
            (
                not 0 <= self.label_smoothing <= 0.5,
                f"label_smoothing must lie in 0..0.5, got {self.label_smoothing}.",
            ),
            (
                self.save_path.suffix != ".onnx",
                f"--save-path must end in .onnx, got {self.save_path}.",
            ),
        ]


USUAL: dict[str, dict[str, Any]] = {
    "digits": {},
    "characters": {
        "network": "glyph",
        "epochs": 24,
        "patience": 24,
        # Characters are drawn, bent and laid on paper afresh for every epoch.
        "photographed": 0.0,
        "outlier_weight": 0.15,
        "strength": 0.5,
        "calm": 1.0,
        "label_smoothing": 0.05,
        "data": ("unipen", "words", "mnist", "bhmsds"),
        "outliers": ("cifar10",),
    },
}
"""What each recogniser is trained with unless told otherwise, where that is not TrainSettings'."""


def quick_changes() -> dict[str, Any]:
    """The options of `--quick`: one epoch in small batches, little changed."""
    return {"epochs": 1, "batch_size": 64, "strength": 0.5}


def pick_device(name: str) -> torch.device:
    """The device for one of DEVICES.

    Raises:
        OptionError: That device is not there.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        name = next(device for device, present in there.items() if present)
    if not there[name]:
        raise OptionError(f"--device {name} is not available on this machine; use auto or cpu.")
    return torch.device(name)


def fast_bfloat16(device: torch.device) -> bool:
    """Whether this device computes in bfloat16 faster than in float32."""
    if device.type == "cpu":
        has = torch.cpu.get_capabilities()
        return bool(has.get("avx512_bf16") or has.get("amx_bf16"))
    return device.type == "cuda" and torch.cuda.is_bf16_supported()
