"""What `characters` learns from: strokes drawn afresh for every epoch, and pictures."""

from __future__ import annotations

import string
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from vistazo.runtime.bundle import DataSource
from vistazo.types import IntArray, UInt8Array
from vistazo.workshop.data.bhmsds import load_bhmsds
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.frames import PLAIN, Hand, Place, draw_frames, find_places
from vistazo.workshop.data.letters import cut_letters, take_evenly
from vistazo.workshop.data.mnist import load_mnist
from vistazo.workshop.data.pen import Pen
from vistazo.workshop.data.strokes import StrokeSet
from vistazo.workshop.data.unipen import ASCII, load_unipen, load_unipen_text
from vistazo.workshop.training.augment import lay_on_paper
from vistazo.workshop.training.material import (
    Material,
    Pictures,
    Seen,
    join,
    preprocess,
    see,
    show_outliers,
    split_groups,
    stack_versions,
)
from vistazo.workshop.training.outliers import draw_outliers, read_outliers
from vistazo.workshop.training.settings import TrainSettings

HAND = Hand(
    width=(0.04, 0.22),
    pressure=0.2,
    pen=Pen(rotation=7, slant=0.2, stretch=0.15, wobble=0.01),
    scale=0.12,
    shift=0.03,
    alone=0.3,
)
"""How characters are drawn to learn from."""

ON_PAPER = 0.2
"""Share of the drawn characters that are shown as paper or a dark canvas would show them."""

IMAGE_SHARE = 0.3
"""Pictures of other sets for each drawn character, in an epoch."""

LETTERS_EACH = 1000
"""Characters of each label cut out of words, in an epoch, at most: an e comes in every word."""

OUTLIERS = 15_000
"""Drawn pictures of no character, or of several."""

GOLDEN_MOST = 4000
"""Characters of the golden set, at most."""

SETS = {
    "uniform": "".join(ASCII),
    "digits": string.digits,
    "upper": string.ascii_uppercase,
    "lower": string.ascii_lowercase,
    "letters": string.ascii_letters,
    "alphanumeric": string.digits + string.ascii_letters,
    "symbols": string.punctuation,
}
"""Sets of characters that a prior may be limited to, all of them as probable."""


class Writers:
    """The strokes of some writers, with their places, ready to be drawn."""

    def __init__(self, strokes: StrokeSet, place: Place) -> None:
        """Keep them; `place` is theirs."""
        self.strokes = strokes
        self.place = place
        self.targets = torch.from_numpy(strokes.targets)

    def subset(self, indices: IntArray) -> Writers:
        """Only the characters at `indices`."""
        return Writers(self.strokes.subset(indices), self.place.subset(indices))

    def draw(self, hand: Hand, seed: int, on_paper: float = 0.0) -> Seen:
        """Draw all of them once, and preprocess."""
        generator = np.random.default_rng(seed)
        pictures = draw_frames(self.strokes, self.place, hand, generator)
        chosen = torch.from_numpy(generator.random(len(pictures)) < on_paper)
        result = torch.from_numpy(pictures)
        if chosen.any():
            torch_generator = torch.Generator().manual_seed(seed)
            result[chosen] = lay_on_paper(result[chosen].float() / 255.0, torch_generator)
        return preprocess(result)


def load_writers(part: str) -> Writers:
    """Every single character of a part of UNIPEN with its place.

    Raises:
        DataError: The data cannot be had.
    """
    strokes = load_unipen("test" if part == "test" else "train")
    assert strokes.files is not None
    return Writers(strokes, find_places(strokes, strokes.files))


def load_letters(*others: Writers) -> Writers:
    """What is cut out of the words of the training part, by nobody of `others`.

    Raises:
        DataError: The data cannot be had.
    """
    letters = Writers(*cut_letters(load_unipen_text("train")))
    theirs = np.concatenate([writers.strokes.writers for writers in others])
    return letters.subset(np.flatnonzero(~np.isin(letters.strokes.writers, theirs)))


