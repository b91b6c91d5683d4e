"""Several labels per photo: our file, and what it has to be ahead of, in one run.

All learn from the training photos of photos_voc20 and are judged once on its test photos; nothing
is chosen by those. The backbone's features are the same for all that use them.

    ours                what `vistazo train photos` writes, which keeps a third of the photos to
                        calibrate and to judge later versions by
    ours, all photos    its head, fitted in the same way to all training photos
    logistic regression on the same features, one a label, its strength by cross-validation
    C                   dense layers 512 and 256 with dropout 0.5 and 0.3, focal loss (gamma 2,
                        alpha 0.25), weights of the classes from the data, Adam; on the same
                        features
    raw pixels          16 × 16 × 3, logistic regression
    label frequencies   every photo gets how often training photos show each label

    python benchmarks/photos.py [--backbone mobilenet_v2] [--data photos_voc20] [--seed 0]
        [--draws 10000] [--json]
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image
from torch import nn

from reporting import markdown_table, print_header
from vistazo import Recognizer
from vistazo.evaluation.ranking import mean_average_precision, paired_bootstrap
from vistazo.workshop.data.photo_set import PhotoSet
from vistazo.workshop.export.photos import build_photos, embedder, head_start
from vistazo.workshop.model.backbones import load_backbone, tagger_c
from vistazo.workshop.model.photo_network import PhotoNetwork
from vistazo.workshop.training.photo_head import (
    HeadSettings,
    choose_settings,
    element_loss,
    element_weights,
    fit_head,
    out_of_fold,
)
from vistazo.workshop.training.photo_material import PhotoMaterial, gather_material
from vistazo.workshop.training.photo_settings import PhotoSettings
from vistazo.workshop.training.photo_split import folds
from vistazo.workshop.training.photos import HEAD_VIEWS

PULLS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
C_EPOCHS, C_BATCH, C_RATE = 60, 16, 1e-3


def ours(settings: PhotoSettings, material: PhotoMaterial) -> np.ndarray:
    """Probabilities of the test photos by the file itself."""
    backbone = load_backbone(settings.backbone, settings.side)
    start = head_start(backbone, material.labels)
    path, _ = build_photos(settings, backbone, start, material)
    recognizer = Recognizer.load(path)
    rows = [
        recognizer.run(recognizer.decode(file)[None], outputs=("probability",))["probability"]
        for file in material.test.files
    ]
    return np.concatenate(rows)


def logistic(learned: np.ndarray, targets: np.ndarray, judged: np.ndarray) -> np.ndarray:
    """A regression for each label, features scaled alike, its strength by cross-validation."""
    middle, spread = learned.mean(axis=0), learned.std(axis=0) + 1e-6
    features = ((learned - middle) / spread)[:, None].astype(np.float32)
    nothing = np.zeros((targets.shape[1], features.shape[2]), np.float32)
    parts = [fold for seed in range(3) for fold in folds(targets, 4, seed)]

    def reached(pull: float) -> float:
        settings = HeadSettings("bce", pull, 0.0, 0.0)
        scores = [
            mean_average_precision(
                out_of_fold(features, targets, nothing, settings, [part])[part[1]],
                targets[part[1]],
            )
            for part in parts
        ]
        return float(np.mean(scores))

    settings = HeadSettings("bce", max(PULLS, key=reached), 0.0, 0.0)
    head = fit_head(features, targets, nothing, settings)
    return head.logits(((judged - middle) / spread).astype(np.float32))


def system_c(
    backbone: nn.Module, learned: np.ndarray, targets: np.ndarray, judged: np.ndarray, seed: int
) -> np.ndarray:
    """System C's layers and loss on the same features."""
    torch.manual_seed(seed)
    network = PhotoNetwork(tagger_c(backbone), targets.shape[1])
    layers = nn.Sequential(network.backbone.hidden, network.head)
    weights = torch.from_numpy(element_weights(targets, 1.0)).float()
    inputs, wanted = torch.from_numpy(learned), torch.from_numpy(targets == 1).float()
    optimiser = torch.optim.Adam(layers.parameters(), lr=C_RATE)
    layers.train()
    for _ in range(C_EPOCHS):
        for rows in torch.randperm(len(inputs)).split(C_BATCH):
            loss = element_loss("focal", layers(inputs[rows]), wanted[rows]) * weights[rows]
            optimiser.zero_grad()
            loss.mean().backward()
            optimiser.step()
    with torch.inference_mode():
        return layers.eval()(torch.from_numpy(judged)).numpy()


