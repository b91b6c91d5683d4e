"""The models that answer."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from vistazo.service.schemas.base import Shape


class MetricRow(Shape):
    """One measured figure and the data that it was measured on."""

    name: str
    value: float
    data: str
    fingerprint: str


class ModelRow(Shape):
    """A loaded model's main facts."""

    name: str
    id: str
    task: Literal["one", "many"]
    input: Literal["ink", "photo"]
    labels: list[str]
    version: str
    metrics: list[MetricRow]
    priors: list[str] = Field(description="Names that `prior` takes.")
    prior: str | None = Field(description="The prior that holds where none is asked for.")
    reader: str | None = Field(description="The id of its reader of lines, if it can read.")
    bank: str | None = Field(description="The version of its bank, if it can learn.")
    about: dict[str, str] = Field(
        description="What it is and how good it is, by language (`en`, `es`)."
    )


class ModelList(Shape):
    """Every loaded model."""

    models: list[ModelRow]


class ModelAnswer(BaseModel):
    """A model's card, and its file's hash and size."""

    model_config = ConfigDict(extra="allow")

    id: str
    sha256: str
    size: int = Field(description="Bytes of the model file.")
    name: str
    version: str
    task: Literal["one", "many"] = Field(description="How many labels a picture has.")
    input: Literal["ink", "photo"]
    labels: list[str]
    novelty_threshold: float
    thresholds: dict[str, float]
    platt: dict[str, tuple[float, float]] = Field(
        description="With many labels: slope and offset of each one's calibration."
    )
    sure: float = Field(
        ge=0,
        le=1,
        description="With many labels: the probability that all are right from which an answer "
        "is `sure`.",
    )
    about: dict[str, str] = Field(
        description="What it is and how good it is, by language (`en`, `es`)."
    )
    priors: dict[str, dict[str, float]] = Field(
        description="Named priors: the probability of each label; one left out has 0."
    )
    prior: str | None = Field(description="The prior that holds where none is asked for.")
    reader: str | None = Field(description="The id of its reader of lines, if it can read.")
    reader_card: dict[str, Any] | None = Field(description="The card of its reader of lines.")
    bank: str | None = Field(description="The version of its bank, if it can learn.")


class RecogniserHealth(Shape):
    """One recogniser, as health tells it."""

    id: str
    name: str
    num_classes: int
    input: str
    loaded: bool


class Health(Shape):
    """Whether the service can answer."""

    status: Literal["ok", "unavailable"]
    model: str | None = Field(description="The first loaded model.")
    model_loaded: bool
    num_classes: int
    classes: list[str]
    recognizers: list[RecogniserHealth]
