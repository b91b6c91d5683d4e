"""What a training run of the line reader is told."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vistazo.errors import OptionError
from vistazo.workshop.training.settings import DEVICES


@dataclass(frozen=True)
class ReaderSettings:
    """Options of a reader's training run; all that is wrong with them is said at once.

    Attributes:
        name: Name of the recogniser that it reads for.
        epochs: Passes over the written lines, at least 1.
        columns: Of a batch, padding included, at least 1,024; 160 are a word.
        composed: Lines put together from single characters in every epoch.
        learning_rate: Peak of the schedule, for the convolutions; the rest learns at a fifth.
        weight_decay: Of the convolutions, times the learning rate.
        width: Channels along the line.
        depth: Residual blocks along the line.
        patience: Epochs without a better validation before stopping early.
        seed: Of weights, order, drawing and composing. The held-out writers do not depend on it.
        device: One of DEVICES; "auto" takes the best there is.
        threads: Of the processor.
        most: Written lines to learn from at most, 0 for all: for a trial.
        save_path: The model file to write; history and checkpoint lie beside it.
    """

    name: str = "characters"
    epochs: int = 9
    columns: int = 20_480
    composed: int = 24_000
    learning_rate: float = 0.011
    weight_decay: float = 0.1
    width: int = 224
    depth: int = 4
    patience: int = 9
    seed: int = 0
    device: str = "auto"
    threads: int = 1
    most: int = 0
    save_path: Path = field(default=Path("runs/reader/characters.reader.onnx"))

    def __post_init__(self) -> None:
        problems = [problem for wrong, problem in self._checks() if wrong]
        if problems:
            raise OptionError(" ".join(problems))

    def _checks(self) -> list[tuple[bool, str]]:
        return [
            (self.epochs < 1, f"--epochs must be at least 1, got {self.epochs}."),
            (self.columns < 1024, f"columns must be at least 1024, got {self.columns}."),
            (self.composed < 0, f"composed must not be negative, got {self.composed}."),
            (
                not 0 < self.learning_rate <= 1,
                f"--lr must lie above 0 and up to 1, got {self.learning_rate}.",
            ),
            (not 8 <= self.width <= 1024, f"width must lie in 8..1024, got {self.width}."),
            (not 0 <= self.depth <= 6, f"depth must lie in 0..6, got {self.depth}."),
            (self.patience < 1, f"--patience must be at least 1, got {self.patience}."),
            (self.threads < 1, f"--threads must be at least 1, got {self.threads}."),
            (self.seed < 0, f"--seed must not be negative, got {self.seed}."),
            (self.most < 0, f"most must not be negative, got {self.most}."),
            (
                self.device not in DEVICES,
                f"--device must be one of {', '.join(DEVICES)}, got {self.device!r}.",
            ),
            (
                self.save_path.suffix != ".onnx",
                f"--save-path must end in .onnx, got {self.save_path}.",
            ),
        ]

    def fixed(self) -> dict[str, Any]:
        """The options that decide the result, as a checkpoint and the card keep them."""
        options = asdict(self)
        for free in ("save_path", "device", "threads", "patience"):
            options.pop(free)
        return options


def quick_reading() -> dict[str, Any]:
    """The options of `--quick`: one epoch of few lines, to see that everything works."""
    return {"epochs": 1, "most": 1_500, "composed": 300, "columns": 4_096}
