"""From a model file back to the network that it came from, to train it further."""

from __future__ import annotations

import numpy as np
import onnxruntime
import torch

from vistazo.errors import ModelError, ParityError
from vistazo.learning.head import read_card_text, read_head
from vistazo.learning.onnx_file import read_tensors
from vistazo.runtime import Card
from vistazo.runtime.wire import check_self_contained
from vistazo.workshop.export.parity import awkward_pictures, check_parity
from vistazo.workshop.export.write import fold_normalisation
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.presets import NETWORKS, build_network
from vistazo.workshop.model.recogniser import Calibration, InkRecogniser


def restore(content: bytes) -> tuple[InkRecogniser, Card]:
    """The module that a file was exported from, normalisations folded, and its card.

    Args:
        content: The bytes of a file that `vistazo train`, a refit or `fine_tune` wrote.

    Raises:
        ModelError: No such file, or the module does not give its numbers.
    """
    check_self_contained(content)
    card, head = read_card_text(content), read_head(content)
    if card.input == "photo":
        raise ModelError(
            f"{card.name} recognises photos, and its whole network is not trained further here; "
            "`vistazo train photos --fine-tune-epochs 5` trains one."
        )
    preset = str(card.training.get("network"))
    if preset not in NETWORKS:
        raise ModelError(
            f"The card of {card.name} must name one of the networks {', '.join(NETWORKS)} to train "
            f"it further, got {preset!r}."
        )
    network = fold_normalisation(build_network(preset, len(card.labels)))
    assert isinstance(network, Network)
    wanted = network.state_dict()
    found = read_tensors(content, [f"network.{name}" for name in wanted])
    wrong = [
        name for name, tensor in wanted.items() if found[f"network.{name}"].shape != tensor.shape
    ]
    if wrong:
        raise ModelError(
            f"The file has tensors of other shapes than the network {preset} has now "
            f"({', '.join(wrong[:5])}); train the recogniser anew to go on from it."
        )
    network.load_state_dict({name: torch.from_numpy(found[f"network.{name}"]) for name in wanted})
    novelty = torch.from_numpy(head.novelty_weight)
    recogniser = InkRecogniser(
        network, Calibration(float(1.0 / head.sharpness), novelty, head.novelty_bias)
    )
    _check_same(recogniser.eval(), content)
    return recogniser, card


def _check_same(recogniser: InkRecogniser, content: bytes) -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    try:
        check_parity(recogniser, session, awkward_pictures(np.random.default_rng(0)))
    except ParityError as error:
        raise ModelError(
            f"The file does not give the numbers of the network that its card names: {error}"
        ) from None