def gather_characters(settings: TrainSettings) -> Material:
    """Read, split by writer, draw and preprocess what `settings` names.

    Raises:
        DataError: A data set cannot be had.
    """
    generator = np.random.default_rng(settings.seed)
    writers = load_writers("train")
    parts = {
        name: writers.subset(indices)
        for name, indices in split_groups(writers.strokes.writers, settings.share).items()
    }
    images, sources = _read_images(settings)
    held_out = (parts["calibration"], parts["golden"])
    letters = load_letters(*held_out) if "words" in settings.data else None
    shown = see(images, settings.seed, ASCII) if images else None
    count = round(IMAGE_SHARE * parts["train"].strokes.samples)
    each = max(1, round(LETTERS_EACH * settings.share))

    def renew(epoch: int) -> Pictures:
        seed = settings.seed * 1000 + epoch
        drawn = parts["train"].draw(HAND, seed, ON_PAPER)
        pictures = [stack_versions([drawn], parts["train"].targets)]
        if letters is not None:
            some = letters.subset(take_evenly(letters.strokes.targets, each, seed))
            pictures.append(stack_versions([some.draw(HAND, seed, ON_PAPER)], some.targets))
        if shown is not None:
            pictures.append(_some(shown, count, seed))
        return join(pictures)

    calibration = parts["calibration"]
    versions = [calibration.draw(PLAIN, 1), calibration.draw(HAND, 2), calibration.draw(HAND, 3, 1)]
    golden = parts["golden"].subset(
        np.random.default_rng(0).permutation(parts["golden"].strokes.samples)[:GOLDEN_MOST]
    )
    outliers, calibration_outliers = _outliers(settings, parts["train"], generator)
    if letters is not None:
        sources.insert(0, _source(letters.strokes))
    sources.insert(0, replace(_source(writers.strokes), name="unipen"))
    return Material(
        ASCII,
        renew(0),
        stack_versions(versions, calibration.targets),
        stack_versions([golden.draw(PLAIN, 4)], golden.targets),
        outliers,
        calibration_outliers,
        tuple(sources),
        golden.strokes.fingerprint,
        renew=renew,
        prior=collected_prior(writers.targets),
    )


def collected_prior(targets: Tensor) -> Tensor:
    """How often each character comes in the training part, float32 (94,); no one never."""
    counts = torch.bincount(targets, minlength=len(ASCII)).float() + 1.0
    return counts / counts.sum()


def character_priors(material: Material) -> tuple[dict[str, dict[str, float]], str]:
    """Priors to choose from, and the name of the one that the network answers under.

    "collected" is how often UNIPEN's writers were asked for each character, "text" how often each
    comes in the words and texts that they wrote.
    """
    assert material.prior is not None
    text = "".join(load_unipen_text("train").labels)
    counts = np.array([text.count(label) + 1.0 for label in ASCII])
    named = {
        "collected": material.prior.double().numpy(),
        "text": counts,
        **{
            name: np.array([float(label in members) for label in ASCII])
            for name, members in SETS.items()
        },
    }
    return {
        name: {
            label: round(float(share), 8)
            for label, share in zip(ASCII, weights / weights.sum(), strict=True)
            if share > 0
        }
        for name, weights in named.items()
    }, "collected"


def _read_images(settings: TrainSettings) -> tuple[list[Dataset], list[DataSource]]:
    """Pictures that are no strokes, ink bright on black, without those held out by digits."""
    sets = []
    if "mnist" in settings.data:
        digits = load_mnist("train")
        sets.append(digits.subset(split_groups(np.arange(digits.samples), settings.share)["train"]))
    if "bhmsds" in settings.data:
        symbols = load_bhmsds()
        whole = symbols.subset(np.flatnonzero([label != "." for label in symbols.labels]))
        sets.append(
            Dataset(
                symbols.name,
                255 - np.asarray(whole.images),
                whole.labels,
                ASCII,
                symbols.licence,
                symbols.citation,
            )
        )
    return sets, [_source(data) for data in sets]


def _source(data: Dataset | StrokeSet) -> DataSource:
    return DataSource(data.name, data.fingerprint, data.samples, data.licence, data.citation)


def _some(pictures: Pictures, count: int, seed: int) -> Pictures:
    """`count` pictures, each in one of its versions."""
    generator = torch.Generator().manual_seed(seed)
    chosen = torch.randperm(len(pictures.targets), generator=generator)[:count]
    version = torch.randint(pictures.seen.shape[1], (len(chosen),), generator=generator)
    return Pictures(
        pictures.seen[chosen, version][:, None],
        pictures.geometry[chosen, version][:, None],
        pictures.targets[chosen],
    )


def _outliers(
    settings: TrainSettings, train: Writers, generator: np.random.Generator
) -> tuple[Seen, Seen]:
    """To learn from and to fit novelty on; pictures of several characters among them."""
    some = train.subset(generator.permutation(train.strokes.samples)[:4000])
    glyphs: UInt8Array = some.draw(PLAIN, settings.seed).pixels.numpy()
    drawn = draw_outliers(max(1000, round(OUTLIERS * settings.share)), glyphs, generator)
    public = read_outliers(tuple(set(settings.outliers) - {"unipen"}), generator)
    pictures = generator.permutation(np.concatenate((drawn, public)))
    cut = len(pictures) // 5
    return show_outliers(pictures[cut:], 10), show_outliers(pictures[:cut], 11)
