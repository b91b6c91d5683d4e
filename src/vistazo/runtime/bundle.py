"""What travels with a model: the card inside the ONNX file, and the bank beside it."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args
from zipfile import BadZipFile

import numpy as np

from vistazo.errors import CardError, ModelError
from vistazo.runtime.priors import prior_problems
from vistazo.types import Float32Array, IntArray

CARD_KEY = "vistazo.card"
CARD_SCHEMA = 1
READER_SUFFIX = ".reader.onnx"
BANK_SUFFIX = ".bank.npz"

_EMBEDDINGS = (
    "embeddings",
    "calibration_embeddings",
    "outlier_embeddings",
    "golden_embeddings",
)

Task = Literal["one", "many", "text"]
Input = Literal["ink", "photo"]


@dataclass(frozen=True)
class DataSource:
    """A data set that a model learned from or was measured on.

    Attributes:
        name: Its name in `vistazo.workshop.data`, or a file name.
        fingerprint: sha256 over its pictures and labels as they were used.
        samples: How many samples of it were used.
        licence: As its source states it.
        citation: Whom to cite, or an address.
    """

    name: str
    fingerprint: str
    samples: int
    licence: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Metric:
    """One measured figure and the data that it was measured on.

    Attributes:
        name: E.g. "accuracy" or "calibration_error", as fractions.
        value: The figure.
        data: Name of the data set and part, e.g. "mnist/test".
        fingerprint: sha256 of the pictures and labels that it was measured on.
    """

    name: str
    value: float
    data: str
    fingerprint: str


@dataclass(frozen=True)
class Card:
    """A model's own facts; stored as JSON in the file's metadata under `vistazo.card`.

    Attributes:
        name: The recogniser's name, e.g. "digits".
        version: The author's version of it, e.g. "1.0".
        task: "one" label per picture, "many", or "text" (a line, read label by label).
        input: "ink" (grey pixels) or "photo" (RGB).
        labels: In the order of the outputs, unique.
        temperature: Divides the logits before softmax; already inside the graph.
        thresholds: Per label, the confidence from which an answer is "sure", 0..1.
        novelty_threshold: Above it a picture is "unknown", 0..1.
        metrics: Measured on the exported file.
        priors: Named priors: the probability of each label, summing to 1; a label that is left
            out has 0.
        prior: Which of `priors` the file's own probabilities are under; None where none is named.
        training: Network, epochs, batch size and the other settings.
        seeds: Named seeds.
        data: What it learned from.
        parent: sha256 of the version that it came from, or None.
        vistazo: Version of Vistazo that wrote it.
        schema: Schema number of the card.
    """

    name: str
    version: str
    task: Task
    input: Input
    labels: tuple[str, ...]
    temperature: float
    thresholds: dict[str, float]
    novelty_threshold: float
    metrics: tuple[Metric, ...] = ()
    priors: dict[str, dict[str, float]] = field(default_factory=dict)
    prior: str | None = None
    training: dict[str, Any] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)
    data: tuple[DataSource, ...] = ()
    parent: str | None = None
    vistazo: str = ""
    schema: int = CARD_SCHEMA

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise CardError("The model card is malformed: " + "; ".join(problems) + ".")

    def to_json(self) -> str:
        """The card as one JSON object with sorted keys."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Card:
        """Read a card.

        Raises:
            CardError: Not JSON, a field missing or of the wrong kind, or a newer schema.
        """
        try:
            raw = json.loads(text)
        except ValueError as error:
            raise CardError(
                f"The model card ({CARD_KEY}) must be JSON, but it is not: {error}."
            ) from None
        if not isinstance(raw, dict):
            raise CardError(f"The model card must be a JSON object, got {type(raw).__name__}.")
        schema = raw.get("schema")
        if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
            raise CardError(f"The model card needs a whole schema number, got {schema!r}.")
        if schema > CARD_SCHEMA:
            raise CardError(
                f"The model card has schema {schema}; this Vistazo reads up to {CARD_SCHEMA}. "
                "Update Vistazo to use this model."
            )
        known = {item.name for item in fields(cls)}
        try:
            values = {key: value for key, value in raw.items() if key in known}
            values["labels"] = tuple(raw["labels"])
            values["metrics"] = tuple(Metric(**item) for item in raw.get("metrics", ()))
            values["data"] = tuple(DataSource(**item) for item in raw.get("data", ()))
            return cls(**values)
        except KeyError as error:
            raise CardError(f"The model card has no field {error}.") from None
        except TypeError as error:
            raise CardError(f"The model card is malformed: {error}.") from None


