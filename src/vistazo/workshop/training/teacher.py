"""Learning from trained networks: their answers beside the labels (Hinton et al. 2015)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from vistazo.errors import OptionError
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.presets import NETWORKS, build_network

WEIGHT = 0.7
"""Of the teachers' answers in the loss of a labelled picture; its label has the rest."""

WARMTH = 2.0
"""Divides all logits before answers are compared, so that second choices count."""


class Teachers:
    """Trained networks whose answers are averaged.

    Args:
        networks: In evaluation mode, with the same labels in the same order as who learns.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = list(networks)

    @torch.no_grad()
    def answer(self, pictures: Tensor, geometry: Tensor) -> Tensor:
        """Their mean probabilities, softened, float32 (batch, labels).

        Args:
            pictures: float32 (batch, 1, 28, 28), as whoever learns is shown them.
            geometry: float32 (batch, 3).
        """
        answers = [
            torch.softmax(network(pictures, geometry)[0].float() / WARMTH, dim=1)
            for network in self._networks
        ]
        return torch.stack(answers).mean(dim=0)


def distance(logits: Tensor, answer: Tensor) -> Tensor:
    """How far softened logits (batch, labels) are from the teachers' answer, in nats.

    Times WARMTH², so that its gradient is of the size of a label's.
    """
    softened = functional.log_softmax(logits / WARMTH, dim=1)
    return functional.kl_div(softened, answer, reduction="batchmean") * WARMTH**2


def load_teachers(files: Sequence[Path], labels: int, device: torch.device) -> Teachers | None:
    """The networks of checkpoints, or None if there are no files.

    Args:
        files: Checkpoints that `vistazo train` left.
        labels: How many labels who learns has.
        device: Where to compute.

    Raises:
        OptionError: A file is no checkpoint, or of a network with another number of labels.
    """
    if not files:
        return None
    return Teachers([load_trained(path, labels, "--teacher").to(device) for path in files])


def checkpoint_marks(files: Sequence[Path], option: str) -> list[dict[str, str]]:
    """Name and sha256 of each file that `option` names, for cards and checkpoints.

    Raises:
        OptionError: A file is not there.
    """
    return [
        {"file": path.name, "sha256": hashlib.sha256(_read(path, option)).hexdigest()}
        for path in files
    ]


def _read(path: Path, option: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OptionError(f"{option} must be a checkpoint of vistazo train: {error}.") from None


def load_trained(
    path: Path, labels: int, option: str, presets: Sequence[str] = tuple(NETWORKS)
) -> Network:
    """The network that the checkpoint of `option` keeps, in evaluation mode.

    Raises:
        OptionError: The file is no checkpoint, or of a network with another number of labels, or
            of none of `presets`.
    """
    _read(path, option)
    try:
        state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
        preset, weights = state["settings"]["network"], state["best"]
        found = len(weights["head.bias"])
    except Exception as error:  # torch raises what its many readers raise
        raise OptionError(
            f"{option} must be a checkpoint of vistazo train (NAME.checkpoint.pt); {path} is none "
            f"({type(error).__name__})."
        ) from error
    if preset not in presets or found != labels:
        raise OptionError(
            f"{option} must be a network of {', '.join(presets)} with {labels} labels; {path} is "
            f"a {preset} with {found}."
        )
    network = build_network(preset, labels)
    network.load_state_dict(weights)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval()
