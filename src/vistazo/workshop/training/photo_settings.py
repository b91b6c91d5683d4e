"""What a training run on photos is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from vistazo.errors import OptionError
from vistazo.workshop.data.fetch import cache_folder
from vistazo.workshop.model.backbones import MOBILENET
from vistazo.workshop.training.photo_head import LOSSES
from vistazo.workshop.training.settings import DEVICES


@dataclass(frozen=True)
class PhotoSettings:
    """Options of a training run; all that is wrong with them is said at once.

    Attributes:
        name: Name of the recogniser.
        backbone: A name that `load_backbone` takes.
        data: Public sets by name, or paths of one's own.
        losses: Of the head, of LOSSES; where there are several, cross-validation chooses.
        side: Of the square that the backbone takes, pixels; its own unless told.
        golden: Share of the photos that is never learned from and judges later versions.
        calibration: Share of the photos that calibrates and learns nothing else.
        fine_tune_epochs: Passes over the photos with the whole network; 0 leaves the backbone.
        learning_rate: Of the whole network.
        batch_size: Photos a step of the whole network.
        outliers: Pictures drawn to learn novelty from, at least 6.
        seed: Of what is drawn. The parts of the photos do not depend on it.
        device: One of DEVICES, for the whole network.
        threads: Of the processor.
        features: Where embeddings are kept.
        save_path: The model file to write; the bank lies beside it.
    """

    name: str = "photos"
    backbone: str = MOBILENET
    data: tuple[str, ...] = ("photos_voc20",)
    losses: tuple[str, ...] = ("bce",)
    side: int | None = None
    golden: float = 0.2
    calibration: float = 0.15
    fine_tune_epochs: int = 0
    learning_rate: float = 2e-5
    batch_size: int = 16
    outliers: int = 480
    seed: int = 0
    device: str = "auto"
    threads: int = 1
    features: Path = field(default_factory=lambda: cache_folder() / "features")
    save_path: Path = Path("runs/photos/photos.onnx")

    def __post_init__(self) -> None:
        problems = [problem for wrong, problem in self._checks() if wrong]
        if problems:
            raise OptionError(" ".join(problems))

    def _checks(self) -> list[tuple[bool, str]]:
        return [
            (not self.data, "--data must name at least one set of photos."),
            (
                not self.losses or not set(self.losses) <= set(LOSSES),
                f"--loss must be one of {', '.join(LOSSES)}, got {', '.join(self.losses)}.",
            ),
            (
                self.side is not None and not 32 <= self.side <= 1024,
                f"--side must lie in 32..1024 pixels, got {self.side}.",
            ),
            (
                not (
                    self.golden > 0 and self.calibration > 0 and self.golden + self.calibration < 1
                ),
                "golden and calibration must be positive and less than 1 together, got "
                f"{self.golden} and {self.calibration}.",
            ),
            (
                self.fine_tune_epochs < 0,
                f"--fine-tune-epochs must not be negative, got {self.fine_tune_epochs}.",
            ),
            (
                not 0 < self.learning_rate <= 1,
                f"--lr must lie above 0 and up to 1, got {self.learning_rate}.",
            ),
            (self.batch_size < 1, f"--batch-size must be at least 1, got {self.batch_size}."),
            (self.outliers < 6, f"outliers must be at least 6, got {self.outliers}."),
            (self.seed < 0, f"--seed must not be negative, got {self.seed}."),
            (
                self.device not in DEVICES,
                f"--device must be one of {', '.join(DEVICES)}, got {self.device!r}.",
            ),
            (self.threads < 1, f"--threads must be at least 1, got {self.threads}."),
            (
                self.save_path.suffix != ".onnx",
                f"--save-path must end in .onnx, got {self.save_path}.",
            ),
        ]
