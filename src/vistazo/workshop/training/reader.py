"""The line reader's training loop: draw, forward, loss, step, schedule, in one place."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog
import torch
from torch import Tensor, nn
from torch.nn import functional

from vistazo.errors import OptionError
from vistazo.evaluation.text import edit_distance
from vistazo.workshop.model.reader import BLANK, LETTERS, STRIDE, LineNetwork, greedy
from vistazo.workshop.training.optimiser import WeightAverage, make_optimisers
from vistazo.workshop.training.reader_augment import weather
from vistazo.workshop.training.reader_material import LineBatch, ReaderMaterial
from vistazo.workshop.training.reader_settings import ReaderSettings
from vistazo.workshop.training.run import is_out_of_memory
from vistazo.workshop.training.settings import fast_bfloat16, pick_device

log = structlog.get_logger(__name__)

WARM_UP = 0.08
"""Share of the run in which the learning rate rises."""

LARGEST_GRADIENT = 5.0
"""Norm that gradients are cut to: one mislabelled line must not move everything."""

_PLACE = {letter: 1 + index for index, letter in enumerate(LETTERS)}


@dataclass(frozen=True)
class ReaderRecord:
    """What an epoch came to.

    Attributes:
        epoch: Counted from 1.
        loss: Mean training loss per character, on disturbed lines, in nats.
        written_error: Character error on written lines of held-out writers.
        composed_error: The same on lines composed from their characters.
        cpu_seconds: Processor time of the run so far, all threads.
        planned: Epochs that the run was planned for when this one ran.
        learning_rate: Peak of the schedule when this one ran.
    """

    epoch: int
    loss: float
    written_error: float
    composed_error: float
    cpu_seconds: float
    planned: int
    learning_rate: float

    @property
    def score(self) -> float:
        """What the best epoch is chosen by; lower is better."""
        return (self.written_error + self.composed_error) / 2


@dataclass
class _Run:
    network: LineNetwork
    optimisers: list[torch.optim.Optimizer]
    average: WeightAverage
    generator: torch.Generator
    history: list[ReaderRecord]
    best: dict[str, Tensor]
    columns: int
    spent: float = 0.0

    def save(self, path: Path, settings: ReaderSettings) -> None:
        """Write a checkpoint; the one before stays until this one is whole."""
        state = {
            "settings": settings.fixed(),
            "network": self.network.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "average": self.average.state(),
            "generator": self.generator.get_state(),
            "torch": torch.get_rng_state(),
            "history": [asdict(record) for record in self.history],
            "best": self.best,
            "columns": self.columns,
            "spent": self.spent,
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def load(self, path: Path, settings: ReaderSettings) -> None:
        """Go on from a checkpoint; epochs and learning rate may be planned anew.

        Raises:
            OptionError: It belongs to a run with other options.
        """
        state: dict[str, Any] = torch.load(path, weights_only=True)
        plan = {"epochs": settings.epochs, "learning_rate": settings.learning_rate}
        if state["settings"] | plan != settings.fixed():
            raise OptionError(
                f"The checkpoint {path} is of a run with other options. Use the same options, "
                "another --save-path, or leave out --resume to start afresh."
            )
        self.network.load_state_dict(state["network"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            peaks = [group["initial_lr"] for group in optimiser.param_groups]
            optimiser.load_state_dict(saved)
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["initial_lr"] = peak
        self.average.restore(state["average"])
        self.generator.set_state(state["generator"])
        torch.set_rng_state(state["torch"])
        self.history = [ReaderRecord(**record) for record in state["history"]]
        self.best, self.columns = state["best"], state["columns"]
        self.spent = state["spent"]


def train_lines(
    settings: ReaderSettings,
    material: ReaderMaterial,
    *,
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda _step, _steps: None,
) -> tuple[LineNetwork, list[ReaderRecord]]:
    """Train a line network; every epoch leaves a checkpoint and the history.

    Args:
        settings: The options.
        material: What to learn from.
        resume: Go on from the checkpoint, if there is one, to the same result.
        progress: Told how many thousandths of the run are done, after every step.

    Returns:
        The network of the best epoch by character error on held-out writers, on the CPU in
        evaluation mode, and what each epoch came to.
    """
    device = pick_device(settings.device)
    half = fast_bfloat16(device)
    run = _start(settings, device)
    checkpoint = settings.save_path.with_suffix(".checkpoint.pt")
    if resume and checkpoint.exists():
        run.load(checkpoint, settings)
        log.info("resumed", epoch=len(run.history), checkpoint=str(checkpoint))

    began = time.process_time() - run.spent
    share_of_line = 1.0 / (material.written.samples + settings.composed)
    for epoch in range(len(run.history), settings.epochs):
        if _stalled(run.history, settings.patience):
            log.info("stopped early", epoch=epoch, patience=settings.patience)
            break
        run.network.train()
        total, letters, lines = 0.0, 0, 0
        for whole in material.batches(settings, epoch):
            done = (epoch + lines * share_of_line) / settings.epochs
            for batch in _pieces(whole, run.columns):
                try:
                    loss = _step(run, batch, _rate(done), device, half=half)
                except (MemoryError, RuntimeError) as error:
                    if not is_out_of_memory(error):
                        raise
                    run.columns = max(1024, run.columns // 2)
                    log.warning("out of memory", columns=run.columns)
                    continue
                total += loss * sum(map(len, batch.texts))
                letters += sum(map(len, batch.texts))
            lines += len(whole.texts)
            progress(int(1000 * (epoch + lines * share_of_line) / settings.epochs), 1000)
        run.spent = time.process_time() - began
        _finish_epoch(run, material, device, total / max(letters, 1), settings)
        run.save(checkpoint, settings)
        _write_history(settings, run.history)
    network = LineNetwork(settings.width, settings.depth)
    network.load_state_dict(run.best)
    return network.eval(), run.history


def _start(settings: ReaderSettings, device: torch.device) -> _Run:
    torch.manual_seed(settings.seed)
    network = LineNetwork(settings.width, settings.depth)
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimisers = make_optimisers(
        network, settings.learning_rate, settings.weight_decay, half=fast_bfloat16(device)
    )
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["initial_lr"] = group["lr"]
    generator = torch.Generator().manual_seed(settings.seed)
    settings.save_path.parent.mkdir(parents=True, exist_ok=True)
    average = WeightAverage(network)
    return _Run(network, optimisers, average, generator, [], {}, settings.columns)


def _pieces(batch: LineBatch, columns: int) -> list[LineBatch]:
    """The batch itself, or parts of it once memory ran out."""
    count = max(1, columns // batch.pictures.shape[2])
    return [
        LineBatch(
            batch.pictures[first : first + count],
            batch.columns[first : first + count],
            batch.texts[first : first + count],
        )
        for first in range(0, len(batch.texts), count)
    ]


def _step(run: _Run, batch: LineBatch, rate: float, device: torch.device, *, half: bool) -> float:
    pictures = weather(batch.pictures, run.generator).to(device)
    with torch.autocast(device.type, torch.bfloat16, enabled=half):
        answers = run.network(pictures)
    loss = line_loss(answers.float(), batch.columns, batch.texts)
    for optimiser in run.optimisers:
        for group in optimiser.param_groups:
            group["lr"] = group["initial_lr"] * rate
        optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(run.network.parameters(), LARGEST_GRADIENT)
    for optimiser in run.optimisers:
        optimiser.step()
    run.average.update(run.network)
    return loss.item()


def line_loss(answers: Tensor, columns: Tensor, texts: Sequence[str]) -> Tensor:
    """Connectionist temporal classification (Graves et al. 2006), nats per character.

    Args:
        answers: float32 (lines, steps, 1 + labels), logits.
        columns: int64 (lines,), columns of each line.
        texts: What they say.
    """
    targets = torch.tensor([_PLACE[letter] for text in texts for letter in text])
    lengths = torch.tensor([len(text) for text in texts])
    steps = ((columns + STRIDE - 1) // STRIDE).clamp(max=answers.shape[1])
    each = functional.ctc_loss(
        answers.log_softmax(2).transpose(0, 1),
        targets.to(answers.device),
        steps,
        lengths,
        blank=BLANK,
        reduction="none",
        zero_infinity=True,
    )
    return each.sum() / lengths.sum()


def read_batches(
    network: nn.Module, batches: Sequence[LineBatch], device: torch.device
) -> tuple[list[str], list[str]]:
    """What the network reads by its best answers, and what the lines say."""
    read: list[str] = []
    written: list[str] = []
    with torch.inference_mode():
        for batch in batches:
            answers = network(batch.pictures.to(device).float() / 255.0).cpu()
            read += greedy(answers)
            written += batch.texts
    return read, written


def _error(network: nn.Module, batches: Sequence[LineBatch], device: torch.device) -> float:
    pairs = list(zip(*read_batches(network, batches, device), strict=True))
    wrong = sum(edit_distance(read, text) for read, text in pairs)
    return wrong / max(1, sum(len(text) for _, text in pairs))


def _finish_epoch(
    run: _Run, material: ReaderMaterial, device: torch.device, loss: float, settings: ReaderSettings
) -> None:
    network = run.average.network
    written = _error(network, material.validation, device)
    composed = _error(network, material.composed_validation, device)
    plan = (settings.epochs, settings.learning_rate)
    record = ReaderRecord(len(run.history) + 1, loss, written, composed, run.spent, *plan)
    if all(record.score < earlier.score for earlier in run.history):
        weights = network.state_dict()
        run.best = {name: weight.cpu().clone() for name, weight in weights.items()}
    run.history.append(record)
    log.info("epoch", **{name: round(value, 5) for name, value in asdict(record).items()})


def _rate(done: float) -> float:
    """Learning rate as a share of its peak: up in a line, down in a line."""
    return max(0.002, done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP))


def _stalled(history: list[ReaderRecord], patience: int) -> bool:
    scores = [record.score for record in history]
    return len(scores) > patience and min(scores) < min(scores[-patience:])


def _write_history(settings: ReaderSettings, history: list[ReaderRecord]) -> None:
    content = {"settings": settings.fixed(), "epochs": [asdict(record) for record in history]}
    path = settings.save_path.with_suffix(".history.json")
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
