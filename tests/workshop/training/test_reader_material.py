"""What the reader learns from: whose writing, which lines, in what batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vistazo.workshop.data.lines import HEIGHT
from vistazo.workshop.data.unipen import load_unipen, load_unipen_text
from vistazo.workshop.training.reader_material import (
    HELD_OUT,
    ReaderMaterial,
    gather_lines,
    held_out_writers,
    single_lines,
)
from vistazo.workshop.training.reader_settings import ReaderSettings

SETTINGS = ReaderSettings(most=600, composed=200, columns=4096)


@pytest.fixture(scope="module")
def material(mirror: Path) -> ReaderMaterial:
    return gather_lines(SETTINGS)


def test_nobody_writes_for_both_sides(material: ReaderMaterial) -> None:
    texts, characters = load_unipen_text("train"), load_unipen("train")
    held = held_out_writers(texts, characters)
    everybody = np.union1d(texts.writers, characters.writers)
    assert len(held) == pytest.approx(len(everybody) / HELD_OUT, abs=1)
    assert not np.isin(material.written.writers, held).any()
    assert not np.isin(material.composer.writers, held).any()
    assert not np.isin(load_unipen_text("test").writers, everybody).any()
    assert sum(len(batch.texts) for batch in material.validation) == 2500
    assert sum(len(batch.texts) for batch in material.composed_validation) > 500


def test_an_epoch_holds_every_line_once_and_the_composed_ones(material: ReaderMaterial) -> None:
    batches = list(material.batches(SETTINGS, 3))
    texts = [text for batch in batches for text in batch.texts]
    assert len(texts) == pytest.approx(800, abs=8)
    missing = list(material.written.labels)
    for text in texts:
        if text in missing:
            missing.remove(text)
    assert not missing
    for batch in batches:
        lines, height, width = batch.pictures.shape
        assert height == HEIGHT
        assert lines == 1 or lines * width <= SETTINGS.columns + 8 * lines
        assert (batch.columns <= width).all()
        assert (batch.columns > width // 3).all()


def test_epochs_differ_and_the_same_one_repeats(material: ReaderMaterial) -> None:
    one, again, other = (
        next(iter(material.batches(SETTINGS, epoch))).pictures for epoch in (0, 0, 1)
    )
    assert one.equal(again)
    assert one.shape != other.shape or not one.equal(other)


def test_marks_stand_by_their_words_and_lines_are_single(mirror: Path) -> None:
    texts = load_unipen_text("train")
    chosen = single_lines(texts)
    assert 0.8 * texts.samples < chosen.samples < texts.samples
    assert (chosen.est_lines == 1).all()
    assert not any(" ." in text[-2:] for text in chosen.labels if text[:-2].isalnum())
