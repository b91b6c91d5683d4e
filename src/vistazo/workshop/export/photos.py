"""From settings to a judged file that gives several labels: `vistazo train photos`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import structlog
import torch

from vistazo.evaluation.many_report import ManyReport, evaluate_many
from vistazo.evaluation.platt import apply_platt
from vistazo.runtime import Bank, Card, Metric, Recognizer, bank_path
from vistazo.types import Float32Array
from vistazo.workshop.data.fetch import cache_folder
from vistazo.workshop.export.measure import measure_photos
from vistazo.workshop.export.parity import awkward_pictures
from vistazo.workshop.export.write import convert, file_hash, replace_card, write_model
from vistazo.workshop.model.backbones import fingerprint, load_backbone
from vistazo.workshop.model.photo_network import Backbone, Embedder
from vistazo.workshop.model.pretrained import PretrainedBackbone
from vistazo.workshop.training.photo_features import Features
from vistazo.workshop.training.photo_head import HeadSettings
from vistazo.workshop.training.photo_material import (
    CALIBRATION,
    GOLDEN,
    LEARNED,
    PARTS_SEED,
    PhotoMaterial,
    gather_material,
)
from vistazo.workshop.training.photo_settings import PhotoSettings
from vistazo.workshop.training.photo_words import starting_rows
from vistazo.workshop.training.photos import HEAD_VIEWS, Progress, Taught, teach

log = structlog.get_logger(__name__)

REPLAY = 4000
"""Views of photos that the bank keeps for learning later."""

OUTLIERS_MOST = 1500

_CHANNELS = (3,)
_NAMED = ("mean_average_precision", "micro_f1", "macro_f1", "calibration_error")


def train_photos(
    settings: PhotoSettings, progress: Progress = lambda _what, _done, _all: None
) -> tuple[Path, ManyReport]:
    """Take a backbone, fit a head, calibrate, export, judge.

    Args:
        settings: The options.
        progress: Told what is done, how much of it, and of how much.

    Returns:
        The model file, with its bank beside it, and the report on the test part.

    Raises:
        ModelError: The backbone cannot be had or used.
        DataError: A set of photos cannot be had.
        ParityError: The export does not agree with the network; no file is written.
    """
    torch.set_num_threads(settings.threads)
    material = gather_material(settings.data, settings.golden, settings.calibration)
    backbone = load_backbone(settings.backbone, settings.side)
    start = head_start(backbone, material.labels)
    return build_photos(settings, backbone, start, material, progress)


def build_photos(
    settings: PhotoSettings,
    backbone: Backbone,
    start: Float32Array,
    material: PhotoMaterial,
    progress: Progress = lambda _what, _done, _all: None,
    about: Callable[[ManyReport], dict[str, str]] | None = None,
    *,
    head: HeadSettings | None = None,
) -> tuple[Path, ManyReport]:
    """`train_photos`, once the backbone is there.

    Args:
        settings: The options.
        backbone: What the head stands on.
        start: float32 (labels, width), what the rows of the head are drawn towards.
        material: Photos in parts.
        progress: As `train_photos`.
        about: What the card says of the file to people, by language, from its report.
        head: As `teach` has it.
    """
    taught = teach(
        backbone,
        start,
        material,
        settings,
        lambda found: embedder(found, settings.features),
        progress,
        head=head,
    )
    card = _card(settings, material, taught)
    path = settings.save_path
    batches = awkward_pictures(np.random.default_rng(0), _CHANNELS)
    parity = write_model(path, taught.recogniser, card, batches)
    log.info("exported", file=str(path), bytes=path.stat().st_size, parity=parity.worst)
    report = measure_photos(Recognizer.load(path), material.test)
    described = (about or describe)(report)
    replace_card(path, replace(card, metrics=_metrics(report, card, taught), about=described))
    _bank(material, taught, file_hash(path)).save(bank_path(path))
    return path, report


def head_start(backbone: Backbone, labels: tuple[str, ...]) -> Float32Array:
    """Where the rows of a head start, from what a backbone was trained on; zeros if unknown."""
    classifier = backbone.classifier if isinstance(backbone, PretrainedBackbone) else None
    if classifier is None:
        return np.zeros((len(labels), backbone.width), np.float32)
    return starting_rows(labels, classifier.names, classifier.weight)


def embedder(backbone: Backbone, folder: Path | None = None) -> Features:
    """What computes a backbone's embeddings with ONNX Runtime, and keeps them in a folder."""
    module = Embedder(backbone).eval()

    def export() -> bytes:
        content: bytes = convert(module, ("embedding",), _CHANNELS).SerializeToString()
        return content

    return Features(folder or cache_folder() / "features", fingerprint(backbone), export)


