"""The state of a training run between two epochs, and its checkpoint."""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from vistazo.errors import OptionError
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.presets import build_network
from vistazo.workshop.training.optimiser import WeightAverage, make_optimisers
from vistazo.workshop.training.settings import TrainSettings
from vistazo.workshop.training.teacher import checkpoint_marks, load_trained


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
    """State of a run between two epochs; what a checkpoint holds.

    Attributes:
        network: As the last step left it.
        optimisers: Theirs is part of the state.
        average: The averaged weights, which are judged and kept.
        generator: Draws order and augmentation.
        history: What each epoch came to.
        best: Averaged weights of the epoch that is kept.
        batch_size: The one asked for, or less after memory ran out.
        spent: Processor seconds so far.
    """

    network: Network
    optimisers: list[torch.optim.Optimizer]
    average: WeightAverage
    generator: torch.Generator
    history: list[EpochRecord]
    best: dict[str, Tensor]
    batch_size: int
    spent: float = 0.0

    def keep(self) -> None:
        """Let the averaged weights of now be the ones that come of the run."""
        weights = self.average.network.state_dict()
        self.best = {name: weight.cpu().clone() for name, weight in weights.items()}

    def best_network(self) -> Network:
        """A network with the weights that were kept, on the CPU in evaluation mode."""
        network = copy.deepcopy(self.network).cpu()
        network.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
        network.load_state_dict(self.best)
        return network.eval()

    def save(self, path: Path, settings: TrainSettings) -> None:
        """Write a checkpoint; the one before stays until this one is whole."""
        state = {
            "settings": fixed_options(settings),
            "network": self.network.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "average": self.average.state(),
            "generator": self.generator.get_state(),
            "torch": torch.get_rng_state(),
            "history": [asdict(record) for record in self.history],
            "best": self.best,
            "batch_size": self.batch_size,
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
        if state["settings"] != fixed_options(settings):
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
        self.batch_size = state["batch_size"]
        self.spent = state["spent"]


def begin_run(
    settings: TrainSettings, labels: int, device: torch.device, start: Network | None = None
) -> Run:
    """A run before its first epoch.

    Args:
        settings: The options.
        labels: How many.
        device: Where to compute.
        start: What to go on from, in place of fresh weights or those that `settings` name; AdamW
            alone learns then.

    Raises:
        OptionError: The checkpoint to start from is none, or of another network.
    """
    if start is None:
        with torch.random.fork_rng():
            torch.manual_seed(settings.seed)
            network = build_network(settings.network, labels)
        if settings.start is not None:
            network = load_trained(settings.start, labels, "--start", (settings.network,))
    else:
        network = copy.deepcopy(start)
    # Dropout draws from torch's own generator.
    torch.manual_seed(settings.seed)
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    rate = settings.learning_rate
    optimisers: list[torch.optim.Optimizer] = (
        make_optimisers(network, rate, settings.weight_decay)
        if start is None
        else [torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.0)]
    )
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["initial_lr"] = group["lr"]
    generator = torch.Generator().manual_seed(settings.seed)
    settings.save_path.parent.mkdir(parents=True, exist_ok=True)
    average, best = WeightAverage(network), network.state_dict()
    return Run(network, optimisers, average, generator, [], best, settings.batch_size)


def fixed_options(settings: TrainSettings) -> dict[str, Any]:
    """The options that decide the result, as a checkpoint keeps them."""
    options = asdict(settings)
    for free in ("save_path", "device", "threads", "patience", "checkpoint_every"):
        options.pop(free)
    # What is not used is left out: it came after many a checkpoint.
    start = () if settings.start is None else (settings.start,)
    for name, files in (("teacher", settings.teacher), ("start", start)):
        options.pop(name)
        if files:
            options[name] = checkpoint_marks(files, f"--{name}")
    return copy.deepcopy(options)


def is_out_of_memory(error: Exception) -> bool:
    """Whether a step failed for lack of memory, on whatever device."""
    # On the CPU torch has no class of its own for it.
    words = ("out of memory", "can't allocate memory", "alloc_cpu")
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or any(
        word in str(error) for word in words
    )
