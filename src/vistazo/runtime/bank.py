"""What lies beside a model file for learning: embeddings to replay and to judge by."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from vistazo.errors import ModelError
from vistazo.types import Float32Array

LabelArray = np.ndarray[Any, np.dtype[np.int64] | np.dtype[np.int8]]

_EMBEDDINGS = (
    "embeddings",
    "calibration_embeddings",
    "outlier_embeddings",
    "golden_embeddings",
)


@dataclass(frozen=True)
class Bank:
    """What the shop's learner and gate need of a model; `<name>.bank.npz` beside it.

    Attributes:
        embeddings: float16 (n, width), a class-balanced replay sample of the training pictures.
        labels: int64 (n,), indices into the card's labels. Where a picture has many, int8
            (n, labels): 1 shown, 0 not shown, -1 not known, which is neither learned nor judged.
        calibration_embeddings: float16 (c, width), of pictures held out of training, on which
            calibration and thresholds are fitted; neither replay nor golden.
        calibration_labels: Of them; as `labels`.
        outlier_embeddings: float16 (o, width), of pictures of none of the labels.
        golden_embeddings: float16 (m, width), the frozen golden set; never trained on.
        golden_labels: Of them; as `labels`.
        weight: float32 (labels, width), the head's weights (before the temperature).
        bias: float32 (labels,).
        model: sha256 of the ONNX file that the bank belongs to.
        fingerprint: sha256 over the golden pictures and labels.
    """

    embeddings: np.ndarray[Any, np.dtype[np.float16]]
    labels: LabelArray
    calibration_embeddings: np.ndarray[Any, np.dtype[np.float16]]
    calibration_labels: LabelArray
    outlier_embeddings: np.ndarray[Any, np.dtype[np.float16]]
    golden_embeddings: np.ndarray[Any, np.dtype[np.float16]]
    golden_labels: LabelArray
    weight: Float32Array
    bias: Float32Array
    model: str
    fingerprint: str

    def __post_init__(self) -> None:
        width = self.weight.shape[1]
        for name in _EMBEDDINGS:
            array = getattr(self, name)
            if array.ndim != 2 or array.shape[1] != width:
                raise ModelError(f"bank: {name} must be (n, {width}), got {array.shape}.")
        columns = (len(self.weight),) if self.labels.ndim == 2 else ()
        for name, shape in (
            ("labels", (len(self.embeddings), *columns)),
            ("calibration_labels", (len(self.calibration_embeddings), *columns)),
            ("golden_labels", (len(self.golden_embeddings), *columns)),
            ("bias", (len(self.weight),)),
        ):
            if getattr(self, name).shape != shape:
                raise ModelError(f"bank: {name} must be {shape}, got {getattr(self, name).shape}.")

    def save(self, path: Path) -> None:
        """Write the bank as a compressed NPZ without pickles."""
        arrays: dict[str, Any] = {
            item.name: np.asarray(getattr(self, item.name)) for item in fields(self)
        }
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> Bank:
        """Read a bank; pickled content is refused.

        Raises:
            ModelError: Missing, damaged or inconsistent.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                values = {item.name: archive[item.name] for item in fields(cls)}
        except FileNotFoundError:
            raise ModelError(f"There is no bank at {path}; export the model again.") from None
        except (KeyError, ValueError, OSError, EOFError, BadZipFile, zlib.error) as error:
            raise ModelError(f"The bank {path} is damaged ({error}); export again.") from None
        values["model"] = str(values["model"])
        values["fingerprint"] = str(values["fingerprint"])
        return cls(**values)
