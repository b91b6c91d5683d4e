"""Corrections are read as people gave them, and mixed with enough of what was learned before."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from vistazo.errors import DataError, ModelError, OptionError
from vistazo.runtime import Card
from vistazo.workshop.training.fine_tune import (
    COPIES,
    LEARNING_RATE,
    REPLAY,
    Lessons,
    fine_settings,
    mix,
    read_lessons,
)
from vistazo.workshop.training.material import Material, Seen

LABELS = ("upright", "level", "slanted")


def bar(*, ink: int = 0, paper: int = 255, size: tuple[int, int] = (90, 120)) -> Image.Image:
    picture = Image.new("L", size, paper)
    ImageDraw.Draw(picture).line((40, 20, 40, 70), fill=ink, width=5)
    return picture


def folder_of(folder: Path, rows: list[tuple[str, str]]) -> Path:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("file", "labels"))
    table.writerows(rows)
    (folder / "corrections.csv").write_text(text.getvalue(), encoding="utf-8")
    return folder


def lessons(count: int, unknown: int = 0) -> Lessons:
    def seen(pictures: int) -> Seen:
        pixels = torch.full((pictures, 28, 28), 77, dtype=torch.uint8)
        return Seen(pixels, torch.full((pictures, 3), 0.7))

    return Lessons(seen(count), torch.zeros(count, dtype=torch.int64), seen(unknown))


def card_of(labels: tuple[str, ...] = LABELS, **changes: object) -> Card:
    card = Card("bars", "1", "one", "ink", labels, 1.0, dict.fromkeys(labels, 0.9), 0.5)
    return replace(card, **changes)  # type: ignore[arg-type]


class TestReading:
    def test_polarity_and_size_do_not_matter(self, tmp_path: Path) -> None:
        bar().save(tmp_path / "dark.png")
        bar(ink=240, paper=10, size=(300, 200)).save(tmp_path / "bright.jpg", quality=95)
        rows = [("dark.png", '["upright"]'), ("bright.jpg", '["level"]')]
        found = read_lessons(folder_of(tmp_path, rows), LABELS)
        assert found.targets.tolist() == [0, 1]
        dark, bright = found.known.pixels.float()
        assert dark.max() > 200
        assert (dark - bright).abs().mean() < 8

    def test_an_empty_list_is_none_of_the_labels(self, tmp_path: Path) -> None:
        bar().save(tmp_path / "a.png")
        bar().save(tmp_path / "b.png")
        rows = [("a.png", "[]"), ("b.png", '["slanted"]')]
        found = read_lessons(folder_of(tmp_path, rows), LABELS)
        assert len(found) == 2
        assert found.targets.tolist() == [2]
        assert found.unknown.pixels.shape == (1, 28, 28)

    def test_what_cannot_be_learned_is_left_out(self, tmp_path: Path) -> None:
        bar().save(tmp_path / "good.png")
        (tmp_path / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\nrest")
        Image.new("L", (40, 40), 255).save(tmp_path / "blank.png")
        rows = [(f"{name}.png", '["level"]') for name in ("good", "damaged", "blank", "gone")]
        rows += [("good.png", '["unheard of"]'), ("good.png", '["level", "upright"]')]
        assert len(read_lessons(folder_of(tmp_path, rows), LABELS)) == 1

    @pytest.mark.parametrize("rows", [[], [("gone.png", '["level"]')]])
    def test_nothing_to_learn_is_an_error(self, tmp_path: Path, rows: list) -> None:
        with pytest.raises(DataError, match="no correction that can be learned"):
            read_lessons(folder_of(tmp_path, rows), LABELS)

    @pytest.mark.parametrize("labels", ["level", "[1]", '{"level": 1}', ""])
    def test_labels_are_a_list_of_texts(self, tmp_path: Path, labels: str) -> None:
        with pytest.raises(DataError, match="JSON list"):
            read_lessons(folder_of(tmp_path, [("a.png", labels)]), LABELS)

    def test_a_folder_without_a_table_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match=r"corrections\.csv"):
            read_lessons(tmp_path, LABELS)


class TestMixing:
    @pytest.mark.parametrize(("count", "shown"), [(2, 2 * COPIES), (40, 80), (96, 96), (200, 96)])
    def test_there_is_at_least_as_much_replay(
        self, material: Material, count: int, shown: int
    ) -> None:
        renew = mix(material, lessons(count), card_of()).renew
        assert renew is not None
        pictures = renew(0)
        assert len(pictures.targets) == 96 + shown
        assert torch.equal(pictures.seen[:96], material.train.seen)

    def test_corrections_are_photographed_afresh_for_every_epoch(self, material: Material) -> None:
        pixels = material.golden.seen[:3, 0]
        some = Lessons(Seen(pixels, torch.full((3, 3), 0.7)), torch.arange(3), lessons(0).unknown)
        renew = mix(material, some, card_of()).renew
        assert renew is not None
        first, again, other = renew(1).seen[96:], renew(1).seen[96:], renew(2).seen[96:]
        assert torch.equal(first, again)
        assert sorted(first[:3, 0].sum((1, 2))) == sorted(pixels.sum((1, 2)))
        assert not torch.equal(first[:, 1], other[:, 1])

    @pytest.mark.parametrize("count", [1, 500])
    def test_corrections_are_at_most_half_of_the_outliers(
        self, material: Material, count: int
    ) -> None:
        mixed = mix(material, lessons(1, unknown=count), card_of()).outliers
        ours = int((mixed.pixels == 77).all(2).all(1).sum())
        assert count <= ours
        assert ours <= max(count, len(mixed.pixels) / 2)
        assert len(mixed.geometry) == len(mixed.pixels)

    def test_only_outliers_leave_the_pictures_as_they_are(self, material: Material) -> None:
        renew = mix(material, lessons(0, unknown=2), card_of()).renew
        assert renew is not None
        assert renew(0) is material.train

    def test_new_labels_come_last_and_have_the_prior_of_the_card(self, material: Material) -> None:
        labels = (*LABELS, "cross")
        prior = dict(zip(labels, (0.4, 0.3, 0.2, 0.1), strict=True))
        card = card_of(labels, priors={"life": prior}, prior="life")
        mixed = mix(material, lessons(1), card)
        assert mixed.labels == labels
        assert mixed.prior is not None
        np.testing.assert_allclose(mixed.prior.numpy(), [0.4, 0.3, 0.2, 0.1])

    def test_other_labels_than_those_of_the_data_are_refused(self, material: Material) -> None:
        with pytest.raises(ModelError, match="labels of its training data first"):
            mix(material, lessons(1), card_of(("level", "upright", "slanted")))


class TestSettings:
    FACTS: ClassVar = {
        "name": "bars",
        "network": "glyph",
        "data": ["mnist"],
        "seed": 4,
        "strength": 0.3,
    }

    def test_they_are_those_of_the_first_training_but_gentle(self, tmp_path: Path) -> None:
        card = card_of(training=self.FACTS | {"share": 0.5, "pictures": 4 * REPLAY, "epochs": 30})
        settings = fine_settings(card, 3, tmp_path / "x.onnx")
        assert (settings.network, settings.data, settings.seed) == ("glyph", ("mnist",), 4)
        assert (settings.epochs, settings.learning_rate) == (3, LEARNING_RATE)
        assert settings.share == pytest.approx(0.125)

    def test_few_pictures_are_all_seen_again(self, tmp_path: Path) -> None:
        card = card_of(training=self.FACTS | {"pictures": 100})
        assert fine_settings(card, 1, tmp_path / "x.onnx").share == 1.0

    def test_a_card_that_does_not_say_how_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="does not say how it was trained"):
            fine_settings(card_of(), 1, tmp_path / "x.onnx")

    def test_options_out_of_range_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(OptionError, match="--epochs"):
            fine_settings(card_of(training=self.FACTS), 0, tmp_path / "x.onnx")
