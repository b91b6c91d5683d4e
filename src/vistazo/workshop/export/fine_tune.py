"""From a version, its corrections and its first data to a new version: `vistazo fine-tune`."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog
import torch

from vistazo.errors import DataError, ModelError, ModelNotFoundError, OptionError
from vistazo.evaluation.report import Report
from vistazo.runtime import Bank, Card, bank_path
from vistazo.workshop.export.build import RECIPES, Recipe, write_recogniser
from vistazo.workshop.export.restore import restore
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.recogniser import Calibration, InkRecogniser
from vistazo.workshop.training.calibrate import calibrate, fit_verdicts
from vistazo.workshop.training.fine_tune import (
    COPIES,
    TABLE,
    Lessons,
    fine_settings,
    mix,
    read_lessons,
)
from vistazo.workshop.training.loop import train
from vistazo.workshop.training.material import Material
from vistazo.workshop.training.run import EpochRecord
from vistazo.workshop.training.settings import TrainSettings

log = structlog.get_logger(__name__)

Tell = Callable[[dict[str, Any]], None]

_TELL_S = 1.0
"""Between two reports within an epoch."""


@dataclass(frozen=True)
class FineTuning:
    """What to train further, and on what.

    Attributes:
        model: The version's file.
        bank: Its bank.
        corrections: Folder of `corrections.csv` and the pictures that it names.
        work: Folder for checkpoints; a training that was killed is gone on with from there.
        save_path: The file to write; its bank comes beside it.
        epochs: Passes over corrections and replay, at least 1.
    """

    model: Path
    bank: Path
    corrections: Path
    work: Path
    save_path: Path
    epochs: int

    def __post_init__(self) -> None:
        if self.save_path.suffix != ".onnx":
            raise OptionError(f"--save-path must end in .onnx, got {self.save_path}.")


def fine_tune(
    task: FineTuning,
    *,
    tell: Tell = lambda _said: None,
    recipes: Mapping[str, Recipe] = RECIPES,
) -> Report:
    """Train a version's whole network further, calibrate, export, judge.

    Both files appear once they are whole. The same task always gives the same files, stopped in
    between or not.

    Args:
        task: What and where.
        tell: Told `epoch`, `epochs` and `loss` after every epoch, `step` and `steps` in between.
        recipes: What recognisers are made from.

    Returns:
        The report on the recipe's test part.

    Raises:
        ModelError: The version cannot be trained further.
        DataError: A data set cannot be had, or is not the one that the version was made from.
        OptionError: An option is outside its range.
        ParityError: The export does not agree with the network; no file is written.
    """
    content = _read(task.model)
    recogniser, card = restore(content)
    if card.name not in recipes:
        raise ModelError(
            f"Only {', '.join(recipes)} can be trained further, as their data is known; "
            f"{task.model} is of {card.name!r}."
        )
    lessons = read_lessons(task.corrections, card.labels)
    folder = task.work / _key(content, task)
    settings = fine_settings(card, task.epochs, folder / f"{card.name}.onnx")
    torch.set_num_threads(settings.threads)
    recipe = recipes[card.name]
    test, material = recipe.test(), recipe.gather(settings)
    _check_golden(Bank.load(task.bank), material)
    mixed = mix(material, lessons, card)
    log.info("material", corrections=len(lessons), replay=len(material.train.targets))
    report = _Progress(settings.epochs, tell)
    network, _ = train(
        settings,
        mixed,
        start=recogniser.network,
        resume=True,
        progress=report.step,
        finished=report.finished,
    )
    calibration = calibrate(network, mixed)
    facts = _facts(settings, lessons, material)
    card = replace(
        _judging(card, network, calibration, mixed, recipe),
        training=card.training | {"fine_tuned": facts},
        parent=hashlib.sha256(content).hexdigest(),
    )
    judged = write_recogniser(
        settings.save_path, InkRecogniser(network, calibration).eval(), card, material, test
    )
    _hand_over(settings.save_path, task.save_path)
    return judged


def _judging(
    card: Card, network: Network, calibration: Calibration, material: Material, recipe: Recipe
) -> Card:
    """The card with the temperature and the thresholds of this network."""
    sure, novelty = fit_verdicts(network, material, calibration, recipe.precision)
    return replace(
        card,
        temperature=calibration.temperature,
        thresholds=dict.fromkeys(card.labels, sure),
        novelty_threshold=novelty,
        metrics=(),
        vistazo=version("vistazo"),
    )


def _check_golden(bank: Bank, material: Material) -> None:
    """Raise DataError where old and new version could not be judged on the same pictures."""
    if bank.fingerprint != material.golden_fingerprint:
        raise DataError(
            f"The golden set of the bank ({bank.fingerprint[:12]}…) must come of the data here, "
            f"which gives another ({material.golden_fingerprint[:12]}…). Use the data that the "
            "version was made from, or train it anew."
        )


def _key(content: bytes, task: FineTuning) -> str:
    """Names a training: what was done for another one is not gone on with."""
    digest = hashlib.sha256(content)
    digest.update((task.corrections / TABLE).read_bytes())
    digest.update(str(task.epochs).encode())
    return digest.hexdigest()[:16]


def _facts(settings: TrainSettings, lessons: Lessons, material: Material) -> dict[str, Any]:
    return {
        "epochs": settings.epochs,
        "learning_rate": settings.learning_rate,
        "corrections": len(lessons),
        "copies": COPIES,
        "replay": len(material.train.targets),
    }


def _hand_over(done: Path, target: Path) -> None:
    """Move a finished file and its bank to where they are wanted; the model comes last."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(bank_path(done), bank_path(target))
    shutil.move(done, target)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelNotFoundError(f"There is no model file at {path} ({error.strerror}).") from None


class _Progress:
    """Turns what the loop reports into what is told."""

    def __init__(self, epochs: int, tell: Tell) -> None:
        self._epochs = epochs
        self._tell = tell
        self._last = time.monotonic()

    def step(self, step: int, steps: int) -> None:
        """A step is done."""
        if time.monotonic() - self._last < _TELL_S:
            return
        self._last = time.monotonic()
        epoch = min(self._epochs, (step - 1) * self._epochs // steps + 1)
        self._tell({"epoch": epoch, "epochs": self._epochs, "step": step, "steps": steps})

    def finished(self, record: EpochRecord) -> None:
        """An epoch is done."""
        loss = round(record.loss, 6)
        self._tell({"epoch": record.epoch, "epochs": self._epochs, "loss": loss})
