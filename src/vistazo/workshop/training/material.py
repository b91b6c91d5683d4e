"""What a run learns from, as networks see it: preprocessed once, by the module that is exported."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from vistazo.errors import OptionError
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


class Seen(NamedTuple):
    """Pictures as a network sees them: uint8 (n, 28, 28), and their geometry float32 (n, 3)."""

    pixels: Tensor
    geometry: Tensor


@dataclass(frozen=True)
class Pictures:
    """Labelled pictures as a network sees them.

    Attributes:
        seen: uint8 (n, versions, 28, 28): as they came, and changed.
        geometry: float32 (n, versions, 3), what `Normalised` says of it.
        targets: int64 (n,), indices into the labels.
    """

    seen: Tensor
    geometry: Tensor
    targets: Tensor

    def flat(self) -> tuple[Seen, Tensor]:
        """Every version as a picture of its own, n × versions of them, and their targets."""
        seen = Seen(self.seen.flatten(0, 1), self.geometry.flatten(0, 1))
        return seen, self.targets.repeat_interleave(self.seen.shape[1])


@dataclass(frozen=True)
class Material:
    """Everything that a run uses. No picture is in two parts.

    Attributes:
        labels: In order.
        train: What weights are fitted on.
        calibration: Chooses the checkpoint; temperature, novelty and thresholds are fitted on it.
        golden: The frozen set that later versions are judged on.
        outliers: Show none of the labels, to learn from.
        calibration_outliers: The same, to fit novelty on.
        sources: What all of it came from.
        golden_fingerprint: sha256 over the golden pictures and labels.
        renew: What weights are fitted on in an epoch, counted from 0, where that is drawn afresh
            for each; `train` is then what it gave for the first.
        prior: float32 (labels,), how often each label comes in life, where `train` shows some of
            them more often than that; sums to 1.
    """

    labels: tuple[str, ...]
    train: Pictures
    calibration: Pictures
    golden: Pictures
    outliers: Seen
    calibration_outliers: Seen
    sources: tuple[DataSource, ...]
    golden_fingerprint: str
    renew: Callable[[int], Pictures] | None = None
    prior: Tensor | None = None


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
        for part, indices in split_groups(groups, settings.share).items():
            parts[part].append(data.subset(indices))
    kinds = {
        part: see(sets, settings.seed + index) for index, (part, sets) in enumerate(parts.items())
    }
    outliers = []
    for part, count in (("train", 16_000), ("calibration", 5_000)):
        digits = np.concatenate([np.asarray(item.images) for item in parts[part][:1]])
        outliers.append(draw_outliers(count, digits, generator, figures=True))
    public = read_outliers(settings.outliers, generator)
    held = generator.permutation(len(public))
    cut = len(public) // 10
    return Material(
        DIGITS,
        kinds["train"],
        kinds["calibration"],
        kinds["golden"],
        show_outliers(np.concatenate((outliers[0], public[held[cut:]])), settings.seed + 10),
        show_outliers(np.concatenate((outliers[1], public[held[:cut]])), settings.seed + 11),
        tuple(sources),
        _fingerprint(parts["golden"]),
    )


def in_batches(pictures: Tensor, size: int) -> Iterator[Tensor]:
    """`pictures` in order, `size` at a time; the last batch may be smaller."""
    for first in range(0, len(pictures), size):
        yield pictures[first : first + size]


def preprocess(pictures: Tensor) -> Seen:
    """What a network sees of uint8 (n, height, width)."""
    module = InkPreprocess().eval()
    pixels, geometry = [], []
    with torch.inference_mode():
        for part in in_batches(pictures, _BATCH):
            normalised = module(part)
            pixels.append((normalised.seen * 255).round().to(torch.uint8))
            geometry.append(normalised.geometry)
    return Seen(torch.cat(pixels), torch.cat(geometry))


def _read(name: str, generator: np.random.Generator) -> tuple[Dataset, IntArray]:
    """A set of digits, ink bright on black, and a group number for each sample.

    What one person wrote is one group, where the source says who wrote it.

    Raises:
        OptionError: That set has its writers in common with another.
    """
    if name == "mnist":
        data = load_mnist("train")
        return data, np.arange(data.samples)
    if name == "bhmsds":
        data = load_bhmsds(digits_only=True)
        bright = replace(data, images=255 - np.asarray(data.images), label_order=DIGITS)
        return bright, np.arange(data.samples)
    if name == "words":
        raise OptionError("--data words is for characters; digits learn from the other sets.")
    strokes = load_unipen("train").only(DIGITS)
    pen = Pen(size=56, width=(1.5, 6.0), rotation=6, slant=0.15, stretch=0.1, wobble=0.008)
    drawn = render_strokes(strokes, pen, generator)
    data = Dataset(strokes.name, drawn, strokes.labels, DIGITS, strokes.licence, strokes.citation)
    return data, strokes.writers


def split_groups(groups: IntArray, share: float = 1.0) -> dict[str, IntArray]:
    """Whole groups to train, calibration and golden: eleven twelfths, and half of the rest each.

    Of the part to train on, `share` is kept, evenly spread.
    """
    names = np.unique(groups)
    places = np.random.default_rng(HELD_OUT_SEED).permutation(len(names))
    place = places[np.searchsorted(names, groups)]
    held = max(1, len(names) // 24)
    train = np.flatnonzero(place >= 2 * held)
    kept = np.linspace(0, len(train) - 1, max(1, round(share * len(train)))).astype(np.int64)
    return {
        "train": train[kept],
        "calibration": np.flatnonzero(place < held),
        "golden": np.flatnonzero((place >= held) & (place < 2 * held)),
    }


def see(sets: Sequence[Dataset], seed: int, labels: tuple[str, ...] = DIGITS) -> Pictures:
    """Pictures as they come, and photographed."""
    generator = torch.Generator().manual_seed(seed)
    parts = []
    for data in sets:
        plain = torch.from_numpy(np.array(data.images))
        photographed = torch.cat([photograph(part, generator) for part in in_batches(plain, 1024)])
        targets = torch.from_numpy(encode(data.labels, labels))
        parts.append(stack_versions([preprocess(plain), preprocess(photographed)], targets))
    return join(parts)


def stack_versions(versions: Sequence[Seen], targets: Tensor) -> Pictures:
    """The same pictures seen in several ways."""
    pixels, geometry = (torch.stack(part, dim=1) for part in zip(*versions, strict=True))
    return Pictures(pixels, geometry, targets)


def join(parts: Sequence[Pictures]) -> Pictures:
    """Pictures one after another, all with the same number of versions."""
    return Pictures(
        torch.cat([part.seen for part in parts]),
        torch.cat([part.geometry for part in parts]),
        torch.cat([part.targets for part in parts]),
    )


def show_outliers(outliers: UInt8Array, seed: int) -> Seen:
    """Half of the outliers as they are, half photographed, as a network sees them."""
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.from_numpy(outliers)
    half = torch.arange(len(pictures)) % 2 == 0
    pictures[half] = photograph(pictures[half], generator)
    return preprocess(pictures)


def _fingerprint(sets: list[Dataset]) -> str:
    """sha256 of one data set; of several, of their fingerprints in order."""
    return hashlib.sha256("".join(item.fingerprint for item in sets).encode()).hexdigest()