def _problems(card: Card) -> list[str]:
    found = []
    if card.task not in get_args(Task):
        found.append(f"task must be one of {get_args(Task)}, got {card.task!r}")
    if card.input not in get_args(Input):
        found.append(f"input must be one of {get_args(Input)}, got {card.input!r}")
    labels = card.labels
    if not labels or not all(isinstance(label, str) and label for label in labels):
        found.append("labels must be a list of non-empty strings")
    elif len(set(labels)) != len(labels):
        found.append("labels must be unique")
    elif not isinstance(card.thresholds, dict) or set(card.thresholds) != set(labels):
        found.append("thresholds must name every label, and no other")
    elif not all(_fraction(value) for value in card.thresholds.values()):
        found.append("thresholds must lie in 0..1")
    if not _fraction(card.novelty_threshold):
        found.append(f"novelty_threshold must lie in 0..1, got {card.novelty_threshold!r}")
    if not isinstance(card.temperature, int | float) or not card.temperature > 0:
        found.append(f"temperature must be positive, got {card.temperature!r}")
    if not isinstance(card.name, str) or not card.name:
        found.append("name must be a non-empty string")
    return found or list(prior_problems(labels, card.priors, card.prior))


def _fraction(value: object) -> bool:
    return isinstance(value, int | float) and 0.0 <= value <= 1.0


@dataclass(frozen=True)
class Bank:
    """What the shop's learner and gate need of a model; `<name>.bank.npz` beside it.

    Attributes:
        embeddings: float16 (n, width), a class-balanced replay sample of the training pictures.
        labels: int64 (n,), indices into the card's labels.
        calibration_embeddings: float16 (c, width), of pictures held out of training, on which
            temperature and thresholds are fitted; neither replay nor golden.
        calibration_labels: int64 (c,).
        outlier_embeddings: float16 (o, width), of pictures of none of the labels.
        golden_embeddings: float16 (m, width), the frozen golden set; never trained on.
        golden_labels: int64 (m,).
        weight: float32 (labels, width), the head's weights (before the temperature).
        bias: float32 (labels,).
        model: sha256 of the ONNX file that the bank belongs to.
        fingerprint: sha256 over the golden pictures and labels.
    """

    embeddings: np.ndarray[Any, np.dtype[np.float16]]
    labels: IntArray
    calibration_embeddings: np.ndarray[Any, np.dtype[np.float16]]
    calibration_labels: IntArray
    outlier_embeddings: np.ndarray[Any, np.dtype[np.float16]]
    golden_embeddings: np.ndarray[Any, np.dtype[np.float16]]
    golden_labels: IntArray
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
        for name, count in (
            ("labels", len(self.embeddings)),
            ("calibration_labels", len(self.calibration_embeddings)),
            ("golden_labels", len(self.golden_embeddings)),
            ("bias", len(self.weight)),
        ):
            if getattr(self, name).shape != (count,):
                raise ModelError(
                    f"bank: {name} must be ({count},), got {getattr(self, name).shape}."
                )

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


def bank_path(model: Path) -> Path:
    """Where the bank of the model file `model` lies."""
    return model.with_name(model.stem + BANK_SUFFIX)


def reader_path(model: Path) -> Path:
    """Where the reader of lines of the model file `model` lies."""
    return model.with_name(model.stem + READER_SUFFIX)
