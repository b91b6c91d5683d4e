"""What a model file must look like from outside, checked when it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vistazo.errors import CardError
from vistazo.runtime.bundle import CARD_KEY, Card

OUTPUTS = ("probability", "embedding", "novelty", "seen", "attention")

_INPUT_AXES = {"ink": 3, "photo": 4}
_OUTPUT_AXES = {"probability": 2, "embedding": 2, "novelty": 1, "seen": 3, "attention": 4}
_READER_AXES = {"log_probability": 3, "position": 2, "seen": 3}
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
    if card.task == "text":
        raise CardError(
            f"{card.name!r} is a reader of lines; load the model that it belongs to instead."
        )
    problems = [*_input_problems(session.get_inputs(), card)]
    problems += _output_problems({node.name: node for node in session.get_outputs()}, card)
    _refuse(problems, card)


def seen_side(session: Any) -> int | None:
    """Pixels of the shorter side of what a model sees; None where its file does not say."""
    (shape,) = (node.shape for node in session.get_outputs() if node.name == "seen")
    sides = [size for size in shape[1:3] if isinstance(size, int)]
    return min(sides) if len(sides) == 2 else None


def check_reader(session: Any, card: Card) -> None:
    """Compare a reader's graph with what its card and the contract say.

    Raises:
        CardError: All differences in one message.
    """
    if card.task != "text" or card.input != "ink":
        raise CardError(
            f"{card.name!r} is no reader of lines: its card must have the task 'text' and the "
            f"input 'ink', got {card.task!r} and {card.input!r}."
        )
    problems = [*_input_problems(session.get_inputs(), card)]
    long = [label for label in card.labels if len(label) != 1]
    if long:
        problems.append(f"labels must be single characters, got {long[:5]}")
    nodes = {node.name: node for node in session.get_outputs()}
    problems += _axes_problems(nodes, _READER_AXES)
    shape = list(nodes["log_probability"].shape) if "log_probability" in nodes else []
    columns = shape[-1] if shape else None
    if isinstance(columns, int) and columns != len(card.labels) + 1:
        problems.append(
            f"log_probability gives {columns} columns, the card names {len(card.labels)} labels, "
            "and there is the blank"
        )
    _refuse(problems, card)


def _refuse(problems: list[str], card: Card) -> None:
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
    yield from _axes_problems(outputs, {**_OUTPUT_AXES, "seen": _SEEN_AXES[card.input]})
    for name in ("probability", "attention"):
        shape = list(outputs[name].shape) if name in outputs else []
        count = shape[1] if len(shape) > 1 else None
        if isinstance(count, int) and count != len(card.labels):
            yield f"{name} gives {count} labels, the card names {len(card.labels)}"


def _axes_problems(outputs: dict[str, Any], axes: dict[str, int]) -> Iterator[str]:
    missing = [name for name in axes if name not in outputs]
    if missing:
        yield f"outputs {missing} are missing"
    for name, count in axes.items():
        node = outputs.get(name)
        if node and (node.type != "tensor(float)" or len(node.shape) != count):
            yield f"{name} must be tensor(float) with {count} axes, got {node.type} {node.shape}"
