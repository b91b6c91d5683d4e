"""The training loop: forward, loss, step, schedule, in one place."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog
import torch
from torch import Tensor, nn
from torch.nn import functional

from vistazo.errors import OptionError
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.presets import build_network
from vistazo.workshop.training.augment import vary
from vistazo.workshop.training.material import Material, Pictures, Seen, in_batches
from vistazo.workshop.training.optimiser import WeightAverage, make_optimisers
from vistazo.workshop.training.settings import TrainSettings, fast_bfloat16, pick_device

log = structlog.get_logger(__name__)

OUTLIER_SHARE = 16
"""One outlier for so many pictures of a batch."""

OUTLIER_WEIGHT = 0.15
"""Weight of the outliers' loss: their answer should be that every label is as likely."""

WARM_UP = 0.15
"""Share of the steps in which the learning rate rises."""

CALM = 0.3
"""Share of the augmentation that is left at the last step; it falls from the middle of the run."""


@dataclass(frozen=True)
class EpochRecord:
    """What an epoch came to.

    Attributes:
        epoch: Counted from 1.
        loss: Mean training loss, on augmented pictures.
        validation_loss: Mean negative log-likelihood of the averaged weights, in nats.
        validation_accuracy: Share right.
        cpu_seconds: Processor time of the run so far, all threads.
    """

    epoch: int
    loss: float
    validation_loss: float
    validation_accuracy: float
    cpu_seconds: float


