"""What travels with a model: the card inside its file, and where the files beside it lie."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from vistazo.errors import CardError
from vistazo.runtime.priors import prior_problems

CARD_KEY = "vistazo.card"
CARD_SCHEMA = 1
READER_SUFFIX = ".reader.onnx"
BANK_SUFFIX = ".bank.npz"

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
        temperature: Divides the logits before softmax; already inside the graph. 1 with "many".
        thresholds: Per label, 0..1: with "many" the probability from which a picture is given the
            label, else the confidence from which an answer is "sure".
        novelty_threshold: Above it a picture is "unknown", 0..1.
        metrics: Measured on the exported file.
        priors: Named priors: the probability of each label, summing to 1; a label that is left
            out has 0.
        prior: Which of `priors` the file's own probabilities are under; None where none is named.
        platt: With "many", per label slope and offset of the logits before the sigmoid; already
            inside the graph.
        sure: With "many", the probability that all labels are as answered, from which an answer
            is "sure", 0..1.
        about: What it is and how good it is, in a sentence or two, by language ("en", "es").
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
    platt: dict[str, tuple[float, float]] = field(default_factory=dict)
    sure: float = 1.0
    about: dict[str, str] = field(default_factory=dict)
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
            values["platt"] = {label: tuple(pair) for label, pair in raw.get("platt", {}).items()}
            return cls(**values)
        except KeyError as error:
            raise CardError(f"The model card has no field {error}.") from None
        except (TypeError, AttributeError) as error:
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
    if not _fraction(card.sure):
        found.append(f"sure must lie in 0..1, got {card.sure!r}")
    if set(card.platt) != (set(labels) if card.task == "many" else set()):
        found.append("platt must name every label with the task 'many', and none otherwise")
    elif not all(len(pair) == 2 and all(map(_finite, pair)) for pair in card.platt.values()):
        found.append("platt must give two finite numbers per label")
    if not all(isinstance(text, str) for text in card.about.values()):
        found.append("about must be texts by language")
    if card.task == "many" and card.priors:
        found.append("priors are for pictures with one label")
    return found or list(prior_problems(labels, card.priors, card.prior))


def _fraction(value: object) -> bool:
    return isinstance(value, int | float) and 0.0 <= value <= 1.0


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def bank_path(model: Path) -> Path:
    """Where the bank of the model file `model` lies."""
    return model.with_name(model.stem + BANK_SUFFIX)


def reader_path(model: Path) -> Path:
    """Where the reader of lines of the model file `model` lies."""
    return model.with_name(model.stem + READER_SUFFIX)
