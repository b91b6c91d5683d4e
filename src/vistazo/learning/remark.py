"""What somebody says of a picture, and the picture itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from vistazo.errors import OptionError, UnknownLabelError, UnsupportedImageError
from vistazo.feedback.correction import Kind
from vistazo.image import ImageSource, encode_png, read_file
from vistazo.runtime import Recognizer
from vistazo.types import Prediction


@dataclass(frozen=True)
class Remark:
    """What somebody says of a picture.

    Attributes:
        recognizer: The recogniser's name.
        labels: What the picture shows; empty: none of the labels.
        picture: As `Recognizer.predict` takes it; None where `prediction` is given.
        prediction: Id of a recorded prediction of the picture.
        profile: Whose style it shows; empty for everybody's.
        author: Who says so.
        source: Where it was said.
        kind: "confirmed" or "corrected"; found by comparing with the answer if None.
        new_labels: Whether labels that the recogniser does not have are added.
        id: Chosen by the caller: what is said twice under one id is kept once.

    Raises:
        OptionError: Neither picture nor prediction, or both; or labels as one text.
    """

    recognizer: str
    labels: Sequence[str]
    picture: ImageSource | None = None
    prediction: str | None = None
    profile: str = ""
    author: str = ""
    source: str = "api"
    kind: Kind | None = None
    new_labels: bool = False
    id: str | None = None

    def __post_init__(self) -> None:
        if (self.picture is None) == (self.prediction is None):
            raise OptionError("A correction needs a picture or the id of a prediction, not both.")
        if isinstance(self.labels, str):
            raise OptionError(f"labels must be a list of labels, got {self.labels[:40]!r}.")

    def check_labels(self, *answering: Recognizer) -> None:
        """Refuse labels that none of these recognisers has, unless new ones are welcome.

        Raises:
            UnknownLabelError: The message lists the labels that there are.
            OptionError: Several labels where a picture has one.
        """
        if len(set(self.labels)) > 1 and answering[0].card.task == "one":
            raise OptionError(
                f"A picture has one label of {self.recognizer!r}, or none; got "
                f"{', '.join(map(repr, self.labels))}."
            )
        known = {label for recognizer in answering for label in recognizer.labels}
        unknown = [label for label in self.labels if label not in known]
        if unknown and not self.new_labels:
            raise UnknownLabelError(
                f"{self.recognizer!r} has no label {unknown[0][:40]!r}. It has: "
                f"{' '.join(answering[0].labels)}. Ask for new_labels to add it."
            )


def picture_bytes(picture: ImageSource) -> bytes:
    """The file of a picture; pixels become a PNG, always the same for equal pixels.

    Raises:
        ImageError: There is no such file, or it is no picture.
    """
    if isinstance(picture, str | os.PathLike):
        return read_file(Path(picture))
    if isinstance(picture, bytes | bytearray | memoryview):
        return bytes(picture)
    if isinstance(picture, Image.Image):
        shown = picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGBA")
        return encode_png(np.asarray(shown))
    if isinstance(picture, np.ndarray):
        return encode_png(picture)
    raise UnsupportedImageError(
        f"A picture is a path, bytes, a PIL image or a uint8 array; got {type(picture).__name__}."
    )


def is_right(answer: Prediction, labels: Sequence[str], *, many: bool) -> bool:
    """Whether an answer says what the labels say.

    Where a picture has one label, "unknown" says that it is none of them.
    """
    nothing = answer.verdict == "unknown" and not many
    return set(labels) == (set() if nothing else set(answer.labels))