def raw_pixels(photos: PhotoSet) -> np.ndarray:
    """16 × 16 × 3 of each photo, float32 (n, 768)."""
    small = [
        Image.fromarray(photos.pixels(index)).resize((16, 16), Image.Resampling.BOX)
        for index in range(photos.samples)
    ]
    return np.stack([np.asarray(item, np.float32).ravel() / 255 for item in small])


def main() -> None:
    """Train, judge and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backbone", default="mobilenet_v2")
    parser.add_argument("--data", default="photos_voc20")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print_header(
        "mean average precision on photos",
        backbone=options.backbone,
        data=options.data,
        seed=options.seed,
        torch=torch.__version__,
    )
    with TemporaryDirectory() as folder:
        settings = PhotoSettings(
            backbone=options.backbone,
            data=(options.data,),
            seed=options.seed,
            save_path=Path(folder, "photos.onnx"),
        )
        material = gather_material(settings.data, settings.golden, settings.calibration)
        scores = judge(settings, material)
    targets = material.test.targets_for(material.labels)
    show(scores, targets, options)


def judge(settings: PhotoSettings, material: PhotoMaterial) -> dict[str, np.ndarray]:
    """Scores of the test photos, (n, labels), by whom they are from."""
    backbone = load_backbone(settings.backbone, settings.side)
    features = embedder(backbone, settings.features)
    learned = features.of(material.photos)
    judged = features.of(material.test)[:, 0]
    targets = material.photos.targets
    start = head_start(backbone, material.labels)
    chosen, _ = choose_settings(learned[:, :HEAD_VIEWS], targets, start, seed=settings.seed)
    whole = fit_head(learned[:, :HEAD_VIEWS], targets, start, chosen)
    small, small_test = raw_pixels(material.photos), raw_pixels(material.test)
    frequencies = (targets == 1).mean(axis=0)
    return {
        "ours": ours(settings, material),
        "ours, all photos": whole.logits(judged),
        "logistic regression": logistic(learned[:, 0], targets, judged),
        "C": system_c(backbone, learned[:, 0], targets, judged, settings.seed),
        "raw pixels": logistic(small, targets, small_test),
        "label frequencies": np.tile(frequencies, (len(judged), 1)),
    }


def show(scores: dict[str, np.ndarray], targets: np.ndarray, options: argparse.Namespace) -> None:
    """Print the table, and how sure the differences are."""
    shown = int(((targets == 1).sum(axis=0) > 0).sum())
    rows = {
        name: {
            "area": mean_average_precision(values, targets),
            "11-point": mean_average_precision(values, targets, "11-point"),
        }
        for name, values in scores.items()
    }
    pairs = {
        f"{first} − {second}": asdict(
            paired_bootstrap(scores[first], scores[second], targets, options.draws, options.seed)
        )
        for first in ("ours", "ours, all photos")
        for second in ("logistic regression", "C", "raw pixels")
    }
    if options.json:
        print(json.dumps({"labels": shown, "scores": rows, "differences": pairs}, indent=2))
        return
    print(f"{len(targets)} photos, {shown} labels that they show\n")
    table = [(name, f"{row['area']:.3f}", f"{row['11-point']:.3f}") for name, row in rows.items()]
    print(markdown_table(("", "mAP (area)", "mAP (11-point)"), table) + "\n")
    for name, pair in pairs.items():
        print(f"{name}: {pair}")


if __name__ == "__main__":
    main()
