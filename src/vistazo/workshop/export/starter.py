"""A small recogniser of photos that may ship: `vistazo train photos --network small`.

A backbone that others trained looks at many scenes made of CIFAR-10's pictures, and at parts of the
photos to learn from; a small one learns to see the same. Then comes the head.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from vistazo.evaluation.many_report import ManyReport
from vistazo.runtime import DataSource
from vistazo.types import Float32Array, UInt8Array
from vistazo.workshop.data.cifar import load_cifar
from vistazo.workshop.export.photos import build_photos, embedder, head_start
from vistazo.workshop.model.backbones import fingerprint, load_backbone
from vistazo.workshop.model.small_photo import SMALL
from vistazo.workshop.training.components import find_components
from vistazo.workshop.training.distil import TELLING, Course, DistilSettings, Pair, distil
from vistazo.workshop.training.photo_head import HeadSettings
from vistazo.workshop.training.photo_material import LEARNED, gather_material
from vistazo.workshop.training.photo_settings import PhotoSettings
from vistazo.workshop.training.photo_views import Things, cut_views, joined, make_views
from vistazo.workshop.training.photos import Progress

TEACHER_SIDE = 224

JUDGED = 1500
"""Scenes of as many other things, to see how learning goes."""

TINT = 0.3
"""How much the colours of cut-outs are varied: there are few photos."""

USED_SIDE = 128
"""What the small backbone is shown in the end. Things on photos are smaller than in scenes."""

HEAD = HeadSettings("bce", pull=3.0, balance=0.5, start=2.0)
"""Chosen on photos that it did not learn from; the ones that it did would say to start from
nothing, as it knows them by heart."""


def train_starter(
    settings: PhotoSettings,
    distillation: DistilSettings,
    progress: Progress = lambda _what, _done, _all: None,
) -> tuple[Path, ManyReport]:
    """Distil a small backbone, fit a head, calibrate, export, judge.

    Args:
        settings: The options; their backbone is the one to learn from.
        distillation: How the small one learns.
        progress: Told what is done.

    Returns:
        The model file, with its bank beside it, and the report on the test part.

    Raises:
        ModelError, DataError, ParityError: As `train_photos`.
    """
    torch.set_num_threads(settings.threads)
    material = gather_material(settings.data, settings.golden, settings.calibration)
    teacher = load_backbone(settings.backbone, settings.side or TEACHER_SIDE)
    session = embedder(teacher, settings.features).session

    seen = 0

    def look(pixels: UInt8Array) -> Float32Array:
        nonlocal seen
        seen += len(pixels)
        progress("views", seen, every)
        found: Float32Array = session.run(["embedding"], {"image": pixels})[0]
        return found

    cifar = load_cifar("train")
    things = Things(np.asarray(cifar.images), cifar.targets, len(cifar.label_order))
    learned = [material.photos.pixels(row) for row in material.rows(LEARNED)]
    every = distillation.scenes + JUDGED + distillation.cut_outs * len(learned)
    generator = np.random.default_rng(distillation.seed)
    scenes, judged = (
        make_views(part, count, look, teacher.side, generator)
        for part, count in (
            (things.part(slice(JUDGED, None)), distillation.scenes),
            (things.part(slice(JUDGED)), JUDGED),
        )
    )
    parts = cut_views(learned, distillation.cut_outs, things.count, look, teacher.side, generator)
    components = find_components(joined(scenes, parts).embeddings)
    first = Course(distillation.epochs, distillation.learning_rate, TELLING, 0.0, distillation.seed)
    pair = distil(Pair(things.count, distillation.seed), scenes, judged, components, first)
    then = Course(
        distillation.cut_out_epochs, distillation.cut_out_rate, 0.0, TINT, distillation.seed
    )
    beside = joined(parts, scenes.part(slice(len(parts.pixels))))
    backbone = distil(pair, beside, judged, components, then).backbone
    backbone.use(USED_SIDE)
    start = head_start(teacher, material.labels) @ components.back
    taught = DataSource(cifar.name, cifar.fingerprint, cifar.samples, cifar.licence, cifar.citation)
    seen_by = DataSource(
        settings.backbone, fingerprint(teacher), 0, "", "the backbone whose embeddings were learned"
    )
    return build_photos(
        replace(settings, backbone=SMALL),
        backbone,
        start,
        replace(material, sources=(*material.sources, taught, seen_by)),
        progress,
        about,
        head=HEAD,
    )


def about(report: ManyReport) -> dict[str, str]:
    """What it is and how good it is, by language."""
    precision = report.mean_average_precision
    return {
        "en": f"A small starter with weights of our own, for trying things out: mean average "
        f"precision {precision:.2f} on {report.samples} photos of {report.data}, where chance "
        "has about 0.07. `vistazo pull photos` makes a stronger one.",
        "es": f"Un modelo inicial pequeño con pesos propios, para probar: precisión media "
        f"{precision:.2f} en {report.samples} fotos de {report.data}; al azar, cerca de 0,07. "
        "`vistazo pull photos` hace uno mejor.",
    }
