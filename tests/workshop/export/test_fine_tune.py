"""Training a version further: from its own numbers and its corrections to a file and its bank."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from vistazo.errors import DataError, ModelError, ModelNotFoundError, OptionError
from vistazo.evaluation.report import Report
from vistazo.learning.head import read_card_text, read_head, with_card, write_head
from vistazo.runtime import Bank, Card, Recognizer, bank_path
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.export.build import Recipe, write_recogniser
from vistazo.workshop.export.fine_tune import FineTuning, fine_tune
from vistazo.workshop.export.restore import restore
from vistazo.workshop.export.write import file_hash, replace_card
from vistazo.workshop.model.recogniser import InkRecogniser
from vistazo.workshop.training.calibrate import calibrate
from vistazo.workshop.training.loop import train
from vistazo.workshop.training.material import Material
from vistazo.workshop.training.settings import TrainSettings

EPOCHS = 6


def cross(seed: int, *, dark: bool = False) -> Image.Image:
    """A cross of any size: two strokes, one upright and one level."""
    generator = np.random.default_rng(seed)
    side, reach = (int(value) for value in (generator.integers(40, 90), generator.integers(10, 16)))
    ink, paper = (0, 255) if dark else (255, 0)
    picture = Image.new("L", (side + 10, side), paper)
    draw = ImageDraw.Draw(picture)
    x, y = side // 2 + int(generator.integers(-3, 9)), side // 2
    draw.line((x, y - reach, x, y + reach), fill=ink, width=4)
    draw.line((x - reach, y, x + reach, y), fill=ink, width=4)
    return picture


def shown(material: Material) -> Dataset:
    """The golden pictures as they came."""
    pictures = material.golden.seen[:, 0].numpy()
    labels = tuple(material.labels[target] for target in material.golden.targets.tolist())
    return Dataset("bars", pictures, labels, material.labels)


@pytest.fixture(scope="module")
def recipes(material: Material) -> dict[str, Recipe]:
    return {"bars": Recipe(lambda _: material, lambda: shown(material), lambda _: ({}, None), 0.9)}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, material: Material) -> Path:
    """A version that knows bars, with its bank."""
    path = tmp_path_factory.mktemp("base") / "bars.onnx"
    settings = TrainSettings(
        name="bars", epochs=6, batch_size=16, save_path=path, device="cpu", strength=0.4
    )
    network, _ = train(settings, material)
    calibration = calibrate(network, material)
    facts = {"network": "glance", "data": ["mnist"], "batch_size": 16, "strength": 0.4}
    card = Card(
        name="bars",
        version="1",
        task="one",
        input="ink",
        labels=material.labels,
        temperature=calibration.temperature,
        thresholds=dict.fromkeys(material.labels, 0.9),
        novelty_threshold=0.9,
        training=facts | {"pictures": len(material.train.targets)},
    )
    recogniser = InkRecogniser(network, calibration).eval()
    write_recogniser(path, recogniser, card, material, shown(material))
    return path


def make_task(base: Path, folder: Path) -> FineTuning:
    """To learn that crosses count as slanted, and that noise is none of the labels."""
    corrections = folder / "corrections"
    corrections.mkdir()
    rows: list[tuple[str, list[str]]] = []
    for seed in range(6):
        cross(seed, dark=seed % 2 == 1).save(corrections / f"{seed}.png")
        rows.append((f"{seed}.png", ["slanted"]))
    noise = np.random.default_rng(0).integers(0, 256, (40, 50), dtype=np.uint8)
    Image.fromarray(noise).save(corrections / "noise.png")
    write_table(corrections, [*rows, ("noise.png", [])])
    target = folder / "out" / "trained.onnx"
    return FineTuning(base, bank_path(base), corrections, folder / "work", target, EPOCHS)


@pytest.fixture
def task(base: Path, tmp_path: Path) -> FineTuning:
    return make_task(base, tmp_path)


class Tuned(NamedTuple):
    """What was done once, without a stop."""

    task: FineTuning
    report: Report
    said: list[dict[str, Any]]


@pytest.fixture(scope="module")
def tuned(
    base: Path, recipes: dict[str, Recipe], tmp_path_factory: pytest.TempPathFactory
) -> Tuned:
    done, said = make_task(base, tmp_path_factory.mktemp("tuned")), []
    return Tuned(done, fine_tune(done, recipes=recipes, tell=said.append), said)


def write_table(folder: Path, rows: list[tuple[str, list[str]]]) -> None:
    with (folder / "corrections.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("file", "labels"))
        table.writerows((name, json.dumps(labels)) for name, labels in rows)


def right(path: Path) -> int:
    """How many crosses out of ten fresh ones are slanted to it."""
    recognizer = Recognizer.load(path)
    return sum(recognizer.predict(cross(seed)).label == "slanted" for seed in range(100, 110))


def test_it_learns_corrections_and_keeps_what_it_knew(tuned: Tuned) -> None:
    assert right(tuned.task.model) <= 2
    assert right(tuned.task.save_path) >= 9
    before = next(
        metric
        for metric in Recognizer.load(tuned.task.model).card.metrics
        if metric.name == "accuracy"
    )
    assert tuned.report.accuracy >= before.value - 0.03


def test_it_says_how_far_it_is(tuned: Tuned) -> None:
    done = [line for line in tuned.said if "loss" in line]
    assert [line["epoch"] for line in done] == [1, 2, 3, 4, 5, 6]
    assert {line["epochs"] for line in tuned.said} == {EPOCHS}
    assert all(line["loss"] > 0 for line in done)


def test_file_bank_and_card_belong_together(tuned: Tuned) -> None:
    path = tuned.task.save_path
    card, bank = Recognizer.load(path).card, Bank.load(bank_path(path))
    old = Bank.load(tuned.task.bank)
    assert card.parent == file_hash(tuned.task.model)
    assert card.training["fine_tuned"]["corrections"] == 7
    assert card.training["fine_tuned"]["epochs"] == EPOCHS
    assert card.training["network"] == "glance"
    assert bank.model == file_hash(path)
    assert bank.fingerprint == old.fingerprint
    assert np.array_equal(bank.golden_labels, old.golden_labels)
    assert not np.array_equal(bank.golden_embeddings, old.golden_embeddings)
    assert {metric.name for metric in card.metrics} >= {"accuracy", "calibration_error"}
    np.testing.assert_array_equal(read_head(path.read_bytes()).weight, bank.weight)


def test_a_killed_training_goes_on_to_the_same_bytes(
    task: FineTuning, recipes: dict[str, Recipe], tuned: Tuned
) -> None:
    said = stop_after(task, recipes, 2)
    assert not task.save_path.exists()
    fine_tune(task, recipes=recipes, tell=said.append)
    assert [line["epoch"] for line in said if "loss" in line] == [1, 2, 3, 4, 5, 6]
    assert task.save_path.read_bytes() == tuned.task.save_path.read_bytes()
    assert bank_path(task.save_path).read_bytes() == bank_path(tuned.task.save_path).read_bytes()


def test_other_corrections_do_not_go_on_from_a_checkpoint(
    task: FineTuning, recipes: dict[str, Recipe]
) -> None:
    first = stop_after(task, recipes, 1)
    write_table(task.corrections, [("0.png", ["level"])])
    other = stop_after(task, recipes, 1)
    assert [line["epoch"] for line in other if "loss" in line] == [1]
    assert first[-1]["loss"] != other[-1]["loss"]


def stop_after(task: FineTuning, recipes: dict[str, Recipe], epoch: int) -> list[dict[str, Any]]:
    """Break the training off once an epoch is done; what was said until then."""
    said: list[dict[str, Any]] = []

    def tell(line: dict[str, Any]) -> None:
        said.append(line)
        if line["epoch"] == epoch and "loss" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fine_tune(task, recipes=recipes, tell=tell)
    return said


def test_labels_that_a_refit_added_stay(
    task: FineTuning, recipes: dict[str, Recipe], tmp_path: Path
) -> None:
    grown = tmp_path / "grown.onnx"
    grown.write_bytes(with_label(task.model.read_bytes(), "cross"))
    write_table(task.corrections, [(f"{seed}.png", ["cross"]) for seed in range(6)])
    task = replace(task, model=grown)
    fine_tune(task, recipes=recipes)
    recognizer = Recognizer.load(task.save_path)
    assert recognizer.labels == ("upright", "level", "slanted", "cross")
    assert recognizer.predict(cross(100)).label == "cross"
    assert Bank.load(bank_path(task.save_path)).weight.shape[0] == 4


def with_label(model: bytes, label: str) -> bytes:
    head = read_head(model)
    grown = replace(
        head,
        labels=(*head.labels, label),
        weight=np.concatenate((head.weight, np.zeros((1, head.weight.shape[1]), np.float32))),
        bias=np.append(head.bias, head.bias.min() - 5).astype(np.float32),
        thresholds=np.append(head.thresholds, 0.9),
    )
    return write_head(model, with_card(model, grown, parent="0" * 64))


class TestErrors:
    def test_no_file(self, task: FineTuning, recipes: dict[str, Recipe]) -> None:
        with pytest.raises(ModelNotFoundError, match=r"gone\.onnx"):
            fine_tune(replace(task, model=Path("gone.onnx")), recipes=recipes)

    def test_a_recogniser_whose_data_nobody_knows(self, task: FineTuning) -> None:
        with pytest.raises(ModelError, match="digits, characters"):
            fine_tune(task)

    def test_another_suffix(self, task: FineTuning) -> None:
        with pytest.raises(OptionError, match="--save-path"):
            replace(task, save_path=Path("trained.bin"))

    def test_no_epochs(self, task: FineTuning, recipes: dict[str, Recipe]) -> None:
        with pytest.raises(OptionError, match="--epochs"):
            fine_tune(replace(task, epochs=0), recipes=recipes)

    def test_data_with_another_golden_set(
        self, task: FineTuning, recipes: dict[str, Recipe], material: Material
    ) -> None:
        other = replace(material, golden_fingerprint="other")
        changed = {"bars": replace(recipes["bars"], gather=lambda _: other)}
        with pytest.raises(DataError, match="golden set"):
            fine_tune(task, recipes=changed)


class TestRestoring:
    def test_a_card_without_a_network(
        self, base: Path, tmp_path: Path, card_of: Callable[[Path], Card]
    ) -> None:
        other = tmp_path / "other.onnx"
        other.write_bytes(base.read_bytes())
        replace_card(other, replace(card_of(base), training={}))
        with pytest.raises(ModelError, match="must name one of the networks"):
            restore(other.read_bytes())

    def test_tensors_of_another_network(
        self, base: Path, tmp_path: Path, card_of: Callable[[Path], Card]
    ) -> None:
        other = tmp_path / "other.onnx"
        other.write_bytes(base.read_bytes())
        replace_card(other, replace(card_of(base), training={"network": "conv2"}))
        with pytest.raises(ModelError, match="tensors"):
            restore(other.read_bytes())

    def test_a_network_that_is_built_otherwise_now(
        self, base: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        content = base.read_bytes()
        recogniser, _ = restore(content)
        assert torch.equal(
            recogniser.network.head.weight, torch.from_numpy(read_head(content).weight)
        )
        # A residual step that is left out gives other numbers from the same weights.
        monkeypatch.setattr(
            "vistazo.workshop.model.networks.Residual.forward", lambda self, maps: maps
        )
        with pytest.raises(ModelError, match="does not give the numbers"):
            restore(content)


@pytest.fixture
def card_of() -> Callable[[Path], Card]:
    return lambda path: read_card_text(path.read_bytes())
