"""What `characters` learns from, on the real data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from vistazo.workshop.data.frames import PLAIN
from vistazo.workshop.data.unipen import ASCII
from vistazo.workshop.training.characters import (
    SETS,
    character_priors,
    collected_prior,
    gather_characters,
    load_letters,
    load_writers,
)
from vistazo.workshop.training.material import Material, split_groups
from vistazo.workshop.training.settings import USUAL, TrainSettings

SETTINGS = TrainSettings(
    name="characters", **(USUAL["characters"] | {"share": 0.01, "data": ("unipen",)})
)


@pytest.fixture(scope="module")
def material(mirror: Path) -> Material:
    return gather_characters(SETTINGS)


def test_nobody_writes_for_two_parts(mirror: Path) -> None:
    writers = load_writers("train").strokes.writers
    parts = [set(writers[rows].tolist()) for rows in split_groups(writers).values()]
    assert all(parts)
    assert sum(map(len, parts)) == len(set.union(*parts))
    assert not set.union(*parts) & set(load_writers("test").strokes.writers.tolist())


def test_every_epoch_is_drawn_afresh_and_can_be_drawn_again(material: Material) -> None:
    assert material.renew is not None
    first, again, other = material.renew(3), material.renew(3), material.renew(4)
    assert torch.equal(first.seen, again.seen)
    assert torch.equal(first.targets, other.targets)
    assert not torch.equal(first.seen, other.seen)


def test_most_characters_keep_their_geometry(material: Material) -> None:
    longest = material.golden.geometry[..., :2].amax(dim=-1)
    assert (longest < 0.6).float().mean() > 0.4
    dots = material.golden.targets == ASCII.index(".")
    assert longest[dots].median() < 0.3 < longest[~dots].median()


def test_upper_case_is_larger_than_lower_case_in_frames(mirror: Path) -> None:
    writers = load_writers("test")
    labels = np.array(writers.strokes.labels)
    known = ~np.isnan(writers.place.baseline)
    middle = {}
    for label in "oO":
        chosen = writers.subset(np.flatnonzero((labels == label) & known))
        middle[label] = float(chosen.draw(PLAIN, 0).geometry[:, 0].median())
    assert middle["O"] > 1.2 * middle["o"]


def test_the_prior_is_that_of_the_training_writers(material: Material) -> None:
    assert material.prior is not None
    assert material.prior.sum().item() == pytest.approx(1.0)
    assert material.prior.argmax() == ASCII.index("e")
    assert (collected_prior(torch.tensor([3, 3])) > 0).all()


def test_named_priors_sum_to_one_and_stay_within_their_sets(material: Material) -> None:
    priors, own = character_priors(material)
    assert own == "collected"
    assert {"uniform", "text", "digits", "upper", "lower", "letters", "symbols"} <= set(priors)
    for name, prior in priors.items():
        assert sum(prior.values()) == pytest.approx(1.0, abs=1e-5)
        if name in SETS:
            assert set(prior) == set(SETS[name])
    assert max(priors["text"], key=priors["text"].get) == "e"  # type: ignore[arg-type]


def test_pictures_of_other_sets_are_mixed_in(mirror: Path) -> None:
    mixed = gather_characters(replace(SETTINGS, data=("unipen", "mnist")))
    drawn = round(len(mixed.train.targets) / 1.3)
    assert (mixed.train.targets[drawn:] < ASCII.index(":")).all()
    assert [source.name for source in mixed.sources] == ["unipen", "mnist/train"]


def test_letters_are_cut_out_of_words_of_nobody_who_is_held_out(mirror: Path) -> None:
    writers = load_writers("train")
    parts = {
        name: writers.subset(rows) for name, rows in split_groups(writers.strokes.writers).items()
    }
    letters = load_letters(parts["calibration"], parts["golden"])
    nobody = np.concatenate([parts[name].strokes.writers for name in ("calibration", "golden")])
    assert not np.isin(letters.strokes.writers, nobody).any()
    # Most of them wrote no single characters.
    assert len(np.setdiff1d(letters.strokes.writers, writers.strokes.writers)) > 200


def test_letters_of_words_are_mixed_in(mirror: Path, material: Material) -> None:
    mixed = gather_characters(replace(SETTINGS, data=("unipen", "words")))
    counts = [torch.bincount(part.train.targets, minlength=94) for part in (mixed, material)]
    more = counts[0] - counts[1]
    assert more.max() == 10
    assert more.min() >= 1
    assert [source.name for source in mixed.sources] == ["unipen", "unipen/text/train/letters"]
