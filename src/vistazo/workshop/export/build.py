"""From settings to a judged model file: `vistazo train digits`, `vistazo train characters`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import structlog
import torch

from vistazo.errors import OptionError
from vistazo.evaluation.report import Report
from vistazo.runtime import Bank, Card, Metric, Recognizer, bank_path
from vistazo.types import Float32Array, IntArray
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.load import load_public
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.export.measure import measure
from vistazo.workshop.export.parity import awkward_pictures
from vistazo.workshop.export.write import file_hash, replace_card, write_model
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.recogniser import Calibration, InkRecogniser
from vistazo.workshop.training.calibrate import calibrate, fit_verdicts
from vistazo.workshop.training.characters import character_priors, gather_characters
from vistazo.workshop.training.loop import infer, train
from vistazo.workshop.training.material import (
    HELD_OUT_SEED,
    Material,
    Pictures,
    Seen,
    gather_digits,
)
from vistazo.workshop.training.run import EpochRecord, fixed_options
from vistazo.workshop.training.settings import TrainSettings

log = structlog.get_logger(__name__)

REPLAY = 4000
"""Pictures that the bank keeps for learning later, as many of each label; half are close calls."""

GOLDEN_MOST = 4000
"""Pictures of the golden set that the bank keeps."""

CALIBRATION_MOST = 3000
"""Pictures held out for calibration that the bank keeps."""

OUTLIERS_MOST = 1500
"""Pictures of none of the labels that the bank keeps."""


@dataclass(frozen=True)
class Recipe:
    """What a recogniser of one name is made from.

    Attributes:
        gather: Reads what it learns from.
        test: What it is judged on in the end; nothing is fitted on it or chosen by it.
        priors: Named priors for its card, and which one its own answers are under.
        precision: Share of right answers among those called sure. Characters have less, as many
            of their labels depend on a writer's habit.
    """

    gather: Callable[[TrainSettings], Material]
    test: Callable[[], Dataset]
    priors: Callable[[Material], tuple[dict[str, dict[str, float]], str | None]]
    precision: float


RECIPES = {
    "digits": Recipe(gather_digits, lambda: load_mnist("test"), lambda _: ({}, None), 0.999),
    "characters": Recipe(gather_characters, lambda: load_public("unipen"), character_priors, 0.97),
}


def train_recogniser(
    settings: TrainSettings,
    *,
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda _step, _steps: None,
) -> tuple[Path, Report]:
    """Train, calibrate, export, judge.

    Args:
        settings: The options.
        resume: Go on from a checkpoint, if there is one.
        progress: Told the step and the number of steps.

    Returns:
        The model file, with its bank beside it, and the report on the recipe's test part.

    Raises:
        OptionError: There is no recipe of that name.
        DataError: A data set cannot be had.
        ParityError: The export does not agree with the network; no file is written.
    """
    if settings.name not in RECIPES:
        raise OptionError(f"NAME must be one of {', '.join(RECIPES)}, got {settings.name!r}.")
    recipe = RECIPES[settings.name]
    torch.set_num_threads(settings.threads)
    test = recipe.test()
    material = recipe.gather(settings)
    log.info(
        "material",
        pictures=len(material.train.targets),
        outliers=len(material.outliers.pixels),
    )
    network, history = train(settings, material, resume=resume, progress=progress)
    calibration = calibrate(network, material)
    card = _card(settings, material, network, calibration, history, recipe)
    report = write_recogniser(
        settings.save_path, InkRecogniser(network, calibration).eval(), card, material, test
    )
    return settings.save_path, report


def write_recogniser(
    path: Path, recogniser: InkRecogniser, card: Card, material: Material, test: Dataset
) -> Report:
    """Write the model file and its bank, if torch and the file agree.

    Args:
        path: Of the model file.
        recogniser: In evaluation mode.
        card: Its own; what is measured is added.
        material: What it learned from and is judged on later.
        test: What it is judged on now.

    Raises:
        ParityError: They do not agree; nothing is written.
    """
    batches = awkward_pictures(np.random.default_rng(0))
    batches.append(material.golden.seen[:257, 0].numpy())
    parity = write_model(path, recogniser, card, batches)
    log.info("exported", file=str(path), bytes=path.stat().st_size, parity=parity.worst)
    report = measure(Recognizer.load(path), test)
    replace_card(path, replace(card, metrics=_metrics(report)))
    _bank(recogniser.network, material, file_hash(path)).save(bank_path(path))
    return report


def _card(
    settings: TrainSettings,
    material: Material,
    network: Network,
    calibration: Calibration,
    history: list[EpochRecord],
    recipe: Recipe,
) -> Card:
    sure, novelty = fit_verdicts(network, material, calibration, recipe.precision)
    priors, prior = recipe.priors(material)
    training = asdict(settings)
    training.pop("save_path")
    # Not an option any more: who trains this file further has no such files.
    for option in ("teacher", "start"):
        training.pop(option)
    fixed = fixed_options(settings)
    for option, name in (("teacher", "taught_by"), ("start", "started_from")):
        training |= {name: fixed[option]} if option in fixed else {}
    training |= {
        "parameters": network.parameter_count,
        "pictures": len(material.train.targets),
        "epochs_run": len(history),
        "cpu_seconds": round(history[-1].cpu_seconds, 1),
    }
    return Card(
        name=settings.name,
        version="1.0",
        task="one",
        input="ink",
        labels=material.labels,
        temperature=calibration.temperature,
        priors=priors,
        prior=prior,
        thresholds=dict.fromkeys(material.labels, sure),
        novelty_threshold=novelty,
        training=training,
        seeds={"training": settings.seed, "held_out": HELD_OUT_SEED},
        data=material.sources,
        vistazo=version("vistazo"),
    )


def _metrics(report: Report) -> tuple[Metric, ...]:
    names = ("accuracy", "calibration_error", "negative_log_likelihood")
    return tuple(
        Metric(name, getattr(report, name), report.data, report.fingerprint) for name in names
    )


def _bank(network: Network, material: Material, model: str) -> Bank:
    generator = np.random.default_rng(HELD_OUT_SEED)
    replay, labels = _replay(network, material.train, generator, len(material.labels))
    golden, golden_labels = material.golden.flat()
    golden = Seen(golden.pixels[:GOLDEN_MOST], golden.geometry[:GOLDEN_MOST])
    calibration, calibration_labels = material.calibration.flat()
    chosen = torch.from_numpy(generator.permutation(len(calibration_labels))[:CALIBRATION_MOST])
    calibration = Seen(calibration.pixels[chosen], calibration.geometry[chosen])
    others = material.calibration_outliers
    others = Seen(others.pixels[:OUTLIERS_MOST], others.geometry[:OUTLIERS_MOST])
    embeddings = [
        infer(network, seen, torch.device("cpu"))[1].half().numpy()
        for seen in (replay, calibration, others, golden)
    ]
    return Bank(
        embeddings=embeddings[0],
        labels=labels,
        calibration_embeddings=embeddings[1],
        calibration_labels=calibration_labels[chosen].numpy(),
        outlier_embeddings=embeddings[2],
        golden_embeddings=embeddings[3],
        golden_labels=golden_labels[:GOLDEN_MOST].numpy(),
        weight=network.head.weight.detach().numpy(),
        bias=network.head.bias.detach().numpy(),
        model=model,
        fingerprint=material.golden_fingerprint,
    )


def _replay(
    network: Network, pictures: Pictures, generator: np.random.Generator, labels: int
) -> tuple[Seen, IntArray]:
    """As many pictures of every label, where there are so many: any ones, and as many close calls.

    A close call is answered right by the smallest margins; it is what a change of the head loses
    first.
    """
    each = REPLAY // (2 * labels)
    versions = torch.from_numpy(
        generator.integers(pictures.seen.shape[1], size=len(pictures.targets))
    )
    rows = torch.arange(len(versions))
    seen = Seen(pictures.seen[rows, versions], pictures.geometry[rows, versions])
    targets = pictures.targets.numpy()
    margins = _margins(infer(network, seen, torch.device("cpu"))[0].numpy(), targets)
    chosen = []
    for label in range(labels):
        own = generator.permutation(np.flatnonzero(targets == label))
        rest = own[each:]
        right = rest[margins[rest] > 0]
        chosen += [own[:each], right[np.argsort(margins[right], kind="stable")[:each]]]
    picked = np.concatenate(chosen)
    return Seen(seen.pixels[picked], seen.geometry[picked]), targets[picked]


def _margins(logits: Float32Array, targets: IntArray) -> Float32Array:
    """By how much the right label's logit exceeds the best other one, float32 (n,)."""
    rows = np.arange(len(targets))
    others = logits.copy()
    others[rows, targets] = -np.inf
    margins: Float32Array = logits[rows, targets] - others.max(axis=1)
    return margins
