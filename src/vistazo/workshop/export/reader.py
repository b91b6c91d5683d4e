"""From settings to a judged reader file: `vistazo train reader`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import structlog
import torch
from scipy.optimize import minimize_scalar
from torch import Tensor

from vistazo.evaluation.calibration import sure_threshold
from vistazo.evaluation.metrics import BoolArray
from vistazo.evaluation.text import TextReport, align, judge_texts
from vistazo.runtime import Card, Metric
from vistazo.types import Float64Array, UInt8Array
from vistazo.workshop.export.parity import awkward_pictures
from vistazo.workshop.export.write import write_model
from vistazo.workshop.model.reader import BLANK, LETTERS, LineNetwork, LineReader
from vistazo.workshop.training.calibrate import LEAST_SURE
from vistazo.workshop.training.reader import ReaderRecord, line_loss, read_batches, train_lines
from vistazo.workshop.training.reader_material import (
    HELD_OUT_SEED,
    LineBatch,
    ReaderMaterial,
    gather_lines,
)
from vistazo.workshop.training.reader_settings import ReaderSettings

log = structlog.get_logger(__name__)

READER_OUTPUTS = ("log_probability", "position", "seen")
TEMPERATURES = (0.3, 3.0)
"""Smallest and largest temperature that is tried."""

SURE_PRECISION = 0.98
"""Share of right answers among the characters called sure; about one label in a hundred of the
lines that it is judged on is wrong itself."""


def train_reader(
    settings: ReaderSettings,
    *,
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda _step, _steps: None,
) -> tuple[Path, TextReport]:
    """Train, calibrate, export, judge.

    Args:
        settings: The options.
        resume: Go on from a checkpoint, if there is one.
        progress: Told the step and the number of steps.

    Returns:
        The reader file, and the report on written lines of the training part's held-out writers.
        The test part is not looked at.

    Raises:
        DataError: A data set cannot be had.
        ParityError: The export does not agree with the network; no file is written.
    """
    torch.set_num_threads(settings.threads)
    material = gather_lines(settings)
    log.info("material", written=material.written.samples, composed=settings.composed)
    network, history = train_lines(settings, material, resume=resume, progress=progress)
    return export_reader(settings, material, network, history)


def export_reader(
    settings: ReaderSettings,
    material: ReaderMaterial,
    network: LineNetwork,
    history: Sequence[ReaderRecord],
) -> tuple[Path, TextReport]:
    """Calibrate a trained network, write its file and judge it; see `train_reader`."""
    temperature = fit_line_temperature(network, material.validation)
    reader = LineReader(network, temperature).eval()
    report = judge_texts(*read_batches(network, material.validation, torch.device("cpu")))
    card = _card(settings, material, reader, history, report)
    batches = awkward_lines(np.random.default_rng(0))
    parity = write_model(settings.save_path, reader, card, batches, READER_OUTPUTS)
    size = settings.save_path.stat().st_size
    log.info("exported", file=str(settings.save_path), bytes=size, parity=parity.worst)
    return settings.save_path, report


def fit_line_temperature(network: LineNetwork, batches: Sequence[LineBatch]) -> float:
    """The temperature under which the texts of `batches` are most probable."""
    with torch.inference_mode():
        answers = [network(batch.pictures.float() / 255.0) for batch in batches]

    def loss(power: float) -> float:
        total = 0.0
        for answer, batch in zip(answers, batches, strict=True):
            mean = line_loss(answer / float(np.exp(power)), batch.columns, batch.texts)
            total += mean.item() * sum(map(len, batch.texts))
        return total

    low, high = np.log(TEMPERATURES)
    return float(np.exp(minimize_scalar(loss, bounds=(low, high), method="bounded").x))


def judge_confidence(
    reader: LineReader, batches: Sequence[LineBatch]
) -> tuple[Float64Array, BoolArray]:
    """How sure each character was by its best step, (n,), and whether it was right, bool (n,)."""
    confidence: list[float] = []
    right: list[bool] = []
    with torch.inference_mode():
        for batch in batches:
            answers = reader.network(batch.pictures.float() / 255.0) / reader.temperature
            for row, text in zip(answers.softmax(dim=2), batch.texts, strict=True):
                read, sure = _best_steps(row)
                confidence += sure
                right += [got == wanted for got, wanted in align(read, text) if got]
    return np.array(confidence), np.array(right)


def _best_steps(probability: Tensor) -> tuple[str, list[float]]:
    """The text of one line by its best answers, and the best probability of each character."""
    value, index = probability.max(dim=1)
    text, sure, before = "", list[float](), BLANK
    for best, here in zip(value.tolist(), index.tolist(), strict=True):
        if here != BLANK and here != before:
            text += LETTERS[here - 1]
            sure.append(best)
        elif here != BLANK:
            sure[-1] = max(sure[-1], best)
        before = here
    return text, sure


def awkward_lines(generator: np.random.Generator) -> list[UInt8Array]:
    """Pictures that break careless graphs, uint8 (n, height, width) each; lines among them."""
    batches = [batch[:3, :300] for batch in awkward_pictures(generator)]
    for height, width in ((20, 300), (64, 500), (300, 4000)):
        lines = np.full((3, height, width), 220, np.uint8)
        for number, line in enumerate(lines):
            for left in range(height, width - height, height):
                top = int(generator.integers(height // 4, height // 2))
                thick = max(1, height // (8 + number))
                line[top : height - height // 4, left : left + thick] = 30
                line[top : top + thick, left : left + height // 2] = 30
        batches.append(lines)
    return batches


def _card(
    settings: ReaderSettings,
    material: ReaderMaterial,
    reader: LineReader,
    history: Sequence[ReaderRecord],
    report: TextReport,
) -> Card:
    confidence, right = judge_confidence(reader, material.validation)
    sure = max(LEAST_SURE, sure_threshold(confidence, right, SURE_PRECISION))
    training = settings.fixed() | {
        "network": "line",
        "parameters": reader.network.parameter_count,
        "lines": material.written.samples,
        "epochs_run": len(history),
        "plans": [[record.planned, record.learning_rate] for record in history],
        "cpu_seconds": round(history[-1].cpu_seconds, 1),
    }
    texts = material.sources[0]
    return Card(
        name=settings.name,
        version="1.0",
        task="text",
        input="ink",
        labels=LETTERS,
        temperature=reader.temperature,
        thresholds=dict.fromkeys(LETTERS, min(1.0, sure)),
        novelty_threshold=1.0,
        metrics=(
            Metric(
                "character_error",
                report.error,
                f"{texts.name}, held-out writers",
                material.validation_fingerprint,
            ),
        ),
        training=training,
        seeds={"training": settings.seed, "held_out": HELD_OUT_SEED},
        data=material.sources,
        vistazo=version("vistazo"),
    )