def describe(report: ManyReport) -> dict[str, str]:
    """What it is and how good it is, in a sentence or two, by language."""
    precision, f1 = (f"{value:.2f}" for value in (report.mean_average_precision, report.micro_f1))
    return {
        "en": "Gives photos any number of labels; it looks through a network that others trained. "
        f"On the {report.samples} photos of {report.data} its mean average precision is "
        f"{precision}, its F1 {f1}.",
        "es": "Da a las fotos cuantas etiquetas hagan falta; mira a través de una red que "
        f"entrenaron otros. En las {report.samples} fotos de {report.data} su precisión media es "
        f"{precision.replace('.', ',')} y su F1 {f1.replace('.', ',')}.",
    }


def _card(settings: PhotoSettings, material: PhotoMaterial, taught: Taught) -> Card:
    labels, network = material.labels, taught.recogniser.network
    training = {
        name: value
        for name, value in asdict(settings).items()
        if name not in ("name", "features", "save_path", "data")
    }
    training |= {
        "data": list(settings.data),
        "losses": list(settings.losses),
        "network": "photo",
        "side": network.backbone.side,
        "crop": network.backbone.crop,
        "head": asdict(taught.chosen),
        "fingerprint": fingerprint(network.backbone),
        "parameters": network.parameter_count,
        "pictures": len(material.rows(LEARNED)),
    }
    slope, offset = taught.recogniser.sharpness.tolist(), taught.recogniser.shift.tolist()
    return Card(
        name=settings.name,
        version="1.0",
        task="many",
        input="photo",
        labels=labels,
        temperature=1.0,
        platt=dict(zip(labels, zip(slope, offset, strict=True), strict=True)),
        thresholds=dict(zip(labels, taught.verdicts.thresholds.tolist(), strict=True)),
        sure=taught.verdicts.sure,
        novelty_threshold=taught.verdicts.novelty_threshold,
        training=training,
        seeds={"training": settings.seed, "parts": PARTS_SEED},
        data=material.sources,
        vistazo=version("vistazo"),
    )


def _metrics(report: ManyReport, card: Card, taught: Taught) -> tuple[Metric, ...]:
    """Of the test part, and the calibration error on photos that were not learned from."""
    logits, targets = taught.held_out
    pairs = np.array([card.platt[label] for label in card.labels])
    probability = apply_platt(logits, pairs[:, 0], pairs[:, 1])
    thresholds = [card.thresholds[label] for label in card.labels]
    held_out = evaluate_many(probability, targets, card.labels, thresholds)
    found = [
        Metric(name, getattr(report, name), report.data, report.fingerprint) for name in _NAMED
    ]
    found += [
        Metric(name, getattr(held_out, name), "validation", "")
        for name in ("mean_average_precision", "calibration_error", "worst_calibration_error")
    ]
    return tuple(found)


def _bank(material: PhotoMaterial, taught: Taught, model: str) -> Bank:
    learned = material.rows(LEARNED)
    generator = np.random.default_rng(PARTS_SEED)
    chosen = np.sort(generator.permutation(learned)[: REPLAY // HEAD_VIEWS])
    replay = taught.embeddings[chosen, :HEAD_VIEWS]
    targets = material.photos.targets
    plain = taught.embeddings[:, 0].astype(np.float16)
    head = taught.recogniser.network.head
    return Bank(
        embeddings=replay.reshape(-1, replay.shape[-1]).astype(np.float16),
        labels=targets[chosen].repeat(HEAD_VIEWS, axis=0),
        calibration_embeddings=plain[material.rows(CALIBRATION)],
        calibration_labels=targets[material.rows(CALIBRATION)],
        outlier_embeddings=taught.outliers[:OUTLIERS_MOST].astype(np.float16),
        golden_embeddings=plain[material.rows(GOLDEN)],
        golden_labels=targets[material.rows(GOLDEN)],
        weight=head.weight.detach().numpy(),
        bias=head.bias.detach().numpy(),
        model=model,
        fingerprint=material.golden_fingerprint,
    )