@dataclass
class Run:
    """State of a run between two epochs; what a checkpoint holds."""

    network: Network
    optimisers: list[torch.optim.Optimizer]
    average: WeightAverage
    generator: torch.Generator
    history: list[EpochRecord]
    best: dict[str, Tensor]
    spent: float = 0.0

    def save(self, path: Path, settings: TrainSettings) -> None:
        """Write a checkpoint; the one before stays until this one is whole."""
        state = {
            "settings": _fixed(settings),
            "network": self.network.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "average": self.average.state(),
            "generator": self.generator.get_state(),
            "torch": torch.get_rng_state(),
            "history": [asdict(record) for record in self.history],
            "best": self.best,
            "spent": self.spent,
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def load(self, path: Path, settings: TrainSettings) -> None:
        """Go on from a checkpoint.

        Raises:
            OptionError: It belongs to a run with other options.
        """
        state: dict[str, Any] = torch.load(path, weights_only=True)
        if state["settings"] != _fixed(settings):
            raise OptionError(
                f"The checkpoint {path} is of a run with other options. Use the same options, "
                "another --save-path, or leave out --resume to start afresh."
            )
        self.network.load_state_dict(state["network"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.average.restore(state["average"])
        self.generator.set_state(state["generator"])
        torch.set_rng_state(state["torch"])
        self.history = [EpochRecord(**record) for record in state["history"]]
        self.best = state["best"]
        self.spent = state["spent"]


def train(
    settings: TrainSettings,
    material: Material,
    *,
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda _step, _steps: None,
) -> tuple[Network, list[EpochRecord]]:
    """Train a network; every epoch leaves a checkpoint and the history beside the model file.

    Args:
        settings: The options.
        material: What to learn from.
        resume: Go on from the checkpoint, if there is one, to the same result.
        progress: Told the step and the number of steps, after every step.

    Returns:
        The network of the best epoch by validation loss, on the CPU in evaluation mode, and what
        each epoch came to.
    """
    device = pick_device(settings.device)
    half = fast_bfloat16(device)
    run = _start(settings, len(material.labels), device)
    checkpoint = settings.save_path.with_suffix(".checkpoint.pt")
    if resume and checkpoint.exists():
        run.load(checkpoint, settings)
        log.info("resumed", epoch=len(run.history), checkpoint=str(checkpoint))

    count = len(material.train.targets)
    steps = count // settings.batch_size
    shift = _prior_shift(material).to(device)
    every = settings.epochs * steps
    began = time.process_time() - run.spent
    for epoch in range(len(run.history), settings.epochs):
        if _stalled(run.history, settings.patience):
            log.info("stopped early", epoch=epoch, patience=settings.patience)
            break
        shown = material.renew(epoch) if material.renew else material.train
        run.network.train()
        total = 0.0
        order = torch.randperm(count, generator=run.generator)
        for step in range(steps):
            chosen = order[step * settings.batch_size : (step + 1) * settings.batch_size]
            done = (epoch * steps + step) / every
            strength = settings.strength * (1 - (1 - CALM) * max(0.0, 2 * done - 1))
            pictures, geometry, targets = _batch(
                shown, material.outliers, chosen, settings.photographed, strength, run.generator
            )
            pictures = pictures.to(device, memory_format=torch.channels_last)
            targets = targets.to(device)
            with torch.autocast(device.type, torch.bfloat16, enabled=half):
                logits, _ = run.network(pictures, geometry.to(device))
            logits = logits.float()
            known = functional.cross_entropy(
                logits[: len(targets)] + shift, targets, label_smoothing=settings.label_smoothing
            )
            unknown = -functional.log_softmax(logits[len(targets) :], dim=1).mean()
            loss = known + OUTLIER_WEIGHT * unknown
            rate = _rate(done)
            for optimiser in run.optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = group["initial_lr"] * rate
                optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            for optimiser in run.optimisers:
                optimiser.step()
            run.average.update(run.network)
            total += known.item()
            progress(epoch * steps + step + 1, every)
        _finish_epoch(run, material.calibration, device, total / steps, began)
        run.save(checkpoint, settings)
        _write_history(settings, run.history)
    network = build_network(settings.network, len(material.labels))
    network.load_state_dict(run.best)
    return network.eval(), run.history


def _start(settings: TrainSettings, labels: int, device: torch.device) -> Run:
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        network = build_network(settings.network, labels)
    # Dropout draws from torch's own generator.
    torch.manual_seed(settings.seed)
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimisers = make_optimisers(network, settings.learning_rate, settings.weight_decay)
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["initial_lr"] = group["lr"]
    generator = torch.Generator().manual_seed(settings.seed)
    settings.save_path.parent.mkdir(parents=True, exist_ok=True)
    return Run(network, optimisers, WeightAverage(network), generator, [], network.state_dict())


def _prior_shift(material: Material) -> Tensor:
    """What brings logits from the prior of life to that of the training pictures, (labels,).

    Logits trained with it answer under the prior of life (Menon et al. 2021, logit adjustment).
    """
    if material.prior is None:
        return torch.zeros(len(material.labels))
    counts = torch.bincount(material.train.targets, minlength=len(material.labels)).float()
    return torch.log(counts.clamp(min=0.5) / counts.sum()) - torch.log(material.prior)


def _batch(
    shown: Pictures,
    outliers: Seen,
    chosen: Tensor,
    changed: float,
    strength: float,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor, Tensor]:
    """Augmented pictures (batch + outliers, 1, 28, 28), geometry, and targets of the first."""
    version = (torch.rand(len(chosen), generator=generator) < changed).long()
    version = version.clamp(max=shown.seen.shape[1] - 1)
    others = torch.randint(
        len(outliers.pixels), (len(chosen) // OUTLIER_SHARE,), generator=generator
    )
    seen = torch.cat((shown.seen[chosen, version], outliers.pixels[others])).float()
    geometry = torch.cat((shown.geometry[chosen, version], outliers.geometry[others]))
    return vary(seen[:, None] / 255.0, generator, strength), geometry, shown.targets[chosen]


def _rate(done: float) -> float:
    """Learning rate as a share of its peak: up in a line, down in a line."""
    return max(0.002, done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP))


def _stalled(history: list[EpochRecord], patience: int) -> bool:
    losses = [record.validation_loss for record in history]
    return len(losses) > patience and min(losses) < min(losses[-patience:])


def _finish_epoch(
    run: Run, validation: Pictures, device: torch.device, loss: float, began: float
) -> None:
    seen, targets = validation.flat()
    logits = infer(run.average.network, seen, device)[0]
    score = functional.cross_entropy(logits, targets).item()
    right = (logits.argmax(dim=1) == targets).float().mean().item()
    if all(score < record.validation_loss for record in run.history):
        weights = run.average.network.state_dict()
        run.best = {name: weight.cpu().clone() for name, weight in weights.items()}
    run.spent = time.process_time() - began
    record = EpochRecord(len(run.history) + 1, loss, score, right, run.spent)
    run.history.append(record)
    log.info("epoch", **{name: round(value, 5) for name, value in asdict(record).items()})


def infer(network: nn.Module, seen: Seen, device: torch.device) -> tuple[Tensor, Tensor]:
    """Logits (n, labels) and embeddings (n, width), float32 on the CPU."""
    logits, embeddings = [], []
    with torch.inference_mode():
        pairs = zip(in_batches(seen.pixels, 512), in_batches(seen.geometry, 512), strict=True)
        for pixels, geometry in pairs:
            answer = network(pixels.to(device).float()[:, None] / 255.0, geometry.to(device))
            logits.append(answer[0].cpu())
            embeddings.append(answer[1].cpu())
    return torch.cat(logits), torch.cat(embeddings)


def _fixed(settings: TrainSettings) -> dict[str, Any]:
    """The options that decide the result, as a checkpoint keeps them."""
    options = asdict(settings)
    for free in ("save_path", "device", "threads", "patience"):
        options.pop(free)
    return copy.deepcopy(options)


def _write_history(settings: TrainSettings, history: list[EpochRecord]) -> None:
    text = json.dumps(
        {"settings": _fixed(settings), "epochs": [asdict(record) for record in history]}, indent=1
    )
    settings.save_path.with_suffix(".history.json").write_text(text + "\n", encoding="utf-8")
