"""A reader file: from the picture of one line to what it says, step by step."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from vistazo.errors import ModelError
from vistazo.runtime.contract import check_reader, read_card
from vistazo.runtime.session import Session
from vistazo.types import Float32Array, Float64Array, UInt8Array


@dataclass(frozen=True)
class Emission:
    """What a reader says of one line.

    Attributes:
        probability: float64 (steps, 1 + labels), rows summing to 1; column 0 is the blank.
        position: float32 (steps,), x of the middle of each step in pixels of the line's picture.
    """

    probability: Float64Array
    position: Float32Array


class Reader:
    """A reader file, checked and loaded; safe to use from many threads.

    Attributes:
        card: The reader's own facts.
        labels: In the order of the outputs after the blank; each one character.
        sha256: Of the whole file, in hex.
        size: Bytes of the file.
        id: `name@` and the first 12 characters of `sha256`.
    """

    def __init__(self, data: bytes) -> None:
        """Load a reader from the bytes of its file.

        Raises:
            CardError: Its card is missing, malformed or newer, or contradicts the graph.
            ModelError: Not an ONNX file, or one that needs other files.
        """
        self._session = Session(data)
        self.card = read_card(self._session.graph)
        check_reader(self._session.graph, self.card)
        self.labels = self.card.labels
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.size = len(data)
        self.id = f"{self.card.name}@{self.sha256[:12]}"

    def run(self, line: UInt8Array) -> Emission:
        """Look at the picture of one line, uint8 (H, W).

        Raises:
            ModelError: The graph fails, or gives numbers that are no probabilities.
        """
        logs, position = self._session.run(("log_probability", "position"), line[None])
        probability = np.exp(logs[0].astype(np.float64))
        total = probability.sum(axis=1, keepdims=True)
        if not (np.isfinite(total).all() and (total > 0.0).all()):
            raise ModelError(f"{self.id} gave numbers that are no probabilities.")
        return Emission(probability / total, position[0])
