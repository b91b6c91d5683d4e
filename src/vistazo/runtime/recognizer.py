"""One model file, ready to answer."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from vistazo.errors import (
    InputError,
    ModelError,
    OptionError,
    ReaderNotFoundError,
    UnsupportedImageError,
)
from vistazo.image import ImageSource, load_grey, load_rgb
from vistazo.runtime.answers import Answers
from vistazo.runtime.bundle import Card
from vistazo.runtime.contract import OUTPUTS, check_contract, read_card, seen_side
from vistazo.runtime.priors import Prior, Priors, Shift
from vistazo.runtime.session import Session
from vistazo.runtime.shelf import read_model, read_reader
from vistazo.runtime.text.page import Page, load_page
from vistazo.runtime.text.reader import Reader
from vistazo.types import Failure, Float32Array, Prediction, Reading, UInt8Array

OPTIONAL = ("seen", "attention")
_ALWAYS = ("probability", "novelty")
_BATCH = 128
_BATCH_PIXELS = 4_000_000
_WAITING_PIXELS = 64_000_000
_PER_PIXEL = 2
"""Pixels of a photo for each of those that the network sees; more would cost time alone."""


class _How(NamedTuple):
    """What a caller asks for beside the outputs."""

    shift: Shift | None
    threshold: float | None


class Recognizer:
    """A model file, checked and loaded; safe to use from many threads.

    Attributes:
        card: The model's own facts.
        labels: In the order of the outputs.
        sha256: Of the whole file, in hex.
        size: Bytes of the file.
        id: `name@` and the first 12 characters of `sha256`.
        reader: Reads lines of text, where the model has one.
        bank: sha256 of its bank, where a shop has one.
    """

    def __init__(self, data: bytes, reader: bytes | None = None) -> None:
        """Load a model from the bytes of its file, and of its reader's.

        Raises:
            CardError: A card is missing, malformed or newer, or contradicts the graph.
            ModelError: Not an ONNX file, or one that needs other files.
        """
        self._session = Session(data)
        self.card: Card = read_card(self._session.graph)
        check_contract(self._session.graph, self.card)
        self.labels = self.card.labels
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.size = len(data)
        self.id = f"{self.card.name}@{self.sha256[:12]}"
        self.reader = None if reader is None else Reader(reader)
        self.bank: str | None = None
        side = seen_side(self._session.graph)
        self._enough = None if side is None else _PER_PIXEL * side
        self._answers = Answers(self.card, self.id)
        self._priors = Priors(self.labels, self.card.priors, self.card.prior)

    @classmethod
    def load(cls, model: str | os.PathLike[str]) -> Recognizer:
        """Load a shipped model by name, `name@version`, or any model by path.

        A reader (`characters.reader.onnx`) that lies beside the model is loaded with it.

        Raises:
            ModelNotFoundError: Nothing there; the message lists what exists.
            CardError, ModelError: As the constructor.
        """
        return cls(read_model(model), read_reader(model))

    def __repr__(self) -> str:
        return f"Recognizer({self.id})"

    def decode(self, image: ImageSource) -> UInt8Array:
        """The pixels that this model takes: uint8 (H, W) for ink, (H, W, 3) for photos."""
        if self.card.input == "ink":
            return load_grey(image)
        return load_rgb(image, shortest_side=self._enough)

    def predict(
        self,
        image: ImageSource,
        *,
        outputs: Iterable[str] = (),
        prior: Prior = None,
        threshold: float | None = None,
    ) -> Prediction:
        """Recognise one picture.

        Args:
            image: A path, bytes of a PNG, JPEG or WebP, a PIL image or a uint8 array
                (H, W), (H, W, 3) or (H, W, 4).
            outputs: Any of "seen" and "attention", to be filled in as well.
            prior: Which labels are expected: None (as the model learned), the name of one of the
                card's priors, or labels, all others being ruled out. Only where a picture has
                one label.
            threshold: The probability from which a picture is given a label, 0..1; each label's
                own if None. Only where a picture has many labels.

        Raises:
            ImageError: The picture cannot be used.
            OptionError: `outputs` or `prior` names something else, `threshold` is out of range, or
                this model takes no such option.
        """
        wanted, how = _checked(outputs, OPTIONAL), self._how(prior, threshold)
        return self._answer(self.decode(image)[None], wanted, how)[0]

    def predict_many(
        self,
        images: Iterable[ImageSource],
        *,
        outputs: Iterable[str] = (),
        prior: Prior = None,
        threshold: float | None = None,
    ) -> list[Prediction | Failure]:
        """Recognise many pictures of any sizes; a bad one becomes a `Failure` in its place."""
        wanted, how = _checked(outputs, OPTIONAL), self._how(prior, threshold)
        answers: dict[int, Prediction | Failure] = {}
        waiting: dict[tuple[int, ...], list[tuple[int, UInt8Array]]] = {}
        pixels = 0
        for index, image in enumerate(images):
            try:
                array = self.decode(image)
            except InputError as error:
                answers[index] = Failure(type(error).__name__, str(error))
                continue
            waiting.setdefault(array.shape, []).append((index, array))
            pixels += array.size
            if pixels >= _WAITING_PIXELS:
                self._answer_waiting(waiting, wanted, how, answers)
                pixels = 0
        self._answer_waiting(waiting, wanted, how, answers)
        return [answers[index] for index in range(len(answers))]

    def predict_array(
        self,
        images: UInt8Array,
        *,
        outputs: Iterable[str] = (),
        prior: Prior = None,
        threshold: float | None = None,
    ) -> list[Prediction]:
        """Recognise a batch of equal size, without decoding: uint8 (N, H, W) or (N, H, W, 3)."""
        return self._answer(images, _checked(outputs, OPTIONAL), self._how(prior, threshold))

    def _answer(self, images: UInt8Array, wanted: tuple[str, ...], how: _How) -> list[Prediction]:
        found = self.run(images, outputs=_ALWAYS + wanted)
        probabilities = found["probability"]
        if how.shift is not None:
            probabilities = how.shift.apply(probabilities)
        extras = [{name: found[name][row] for name in wanted} for row in range(len(images))]
        try:
            return self._answers.make(probabilities, found["novelty"], extras, how.threshold)
        except ValueError as error:
            raise ModelError(f"{self.id} gave an answer that cannot be: {error}.") from error

    def _how(self, prior: Prior, threshold: float | None) -> _How:
        many = self.card.task == "many"
        if many and prior is not None:
            raise OptionError(f"{self.card.name!r} gives several labels; it takes no prior.")
        if threshold is not None and not many:
            raise OptionError(f"{self.card.name!r} gives one label; it takes no threshold.")
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise OptionError(f"threshold must lie in 0..1, got {threshold}.")
        return _How(self._priors.shift(prior), threshold)

    def under(self, probabilities: Float32Array, prior: Prior) -> Float32Array:
        """What `run` gave as float32 (N, labels), under another prior; see `predict`.

        Raises:
            OptionError: `prior` is neither a name of the card nor labels of this model.
        """
        shift = self._priors.shift(prior)
        return probabilities if shift is None else shift.apply(probabilities)

    def read(self, image: ImageSource, *, top: int = 5) -> Reading:
        """Read the lines of text on a page.

        Args:
            image: As for `predict`; several lines may stand on it.
            top: How many alternatives each character gets.

        Raises:
            ReaderNotFoundError: This model has no reader.
            ImageError: The picture cannot be used.
            OptionError: `top` is below 1.
        """
        self.require_reader()
        return self.read_page(load_page(image), top=top)

    def read_page(self, page: Page, *, top: int = 5) -> Reading:
        """Read a page that is decoded already."""
        # Here, so that recognising alone never waits for SciPy.
        from vistazo.runtime.text.reading import read_lines
        from vistazo.runtime.text.rescoring import Rescorer, fits

        reader = self.require_reader()
        rescorer = None
        if fits(reader.labels, self.labels):
            rescorer = Rescorer(reader.labels, self.labels, self._recognise)
        return read_lines(reader, page, rescorer=rescorer, model=self.id, top=top)

    def _recognise(self, images: UInt8Array) -> Float32Array:
        return self.run(images, outputs=("probability",))["probability"]

    def require_reader(self) -> Reader:
        """The model's reader.

        Raises:
            ReaderNotFoundError: It has none.
        """
        if self.reader is None:
            raise ReaderNotFoundError(
                f"{self.id} does not read lines of text: no reader lies beside its file."
            )
        return self.reader

    def run(
        self, images: UInt8Array, *, outputs: Sequence[str] = OUTPUTS
    ) -> dict[str, Float32Array]:
        """The graph's own outputs for a batch of any length, computed in slices.

        Args:
            images: uint8 (N, H, W), or (N, H, W, 3) for photos; at least one picture.
            outputs: Any of `OUTPUTS`.

        Returns:
            float32 arrays by name, shapes as in the model file's contract.
        """
        wanted = _checked(outputs, OUTPUTS)
        self._check_batch(images)
        step = max(1, min(_BATCH, _BATCH_PIXELS // max(1, images[0].size)))
        if len(images) <= step:
            return dict(zip(wanted, self._session.run(wanted, images), strict=True))
        slices = [
            self._session.run(wanted, images[start : start + step])
            for start in range(0, len(images), step)
        ]
        columns = zip(*slices, strict=True)
        return {name: np.concatenate(parts) for name, parts in zip(wanted, columns, strict=True)}

    def _answer_waiting(
        self,
        waiting: dict[tuple[int, ...], list[tuple[int, UInt8Array]]],
        outputs: tuple[str, ...],
        how: _How,
        answers: dict[int, Prediction | Failure],
    ) -> None:
        for same_size in waiting.values():
            for part in _parts(same_size):
                batch = np.stack([array for _, array in part])
                predictions = self._answer(batch, outputs, how)
                answers.update(
                    (index, answer) for (index, _), answer in zip(part, predictions, strict=True)
                )
        waiting.clear()

    def _check_batch(self, images: UInt8Array) -> None:
        shape: tuple[int, ...] = getattr(images, "shape", ())
        expected = "(N, H, W)" if self.card.input == "ink" else "(N, H, W, 3)"
        axes = 3 if self.card.input == "ink" else 4
        right = len(shape) == axes and (axes == 3 or shape[3] == 3)
        if not right or images.dtype != np.uint8 or 0 in shape:
            raise UnsupportedImageError(
                f"{self.card.name} takes uint8 {expected} with every size at least 1, "
                f"got {getattr(images, 'dtype', type(images).__name__)} {shape}."
            )


def _checked(outputs: Iterable[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
    wanted = (outputs,) if isinstance(outputs, str) else tuple(dict.fromkeys(outputs))
    unknown = [name for name in wanted if name not in allowed]
    if unknown:
        raise OptionError(f"outputs may be any of {', '.join(allowed)}; got {unknown[0]!r}.")
    return wanted


def _parts(items: list[tuple[int, UInt8Array]]) -> Iterator[list[tuple[int, UInt8Array]]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
