"""What a run learns from, as networks see it: preprocessed once, by the module that is exported."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from vistazo.runtime.bundle import DataSource
from vistazo.types import IntArray, UInt8Array
from vistazo.workshop.data.bhmsds import load_bhmsds
from vistazo.workshop.data.dataset import Dataset, encode
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.data.pen import Pen, render_strokes
from vistazo.workshop.data.unipen import load_unipen
from vistazo.workshop.model.preprocess import InkPreprocess
from vistazo.workshop.training.augment import photograph
from vistazo.workshop.training.outliers import draw_outliers, read_outliers
from vistazo.workshop.training.settings import TrainSettings

DIGITS = tuple("0123456789")

HELD_OUT_SEED = 20_260
"""Decides what is held out: the same for every run, so that versions can be compared."""

_BATCH = 64


@dataclass(frozen=True)
class Pictures:
    """Pictures as a network sees them.

    Attributes:
        seen: uint8 (n, versions, 28, 28): as they came, and photographed.
        targets: int64 (n,), indices into the labels.
    """

    seen: Tensor
    targets: Tensor

    def flat(self) -> tuple[Tensor, Tensor]:
        """Every version as a picture of its own: (n × versions, 28, 28) and their targets."""
        return self.seen.flatten(0, 1), self.targets.repeat_interleave(self.seen.shape[1])


@dataclass(frozen=True)
class Material:
    """Everything that a run uses. No picture is in two parts.

    Attributes:
        labels: In order.
        train: What weights are fitted on.
        calibration: Chooses the checkpoint; temperature, novelty and thresholds are fitted on it.
        golden: The frozen set that later versions are judged on.
        outliers: uint8 (n, 28, 28), show none of the labels, to learn from.
        calibration_outliers: The same, to fit novelty on.
        sources: What all of it came from.
        golden_fingerprint: sha256 over the golden pictures and labels.
    """

    labels: tuple[str, ...]
    train: Pictures
    calibration: Pictures
    golden: Pictures
    outliers: Tensor
    calibration_outliers: Tensor
    sources: tuple[DataSource, ...]
    golden_fingerprint: str


def gather_digits(settings: TrainSettings) -> Material:
    """Read, split, photograph and preprocess what `settings` names.

    Raises:
        DataError: A data set cannot be had.
    """
    generator = np.random.default_rng(settings.seed)
    parts: dict[str, list[Dataset]] = {"train": [], "calibration": [], "golden": []}
    sources = []
    for name in settings.data:
        data, groups = _read(name, generator)
        sources.append(
            DataSource(name, data.fingerprint, data.samples, data.licence, data.citation)
        )
        for part, indices in _split(groups).items():
            parts[part].append(data.subset(indices))
    kinds = {
        part: _see(sets, settings.seed + index) for index, (part, sets) in enumerate(parts.items())
    }
    outliers = []
    for part, count in (("train", 12_000), ("calibration", 3_000)):
        digits = np.concatenate([np.asarray(item.images) for item in parts[part][:1]])
        outliers.append(draw_outliers(count, digits, generator))
    public = read_outliers(settings.outliers, generator)
    held = generator.permutation(len(public))
    cut = len(public) // 10
    return Material(
        DIGITS,
        kinds["train"],
        kinds["calibration"],
        kinds["golden"],
        _show(np.concatenate((outliers[0], public[held[cut:]])), settings.seed + 10),
        _show(np.concatenate((outliers[1], public[held[:cut]])), settings.seed + 11),
        tuple(sources),
        _fingerprint(parts["golden"]),
    )


def in_batches(pictures: Tensor, size: int) -> Iterator[Tensor]:
    """`pictures` in order, `size` at a time; the last batch may be smaller."""
    for first in range(0, len(pictures), size):
        yield pictures[first : first + size]


def preprocess(pictures: Tensor) -> Tensor:
    """What a network sees of uint8 (n, height, width), uint8 (n, 28, 28)."""
    module = InkPreprocess().eval()
    with torch.inference_mode():
        parts = [module(part).seen * 255 for part in in_batches(pictures, _BATCH)]
    return torch.cat(parts).round().to(torch.uint8)


def _read(name: str, generator: np.random.Generator) -> tuple[Dataset, IntArray]:
    """A set of digits, ink bright on black, and a group number for each sample.

    What one person wrote is one group, where the source says who wrote it.
    """
    if name == "mnist":
        data = load_mnist("train")
        return data, np.arange(data.samples)
    if name == "bhmsds":
        data = load_bhmsds(digits_only=True)
        bright = replace(data, images=255 - np.asarray(data.images), label_order=DIGITS)
        return bright, np.arange(data.samples)
    strokes = load_unipen("train").only(DIGITS)
    pen = Pen(size=56, width=(1.5, 6.0), rotation=6, slant=0.15, stretch=0.1, wobble=0.008)
    drawn = render_strokes(strokes, pen, generator)
    data = Dataset(strokes.name, drawn, strokes.labels, DIGITS, strokes.licence, strokes.citation)
    return data, strokes.writers


def _split(groups: IntArray) -> dict[str, IntArray]:
    """Whole groups to train, calibration and golden: eleven twelfths, and half of the rest each."""
    names = np.unique(groups)
    places = np.random.default_rng(HELD_OUT_SEED).permutation(len(names))
    place = places[np.searchsorted(names, groups)]
    held = max(1, len(names) // 24)
    return {
        "train": np.flatnonzero(place >= 2 * held),
        "calibration": np.flatnonzero(place < held),
        "golden": np.flatnonzero((place >= held) & (place < 2 * held)),
    }


def _see(sets: list[Dataset], seed: int) -> Pictures:
    generator = torch.Generator().manual_seed(seed)
    seen, targets = [], []
    for data in sets:
        plain = torch.from_numpy(np.array(data.images))
        photographed = torch.cat([photograph(part, generator) for part in in_batches(plain, 1024)])
        seen.append(torch.stack((preprocess(plain), preprocess(photographed)), dim=1))
        targets.append(torch.from_numpy(encode(data.labels, DIGITS)))
    return Pictures(torch.cat(seen), torch.cat(targets))


def _show(outliers: UInt8Array, seed: int) -> Tensor:
    """Half of the outliers as they are, half photographed, as a network sees them."""
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.from_numpy(outliers)
    half = torch.arange(len(pictures)) % 2 == 0
    pictures[half] = photograph(pictures[half], generator)
    return preprocess(pictures)


def _fingerprint(sets: list[Dataset]) -> str:
    """sha256 of one data set; of several, of their fingerprints in order."""
    return hashlib.sha256("".join(item.fingerprint for item in sets).encode()).hexdigest()
