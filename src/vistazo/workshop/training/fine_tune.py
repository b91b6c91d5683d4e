"""What a network that exists learns further: corrections, among what it learned before."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import structlog
import torch
from torch import Tensor

from vistazo.errors import DataError, ImageError, ModelError
from vistazo.image import load_grey
from vistazo.runtime import Card
from vistazo.workshop.training.augment import photograph
from vistazo.workshop.training.loop import OUTLIER_SHARE
from vistazo.workshop.training.material import (
    Material,
    Pictures,
    Seen,
    in_batches,
    join,
    preprocess,
    stack_versions,
)
from vistazo.workshop.training.settings import USUAL, TrainSettings

log = structlog.get_logger(__name__)

LEARNING_RATE = 3e-4
"""Of AdamW, at its peak."""

REPLAY = 20_000
"""Pictures of the first training that are seen again in every epoch, about."""

COPIES = 16
"""Times that a correction is seen in an epoch, each time varied; less where there are so many
that together they would be more than the replay."""

TABLE = "corrections.csv"


@dataclass(frozen=True)
class Lessons:
    """Corrected pictures as a network sees them.

    Attributes:
        known: Those that show a label.
        targets: int64 (n,), which one.
        unknown: Those that show none of the labels.
    """

    known: Seen
    targets: Tensor
    unknown: Seen

    def __len__(self) -> int:
        return len(self.targets) + len(self.unknown.pixels)

    def draw(self, versions: int, most: int, seed: int) -> Pictures:
        """The labelled ones for an epoch: COPIES of each if that is no more than `most`.

        Args:
            versions: 1, as they came, or 2, photographed afresh as well.
            most: Pictures at most.
            seed: Decides the photographs, and which are left out where there are too many.
        """
        generator = torch.Generator().manual_seed(seed)
        chosen = torch.randperm(len(self.targets), generator=generator)[:most]
        seen = Seen(self.known.pixels[chosen], self.known.geometry[chosen])
        shown = [seen]
        for _ in range(versions - 1):
            parts = [photograph(part, generator) for part in in_batches(seen.pixels, 1024)]
            shown.append(preprocess(torch.cat(parts)))
        pictures = stack_versions(shown, self.targets[chosen])
        return join([pictures] * max(1, min(COPIES, most // len(chosen))))


def read_lessons(folder: Path, labels: tuple[str, ...]) -> Lessons:
    """Read a folder of corrections.

    Pictures that cannot be read, pictures without ink that are said to show something, and labels
    that the recogniser does not have are left out, and the log says so.

    Args:
        folder: With `corrections.csv`, whose columns are `file` and `labels`, a JSON list; an empty
            one says that the picture shows none of the labels.
        labels: Those of the recogniser.

    Raises:
        DataError: The table is missing or malformed, or nothing of it can be learned.
    """
    seen: list[Seen] = []
    targets: list[int] = []
    for file, said in _read_table(folder / TABLE):
        if len(said) > 1 or not set(said) <= set(labels):
            log.warning("left out", file=file, labels=said, reason="labels")
            continue
        try:
            picture = torch.from_numpy(load_grey(folder / file))
        except ImageError as error:
            log.warning("left out", file=file, reason=str(error))
            continue
        one = preprocess(picture[None])
        if said and not one.pixels.any():
            log.warning("left out", file=file, labels=said, reason="no ink")
            continue
        seen.append(one)
        targets.append(labels.index(said[0]) if said else -1)
    if not seen:
        raise DataError(f"{folder / TABLE} holds no correction that can be learned.")
    pixels, geometry = (torch.cat(part) for part in zip(*seen, strict=True))
    every = torch.tensor(targets)
    known = every >= 0
    return Lessons(
        Seen(pixels[known], geometry[known]),
        every[known],
        Seen(pixels[~known], geometry[~known]),
    )


def mix(material: Material, lessons: Lessons, card: Card) -> Material:
    """The material of the first training with corrections among it, for the labels of `card`.

    In every epoch there are at least as many pictures of the first training as corrections.

    Raises:
        ModelError: The card has other labels than the material.
    """
    if card.labels[: len(material.labels)] != material.labels:
        raise ModelError(
            f"{card.name} must have the labels of its training data first, "
            f"{' '.join(material.labels[:10])}…; it has {' '.join(card.labels[:10])}…"
        )

    def renew(epoch: int) -> Pictures:
        replay = material.renew(epoch) if material.renew else material.train
        if not len(lessons.targets):
            return replay
        versions, most = replay.seen.shape[1], len(replay.targets)
        return join([replay, lessons.draw(versions, most, card.seeds.get("training", 0) + epoch)])

    prior = card.priors[card.prior] if card.prior else None
    return replace(
        material,
        labels=card.labels,
        outliers=_join_outliers(material.outliers, lessons.unknown, len(material.train.targets)),
        renew=renew,
        prior=None if prior is None else torch.tensor([prior[label] for label in card.labels]),
    )


def fine_settings(card: Card, epochs: int, save_path: Path) -> TrainSettings:
    """The settings that a recogniser was trained with, for going on gently with a part of its data.

    Raises:
        ModelError: The card does not say how it was trained.
        OptionError: `epochs` or what the card says is outside its range.
    """
    first = card.training
    if "network" not in first or "data" not in first:
        raise ModelError(
            f"The card of {card.name} does not say how it was trained, so its network cannot be "
            "trained further; only recognisers of `vistazo train` can."
        )
    names = {item.name for item in fields(TrainSettings)}
    options = USUAL.get(card.name, {}) | {name: first[name] for name in names & set(first)}
    options = {
        name: tuple(value) if isinstance(value, list) else value for name, value in options.items()
    }
    share = options.get("share", 1.0) * min(1.0, REPLAY / first.get("pictures", REPLAY))
    changes = {
        "share": share,
        "epochs": epochs,
        "patience": max(1, epochs),
        "checkpoint_every": 1,
        "learning_rate": LEARNING_RATE,
        "device": "auto",
        "save_path": save_path,
    }
    return TrainSettings(**(options | changes))


def _join_outliers(outliers: Seen, unknown: Seen, pictures: int) -> Seen:
    """Corrections among the outliers, so often that each is drawn COPIES times in an epoch.

    At most half of the result are corrections.
    """
    if not len(unknown.pixels):
        return outliers
    drawn = pictures / OUTLIER_SHARE
    part = min(0.5, COPIES * len(unknown.pixels) / drawn)
    copies = max(1, round(part / (1 - part) * len(outliers.pixels) / len(unknown.pixels)))
    return Seen(
        torch.cat((outliers.pixels, unknown.pixels.repeat(copies, 1, 1))),
        torch.cat((outliers.geometry, unknown.geometry.repeat(copies, 1))),
    )


def _read_table(path: Path) -> list[tuple[str, Sequence[str]]]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [(row["file"], json.loads(row["labels"])) for row in csv.DictReader(file)]
    except FileNotFoundError:
        raise DataError(f"There are no corrections at {path}.") from None
    except (KeyError, ValueError, TypeError, csv.Error) as error:
        raise DataError(
            f"{path} must have the columns file and labels, a JSON list each ({error!r})."
        ) from None
    for name, labels in rows:
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise DataError(f"{path}: the labels of {name} must be a JSON list of texts.")
    return rows
