"""What learning starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vistazo.learning.head import Head, read_card_text, read_head
from vistazo.runtime import Bank


@dataclass(frozen=True, eq=False)
class Base:
    """What learning starts from: a whole model file and its bank.

    Attributes:
        model: Bytes of the file.
        bank: Of the same network.
        head: To be pulled towards; of the file, or a later one on the same network.
        prior: How often each label comes in life; empty where all are as likely.
    """

    model: bytes
    bank: Bank
    head: Head
    prior: Mapping[str, float]

    @classmethod
    def of(cls, model: bytes, bank: Bank, head: Head | None = None) -> Base:
        """Read what the file itself holds.

        Raises:
            ModelError: The file's head cannot be learned again.
        """
        card = read_card_text(model)
        prior = card.priors[card.prior] if card.prior else {}
        return cls(model, bank, head or read_head(model), prior)
