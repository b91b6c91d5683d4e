"""Training the whole network on, from a head that fits already (Kumar et al. 2022).

A head that starts from nothing would first tear the backbone's features apart. Batch normalisation
keeps the statistics of the many photos that the backbone was trained on.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vistazo.types import UInt8Array
from vistazo.workshop.data.photo_set import PhotoSet, TargetArray
from vistazo.workshop.model.photo_network import PhotoNetwork
from vistazo.workshop.training.photo_head import element_loss, element_weights

_LEAST_SHARE = 0.5
"""Of a photo's area that a view of it shows, at least."""


@dataclass(frozen=True)
class Steps:
    """How the whole network is trained.

    Attributes:
        epochs: Passes over the photos.
        batch_size: Photos a step.
        learning_rate: At its peak.
        loss: See `HeadSettings`.
        balance: See `HeadSettings`.
        seed: Of order and views.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    loss: str
    balance: float
    seed: int


def fine_tune_network(
    network: PhotoNetwork,
    photos: PhotoSet,
    targets: TargetArray,
    steps: Steps,
    device: torch.device,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[PhotoNetwork, list[float]]:
    """A copy, trained on.

    Args:
        network: With a head that fits.
        photos: To learn from.
        targets: int8 (n, labels): 1, 0 or -1.
        steps: How.
        device: Where to compute.
        progress: Told the step and the number of steps.

    Returns:
        The network on the CPU in evaluation mode, and the mean loss of each epoch.
    """
    learner = copy.deepcopy(network).to(device).train()
    preprocess = learner.backbone.preprocess().to(device)
    weights = torch.from_numpy(element_weights(targets, steps.balance)).float()
    wanted = torch.from_numpy(targets == 1).float()
    generator = np.random.default_rng(steps.seed)
    rounds = -(-photos.samples // steps.batch_size)
    total = rounds * steps.epochs
    optimiser = torch.optim.AdamW(learner.parameters(), lr=steps.learning_rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, 10 * (step + 1) / total) * (1.0 - step / total)
    )
    torch.manual_seed(steps.seed)
    losses: list[float] = []
    for epoch in range(steps.epochs):
        epoch_losses = []
        order = generator.permutation(photos.samples)
        for start in range(0, photos.samples, steps.batch_size):
            rows = order[start : start + steps.batch_size]
            pixels = _views(photos, rows, generator, preprocess, device)
            logits, _ = learner(pixels)
            each = element_loss(steps.loss, logits, wanted[rows].to(device))
            loss = (each * weights[rows].to(device)).sum(dim=1).mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            epoch_losses.append(loss.item())
            progress(epoch * rounds + len(epoch_losses), total)
        losses.append(float(np.mean(epoch_losses)))
    return learner.cpu().eval(), losses


def _views(
    photos: PhotoSet,
    rows: np.ndarray,
    generator: np.random.Generator,
    preprocess: torch.nn.Module,
    device: torch.device,
) -> Tensor:
    """A random part of each photo, mirrored or not, float32 (n, 3, side, side)."""
    parts = [_part(photos.pixels(int(row)), generator) for row in rows]
    with torch.inference_mode():
        fitted = [preprocess(torch.from_numpy(part[None]).to(device)).pixels for part in parts]
    return torch.cat(fitted).clone()


def _part(pixels: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    height, width = pixels.shape[:2]
    share = np.sqrt(generator.uniform(_LEAST_SHARE, 1.0))
    rows, columns = max(1, round(share * height)), max(1, round(share * width))
    top = int(generator.integers(height - rows + 1))
    left = int(generator.integers(width - columns + 1))
    part = pixels[top : top + rows, left : left + columns]
    return np.ascontiguousarray(part[:, ::-1] if generator.random() < 0.5 else part)
