"""What a model file must look like from outside, checked when it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vistazo.errors import CardError
from vistazo.runtime.bundle import CARD_KEY, Card

OUTPUTS = ("probability", "embedding", "novelty", "seen", "attention")

_INPUT_AXES = {"ink": 3, "photo": 4}
_OUTPUT_AXES = {"probability": 2, "embedding": 2, "novelty": 1, "attention": 4}
_SEEN_AXES = {"ink": 3, "photo": 4}


def read_card(session: Any) -> Card:
    """The card of an opened model.

    Raises:
        CardError: Missing, malformed or from a newer schema.
    """
    text = session.get_modelmeta().custom_metadata_map.get(CARD_KEY)
    if text is None:
        raise CardError(
            f"The model has no card (metadata {CARD_KEY!r}); "
            "only models that Vistazo exported can be loaded."
        )
    return Card.from_json(text)


def check_contract(session: Any, card: Card) -> None:
    """Compare the graph's inputs and outputs with what the card and the contract say.

    Raises:
        CardError: All differences in one message.
    """
    problems = [*_input_problems(session.get_inputs(), card)]
    problems += _output_problems({node.name: node for node in session.get_outputs()}, card)
    if problems:
        raise CardError(
            f"The model {card.name!r} does not match its card: " + "; ".join(problems) + "."
        )


def _input_problems(inputs: list[Any], card: Card) -> Iterator[str]:
    names = [node.name for node in inputs]
    if names != ["image"]:
        yield f"it must have one input, image, got {names}"
        return
    (image,) = inputs
    axes = _INPUT_AXES[card.input]
    if image.type != "tensor(uint8)" or len(image.shape) != axes:
        yield (
            f"image must be tensor(uint8) with {axes} axes for {card.input}, "
            f"got {image.type} {image.shape}"
        )
    elif any(isinstance(size, int) for size in image.shape[:3]):
        yield f"image must take any batch, height and width, got {image.shape}"
    elif axes == 4 and image.shape[3] != 3:
        yield f"image must have 3 channels, got {image.shape}"


def _output_problems(outputs: dict[str, Any], card: Card) -> Iterator[str]:
    missing = [name for name in OUTPUTS if name not in outputs]
    if missing:
        yield f"outputs {missing} are missing"
    axes = {**_OUTPUT_AXES, "seen": _SEEN_AXES[card.input]}
    for name, node in outputs.items():
        if name not in axes:
            continue
        if node.type != "tensor(float)" or len(node.shape) != axes[name]:
            yield (
                f"{name} must be tensor(float) with {axes[name]} axes, got {node.type} {node.shape}"
            )
        elif name in ("probability", "attention"):
            count = node.shape[1]
            if isinstance(count, int) and count != len(card.labels):
                yield f"{name} gives {count} labels, the card names {len(card.labels)}"
