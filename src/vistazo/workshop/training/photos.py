"""From photos and a backbone to a calibrated network, its head fitted in seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import structlog
import torch

from vistazo.types import Float32Array
from vistazo.workshop.data.photo_set import TargetArray
from vistazo.workshop.model.photo_network import (
    Backbone,
    PhotoNetwork,
    PhotoRecogniser,
)
from vistazo.workshop.training.photo_calibrate import Verdicts, calibrate_photos
from vistazo.workshop.training.photo_features import Features
from vistazo.workshop.training.photo_fine_tune import Steps, fine_tune_network
from vistazo.workshop.training.photo_head import (
    HeadSettings,
    LinearHead,
    choose_settings,
    fit_head,
    out_of_fold,
)
from vistazo.workshop.training.photo_material import CALIBRATION, LEARNED, PhotoMaterial
from vistazo.workshop.training.photo_outliers import draw_unlike_photos
from vistazo.workshop.training.photo_settings import PhotoSettings
from vistazo.workshop.training.photo_split import folds
from vistazo.workshop.training.settings import pick_device

log = structlog.get_logger(__name__)

HEAD_VIEWS = 2
"""Of the views of a photo, how many the head learns from: as it is, and mirrored."""

_FOLDS = 6
_FEATURES_SEED = 5

Embed = Callable[[Backbone], Features]
"""What computes embeddings with a backbone."""

Progress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much."""


@dataclass(frozen=True, eq=False)
class Taught:
    """What training comes to.

    Attributes:
        recogniser: Calibrated, in evaluation mode.
        verdicts: What the card says of answers.
        chosen: How the head was fitted.
        tried: Mean average precision of what cross-validation tried, by name.
        embeddings: float32 (n, views, width) of all photos.
        outliers: float32 (o, width).
        held_out: Logits and targets that calibrated it, float32 and int8 (m, labels).
        losses: Of each epoch of the whole network.
    """

    recogniser: PhotoRecogniser
    verdicts: Verdicts
    chosen: HeadSettings
    tried: dict[str, float]
    embeddings: Float32Array
    outliers: Float32Array
    held_out: tuple[Float32Array, TargetArray]
    losses: tuple[float, ...] = ()


def teach(
    backbone: Backbone,
    start: Float32Array,
    material: PhotoMaterial,
    settings: PhotoSettings,
    embed: Embed,
    progress: Progress = lambda _what, _done, _all: None,
    *,
    head: HeadSettings | None = None,
) -> Taught:
    """Fit, and calibrate on photos that were not learned from.

    Args:
        backbone: Frozen, unless the settings ask for epochs of the whole network.
        start: float32 (labels, width), what the rows of the head are drawn towards.
        material: Photos in parts.
        settings: The options.
        embed: Computes embeddings.
        progress: Told what is done.
        head: How the head is fitted, where the backbone has learned from the photos to learn
            from: they can then neither choose that nor help to calibrate.
    """
    embeddings, outliers = _embed(embed(backbone), material, settings, progress)
    learned = material.rows(LEARNED)
    features, targets = embeddings[learned, :HEAD_VIEWS], material.targets(LEARNED)
    fresh, chosen = head is None, head
    tried: dict[str, float] = {}
    if chosen is None:
        chosen, tried = choose_settings(features, targets, start, settings.losses, settings.seed)
    fitted = fit_head(features, targets, start, chosen)
    # Each photo's by a head that never saw it.
    parts = folds(targets, min(_FOLDS, len(targets)), settings.seed)
    logits, judged = out_of_fold(features, targets, start, chosen, parts), targets
    network = with_head(backbone, fitted)
    losses: list[float] = []
    if settings.fine_tune_epochs:
        steps = Steps(
            settings.fine_tune_epochs,
            settings.batch_size,
            settings.learning_rate,
            chosen.loss,
            chosen.balance,
            settings.seed,
        )
        photos, device = material.photos.subset(learned), pick_device(settings.device)
        network, losses = fine_tune_network(
            network,
            photos,
            targets,
            steps,
            device,
            lambda done, every: progress("fine-tuning", done, every),
        )
        fitted = _head_of(network)
        embeddings, outliers = _embed(embed(network.backbone), material, settings, progress)
        fresh = False
    if not fresh:
        logits, judged = logits[:0], judged[:0]
    held_out = embeddings[material.rows(CALIBRATION), 0]
    logits = np.concatenate((logits, fitted.logits(held_out)))
    judged = np.concatenate((judged, material.targets(CALIBRATION)))
    real = embeddings[material.parts <= CALIBRATION]
    calibration, verdicts = calibrate_photos(fitted, logits, judged, real, outliers, settings.seed)
    recogniser = PhotoRecogniser(network, calibration).eval()
    return Taught(
        recogniser,
        verdicts,
        chosen,
        tried,
        embeddings,
        outliers,
        (logits, judged),
        tuple(losses),
    )


def with_head(backbone: Backbone, head: LinearHead) -> PhotoNetwork:
    """A network of a backbone and a fitted head, in evaluation mode."""
    network = PhotoNetwork(backbone, len(head.bias))
    with torch.no_grad():
        network.head.weight.copy_(torch.from_numpy(head.weight))
        network.head.bias.copy_(torch.from_numpy(head.bias))
    return network.eval()


def _head_of(network: PhotoNetwork) -> LinearHead:
    layer = network.head
    return LinearHead(layer.weight.detach().numpy(), layer.bias.detach().numpy())


def _embed(
    features: Features, material: PhotoMaterial, settings: PhotoSettings, progress: Progress
) -> tuple[Float32Array, Float32Array]:
    """Embeddings of all photos, float32 (n, views, width), and of outliers, (o, width)."""
    embeddings = features.of(
        material.photos, progress=lambda done, every: progress("features", done, every)
    )
    generator = np.random.default_rng(_FEATURES_SEED)
    outliers = features.of_pictures(draw_unlike_photos(settings.outliers, generator))
    log.info("features", photos=len(embeddings), computed=features.computed)
    return embeddings, outliers
