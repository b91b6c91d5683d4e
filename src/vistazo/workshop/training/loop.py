"""The training loop: forward, loss, step, schedule, in one place."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict

import structlog
import torch
from torch import Tensor, nn
from torch.nn import functional

from vistazo.workshop.model.networks import Network
from vistazo.workshop.training.augment import vary
from vistazo.workshop.training.material import Material, Pictures, Seen, in_batches
from vistazo.workshop.training.run import (
    EpochRecord,
    Run,
    begin_run,
    fixed_options,
    is_out_of_memory,
)
from vistazo.workshop.training.settings import TrainSettings, fast_bfloat16, pick_device
from vistazo.workshop.training.teacher import WEIGHT, Teachers, distance, load_teachers

log = structlog.get_logger(__name__)

OUTLIER_SHARE = 16
"""One outlier for so many pictures of a batch."""

WARM_UP = 0.15
"""Share of the steps in which the learning rate rises."""


def train(
    settings: TrainSettings,
    material: Material,
    *,
    start: Network | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda _step, _steps: None,
    finished: Callable[[EpochRecord], None] = lambda _record: None,
) -> tuple[Network, list[EpochRecord]]:
    """Train a network; every epoch leaves a checkpoint and the history beside the model file.

    Args:
        settings: The options.
        material: What to learn from.
        start: A trained network to go on from, in small steps that AdamW takes alone; it stays
            as it is. The last epoch is then kept, not the best: the validation pictures show
            nothing of what is new.
        resume: Go on from the checkpoint, if there is one, to the same result.
        progress: Told the step and the number of steps, after every step.
        finished: Told what an epoch came to, once its checkpoint is there.

    Where memory runs out, the epoch begins again from the last checkpoint with batches of half the
    size.

    Returns:
        The network of the best epoch by validation loss, on the CPU in evaluation mode, and what
        each epoch came to.
    """
    device = pick_device(settings.device)
    teachers = load_teachers(settings.teacher, len(material.labels), device)
    run = begin_run(settings, len(material.labels), device, start)
    checkpoint = settings.save_path.with_suffix(".checkpoint.pt")
    # A checkpoint that lies there from another run is none of this one.
    kept = resume and checkpoint.exists()
    if kept:
        run.load(checkpoint, settings)
        log.info("resumed", epoch=len(run.history), checkpoint=str(checkpoint))

    began = time.process_time() - run.spent
    while len(run.history) < settings.epochs:
        epoch = len(run.history)
        if _stalled(run.history, settings.patience):
            log.info("stopped early", epoch=epoch, patience=settings.patience)
            break
        shown = material.renew(epoch) if material.renew else material.train
        try:
            loss = _run_epoch(run, settings, material, shown, teachers, progress)
        except (MemoryError, RuntimeError) as error:
            smaller = run.batch_size // 2
            if not is_out_of_memory(error) or smaller < 2:
                raise
            log.warning("out of memory", epoch=epoch + 1, batch_size=smaller)
            run = begin_run(settings, len(material.labels), device, start)
            if kept:
                run.load(checkpoint, settings)
            run.batch_size = smaller
            continue
        _finish_epoch(run, material.calibration, device, loss, began)
        if start is not None or _is_best(run.history):
            run.keep()
        if len(run.history) % settings.checkpoint_every == 0:
            run.save(checkpoint, settings)
            kept = True
        _write_history(settings, run.history)
        finished(run.history[-1])
    run.save(checkpoint, settings)
    return run.best_network(), run.history


def _run_epoch(
    run: Run,
    settings: TrainSettings,
    material: Material,
    shown: Pictures,
    teachers: Teachers | None,
    progress: Callable[[int, int], None],
) -> float:
    """One pass over `shown`; its mean loss."""
    device = next(run.network.parameters()).device
    half = fast_bfloat16(device)
    shift = _prior_shift(material).to(device)
    steps = len(shown.targets) // run.batch_size
    epoch, every = len(run.history), settings.epochs * steps
    run.network.train()
    total = 0.0
    order = torch.randperm(len(shown.targets), generator=run.generator)
    for step in range(steps):
        chosen = order[step * run.batch_size : (step + 1) * run.batch_size]
        done = (epoch * steps + step) / every
        strength = settings.strength * (1 - (1 - settings.calm) * max(0.0, 2 * done - 1))
        pictures, geometry, targets = _batch(
            shown, material.outliers, chosen, settings.photographed, strength, run.generator
        )
        pictures = pictures.to(device, memory_format=torch.channels_last)
        targets, geometry = targets.to(device), geometry.to(device)
        labelled = len(targets)
        with torch.autocast(device.type, torch.bfloat16, enabled=half):
            logits, _ = run.network(pictures, geometry)
            taught = teachers.answer(pictures[:labelled], geometry[:labelled]) if teachers else None
        logits = logits.float()
        known = functional.cross_entropy(
            logits[:labelled] + shift, targets, label_smoothing=settings.label_smoothing
        )
        if taught is not None:
            known = torch.lerp(known, distance(logits[:labelled], taught), WEIGHT)
        unknown = -functional.log_softmax(logits[labelled:], dim=1).mean()
        loss = known + settings.outlier_weight * unknown
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
    return total / steps


def _prior_shift(material: Material) -> Tensor:
    """What brings logits from the prior of life to that of the training pictures, (labels,).

    Logits trained with it answer under the prior of life (Menon et al. 2021, logit adjustment).
    A label without training pictures has nothing to be brought from.
    """
    if material.prior is None:
        return torch.zeros(len(material.labels))
    counts = torch.bincount(material.train.targets, minlength=len(material.labels)).float()
    shift = torch.log(counts.clamp(min=0.5) / counts.sum()) - torch.log(material.prior)
    return torch.where(counts > 0, shift, 0.0)


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


def _is_best(history: list[EpochRecord]) -> bool:
    *before, last = history
    return all(last.validation_loss < record.validation_loss for record in before)


def _finish_epoch(
    run: Run, validation: Pictures, device: torch.device, loss: float, began: float
) -> None:
    seen, targets = validation.flat()
    logits = infer(run.average.network, seen, device)[0]
    score = functional.cross_entropy(logits, targets).item()
    right = (logits.argmax(dim=1) == targets).float().mean().item()
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


def _write_history(settings: TrainSettings, history: list[EpochRecord]) -> None:
    text = json.dumps(
        {"settings": fixed_options(settings), "epochs": [asdict(record) for record in history]},
        indent=1,
    )
    settings.save_path.with_suffix(".history.json").write_text(text + "\n", encoding="utf-8")
